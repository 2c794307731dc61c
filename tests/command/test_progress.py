"""What the provider says while it works, as far as it is shown."""

from __future__ import annotations

import io

from pulumi_resource_primeintellect.command.progress import Progress
from rich.console import Console


def shown(*, verbose: bool) -> str:
    stream = io.StringIO()
    with Progress(Console(file=stream), verbose=verbose) as progress:
        progress.warning("[b]odd[/b]")
        progress.status("listed 1 of 2")
        progress.debug("GET /")
        progress.warning("[b]odd[/b]")
        progress.error("no")
    return stream.getvalue()


def test_a_warning_is_shown_once_and_as_it_is() -> None:
    assert shown(verbose=False) == "warning: [b]odd[/b]\nerror: no\n"


def test_details_are_for_who_wants_them() -> None:
    assert shown(verbose=True) == "warning: [b]odd[/b]\nGET /\nerror: no\n"
