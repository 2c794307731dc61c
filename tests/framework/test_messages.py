from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest
from pulumi_python_provider import ArgumentError, Arguments, Record
from pulumi_python_provider.inference.functions import Encode, Function
from pulumi_python_provider.messages import quotable, suggestion
from pydantic import Field, model_validator

if TYPE_CHECKING:
    from pydantic import JsonValue


class Wanted(Arguments):
    sandboxId: str = ""  # noqa: N815
    size: int = Field(1, ge=1, le=9)
    ratio: float = 0.5
    exact: bool = False
    labels: list[str] = Field(default=[])
    limits: dict[str, int] = Field(default={})


async def call(_arguments: Arguments, _client: None, _encode: Encode) -> Record:
    return Record()


FIND = Function(name="find", description="Finds.", arguments=Wanted, result=Record, call=call)


def problem(**given: JsonValue) -> str:
    with pytest.raises(ArgumentError) as raised:
        FIND.decode(given)
    return str(raised.value).removeprefix("invalid arguments for find: ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("size", "two", 'must be a valid integer, but is the text "two"'),
        ("size", 0, "must be greater than or equal to 1, but is the number 0"),
        ("size", 1.5, "must be a valid integer, but is the number 1.5"),
        ("size", True, "must be a valid integer, but is the boolean true"),
        ("exact", "true", 'must be a valid boolean, but is the text "true"'),
        ("labels", "demo", 'must be a valid list, but is the text "demo"'),
        ("labels", {}, "must be a valid list, but is an object"),
        ("sandboxId", ["a"], "must be a valid string, but is a list"),
        ("sandboxId", 12, "must be a valid string, but is the number 12"),
        ("ratio", "x" * 70, f'must be a valid number, but is the text "{"x" * 60}..."'),
        ("ratio", "é\n\u202e", 'must be a valid number, but is the text "é\\n\\u202e"'),
        ("ratio", r"\d(é\"", r'must be a valid number, but is the text "\d(é\""'),
    ],
)
def test_a_wrong_value_is_shown_with_what_it_must_be(
    name: str, value: JsonValue, sentence: str
) -> None:
    assert problem(**{name: value}) == f"`{name}` {sentence}"


def test_a_wrong_value_inside_another_is_shown_with_its_path() -> None:
    assert problem(labels=["a", 7]) == "`labels[1]` must be a valid string, but is the number 7"
    assert problem(limits={"a": "b"}) == ('`limits.a` must be a valid integer, but is the text "b"')


def test_a_null_inside_a_list_is_called_null() -> None:
    assert problem(labels=[None]) == "`labels[0]` must be a valid string, but is null"


def test_a_required_argument_that_is_missing_is_named() -> None:
    class Needed(Arguments):
        size: int

    find = Function(name="find", description="", arguments=Needed, result=Record, call=call)
    with pytest.raises(ArgumentError) as raised:
        find.decode({"sizes": 1})
    assert raised.value.problems == (
        "`size` is required, but missing",
        "unknown argument `sizes` (did you mean `size`?)",
    )


def test_arguments_that_do_not_go_together_are_told_without_a_name() -> None:
    class Both(Arguments):
        @model_validator(mode="after")
        def _refuse(self) -> NoReturn:
            raise ValueError("`a` cannot be used with `b`")

    find = Function(name="find", description="", arguments=Both, result=Record, call=call)
    with pytest.raises(ArgumentError) as raised:
        find.decode({})
    assert str(raised.value) == "invalid arguments for find: `a` cannot be used with `b`"


def test_an_unknown_argument_is_named_without_control_characters() -> None:
    assert problem(**{"a\nb": 1}) == "unknown argument `a\\nb`"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a\n  b\tc", "a b c"),
        ("\x1b[31m\u202e\x00", "\\x1b[31m\\u202e\\x00"),
        ("é\U0001f600", "é\U0001f600"),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 300 + "..."),
        ("\x00" * 301, "\\x00" * 300 + "..."),
        ("", ""),
    ],
)
def test_text_of_others_is_quoted_on_one_line(text: str, quoted: str) -> None:
    assert quotable(text) == quoted


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sandboxid", " (did you mean `sandboxId`?)"),
        ("SANDBOX_ID", " (did you mean `sandboxId`?)"),
        ("label", " (did you mean `labels`?)"),
        ("colour", ""),
    ],
)
def test_the_name_that_was_probably_meant_is_suggested(name: str, text: str) -> None:
    assert suggestion(name, Wanted.model_fields) == text


def test_arguments_reveal_no_secrets_unless_they_say_so() -> None:
    assert FIND.decode({}).reveals_secrets is False
