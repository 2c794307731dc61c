"""The report that all formats show: a listing or one sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pulumi_python_provider.reflection import Function, properties
from pydantic import BaseModel, JsonValue

from pulumi_resource_primeintellect.command.listing import (
    Cells,
    ListedSandbox,
    SandboxList,
    make_cells,
    printable,
    totals,
)
from pulumi_resource_primeintellect.command.violations import Violation

Result = dict[str, "JsonValue"]


class Fact(NamedTuple):
    """A property of one sandbox. `name` is its path in the result, such as `gpu.model`."""

    name: str
    value: str


class Report(NamedTuple):
    """A listing or the facts about one sandbox, or the problem if there is neither.

    `rows` are the cells of a table of the `sandboxes`.
    """

    title: str
    made: datetime
    result: Result | None = None
    sandboxes: Sequence[ListedSandbox] = ()
    rows: Sequence[Cells] = ()
    facts: Sequence[Fact] = ()
    lines: Sequence[str] = ()
    violations: Sequence[Violation] = ()
    problem: str = ""


def describe_result(
    report: Report, function: Function, result: Result, arguments: Mapping[str, JsonValue]
) -> Report:
    """Returns the report with the result of a function."""
    if "sandboxes" in result:
        active_only = arguments.get("isActive") is True
        listing = SandboxList.model_validate(result)
        return report._replace(
            result=result,
            sandboxes=listing.sandboxes,
            rows=[make_cells(sandbox) for sandbox in listing.sandboxes],
            lines=totals(listing, active_only=active_only),
        )
    return report._replace(result=result, facts=list(facts(function.result, result)))


def facts(model: type[BaseModel], values: Mapping[str, JsonValue]) -> Iterator[Fact]:
    """Yields the properties of a record that have a value, in the order of its model."""
    for member in properties(model):
        kind, value = member.type, values.get(member.name)
        if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, BaseModel):
            for inner in facts(kind, value):
                yield Fact(f"{member.name}.{inner.name}", inner.value)
        elif value is not None:
            yield Fact(member.name, printable(describe_value(value)))


def describe_value(value: JsonValue) -> str:
    """Returns a value as text: strings without quotes, lists with commas, others as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(map(describe_value, value))
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
