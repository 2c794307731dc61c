"""Declarations: every natural spelling means the same, and a mistake names its place."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime  # pydantic reads it
from typing import TYPE_CHECKING, Annotated, Any, Generic, List, Literal, TypeVar  # noqa: UP035  # one is a mistake

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi_python_provider import (
    Arguments,
    Context,
    DescribedEnum,
    Encoded,
    Expected,
    Open,
    Provider,
    Record,
    Redactor,
    Secret,
    Settings,
    Sources,
)
from pulumi_python_provider.errors import ArgumentError, DeclarationError
from pulumi_python_provider.given import Given
from pulumi_python_provider.inference.functions import Function
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.values import decode_result
from pulumi_python_provider.resolver import Resolver
from pulumi_python_provider.testing import MemoryLog
from pydantic import BaseModel, Field, JsonValue, computed_field, create_model

if TYPE_CHECKING:
    from pulumi_python_provider.inference.functions import Implementation
    from pydantic import JsonValue as NotAtRunTime

T = TypeVar("T")
POSSIBLE = (
    "Use str, bool, int, float, list[...], dict[str, ...], a model, JsonValue, or "
    "Annotated[str, Open(...)]. A field can also be `| None`, but not what a list or dict holds"
)


NO_CONNECT = "`connect` must be a function with three parameters: settings, log and redactor"
NO_NAME = (
    "cannot be the name of a function or a type in Pulumi. It must have only unaccented letters, "
    "digits and `_`. `provider` and `pulumi` are reserved"
)


class Revealing(Arguments):
    """Asks for secrets."""

    @property
    def reveals_secrets(self) -> bool:
        """Says so."""
        return True


def function(result: type[Record], arguments: type[Arguments] = Arguments) -> Implementation:
    """Declares a function between two models that returns nothing."""

    async def get_thing(_arguments: Arguments) -> Record:
        raise AssertionError

    get_thing.__annotations__ = {"_arguments": arguments, "return": result}
    return get_thing


def returning(record: Record, arguments: type[Arguments] = Arguments) -> Implementation:
    """Declares a function that returns the record."""

    async def get_thing(_arguments: Arguments) -> Record:
        return record

    get_thing.__annotations__ = {"_arguments": arguments, "return": type(record)}
    return get_thing


def call(implementation: Implementation, **given: JsonValue) -> dict[str, Any]:
    """Calls a function, and decodes its result as a program gets it."""
    declared = Function.of(implementation)
    pieces = asyncio.run(declared.invoke(given, None, MemoryLog(), Redactor()))
    return decode_result(Struct.FromString(b"".join(pieces)), show_secrets=False)


def schema(*functions: Implementation, settings: type[Settings] = Settings) -> dict[str, Any]:
    """Returns the schema of a provider with these functions."""
    provider = Provider(name="shop", version="1.0.0", functions=functions, settings=settings)
    spec: dict[str, Any] = json.loads(provider.schema())
    return spec


def mistake(*functions: Implementation, settings: type[Settings] = Settings) -> str:
    """Returns what the author of a provider is told about it."""
    with pytest.raises(DeclarationError) as refused:
        schema(*functions, settings=settings)
    return str(refused.value)


class Plain(Record):
    key: Secret[str | None] = None


class Around(Record):
    key: Secret[str] | None = None


class InList(Record):
    key: list[Secret[str]] | None = None


class InDict(Record):
    key: dict[str, Secret[str]] | None = None


@pytest.mark.parametrize(
    "record",
    [Plain(key="hunter2"), Around(key="hunter2"), InList(key=["x"]), InDict(key={"a": "x"})],
)
def test_a_secret_is_one_wherever_in_a_type_it_is_marked(record: Record) -> None:
    outputs = schema(function(type(record)))["functions"]["shop:index:getThing"]["outputs"]
    assert outputs["properties"]["key"]["secret"] is True
    assert call(returning(record)) == {}
    assert call(returning(record, Revealing)) == {"key": "[secret]"}


class SpelledSettings(Settings):
    pin: Secret[str] | None = None
    code: Secret[int] | None = None
    branch: Annotated[str, Sources("SHOP_BRANCH")] | None = None


def test_marks_of_settings_count_wherever_in_a_type_they_stand() -> None:
    redactor = Redactor()
    given = Given({"pin": "hunter2-hunter2", "code": 314159265358}, "shop")
    resolver = Resolver({"SHOP_BRANCH": "east"}, None, None)
    found = resolver.resolve(SpelledSettings, given, redactor, MemoryLog())
    assert (found.pin, found.code, found.branch) == ("hunter2-hunter2", 314159265358, "east")
    assert redactor.quote("hunter2-hunter2 and 314159265358") == "[pin] and [code]"
    assert [one.secret for one in properties(SpelledSettings)] == [True, True, False]
    variables = schema(settings=SpelledSettings)["config"]["variables"]
    assert variables["branch"]["description"].endswith("environment variable `SHOP_BRANCH`.")


class Item(Record):
    name: str


class Shelf(Record):
    items: list[Encoded[Item]]


class Room(Record):
    shelf: Shelf


class SecretShelf(Record):
    items: Secret[list[Encoded[Item]]]


class OptionalShelf(Record):
    items: list[Encoded[Item]] | None = None


class Dated(Record):
    built: datetime


class Either(Record):
    either: int | str | None


class Bare(Record):
    items: List  # type: ignore[type-arg]  # the mistake  # noqa: UP006


class Keyed(Record):
    counts: dict[int, str]


class Unknown(Record):
    what: Nowhere | None = None  # type: ignore[name-defined]  # the mistake  # noqa: F821


class Box(Record, Generic[T]):
    content: T


class Boxed(Record):
    box: Box[int]


class Aliased(Arguments):
    gpu_type: str = Field(alias="gpuType")


class Twice(Record):
    gpu_type: str
    gpuType: str  # noqa: N815  # as programs write it


class Reserved(Arguments):
    opts: str


class Lax(Arguments):
    item: Item


class ListSettings(Settings):
    pins: list[Annotated[str, Field(max_length=4)]] | None = None


class AliasedSettings(Settings):
    base_url: str = Field("", validation_alias="baseUrl")


OtherItem = create_model("Item", __base__=Record, size=(int, ...))
Both = create_model("Both", __base__=Record, ours=(Item, ...), theirs=(OtherItem, ...))


async def get_hidden(arguments: NotAtRunTime) -> Record:
    raise AssertionError(arguments)


async def get_thing(arguments: Arguments, *, context: Context[None]) -> Record:
    raise AssertionError(arguments, context)


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (function(Dated), f"Dated.built: Pulumi has no type for datetime. {POSSIBLE}"),
        (function(Either), f"Either.either: Pulumi has no type for int | str. {POSSIBLE}"),
        (function(Bare), f"Bare.items: Pulumi has no type for List. {POSSIBLE}"),
        (function(Keyed), f"Keyed.counts: Pulumi has no type for dict[int, str]. {POSSIBLE}"),
        (function(SecretShelf), "SecretShelf.items: a list of Encoded records cannot be secret"),
        (
            function(Room),
            (
                "Room.shelf: Shelf has a list of Encoded records, which only the result of a "
                "function can have, and not a part of it"
            ),
        ),
        (function(Boxed), f"Box[int] {NO_NAME}"),
        (function(Both), "two types are named Item: rename one of them"),
        (
            function(Record, Aliased),
            (
                "Aliased.gpu_type: it has an alias, but programs use the names of fields. Name the "
                "field as programs write it"
            ),
        ),
        (
            function(Twice),
            "Twice.gpu_type: SDKs write it like `gpuType`; rename one of them",
        ),
        (
            function(Record, Reserved),
            "Reserved.opts: `opts` has another meaning in Pulumi or its SDKs; rename it",
        ),
        (
            function(Record, Lax),
            "Lax.item: Item must be a subclass of Arguments, as its values come from programs",
        ),
        (
            get_hidden,
            (
                "get_hidden: name 'NotAtRunTime' is not defined; import the types in its "
                "signature at run time, not under TYPE_CHECKING"
            ),
        ),
        (
            get_thing,
            (
                "get_thing must be declared as `async def get_thing(arguments: A, context: "
                "Context) -> R`, where `context` is optional, but its parameters are not "
                "positional"
            ),
        ),
    ],
)
def test_a_mistake_of_the_author_is_one_message_that_names_its_place(
    declared: Implementation, told: str
) -> None:
    assert mistake(declared) == told


def test_a_type_that_is_nowhere_is_a_mistake_with_its_place() -> None:
    assert mistake(function(Unknown)).startswith("Unknown.what: Pulumi has no type for ")


def test_functions_of_one_name_are_a_mistake() -> None:
    assert mistake(function(Record), function(Item)) == (
        "two functions are named getThing: rename one"
    )


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            ListSettings,
            (
                "ListSettings.pins: a setting must be str, bool, int or float: stack "
                "configuration is text"
            ),
        ),
        (
            AliasedSettings,
            (
                "AliasedSettings.base_url: it has an alias, but programs use the names of "
                "fields. Name the field as programs write it"
            ),
        ),
    ],
)
def test_a_mistake_in_settings_names_the_setting(settings: type[Settings], told: str) -> None:
    assert mistake(settings=settings) == told


class Computing(Arguments):
    width: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def area(self) -> int:
        """The area, which no program gives."""
        return self.width**2


class ComputingSettings(Settings):
    host: str = "here"

    @computed_field  # type: ignore[prop-decorator]
    @property
    def url(self) -> str:
        """The address, which no program gives."""
        return f"https://{self.host}"


def test_computed_fields_are_no_inputs() -> None:
    spec = schema(function(Record, Computing), settings=ComputingSettings)
    assert list(spec["functions"]["shop:index:getThing"]["inputs"]["properties"]) == ["width"]
    assert list(spec["config"]["variables"]) == ["host"]


class Early(Record):
    late: list[Late]


class Late(Record):
    name: str


class Node(Record):
    name: str
    next: Node | None = None


class Unfrozen(BaseModel):
    size: int = 1


class Base(Record):
    size: int = 1


class Derived(Base):
    tags: list[str] | None = None


class Holder(Record):
    unfrozen: Unfrozen = Unfrozen()
    base: Base = Base()
    bounded: list[Annotated[str, Field(max_length=3)]] | None = None


def test_a_model_can_be_declared_before_its_parts() -> None:
    types = schema(function(Early))["types"]
    assert list(types) == ["shop:index:Late"]
    assert call(returning(Early(late=[Late(name="a")]))) == {"late": [{"name": "a"}]}


def test_a_model_can_contain_itself() -> None:
    assert list(schema(function(Node))["types"]) == ["shop:index:Node"]
    nested = Node(name="a", next=Node(name="b"))
    assert call(returning(nested)) == {"name": "a", "next": {"name": "b"}}


def test_parts_need_no_hash() -> None:
    holder = Holder(base=Derived(tags=["x"]), bounded=["abc"])
    expected = {"unfrozen": {"size": 1}, "base": {"size": 1}, "bounded": ["abc"]}
    assert call(returning(holder)) == expected
    assert call(returning(Holder())) == {"unfrozen": {"size": 1}, "base": {"size": 1}}


def test_an_encoded_list_can_be_absent() -> None:
    assert call(returning(OptionalShelf())) == {}


class Anything(Record):
    extra: JsonValue = None


@pytest.mark.parametrize(("value", "kind"), [(("a", 1), "tuple"), (b"bytes", "bytes")])
def test_a_value_that_pulumi_cannot_have_is_an_error_and_not_null(value: object, kind: str) -> None:
    record = Anything().model_copy(update={"extra": {"inside": value}})
    with pytest.raises(DeclarationError) as refused:
        call(returning(record))
    assert str(refused.value) == (
        f"a result has a value of type {kind}, for which Pulumi has no type"
    )
    null = Anything().model_copy(update={"extra": {"inside": None}})
    assert call(returning(null)) == {"extra": {"inside": None}}


def test_a_function_that_returns_something_else_is_a_mistake_that_names_it() -> None:
    async def get_item(_arguments: Arguments) -> Item:
        return None  # type: ignore[return-value]  # the mistake

    get_item.__annotations__ = {"_arguments": Arguments, "return": Item}
    with pytest.raises(DeclarationError) as refused:
        call(get_item)
    assert str(refused.value) == "getItem must return Item, but returned NoneType"


class Login(Arguments):
    password: Secret[str] = Field(min_length=20)


class Logins(Arguments):
    user: str = ""
    logins: list[Login] | None = None


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (Login, {"password": "hunter2"}, "`password` must have at least 20 characters"),
        (
            Logins,
            {"logins": [{"password": "hunter2"}]},
            "`logins[0].password` must have at least 20 characters",
        ),
        (Logins, {"user": 7}, "`user` must be a string, but is the number 7"),
    ],
)
def test_a_message_shows_no_secret_argument(
    arguments: type[Arguments], given: dict[str, Any], told: str
) -> None:
    with pytest.raises(ArgumentError) as refused:
        call(function(Record, arguments), **given)
    assert str(refused.value) == f"invalid arguments for getThing: {told}"


class Odd(DescribedEnum):
    class_ = "class", "A reserved word."
    None_ = "none", "Another one."
    TWO__PARTS = "two", "Two underscores."


class Oddly(Record):
    kind: Annotated[str, Open(Odd)] | None = None


class Nested(Record):
    oddly: Oddly


def test_names_of_constants_can_have_underscores_anywhere() -> None:
    values = schema(function(Nested))["types"]["shop:index:Odd"]["enum"]
    assert [value["name"] for value in values] == ["Class", "None", "TwoParts"]


class Lookahead(Arguments):
    name: str = Field(pattern="^(?!-)")


class Untyped(Record):
    name: str = None  # type: ignore[assignment]  # a mistake of the author


class TwoWays(Record):
    totalSize: int  # noqa: N815  # the name that is tested

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total_size(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("implementation", "told"),
    [
        (function(Record, Lookahead), "pydantic cannot build Lookahead: "),
        (function(Untyped), "Untyped.name: its default is None, but its type is without `| None`"),
        (function(TwoWays), "TwoWays.totalSize: SDKs write it like `total_size`; rename one"),
    ],
)
def test_what_only_a_call_would_show_is_a_mistake_of_the_schema(
    implementation: Implementation, told: str
) -> None:
    assert mistake(implementation).startswith(told)


@pytest.mark.parametrize(
    "version",
    ["1", "1.0", "1.0.0.dev3", "0.1.0rc1", "v1.0.0", "dev", "", "1.0.0-a..b", "1.0.0-01", "1.0.0+"],
)
def test_a_version_that_is_not_semantic_is_a_mistake(version: str) -> None:
    with pytest.raises(DeclarationError, match="cannot be the version of a package in Pulumi"):
        Provider(name="shop", version=version, functions=[]).schema()


@pytest.mark.parametrize("version", ["1.0.0", "0.1.0-rc.1", "1.0.0-0a.-", "2.0.0+build.05"])
def test_a_semantic_version_is_in_the_schema(version: str) -> None:
    text = Provider(name="shop", version=version, functions=[]).schema()
    assert json.loads(text)["version"] == version


def test_metadata_cannot_replace_what_the_provider_declares() -> None:
    with pytest.raises(DeclarationError) as refused:
        Provider(name="shop", version="1.0.0", functions=[], metadata={"name": "x"}).schema()
    assert str(refused.value) == "the metadata cannot have `name`: the provider has it"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"name": 5}, "`name` of a Provider must be a text, but is of type int"),
        ({"version": None}, "`version` of a Provider must be a text, but is of type NoneType"),
        (
            {"functions": function(Record)},
            "`functions` of a Provider must be a list, but is of type function",
        ),
        ({"functions": ["get_thing"]}, "a list of functions has an object of type str"),
        (
            {"settings": Settings()},
            (
                "`settings` of a Provider must be a class derived from Settings, but is of type "
                "Settings"
            ),
        ),
        ({"settings": Item}, "Item is not derived from Settings"),
        (
            {"files": "~/.shop.json"},
            "`files` of a Provider must be an object of class Files, but is of type str",
        ),
        ({"metadata": None}, "`metadata` of a Provider must be a dict, but is of type NoneType"),
        (
            {"metadata": {"when": datetime(2026, 1, 5)}},  # noqa: DTZ001  # no time is meant
            "the metadata must have JSON values: Object of type datetime is not JSON serializable",
        ),
        ({"connect": 5}, NO_CONNECT),
        ({"connect": lambda settings: settings}, NO_CONNECT),
        ({"connect": Item}, NO_CONNECT),
    ],
)
def test_a_part_of_a_provider_of_another_type_is_a_mistake(
    parts: dict[str, Any], told: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        Provider(**{"name": "shop", "version": "1.0.0", "functions": [], **parts}).schema()
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("annotation", "default", "problem"),
    [
        (int, "abc", "must be an integer"),
        (Annotated[int, Field(le=3)], 5, "must be less than or equal to 3"),
        (int, 0.5, "must be an integer"),
        (bool, 1, "must be a boolean"),
        (float, True, "must be a number"),
        (Literal["a", "b"], "c", "must be 'a' or 'b'"),
        (list[str], ["a", 5], "must be a string"),
    ],
)
def test_a_default_of_another_type_is_a_mistake(
    annotation: Any,  # noqa: ANN401  # a type
    default: object,
    problem: str,
) -> None:
    arguments = create_model("Given", __base__=Arguments, field=(annotation, default))
    result = create_model("Found", __base__=Record, field=(annotation, default))
    for model, implementation in (
        (arguments, function(Record, arguments)),
        (result, function(result)),
    ):
        assert mistake(implementation) == f"{model.__name__}.field: its default {problem}"


class Alike(DescribedEnum):
    A_B = "1", "One."
    A__B = "2", "Two."
    C = "3", "Three."


class Empty(DescribedEnum):
    pass


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (Alike, "Alike: SDKs write A_B and A__B alike"),
        (Empty, "Empty: it has no members"),
        ("x", "Whole.value: Open is for a str, with a DescribedEnum of its known values"),
    ],
)
def test_an_enum_that_sdks_cannot_write_is_a_mistake(values: Any, told: str) -> None:  # noqa: ANN401  # of wrong types
    part = create_model("Whole", __base__=Record, value=(Annotated[str, Open(values)], ...))
    result = create_model("Found", __base__=Record, part=(part, ...))
    assert mistake(function(result)) == told


@pytest.mark.parametrize("other", ["item", "ITEM", "ItemArgs"])
def test_types_that_some_sdk_writes_alike_are_a_mistake(other: str) -> None:
    second = create_model(other, __base__=Record)
    both = create_model("Both", __base__=Record, one=(Item, ...), two=(second, ...))
    names = " and ".join(sorted(["Item", other]))
    assert mistake(function(both)) == f"two types are named {names}: rename one of them"


class AnyPart(Record):
    anything: JsonValue
    known: Expected[Secret[str]] = None


def test_what_results_can_omit_is_not_required() -> None:
    described = schema(function(AnyPart))["functions"]["shop:index:getThing"]["outputs"]
    assert described["required"] == []
