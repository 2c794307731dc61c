"""What the API says about the end of a sandbox, where it contains secrets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from pulumi_resource_primeintellect.api.explanations import hide, hide_values
from pulumi_resource_primeintellect.api.sandboxes import Sandbox

if TYPE_CHECKING:
    from pydantic import JsonValue

VALUE = "hunter2-hunter2"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ({"TOKEN": VALUE}, "[TOKEN]"),
        ({"TOKEN": f" {VALUE}\n"}, "[TOKEN]"),
        ({"TOKEN": f"first line\n{VALUE}\nlast line"}, "[TOKEN]"),
        ({"LOGIN": {"password": [VALUE]}}, "[LOGIN]"),
        ({"LOGIN": f'{{"password": "{VALUE}"}}'}, "[LOGIN]"),
        ({"LOGIN": f'["{VALUE}"]'}, "[LOGIN]"),
        ({"LOGIN": f"[{VALUE}"}, VALUE),
        ([f"TOKEN={VALUE}"], "[TOKEN]"),
        ([{"name": "TOKEN", "value": VALUE}], "[environmentVars]"),
        (VALUE, "[environmentVars]"),
        ({"N" * 100: VALUE}, f"[{'N' * 100}]"),
        ({"N" * 101: VALUE}, "[environmentVars]"),
        ({"MODE": f"mode={VALUE}"}, VALUE),
        ({VALUE: "another value"}, VALUE),
        (None, VALUE),
    ],
)
def test_a_value_is_hidden_in_whatever_form_the_api_sends_it(source: JsonValue, shown: str) -> None:
    sandbox = Sandbox(id="sbx-1", errorMessage=f"no login with {VALUE}", errorType="LOGIN")
    hidden = hide_values(sandbox, None, source)
    assert (hidden.errorMessage, hidden.errorType) == (f"no login with {shown}", "LOGIN")
    assert sandbox.errorMessage == f"no login with {VALUE}"


def test_a_value_is_hidden_in_every_text_about_the_end() -> None:
    said = dict.fromkeys(("errorType", "errorMessage", "terminationReason"), f"no {VALUE}")
    hidden = hide_values(Sandbox(id="sbx-1", **said), {"TOKEN": VALUE})
    assert {name: getattr(hidden, name) for name in said} == dict.fromkeys(said, "no [TOKEN]")


def test_a_value_of_short_lines_is_hidden_as_a_whole_without_the_space_around_it() -> None:
    sandbox = Sandbox(id="sbx-1", errorMessage="no login with a1\nb2\nc3.")
    assert hide_values(sandbox, {"PINS": "\na1\nb2\nc3\n"}).errorMessage == "no login with [PINS]."


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("one two-two-two", {"two-two-two": "B", "two-two-": "A"}, "one [B]"),
        ("one two-two-two", {"two-two-": "A", "two-two-two": "B"}, "one [B]"),
        ("abcdefgh ijklmnop", {"ijklmnop": "B", "abcdefgh": "A"}, "[A] [B]"),
        ("abcdefghijkl", {"abcdefgh": "A", "efghijkl": "B"}, "[A]"),
        ("abcdefgh-abcdefgh", {"abcdefgh": "A"}, "[A]-[A]"),
        ("[A] abcdefgh", {"abcdefgh": "12345678", "12345678": "B"}, "[A] [12345678]"),
        ("abcdefg", {"abcdefg": "A"}, "abcdefg"),
    ],
)
def test_values_are_replaced_once(text: str, values: dict[str, str], shown: str) -> None:
    assert hide(text, values) == shown


def test_a_text_that_is_costly_to_search_is_hidden_as_a_whole() -> None:
    values = {f"value-{number}": "A" for number in range(50_000)}
    assert hide("x" * 1000, values) == "x" * 1000
    assert hide("x" * 1001, values) == "[environmentVars]"


def test_names_do_not_make_a_text_much_larger() -> None:
    values = {f"{number:08}": f"{number + 1:08}" * 100 for number in range(1000)}
    text = "".join(values)[:2000]
    began = time.process_time()
    hidden = hide_values(
        Sandbox(id="sbx-1", errorMessage=text),
        {name: value for value, name in values.items()},
    )
    assert len(hidden.errorMessage or "") < 20 * len(text)
    assert time.process_time() - began < 10
