"""A page of sandboxes, as `GET /api/v1/sandbox` returns it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from pulumi_python_provider import Record
from pydantic import AliasChoices, BeforeValidator, FailFast, Field

from pulumi_resource_primeintellect.api.field_types import PagingNumber
from pulumi_resource_primeintellect.api.sandboxes import Sandbox


class Skipped(NamedTuple):
    """A sandbox without a usable ID: its name, if that is usable, and the problem."""

    name: str | None
    problem: str


class SandboxPage(Record, defer_build=True):
    """One page of a listing, with either spelling of the paging keys."""

    sandboxes: Annotated[list[Sandbox], FailFast()]
    total: PagingNumber
    page: PagingNumber | None = None
    per_page: PagingNumber = Field(validation_alias=AliasChoices("per_page", "perPage"))
    has_next: bool = Field(validation_alias=AliasChoices("has_next", "hasNext"))
    skipped: Annotated[dict[str, Skipped], BeforeValidator(lambda _: {})] = Field(
        default_factory=dict
    )
    """Sandboxes without usable IDs, by substitutes for these. Not a field of the API."""
