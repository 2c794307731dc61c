"""Secrets that programs give to functions are in no message, and in no result in plain text."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_python_provider import Arguments, Context, Provider, ProviderError, Record, Secret
from pulumi_python_provider.loading import Source, first_of
from pulumi_python_provider.local import LocalProvider
from pulumi_python_provider.testing import MemoryLog
from pydantic import Base64Str, Field, Json, model_validator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import JsonValue


class Auth(Arguments):
    token: str
    kind: str = "plain"


class LoginArguments(Arguments):
    auth: Secret[Auth] | None = None
    token: str | None = None
    encoded: Secret[Base64Str] | None = None
    usual: Secret[str] = "a-default-password"
    made: Secret[str] = Field(default_factory=lambda: "made-by-a-factory")
    low: int = 0
    high: int = 9
    fault: str | None = None
    texts: Json[list[str]] | None = None

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> Iterator[str]:
        if given.get("low", 0) > given.get("high", 9):  # type: ignore[operator]  # that is tested
            yield f"`low` is more than `high`, says {given.get('usual')}"

    @model_validator(mode="after")
    def _check(self) -> LoginArguments:
        if self.fault == "validator":
            raise ValueError(f"is not valid, says {self.usual}")
        return self


class Nested(Record):
    inner: Nested | None = None


class UnprintableError(ProviderError):
    def __str__(self) -> str:
        return f"code {int(self.args[0])}"


class UnreadableError(Exception):
    @property
    def exceptions(self) -> object:
        raise ValueError(*self.args)


async def log_in(arguments: LoginArguments, context: Context[None]) -> Nested:
    """Logs in."""
    if arguments.fault == "quote":
        secrets = (arguments.encoded, arguments.usual, arguments.made)
        raise ProviderError(context.quote(" ".join(map(str, secrets))))
    if arguments.fault == "field names":
        raise ProviderError(context.quote("the token is of some kind"))
    found = Nested()
    for _ in range(int(arguments.high)):
        found = Nested(inner=found)
    return found


PROVIDER = Provider(name="shop", version="1.0.0", functions=[log_in])


def refusal(**arguments: Any) -> str:  # noqa: ANN401  # of wrong types
    provider = LocalProvider(PROVIDER, MemoryLog())
    provider.configure({})
    with pytest.raises(ProviderError) as refused:
        asyncio.run(provider.invoke("logIn", arguments))
    return str(refused.value)


@pytest.mark.parametrize("usual", ["hunter2-hunter2", "pit_0123456789"])
def test_the_sentences_of_the_author_show_no_secret(usual: str) -> None:
    begin = "invalid arguments for logIn: "
    assert refusal(low=10, usual=usual) == f"{begin}`low` is more than `high`, says [usual]"
    assert refusal(fault="validator", usual=usual) == f"{begin}is not valid, says [usual]"


def test_secrets_are_hidden_as_validated_and_as_defaults() -> None:
    assert refusal(fault="quote", encoded="aHVudGVyMi1odW50ZXIy") == "[encoded] [usual] [made]"


def test_names_of_fields_are_no_secrets() -> None:
    auth = {"token": "hunter2-hunter2"}
    assert refusal(fault="field names", auth=auth) == "the token is of some kind"
    begin = "invalid arguments for logIn: "
    assert refusal(auth=auth, token=5) == f"{begin}`token` must be a string, but is the number 5"
    assert refusal(auth={"token": 5}) == f"{begin}`auth.token` must be a string"
    told = refusal(auth={"token": "a", "hunter2-hunter2": 5})
    assert told == f"{begin}unknown argument `auth.[auth]`"


@pytest.mark.parametrize("kind", [UnprintableError, UnreadableError])
def test_an_error_that_cannot_be_described_is_a_bug_told_by_its_type(
    kind: type[Exception],
) -> None:
    error = kind("hunter2-hunter2")
    assert first_of(error) is error
    bug = f"a bug in the provider ({kind.__name__})"
    assert Source("x:X").describe(error) == ("INTERNAL", bug)


def test_a_conflict_that_fails_because_of_a_wrong_value_is_left_out() -> None:
    assert refusal(low="x") == (
        'invalid arguments for logIn: `low` must be an integer, but is the text "x"'
    )


def test_what_a_json_text_must_be_is_a_sentence() -> None:
    assert refusal(texts=5) == (
        "invalid arguments for logIn: `texts` must be string, bytes or bytearray, but is the "
        "number 5"
    )


def test_a_result_that_is_nested_too_deeply_is_refused() -> None:
    assert refusal(high=100_000) == "the result of logIn is nested too deeply for Pulumi"
