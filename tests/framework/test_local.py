"""A provider that a program calls itself, without an engine."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from framework.library import PROVIDER, Author, Book
from pulumi_python_provider import Arguments, ConfigurationError, Provider, ProviderError, Redactor
from pulumi_python_provider.errors import ArgumentError
from pulumi_python_provider.local import LocalProvider
from pulumi_python_provider.reflection import properties
from pulumi_python_provider.testing import MemoryLog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import JsonValue

TOKEN = {"LIBRARY_TOKEN": "token-of-environment"}
EMMA = {
    "title": "Emma",
    "pages": 474,
    "genre": "novel",
    "authors": [{"born": 1775, "name": "Jane Austen"}],
    "extra": {"branch": "east"},
}


class NoArguments(Arguments):
    """Nothing to say."""


async def get_author(arguments: NoArguments) -> Author:
    """Returns an author."""
    del arguments
    return Author(name="Anon")


def configured(
    settings: Mapping[str, JsonValue],
    environment: Mapping[str, str] = TOKEN,
    home: Path | None = None,
    log: MemoryLog | None = None,
) -> LocalProvider:
    provider = LocalProvider(PROVIDER, log or MemoryLog())
    provider.configure(
        settings,
        environment=environment,
        home=home,
        origin_of=lambda name: "" if name == "token" else f"the flag {name}",
    )
    return provider


def call(
    name: str, arguments: Mapping[str, JsonValue], *, show_secrets: bool = False
) -> dict[str, JsonValue]:
    provider = configured({"branch": "east"})
    return asyncio.run(provider.invoke(name, arguments, show_secrets=show_secrets))


def test_a_result_is_plain_values_in_the_order_of_their_names() -> None:
    found = call("getBook", {"title": "Emma"})
    assert found == EMMA
    assert list(found) == sorted(EMMA)
    assert call("listBooks", {"genre": "novel"})["count"] == 1


def test_a_secret_is_hidden_unless_it_is_to_be_shown() -> None:
    asked: dict[str, JsonValue] = {"title": "Emma", "showBorrowers": True}
    assert call("getBook", asked)["borrowers"] == "[secret]"
    assert call("getBook", asked, show_secrets=True)["borrowers"] == ["Ann"]


def test_arguments_are_checked_as_those_of_programs() -> None:
    with pytest.raises(ArgumentError, match="`copies` must be an integer, but is the text"):
        call("listBooks", {"copies": "2"})
    exact = 2**53 + 1  # a double has no place for it
    function = PROVIDER.declared["library:index:listBooks"]
    assert function.decode({"copies": exact}, Redactor()).model_dump()["copies"] == exact


NO_PEN = "^getPen: there is no such function; there are getBook, listBooks, getTrouble$"


def test_a_function_that_is_not_there_is_a_wrong_argument() -> None:
    with pytest.raises(ArgumentError, match=NO_PEN):
        call("getPen", {})


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (
            "bug",
            r"a bug in the library provider 1\.2\.3 \(KeyError at library\.py:\d+\)\. Please .*",
        ),
        (
            "panic",
            r"a bug in the library provider 1\.2\.3 \(Panic at library\.py:\d+\)\. Please .*",
        ),
        ("memory", "the machine is out of memory. Ask for less"),
    ],
)
def test_whatever_goes_wrong_is_a_message_without_its_text(kind: str, message: str) -> None:
    with pytest.raises(ProviderError, match=f"^{message}$") as raised:
        call("getTrouble", {"kind": kind})
    assert "a secret" not in str(raised.value)


def test_a_provider_is_configured_before_it_is_called() -> None:
    with pytest.raises(ProviderError) as refused:
        asyncio.run(LocalProvider(PROVIDER, MemoryLog()).invoke("listBooks", {}))
    assert str(refused.value) == "the provider was called before it was configured"


def test_who_cancels_a_call_gets_no_error_of_the_provider() -> None:
    async def cancel() -> None:
        await asyncio.wait_for(configured({}).invoke("getTrouble", {"kind": "wait"}), timeout=0)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(cancel())


def test_messages_name_the_place_where_a_setting_is_given() -> None:
    with pytest.raises(ConfigurationError) as missing:
        configured({}, {})
    assert str(missing.value).endswith(
        "there is no `token`: set the environment variable `LIBRARY_TOKEN`, or `token` in "
        "`~/.library.json`"
    )
    with pytest.raises(ConfigurationError, match=r"`branch` \(from the flag branch\) must be a"):
        configured({"branch": 7})


def test_without_a_place_messages_name_only_what_is_wrong() -> None:
    def problem(settings: dict[str, JsonValue]) -> str:
        provider = LocalProvider(PROVIDER, MemoryLog())
        with pytest.raises(ConfigurationError) as refused:
            provider.configure(
                settings, environment={"LIBRARY_TOKEN": "card"}, home=None, origin_of=lambda _: ""
            )
        return refused.value.problems[0]

    assert problem({"maxBooks": 0}) == "`maxBooks` must be a whole number from 1 to 100"
    assert problem({"patience": "nan"}).startswith("`patience` must be a number greater than 0")


def test_files_are_read_below_the_home_that_is_named(tmp_path: Path) -> None:
    (tmp_path / ".library.json").write_text('{"main": {"token": "x", "branch": "main"}}')
    found = asyncio.run(configured({}, {}, tmp_path).invoke("getBook", {"title": "Emma"}))
    assert found["extra"] == {"branch": "main"}


def test_the_log_hears_of_everything_up_to_the_end() -> None:
    log = MemoryLog()
    provider = configured({"branch": "east"}, log=log)
    asyncio.run(provider.invoke("getBook", {"title": "Emma"}))
    asyncio.run(provider.close())
    assert log.statuses == ["looking in east"]
    assert log.details == ["looked up Emma", "closed east"]


def test_functions_may_need_nothing_to_work_with() -> None:
    async def use() -> dict[str, JsonValue]:
        provider = LocalProvider(Provider("small", "1.0.0", [get_author]), MemoryLog())
        provider.configure({}, environment={}, home=None, origin_of=str)
        try:
            return await provider.invoke("getAuthor", {})
        finally:
            await provider.close()

    assert asyncio.run(use()) == {"name": "Anon"}


def test_properties_say_what_an_option_needs_to_know() -> None:
    found = {one.name: (one.type, one.repeated, one.known_values) for one in properties(Book)}
    genre = found["genre"]
    assert (genre[:2], [value.value for value in genre[2]]) == ((str, False), ["novel", "poems"])
    assert found["tags"] == (str, True, ())
    assert found["authors"] == (Author, True, ())


@pytest.mark.parametrize(
    ("value", "requirement"),
    [
        ("\udcff", "must be valid Unicode"),
        (["a", "\udcff"], "must be valid Unicode"),
        (10**400, "must be a number that a double can hold"),
        (date(2026, 1, 5), "must be a JSON value"),
        ({"a", "b"}, "must be a JSON value"),
        (b"Emma", "must be a JSON value"),
    ],
)
def test_an_argument_that_is_no_json_is_named(value: Any, requirement: str) -> None:  # noqa: ANN401  # of wrong types
    with pytest.raises(ArgumentError) as refused:
        call("listBooks", {"copies": 1, "genre": value})
    assert str(refused.value) == f"invalid arguments for listBooks: `genre` {requirement}"


def test_a_name_that_is_no_setting_is_refused_whatever_it_resembles() -> None:
    with pytest.raises(ConfigurationError) as refused:
        configured({"branhc": "east", "x": 1})
    assert str(refused.value) == (
        "the library provider's configuration: (1) `branhc` is not a setting (did you mean "
        "`branch`?); (2) `x` is not a setting"
    )


def test_a_setting_that_is_null_counts_as_not_given() -> None:
    provider = configured({"branch": "east", "token": None})
    assert asyncio.run(provider.invoke("getBook", {"title": "Emma"})) == EMMA
