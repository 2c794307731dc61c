"""Calls with nested arguments and computed results."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_python_provider import (
    Arguments,
    Provider,
    ProviderError,
    Record,
    Secret,
)
from pulumi_python_provider.local import LocalProvider
from pulumi_python_provider.testing import MemoryLog
from pydantic import Field, computed_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue


class Target(Arguments):
    """A part of the arguments."""

    token: Secret[str] = Field(min_length=20)
    size: int = 1


class GetK8sThingArguments(Arguments):
    """All arguments."""

    target: Target | None = None
    many: dict[str, Target] | None = None
    grid: list[list[Target]] | None = None
    count: int = 5


class Inner(Record):
    """What a cache could keep."""

    begun: float = 1.0

    @computed_field
    def age(self) -> float:
        """Depends on a clock."""
        return time.monotonic()


class Thing(Record):
    """A result.

    Its second paragraph.
    """

    text: str = "half \ud83d"
    maybe: int | None = Field(description="May be missing.")
    inner: Inner = Inner()

    @computed_field
    def password(self) -> Secret[str]:
        """Derived from something secret."""
        return "hunter2"


class Holder(Record):
    """Holds a thing."""

    thing: Thing


async def get_k8s_thing(_: GetK8sThingArguments) -> Holder:
    """Gets it."""
    return Holder(thing=Thing(maybe=None))


PROVIDER = Provider(name="x", version="1.0.0", functions=[get_k8s_thing])


def call(arguments: Mapping[str, JsonValue]) -> dict[str, Any]:
    provider = LocalProvider(PROVIDER, MemoryLog())
    provider.configure({})
    return asyncio.run(provider.invoke("getK8sThing", arguments))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"target": {}}, "`target.token` is required, but missing"),
        ({"target": 345}, "`target` must be an object, but is the number [target]"),
        ({"target": "hunter2"}, '`target` must be an object, but is the text "[target]"'),
        ({"many": ["hunter2"]}, "`many` must be an object, but is a list"),
        ({"many": "hunter2"}, '`many` must be an object, but is the text "[many]"'),
        ({"many": {"a": "hunter2"}}, '`many.a` must be an object, but is the text "[many]"'),
        ({"grid": [["hunter2"]]}, '`grid[0][0]` must be an object, but is the text "[grid]"'),
        ({"count": "hunter2"}, '`count` must be an integer, but is the text "hunter2"'),
        (
            {"target": {"token": "x" * 20, "sizes": 1}},
            "unknown argument `target.sizes` (did you mean `size`?)",
        ),
        ({"many": {"a": {"token": "short"}}}, "`many.a.token` must have at least 20 characters"),
        ({"grid": [[{"token": "short"}]]}, "`grid[0][0].token` must have at least 20 characters"),
    ],
)
def test_a_problem_inside_an_argument_names_its_place_and_no_secret(
    given: Mapping[str, JsonValue], told: str
) -> None:
    with pytest.raises(ProviderError) as raised:
        call(given)
    assert str(raised.value) == f"invalid arguments for getK8sThing: {told}"


def test_a_local_call_takes_nulls_and_whole_numbers_as_the_plugin_does() -> None:
    assert call({"count": None}).keys() == call({"count": 1.0}).keys()


def test_a_result_hides_computed_secrets_and_recomputes_and_takes_any_text() -> None:
    first, second = call({})["thing"], call({})["thing"]
    assert "password" not in first
    assert first["text"] == "half ?"
    assert first["inner"]["age"] < second["inner"]["age"]


def test_the_schema_promises_what_is_there() -> None:
    thing = json.loads(PROVIDER.schema())["types"]["x:index:Thing"]
    assert thing["required"] == ["text", "inner"]
    assert thing["properties"]["password"]["secret"]
    assert thing["description"] == "A result.\n\nIts second paragraph."
