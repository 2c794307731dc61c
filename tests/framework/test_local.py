"""A provider that a program calls itself, without an engine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import pytest
from pulumi_python_provider import (
    ArgumentError,
    Arguments,
    ConfigurationError,
    Context,
    LocalProvider,
    Provider,
    ProviderError,
    Record,
    Secret,
    Settings,
    Sources,
)
from pydantic import Field, JsonValue

if TYPE_CHECKING:
    from collections.abc import Mapping


class Silent:
    """A log that nobody reads."""

    verbose = False

    def warning(self, message: str) -> None: ...
    def status(self, message: str) -> None: ...
    def debug(self, message: str) -> None: ...


class ShopSettings(Settings):
    password: Annotated[Secret[str], Sources(("SHOP_PASSWORD",))] = Field(description="Password.")
    town: str = Field("Bern", description="Where the shop is.")


class Shop:
    """What functions work with."""

    def __init__(self, settings: ShopSettings, *_: object) -> None:
        self.settings = settings
        self.is_open = True

    async def close(self) -> None:
        self.is_open = False


SHOPS: list[Shop] = []


def connect(settings: ShopSettings, *_: object) -> Shop:
    SHOPS.append(Shop(settings))
    return SHOPS[-1]


class BookArguments(Arguments):
    title: str = Field(description="Title of the book.")
    copies: int = Field(1, description="Number of copies.")
    reveal: bool = Field(default=False, description="Whether to return the code.")

    @property
    def reveals_secrets(self) -> bool:
        return self.reveal


class Book(Record):
    title: str = Field(description="Title.")
    pages: list[int] = Field(description="Pages.")
    price: float | None = Field(None, description="Price.")
    notes: dict[str, JsonValue] = Field(description="Notes.")
    code: Secret[str | None] = Field(None, description="Code of the safe.")


async def get_book(arguments: BookArguments, context: Context[Shop]) -> Book:
    """Looks up a book."""
    if arguments.title == "broken":
        raise KeyError("the password is 1234")
    if arguments.title == "stopped":
        raise asyncio.CancelledError
    notes: dict[str, JsonValue] = {"z": None, "a": {"town": context.client.settings.town}}
    return Book(title=arguments.title, pages=[1, arguments.copies], notes=notes, code="1234")


METADATA: dict[str, JsonValue] = {"repository": "https://example.com/shop"}
PROVIDER = Provider(
    "shop", "1.2.3", [get_book], settings=ShopSettings, connect=connect, metadata=METADATA
)
PASSWORD = {"SHOP_PASSWORD": "correct horse battery"}


def configured(
    settings: Mapping[str, JsonValue], environment: Mapping[str, str] = PASSWORD
) -> LocalProvider:
    provider = LocalProvider(PROVIDER, Silent())
    provider.configure(
        settings,
        environment=environment,
        home=None,
        place=lambda name: "" if name == "password" else f"the flag {name}",
    )
    return provider


def call(
    arguments: Mapping[str, JsonValue], *, name: str = "getBook", show_secrets: bool = False
) -> dict[str, JsonValue]:
    work = configured({"town": "Basel"}).invoke(name, arguments, show_secrets=show_secrets)
    return asyncio.run(work)


def test_a_result_is_plain_values_without_what_is_absent() -> None:
    found = call({"title": "Heidi", "copies": 2})
    assert found == {
        "title": "Heidi",
        "pages": [1, 2],
        "notes": {"a": {"town": "Basel"}, "z": None},
    }
    notes = found["notes"]
    assert isinstance(notes, dict)
    assert list(notes) == ["a", "z"]


def test_a_secret_is_hidden_unless_it_is_to_be_shown() -> None:
    asked: dict[str, JsonValue] = {"title": "Heidi", "reveal": True}
    assert call(asked)["code"] == "[secret]"
    assert call(asked, show_secrets=True)["code"] == "1234"


def test_whole_numbers_arrive_as_they_are() -> None:
    with pytest.raises(ArgumentError, match="`copies` must be a valid integer, but is the text"):
        call({"title": "Heidi", "copies": "2"})
    exact = 2**53 + 1
    assert PROVIDER.declared["shop:index:getBook"].decode(
        {"title": "Heidi", "copies": exact}, str
    ) == BookArguments(title="Heidi", copies=exact)


def test_a_function_that_is_not_there_is_a_wrong_argument() -> None:
    with pytest.raises(ArgumentError, match=r"^getPen: there is no such function$"):
        call({}, name="getPen")


def test_a_bug_is_told_without_its_text() -> None:
    with pytest.raises(
        ProviderError,
        match=r"^a bug in the shop provider 1\.2\.3 \(KeyError at test_local\.py:\d+\)\. "
        r"Please report it at https://example\.com/shop/issues$",
    ):
        call({"title": "broken"})


def test_who_cancels_a_call_gets_no_error_of_the_provider() -> None:
    with pytest.raises(asyncio.CancelledError):
        call({"title": "stopped"})


def test_messages_name_the_place_where_a_setting_is_given() -> None:
    with pytest.raises(ConfigurationError) as missing:
        configured({}, {})
    assert str(missing.value) == (
        "the shop provider's configuration: there is no `password`: set the environment variable "
        "`SHOP_PASSWORD`"
    )
    with pytest.raises(ConfigurationError, match=r"`town` \(from the flag town\) must be a valid"):
        configured({"town": 7})


def test_closing_closes_what_functions_work_with() -> None:
    provider = configured({})
    assert SHOPS[-1].is_open
    asyncio.run(provider.close())
    assert not SHOPS[-1].is_open


class Nothing(Arguments):
    pass


class Nowhere(Record):
    place: str = Field(description="Place.")


async def get_nothing(arguments: Nothing) -> Nowhere:
    """Returns where nothing is."""
    del arguments
    return Nowhere(place="nowhere")


def test_a_provider_needs_nothing_to_work_with() -> None:
    async def use() -> dict[str, JsonValue]:
        provider = LocalProvider(Provider("small", "1.0.0", [get_nothing]), Silent())
        provider.configure({}, environment={}, home=None, place=str)
        try:
            return await provider.invoke("getNothing", {})
        finally:
            await provider.close()

    assert asyncio.run(use()) == {"place": "nowhere"}
