"""Names: what Pulumi refuses or reserves is a mistake of the author, and one message names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pytest
from pulumi_python_provider import Arguments, DescribedEnum, Open, Provider, Record, Settings
from pulumi_python_provider.errors import DeclarationError
from pydantic import create_model

if TYPE_CHECKING:
    from pulumi_python_provider.inference.functions import Implementation

TOKENS = (
    "cannot be the name of a function or a type in Pulumi. It must have only unaccented letters, "
    "digits and `_`. `provider` and `pulumi` are reserved"
)


def named(name: str, result: type[Record] = Record, arguments: type = Arguments) -> Implementation:
    """Declares a function of this name."""

    async def function(_arguments: Arguments) -> Record:
        raise AssertionError

    function.__name__ = name
    function.__annotations__ = {"_arguments": arguments, "return": result}
    return function


def mistake(provider: Provider[Any]) -> str:
    with pytest.raises(DeclarationError) as refused:
        provider.schema()
    return str(refused.value)


@pytest.mark.parametrize("name", ["My Provider", "1p", "p.q", "größe", "", "pulumi", "input"])
def test_a_package_has_a_name_that_pulumi_accepts(name: str) -> None:
    assert mistake(Provider(name=name, version="1.0.0", functions=[])) == (
        f'"{name}" cannot be the name of a package in Pulumi. It must begin with a letter, and '
        "have only letters, digits, `-` and `_`. `input` and `pulumi` are reserved"
    )


@pytest.mark.parametrize(
    ("name", "shown"), [("provider", "provider"), ("pulumi", "pulumi"), ("get_größe", "getGröße")]
)
def test_a_function_has_a_name_that_pulumi_accepts(name: str, shown: str) -> None:
    provider = Provider(name="shop", version="1.0.0", functions=[named(name)])
    assert mistake(provider) == f"{shown} {TOKENS}"


@pytest.mark.parametrize("name", ["init", "Doc", "config"])
def test_a_function_has_a_name_that_no_file_of_an_sdk_has(name: str) -> None:
    provider = Provider(name="shop", version="1.0.0", functions=[named(name)])
    assert mistake(provider) == (
        f"{name} cannot be the name of a function in Pulumi's SDKs. `config`, `doc` and `init` are "
        "reserved"
    )


@pytest.mark.parametrize("name", ["Provider", "Größe", "Box[int]"])
def test_a_type_has_a_name_that_pulumi_accepts(name: str) -> None:
    part = create_model(name, __base__=Record)
    result = create_model("Whole", __base__=Record, part=(part, ...))
    provider = Provider(name="shop", version="1.0.0", functions=[named("get_it", result)])
    assert mistake(provider) == f"{name} {TOKENS}"


@pytest.mark.parametrize(
    ("base", "field"),
    [
        (Arguments, "opts"),
        (Arguments, "pulumi"),
        (Arguments, "reveals_secrets"),
        (Record, "pulumi"),
        (Settings, "pulumi"),
        (Settings, "version"),
        (Settings, "origin"),
    ],
)
@pytest.mark.filterwarnings("ignore:Field name")
def test_a_field_has_a_name_that_nothing_else_has(base: Any, field: str) -> None:  # noqa: ANN401  # a class
    model: Any = type("Model", (base,), {"__annotations__": {field: str}})
    functions: dict[Any, list[Implementation]] = {
        Arguments: [named("get_it", arguments=model)],
        Record: [named("get_it", model)],
    }
    settings: Any = model if base is Settings else Settings
    provider = Provider(
        name="shop", version="1.0.0", functions=functions.get(base, []), settings=settings
    )
    assert mistake(provider) == (
        f"Model.{field}: `{field}` has another meaning in Pulumi or its SDKs; rename it"
    )


def test_functions_whose_names_some_language_writes_alike_are_a_mistake() -> None:
    functions = [named("get_it"), named("getit")]
    provider = Provider(name="shop", version="1.0.0", functions=functions)
    assert mistake(provider) == "two functions are named getit: rename one"


def test_a_name_keeps_the_capitals_of_its_parts() -> None:
    provider = Provider(name="shop", version="1.0.0", functions=[named("get_dockerImage")])
    assert list(provider.declared) == ["shop:index:getDockerImage"]


class Size(DescribedEnum):
    """Sizes."""

    SMALL = "small", "Not large."


@pytest.mark.parametrize("kind", [int, list[str]])
def test_an_open_enum_is_for_texts(kind: type) -> None:
    annotation: Any = Annotated[kind, Open(Size)]
    result = create_model("Whole", __base__=Record, size=(annotation, ...))
    provider = Provider(name="shop", version="1.0.0", functions=[named("get_it", result)])
    assert mistake(provider) == (
        "Whole.size: Open is for a str, with a DescribedEnum of its known values"
    )


async def connect(*_: object) -> None:
    raise AssertionError


class Connecting:
    async def __call__(self, *_: object) -> None:
        raise AssertionError


@pytest.mark.parametrize("made", [connect, Connecting()])
def test_a_client_is_made_without_waiting(made: Any) -> None:  # noqa: ANN401  # of wrong types
    provider = Provider(name="shop", version="1.0.0", functions=[], connect=made)
    assert mistake(provider) == "`connect` must be a plain function, not an `async def`"
