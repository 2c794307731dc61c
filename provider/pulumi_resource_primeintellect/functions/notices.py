"""Collects deviations from the API's documentation, and warns about them at the end of a call.

Checks every sandbox that the API sent, whether or not it is selected or returned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from pulumi_python_provider import Context
from pulumi_python_provider.messages import Quote
from pulumi_python_provider.reflection import Mark

from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.api.field_types import (
    KNOWN_STATUSES,
    SandboxStatus,
    known_status,
)
from pulumi_resource_primeintellect.api.gpus import KNOWN_GPU_TYPES
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.partial import UNREADABLE
from pulumi_resource_primeintellect.api.sandboxes import NULLABLE, Sandbox
from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.errors import SelectionError, UnreadableFieldError
from pulumi_resource_primeintellect.functions.properties import (
    created,
    expires,
    started,
    terminated,
    updated,
)

EXPECTED = tuple(n for n, f in Sandbox.model_fields.items() if Mark.EXPECTED in f.metadata)
"""Fields that the API documents as always present, and never null."""

KNOWN_VALUES = {"status": KNOWN_STATUSES, "gpuType": KNOWN_GPU_TYPES}
USUAL_GPU_TYPES = {*KNOWN_GPU_TYPES, None}
RUNNING = SandboxStatus.RUNNING.value
MAX_QUOTED_VALUES = 100
"""Undocumented values that get a separate warning. Quoting each one takes time."""

LATE_START = "5900"
"""A later start and the largest `timeoutMinutes` can put the end after the year 9999."""

TIMES = (created, updated, started, terminated)

_expected = itemgetter(*EXPECTED)


class Notices:
    """Collects the warnings of one call."""

    def __init__(self) -> None:
        self._missing: set[str] = set()
        self._undocumented: set[tuple[str, str]] = set()
        self._flaws: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        """The detail of each flaw by sandbox ID, by field and fact."""
        self._effects: dict[str, set[str]] = defaultdict(set)
        """The effects on results of fields that could not be read, by field."""
        self._ignored: dict[str, set[str]] = defaultdict(set)
        """IDs of sandboxes that the API sent although a filter excludes them, by argument."""
        self._skipped: list[str] = []

    def add(self, sandbox: Sandbox) -> None:
        """Checks a sandbox. Takes half a microsecond if nothing is unusual."""
        values = sandbox.__dict__
        if (
            None in _expected(values)
            or values["status"] not in KNOWN_STATUSES
            or values["gpuType"] not in USUAL_GPU_TYPES
            or type(sandbox) is not Sandbox
            or not sandbox.model_fields_set >= NULLABLE
        ):
            self._add_unusual(sandbox, values)
        start, minutes = values["startedAt"], values["timeoutMinutes"] or 0
        if (
            known_status(values["status"] or "") == RUNNING
            and start
            and minutes > 0
            and (start >= LATE_START or instant(start) is None)
        ):
            self._add_unknown_end(sandbox)

    def add_unreadable(self, sandbox: Sandbox, error: UnreadableFieldError, effect: str) -> None:
        """Records a field that was needed but could not be read, and the effect on the result."""
        self._flaws[error.field, UNREADABLE][sandbox.id] = error.problem
        self._effects[error.field].add(effect)

    def check_times(self, sandbox: Sandbox) -> None:
        """Checks all times of a sandbox that a call returns alone."""
        for read in TIMES:
            try:
                read(sandbox.readable)
            except UnreadableFieldError as error:  # noqa: PERF203  # there are four
                self.add_unreadable(sandbox, error, "results have it unchanged")

    def add_effect(self, field: str, effect: str) -> None:
        """Records the effect on the result of a field that could not be read."""
        self._effects[field].add(effect)

    def add_ignored(self, argument: str, sandbox: Sandbox) -> None:
        """Records a sandbox that the API sent although an argument excludes it."""
        self._ignored[argument].add(sandbox.id)

    def add_read(self, read: Listed[object]) -> None:
        """Records which sandboxes were read.

        Raises:
            SelectionError: when none has a usable ID. A result would look as if no sandboxes
                existed.
        """
        for ids in self._ignored.values():  # another list of the call can select them
            ids.difference_update(read.kept)
        problems = sorted(one.problem for one in read.skipped.values())
        if problems and len(problems) == len(read.ids):
            raise SelectionError(
                "no sandbox that the API sent has a usable ID "
                f"({len(problems):,} in all): {problems[0]}. "
                "Check that baseUrl is the Prime Intellect API."
            )
        self._skipped = problems

    def warn(self, context: Context[Client]) -> None:
        """Logs all warnings, one for each field or value."""
        for message in self._messages(context.quote):
            context.log.warning(message)

    def _add_unusual(self, sandbox: Sandbox, values: dict[str, Any]) -> None:
        absent = {name for name in EXPECTED if values[name] is None}
        absent |= NULLABLE - sandbox.model_fields_set
        self._missing |= absent - sandbox.flaws.keys()
        for name, known in KNOWN_VALUES.items():
            if values[name] is not None and values[name] not in known:
                self._undocumented.add((name, values[name]))
        for name, flaw in sandbox.flaws.items():
            self._flaws[name, flaw.fact][sandbox.id] = flaw.detail
            if flaw.is_lost:
                self._effects[name].add("results lack it")

    def _add_unknown_end(self, sandbox: Sandbox) -> None:
        """Records a running sandbox if its end cannot be computed."""
        try:
            expires(sandbox.readable)
        except UnreadableFieldError as error:
            self.add_unreadable(sandbox, error, "`expiresAt` is absent")

    def _messages(self, quote: Quote) -> Iterator[str]:
        for field in sorted(self._missing):
            yield (
                f"the API left out `{field}`, which it documents as always present; results lack it"
            )
        for field, value in sorted(self._undocumented)[:MAX_QUOTED_VALUES]:
            yield (
                f'the API sent "{quote(value)}" as `{field}`, which its documentation does not '
                "list; results have it unchanged"
            )
        if len(self._undocumented) > MAX_QUOTED_VALUES:
            others = len(self._undocumented) - MAX_QUOTED_VALUES
            yield f"the API sent {others:,} more values that its documentation does not list"
        for (field, fact), details in sorted(self._flaws.items()):
            first = min(details)
            text = f"`{field}` {fact} in {_sandboxes(details, quote)}: {details[first]}"
            effects = sorted(self._effects[field]) if fact == UNREADABLE else []
            yield "; ".join([text, *effects])
        ignored = ((argument, ids) for argument, ids in sorted(self._ignored.items()) if ids)
        for argument, ids in ignored:
            it = "it" if len(ids) == 1 else "them"
            yield (
                f"the API sent {_sandboxes(ids, quote)} although `{argument}` excludes {it}; "
                f"results lack {it}"
            )
        if self._skipped:
            sandboxes = "sandbox" if len(self._skipped) == 1 else "sandboxes"
            yield (
                f"skipped {len(self._skipped):,} {sandboxes} without a usable ID: "
                f"{self._skipped[0]}"
            )


def _sandboxes(ids: Iterable[str], quote: Quote) -> str:
    """Returns the only ID, or the number of sandboxes with one ID as an example."""
    first, *others = sorted(ids)
    shown = f'"{quote(first)}"'
    return f"{len(others) + 1:,} sandboxes (such as {shown})" if others else f"sandbox {shown}"
