"""What the provider says while it works, as far as it is shown."""

from __future__ import annotations

import io

from pulumi_resource_primeintellect.command.progress import Progress
from rich.console import Console


def shown(*, verbose: bool) -> str:
    stream = io.StringIO()
    with Progress(Console(file=stream), verbose=verbose) as progress:
        progress.warning("[b]odd[/b] :fire:")
        progress.status("listed 1 of 2 :fire:")
        progress.debug("GET /:fire:")
        progress.warning("[b]odd[/b] :fire:")
        progress.error("no :fire:")
    return stream.getvalue()


def test_a_warning_is_shown_once_and_as_it_is() -> None:
    assert shown(verbose=False) == "warning: [b]odd[/b] :fire:\nerror: no :fire:\n"


def test_in_a_log_progress_is_shown_every_ten_seconds() -> None:
    stream, now = io.StringIO(), [0.0]
    with Progress(Console(file=stream), verbose=False, clock=lambda: now[0]) as progress:
        for now[0] in (5.0, 10.5, 15.0, 21.0, 22.0):
            progress.status(f"[b]{now[0]}[/b] :fire:")
    assert stream.getvalue() == "[b]10.5[/b] :fire:\n[b]21.0[/b] :fire:\n"


def test_where_a_table_is_drawn_progress_is_not() -> None:
    stream, now = io.StringIO(), [0.0]
    with Progress(Console(file=stream), verbose=False, clock=lambda: now[0]) as progress:
        progress.show_warnings_only()
        now[0] = 100.0
        progress.status("listed 1 of 2 :fire:")
    assert stream.getvalue() == ""


def test_details_are_for_who_wants_them() -> None:
    assert shown(verbose=True) == "warning: [b]odd[/b] :fire:\nGET /:fire:\nerror: no :fire:\n"
