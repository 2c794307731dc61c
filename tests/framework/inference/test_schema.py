from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from framework.library import PROVIDER, get_book
from pulumi_python_provider import Arguments, Provider, Record
from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.inference.schema import constant

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SPEC: dict[str, Any] = json.loads(PROVIDER.schema())
TYPES = {name.rpartition(":")[2]: spec for name, spec in SPEC["types"].items()}
FUNCTIONS = {name.rpartition(":")[2]: spec for name, spec in SPEC["functions"].items()}


def without_descriptions(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {key: value for key, value in spec.items() if key != "description"}
        for name, spec in properties.items()
    }


def test_a_schema_has_a_name_a_version_and_the_metadata() -> None:
    assert {key: SPEC[key] for key in list(SPEC)[:4]} == {
        "name": "library",
        "version": "1.2.3",
        "repository": "https://example.com/library",
        "license": "MIT",
    }
    assert list(SPEC)[4:] == ["config", "provider", "types", "functions"]


def test_a_function_is_named_in_camel_case_and_described_by_its_docstring_on_one_line() -> None:
    assert list(SPEC["functions"]) == [
        "library:index:getBook",
        "library:index:listBooks",
        "library:index:getTrouble",
    ]
    assert FUNCTIONS["getBook"]["description"] == "Looks up a book.\n\nIt has to have that title."
    inputs = FUNCTIONS["getBook"]["inputs"]
    assert inputs == {
        "type": "object",
        "description": "Arguments of getBook.",
        "properties": {
            "title": {"type": "string", "description": "Title of the book."},
            "showBorrowers": {
                "type": "boolean",
                "description": "Whether to return the borrowers.",
            },
        },
        "required": ["title"],
    }


def test_every_type_of_python_is_spelled_as_pulumi_does() -> None:
    book = TYPES["Book"]
    assert (book["type"], book["description"]) == ("object", "A book.")
    assert without_descriptions(book["properties"]) == {
        "title": {"type": "string"},
        "pages": {"type": "integer"},
        "genre": {"oneOf": [{"type": "string"}, {"$ref": "#/types/library:index:Genre"}]},
        "authors": {"type": "array", "items": {"$ref": "#/types/library:index:Author"}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "prices": {"type": "object", "additionalProperties": {"type": "number"}},
        "borrowers": {"type": "array", "items": {"type": "string"}, "secret": True},
        "extra": {"type": "object", "additionalProperties": {"$ref": "pulumi.json#/Any"}},
    }
    assert FUNCTIONS["listBooks"]["outputs"]["properties"]["books"] == {
        "type": "array",
        "items": {"$ref": "#/types/library:index:Book"},
        "description": "The books.",
    }


def test_what_is_always_there_is_required() -> None:
    assert TYPES["Book"]["required"] == ["title", "pages"]
    assert FUNCTIONS["getBook"]["outputs"]["required"] == ["title", "pages"]


def test_a_result_itself_has_a_string_where_its_parts_have_an_open_enum() -> None:
    genre = FUNCTIONS["getBook"]["outputs"]["properties"]["genre"]
    assert genre == {"type": "string", "description": "Kind of book."}


def test_an_enum_describes_each_of_its_values() -> None:
    assert TYPES["Genre"] == {
        "type": "string",
        "description": "Kinds of books.",
        "enum": [
            {"name": "Novel", "value": "novel", "description": "A long story."},
            {"name": "Poems", "value": "poems", "description": "Many short texts."},
        ],
    }


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("NAME", "Name"),
        ("CREATED_AT", "CreatedAt"),
        ("GPU_COUNT", "GpuCount"),
        ("GB200", "GB200"),
        ("H100_80GB", "H100_80GB"),
        ("L40S_48GB", "L40s_48GB"),
        ("RTX3080Ti_12GB", "RTX3080Ti_12GB"),
        ("RTX_PRO_6000B_96GB", "RtxPro6000b_96GB"),
    ],
)
def test_a_constant_has_a_name_that_the_generators_leave_readable(member: str, name: str) -> None:
    assert constant(member) == name


def test_a_type_that_several_functions_share_is_described_once() -> None:
    assert list(SPEC["types"]) == [f"library:index:{name}" for name in ("Author", "Book", "Genre")]


