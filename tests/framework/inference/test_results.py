"""Results: programs get what the schema declares, and nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Literal

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi_python_provider import (
    Arguments,
    Context,
    Encoded,
    Provider,
    ProviderError,
    Record,
    Redactor,
    Secret,
)
from pulumi_python_provider.docstrings import docstring
from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.inference.functions import Function
from pulumi_python_provider.inference.values import decode_result
from pulumi_python_provider.testing import MemoryLog
from pydantic import Field, JsonValue, computed_field, field_validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_python_provider.inference.functions import Implementation


def call(implementation: Implementation, **given: JsonValue) -> dict[str, Any]:
    """Calls a function, and decodes its result as a program gets it."""
    declared = Function.of(implementation)
    pieces = asyncio.run(declared.invoke(given, None, MemoryLog(), Redactor()))
    return decode_result(Struct.FromString(b"".join(pieces)), show_secrets=False)


def schema_of(implementation: Implementation) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(
        Provider(name="shop", version="1.0.0", functions=[implementation]).schema()
    )
    return spec


class User(Record):
    name: str


class StoredUser(User):
    passwordHash: str  # noqa: N815  # as programs would write it


class Users(Record):
    one: User
    several: list[User]
    named: dict[str, list[User]]
    encoded: list[Encoded[User]]


ANN = StoredUser(name="ann", passwordHash="$2b$12$")


async def get_users(_arguments: Arguments, context: Context[None]) -> Users:
    return Users(one=ANN, several=[ANN], named={"a": [ANN]}, encoded=context.encode([ANN]))


async def get_user(_arguments: Arguments) -> User:
    return ANN


async def get_wrong(_arguments: Arguments, context: Context[None]) -> User:
    context.encode([ANN])
    return ANN


def test_what_a_subclass_adds_is_not_in_a_result() -> None:
    ann = {"name": "ann"}
    assert call(get_user) == ann
    assert call(get_users) == {
        "one": ann,
        "several": [ann],
        "named": {"a": [ann]},
        "encoded": [ann],
    }


def test_a_record_is_encoded_only_for_a_list_that_the_result_has() -> None:
    with pytest.raises(DeclarationError) as refused:
        call(get_wrong)
    assert str(refused.value) == "getWrong returns no list of Encoded[StoredUser]"


class Region(Record):
    id: str
    name: str

    def __eq__(self, other: object) -> bool:
        """Regions with one ID are the same."""
        return isinstance(other, Region) and self.id == other.id

    def __hash__(self) -> int:
        """Equal regions have one hash."""
        return hash(self.id)


class Servers(Record):
    regions: list[Encoded[Server]]


class Server(Record):
    region: Region


async def list_servers(_arguments: Arguments, context: Context[None]) -> Servers:
    servers = [Server(region=Region(id="1", name=name)) for name in ("one", "renamed")]
    return Servers(regions=context.encode(servers))


def test_records_that_only_claim_to_be_equal_are_encoded_separately() -> None:
    names = [server["region"]["name"] for server in call(list_servers)["regions"]]
    assert names == ["one", "renamed"]


class Measured(Record):
    by: int

    @computed_field
    def ratio(self) -> float:
        """Depends on `by`."""
        return float("inf") if self.by == 0 else 1 / self.by


class MeasureArguments(Arguments):
    by: int


async def measure(arguments: MeasureArguments) -> Measured:
    return Measured(by=arguments.by)


@pytest.mark.parametrize(("by", "shown"), [(0, "inf"), (2**53 + 1, "9007199254740993")])
def test_a_number_that_pulumi_would_change_is_an_error(by: int, shown: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        call(measure, by=by)
    assert str(refused.value) == (
        f"a result has the number {shown}, which Pulumi would change. Return it as a text"
    )
    assert call(measure, by=2) == {"by": 2, "ratio": 0.5}


class Described(Record):
    unit: str = "C"
    token: Secret[str] = Field("t")
    maybe: str | None = None
    sizes: list[Literal["small", "large"]] = Field(["small"], description="Sizes.")
    old: int = Field(1, deprecated="Use `sizes`.")
    older: int | None = Field(None, deprecated=True)


class DescribeArguments(Arguments):
    size: Literal["small", "large"] = "small"


async def describe(arguments: DescribeArguments) -> Described:
    """Describes.

    In several lines
    of `code` and prose:

    - as a list
    - with items
    """
    return Described(sizes=[arguments.size])


def required(spec: dict[str, Any]) -> Sequence[str]:
    names: Sequence[str] = spec["functions"]["shop:index:describe"]["outputs"]["required"]
    return names


def test_a_program_can_rely_on_what_is_always_there() -> None:
    assert required(schema_of(describe)) == ["unit", "sizes", "old"]


def test_a_deprecated_field_says_what_to_use() -> None:
    fields = schema_of(describe)["functions"]["shop:index:describe"]["outputs"]["properties"]
    assert fields["old"]["deprecationMessage"] == "Use `sizes`."
    assert fields["older"]["deprecationMessage"] == "It is deprecated."
    assert "deprecationMessage" not in fields["unit"]


def test_a_literal_of_texts_is_a_text() -> None:
    function = schema_of(describe)["functions"]["shop:index:describe"]
    assert function["inputs"]["properties"]["size"]["type"] == "string"
    assert function["outputs"]["properties"]["sizes"]["items"] == {"type": "string"}
    assert call(describe, size="large")["sizes"] == ["large"]
    with pytest.raises(ProviderError) as refused:
        call(describe, size="medium")
    assert str(refused.value) == (
        "invalid arguments for describe: `size` must be 'small' or 'large', but is the text "
        '"medium"'
    )


def test_the_docstring_of_a_function_has_a_line_for_each_paragraph() -> None:
    assert schema_of(describe)["functions"]["shop:index:describe"]["description"] == (
        "Describes.\n\nIn several lines of `code` and prose:\n\n- as a list\n- with items"
    )


def test_a_docstring_with_a_block_of_code_keeps_its_lines() -> None:
    def show() -> None:
        """Shows code.

        In two
        lines:

        ```
        a = 1

        b = 2
        c = 3
        ```
        """

    assert docstring(show) == "Shows code.\n\nIn two\nlines:\n\n```\na = 1\n\nb = 2\nc = 3\n```"


class Painting(Record):
    medium: str = Field(
        description="""What it is painted with,
        as on the label:

        - on the front
        - on the back
        """
    )

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def title(self) -> str:
        """Title of the painting.

        Its medium
        tells it.
        """
        return self.medium


def test_the_description_of_a_property_has_a_line_for_each_paragraph() -> None:
    async def paint(_: Arguments) -> Painting:
        return Painting(medium="oil")

    properties = schema_of(paint)["functions"]["shop:index:paint"]["outputs"]["properties"]
    assert {name: one["description"] for name, one in properties.items()} == {
        "medium": "What it is painted with, as on the label:\n\n- on the front\n- on the back",
        "title": "Title of the painting.\n\nIts medium tells it.",
    }


class Lock(Arguments):
    pin: Secret[int] = 0
    owner: str = ""

    @field_validator("owner")
    @classmethod
    def _check(cls, owner: str) -> str:
        if owner.startswith("!"):
            raise ValueError(f"must not be {owner}")
        return owner


class Unlocking(Arguments):
    code: Secret[str]
    others: Secret[dict[str, list[str]]] = Field(default_factory=dict)
    locks: dict[str, list[Lock]] = Field(default_factory=dict)
    door: str

    @field_validator("code")
    @classmethod
    def _check(cls, code: str) -> str:
        if not code.startswith(("a", "x")):
            raise ValueError(f"cannot be {code}\x1b[31m")
        return code


async def unlock(arguments: Unlocking, context: Context[None]) -> Record:
    raise ProviderError(f"no door {context.quote(arguments.door)}")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"code": "a long code"}, "no door [code]"),
        ({"code": "x" * 9, "others": {"a": ["a long code"]}}, "no door [others]"),
        ({"code": "x" * 9, "others": {"a long code": []}}, "no door [others]"),
        ({"code": "x" * 9, "door": "8 1234"}, "no door 8 1234"),
        ({"code": "x", "door": "8 1234", "locks": {"a": [{"pin": 1234}]}}, "no door 8 [pin]"),
        ({"code": "x" * 9}, "no door a long code"),
        (
            {"code": "not this one"},
            "invalid arguments for unlock: `code` cannot be [code]\\x1b[31m",
        ),
        (
            {"code": "x" * 9, "locks": {"a": [{"pin": 123456, "owner": "!123456"}]}},
            (
                "invalid arguments for unlock: `locks.a[0].owner` must not be ![pin], but is the "
                'text "![pin]"'
            ),
        ),
    ],
)
def test_messages_hide_the_secret_arguments_of_their_call(
    given: dict[str, JsonValue], shown: str
) -> None:
    with pytest.raises(ProviderError) as refused:
        call(unlock, **{"door": "a long code", **given})
    assert str(refused.value) == shown


class Revealing(Arguments):
    def reveals_secrets(self) -> bool:  # type: ignore[override]  # a mistake of the author
        return False


async def reveal(arguments: Revealing) -> Record:
    del arguments
    return Record()


class Conflicting(Arguments):
    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> str:
        del given
        return "a text"


async def conflict(arguments: Conflicting) -> Record:
    del arguments
    return Record()


class Parts(Record):
    parts: list[Encoded[Described]]


async def list_parts(arguments: Arguments) -> Parts:
    del arguments
    return Parts(parts=[Described(plain="a")])


@pytest.mark.parametrize(
    ("implementation", "told"),
    [
        (reveal, "Revealing.reveals_secrets must be a property with a boolean"),
        (conflict, "Conflicting.conflicts must return or yield texts"),
        (list_parts, "Parts.parts has elements not from `context.encode`"),
    ],
)
def test_a_mistake_that_only_a_call_shows_is_one_message(
    implementation: Implementation, told: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        call(implementation)
    assert str(refused.value) == told
