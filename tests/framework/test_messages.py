from __future__ import annotations

from typing import NoReturn

import pytest
from pulumi_python_provider import Arguments, Provider, Record, Redactor
from pulumi_python_provider.errors import ArgumentError
from pulumi_python_provider.inference.functions import MAX_PROBLEMS, Function
from pulumi_python_provider.messages import suggestion
from pydantic import Field, JsonValue, field_validator, model_validator


class FindArguments(Arguments):
    bookId: str = ""  # noqa: N815  # as programs write it
    size: int = Field(1, ge=1, le=9)
    ratio: float = 0.5
    exact: bool = False
    labels: list[str] = Field(default=[])
    few: list[str] = Field(default=[], max_length=1)
    place: JsonValue = None
    limits: dict[str, int] = Field(default={})

    @field_validator("place")
    @classmethod
    def _find(cls, place: JsonValue) -> NoReturn:
        if place == "here":
            raise AssertionError  # as a bare `assert` does
        raise AssertionError("must exist")


async def find(_arguments: FindArguments) -> Record:
    return Record()


class SizedArguments(Arguments):
    size: int


async def get_sized(_arguments: SizedArguments) -> Record:
    return Record()


class BothArguments(Arguments):
    @model_validator(mode="after")
    def _refuse(self) -> NoReturn:
        raise ValueError("`a` cannot be used with `b`")


async def get_both(_arguments: BothArguments) -> Record:
    return Record()


async def get_nothing(_arguments: Arguments) -> Record:
    return Record()


FIND = Function.of(find)
REDACTOR = Redactor()


def problem(**given: JsonValue) -> str:
    with pytest.raises(ArgumentError) as raised:
        FIND.decode(given, REDACTOR)
    return str(raised.value).removeprefix("invalid arguments for find: ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("size", "two", 'must be an integer, but is the text "two"'),
        ("size", 0, "must be greater than or equal to 1, but is the number 0"),
        ("size", 1.5, "must be an integer, but is the number 1.5"),
        ("size", True, "must be an integer, but is the boolean true"),
        ("exact", "true", 'must be a boolean, but is the text "true"'),
        ("labels", "demo", 'must be a list, but is the text "demo"'),
        ("labels", {}, "must be a list, but is an object"),
        ("bookId", ["a"], "must be a string, but is a list"),
        ("few", ["a", "b"], "must have at most 1 item after validation, not 2"),
        ("place", {"x": 1}, "must exist"),
        ("place", "here", 'is not valid, but is the text "here"'),
        ("bookId", 12, "must be a string, but is the number 12"),
        ("ratio", "x" * 7000, "must be a number, but is a text of 7,000 characters"),
        ("ratio", "é\n\u202e", 'must be a number, but is the text "é\\n\\u202e"'),
        ("ratio", r"\d(é\"", r'must be a number, but is the text "\d(é\""'),
    ],
)
def test_a_wrong_value_is_shown_with_what_it_must_be(
    name: str, value: JsonValue, sentence: str
) -> None:
    assert problem(**{name: value}) == f"`{name}` {sentence}"


def test_a_wrong_value_inside_another_is_shown_with_its_path() -> None:
    assert problem(labels=["a", 7]) == "`labels[1]` must be a string, but is the number 7"
    assert problem(limits={"a": "b"}) == ('`limits.a` must be an integer, but is the text "b"')


def test_a_null_inside_a_list_is_called_null() -> None:
    assert problem(labels=[None]) == "`labels[0]` must be a string, but is null"


def test_a_required_argument_that_is_missing_is_named() -> None:
    with pytest.raises(ArgumentError) as raised:
        Function.of(get_sized).decode({"sizes": 1}, REDACTOR)
    assert raised.value.problems == (
        "`size` is required, but missing",
        "unknown argument `sizes` (did you mean `size`?)",
    )


def test_an_argument_of_other_functions_is_told_as_theirs() -> None:
    provider = Provider(
        name="x", version="1.0.0", functions=[find, get_sized, get_both, get_nothing]
    )
    with pytest.raises(ArgumentError) as raised:
        provider.declared["x:index:getNothing"].decode(
            {"size": 1, "exact": 1, "sizes": 1}, REDACTOR
        )
    assert raised.value.problems == (
        "unknown argument `size`, which only find and getSized have",
        "unknown argument `exact`, which only find has",
        "unknown argument `sizes`",
    )


def test_arguments_that_do_not_go_together_are_told_without_a_name() -> None:
    with pytest.raises(ArgumentError) as raised:
        Function.of(get_both).decode({}, REDACTOR)
    assert str(raised.value) == "invalid arguments for getBoth: `a` cannot be used with `b`"


def test_an_unknown_argument_is_named_without_control_characters_or_secrets() -> None:
    redactor = Redactor()
    redactor.add("token", "a-secret-token")
    with pytest.raises(ArgumentError) as raised:
        FIND.decode(
            {
                "a\nb": 1,
                "a-secret-token": 2,
                "labels": ["a", {"a-secret-token": 1}],
                "limits": {"a-secret-token": "a-secret-token"},
            },
            redactor,
        )
    assert raised.value.problems == (
        "`labels[1]` must be a string, but is an object",
        '`limits.[token]` must be an integer, but is the text "[token]"',
        "unknown argument `a\\nb`",
        "unknown argument `[token]`",
    )


def test_so_many_problems_are_described_and_the_others_counted() -> None:
    message = problem(labels=list(range(MAX_PROBLEMS + 5)))
    assert message.endswith(
        f"; ({MAX_PROBLEMS}) `labels[{MAX_PROBLEMS - 1}]` must be a string, but is the "
        f"number {MAX_PROBLEMS - 1}; ({MAX_PROBLEMS + 1}) 5 more problems"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bookid", " (did you mean `bookId`?)"),
        ("BOOK_ID", " (did you mean `bookId`?)"),
        ("label", " (did you mean `labels`?)"),
        ("colour", ""),
        ("label" * 21, ""),
    ],
)
def test_the_name_that_was_probably_meant_is_suggested(name: str, text: str) -> None:
    assert suggestion(name, FindArguments.model_fields) == text


def test_arguments_reveal_no_secrets_unless_they_say_so() -> None:
    assert FIND.decode({}, REDACTOR).reveals_secrets is False
