"""What a person asks of the product's command; `tests/framework` tests the process itself."""

from __future__ import annotations

import subprocess

import pytest
from plugin import COMMAND, PATIENCE
from pulumi_resource_primeintellect import __version__


@pytest.mark.parametrize(
    ("question", "begin"),
    [
        ("--version", f"{__version__}\n"),
        ("--help", f"pulumi-resource-primeintellect {__version__}: a plugin of Pulumi\n"),
    ],
)
def test_a_person_learns_the_version_and_the_use(question: str, begin: str) -> None:
    done = subprocess.run(
        (COMMAND, question), check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.stdout.startswith(begin)
    assert ("PULUMI_DEBUG_PROVIDERS=primeintellect:PORT" in done.stdout) is (question == "--help")
    assert done.stderr == ""