def test_settings_are_described_with_every_way_to_set_them_and_none_is_required() -> None:
    variables = SPEC["config"]["variables"]
    assert variables == SPEC["provider"]["inputProperties"]
    assert variables == {
        "token": {
            "type": "string",
            "description": "Token of the library card, required. Also read from the environment "
            "variable `LIBRARY_TOKEN`, then `token` in `~/.library.json`.",
            "secret": True,
        },
        "branch": {
            "type": "string",
            "description": "Branch of the library. Also read from the environment variable "
            "`LIBRARY_BRANCH`, then `branch` in `~/.library.json`.",
        },
        "maxBooks": {
            "type": "integer",
            "description": "How many books may be borrowed. Also read from the environment "
            "variable `LIBRARY_MAX_BOOKS`, then `LIBRARY_LIMIT`. Default: `10`.",
        },
        "patience": {"type": "number", "description": "Seconds to wait. Default: `1.5`."},
        "quiet": {"type": "boolean", "description": "Whether to say nothing. Default: `false`."},
        "password": {
            "type": "string",
            "description": "Password of the account.",
            "secret": True,
        },
    }
    assert SPEC["provider"]["description"] == "Configuration of the library package."


def test_a_provider_without_settings_has_none() -> None:
    spec = json.loads(Provider(name="bare", version="1.0.0", functions=[]).schema())
    assert spec == {
        "name": "bare",
        "version": "1.0.0",
        "config": {"variables": {}},
        "provider": {
            "description": "Configuration of the bare package.",
            "inputProperties": {},
        },
        "types": {},
        "functions": {},
    }


class Wide(Record):
    anything: object


async def get_wide(_arguments: Arguments) -> Wide:
    return Wide(anything=1)


def test_a_type_that_pulumi_lacks_is_a_mistake_of_the_author() -> None:
    with pytest.raises(DeclarationError, match=r"^Wide\.anything: Pulumi has no type for object\."):
        Provider(name="wide", version="1.0.0", functions=[get_wide]).schema()


def not_async(arguments: Arguments) -> Record:
    raise AssertionError(arguments)


async def without_arguments() -> Record:
    raise AssertionError


async def with_another_class(number: int) -> Record:
    raise AssertionError(number)


async def with_another_result(arguments: Arguments) -> int:
    raise AssertionError(arguments)


async def with_arguments_as_result(arguments: Arguments) -> Arguments:
    raise AssertionError(arguments)


async def with_another_context(arguments: Arguments, context: int) -> Record:
    raise AssertionError(arguments, context)


async def with_too_much(arguments: Arguments, context: int, more: int) -> Record:
    raise AssertionError(arguments, context, more)


async def yielding(arguments: Arguments) -> AsyncIterator[Record]:
    yield Record()
    raise AssertionError(arguments)


yielding.__annotations__ = {"arguments": Arguments, "return": Record}


class Unbound(Arguments):
    def conflicts(self, given: object) -> list[str]:  # type: ignore[override]  # the mistake
        raise AssertionError(given)


async def with_conflicts_of_an_instance(arguments: Unbound) -> Record:
    raise AssertionError(arguments)


NO_ARGUMENTS = "its first parameter is not of a class derived from Arguments"


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (not_async, "it is no `async def`"),
        (yielding, "it yields"),
        (
            without_arguments,
            "it has no parameters. If it needs no arguments, A is Arguments itself",
        ),
        (with_conflicts_of_an_instance, "Unbound.conflicts is not a class method"),
        (with_another_class, NO_ARGUMENTS),
        (with_another_result, "it does not return a class derived from Record"),
        (with_arguments_as_result, "it does not return a class derived from Record"),
        (with_another_context, "a second parameter can only be a Context"),
        (with_too_much, "a second parameter can only be a Context"),
    ],
)
def test_a_function_that_is_declared_otherwise_is_a_mistake_of_the_author(
    function: Callable[..., Any], problem: str
) -> None:
    name = function.__name__
    with pytest.raises(DeclarationError) as refused:
        Provider(name="wrong", version="1.0.0", functions=[get_book, function]).schema()
    assert str(refused.value) == (
        f"{name} must be declared as `async def {name}(arguments: A, context: Context) -> R`, "
        f"where `context` is optional, but {problem}"
    )
