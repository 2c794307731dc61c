"""Conditions. What mypy has to refuse is marked as ignored: it reports marks without an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.functions.filters import (
    Condition,
    SandboxConditions,
    at_least,
    one_of,
    where,
)

if TYPE_CHECKING:
    from pulumi_python_provider import Arguments

    class WrongConditions(Arguments):
        no_such_property: list[str] | None = where(
            lambda s: s.colour,  # type: ignore[attr-defined]
            one_of,
            description="",
        )
        test_of_another_property: int | None = where(  # type: ignore[misc]
            lambda s: s.name, at_least, description=""
        )
        test_with_another_value: int | None = where(  # type: ignore[assignment]
            lambda s: s.name, one_of, description=""
        )


def test_every_argument_is_a_condition() -> None:
    fields = SandboxConditions.model_fields
    assert [n for n, f in fields.items() if not isinstance(f.default_factory, Condition)] == []


def test_what_is_not_given_is_no_condition() -> None:
    assert SandboxConditions().model_dump(exclude_none=True) == {}
    assert SandboxConditions().condition()(Sandbox(id="a"))
