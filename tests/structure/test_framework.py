"""The framework serves any provider: it names neither this one nor what this one uses."""

from __future__ import annotations

import re

from distributions import ROOT

PRODUCT = re.compile("sandbox|httpx|prime", re.IGNORECASE)


def test_the_framework_knows_nothing_of_the_product() -> None:
    files = sorted((ROOT / "provider/pulumi_python_provider").rglob("*.py"))
    lines = [
        (f"{file.name}:{number}", line)
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    ]
    assert len(files) > 1
    assert [place for place, line in lines if PRODUCT.search(line)] == []
