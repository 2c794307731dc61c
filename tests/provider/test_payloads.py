"""Every known shape of the API's answers: `NAME.json` arrives, `NAME.expected.json` is answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Fault

if TYPE_CHECKING:
    from plugin import Plugin
    from primeintellect_simulator import Simulator

PAYLOADS = Path(__file__).parents[1] / "payloads"
EXPECTED = sorted(PAYLOADS.glob("*.expected.json"))
UNKNOWN = (
    'WARNING: the API sent "{}" as `{}`, which its documentation does not list; '
    "results have it unchanged"
)
WARNINGS = {
    "fields-gone.expected.json": [
        f"WARNING: the API left out `{field}`, which it documents as always present; "
        "results lack it"
        for field in ("advancedConfigs", "environmentVars")
    ],
    "newer-gpu.expected.json": [UNKNOWN.format("RTX_6090_48GB", "gpuType")],
    "page-with-unreadable-field.expected.json": [
        (
            'WARNING: `memoryGB` could not be read in sandbox "sbx-7f3a": it must be a '
            "number; results lack it; totals lack it"
        )
    ],
    "unknown-status-older.expected.json": [UNKNOWN.format("STOPPED", "status")],
}


def test_every_payload_has_its_answer_beside_it() -> None:
    payloads = {path.name for path in PAYLOADS.iterdir()} - {path.name for path in EXPECTED}
    assert payloads == {path.name.replace(".expected", "") for path in EXPECTED}


@pytest.mark.parametrize(
    "path", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.json")
)
def test_a_payload_is_answered_with_all_it_has_and_nothing_else(
    plugin: Plugin, simulator: Simulator, path: Path
) -> None:
    body = path.with_name(path.name.replace(".expected", "")).read_bytes()
    simulator.script(Fault(status=200, body=body))
    is_page = b'"sandboxes"' in body
    function = "listSandboxes" if is_page else "getSandbox"
    arguments = {} if is_page else {"sandboxId": "sbx-7f3a"}
    answer = plugin.invoke(function, **arguments, includeEnvironmentVars=True)
    assert answer == json.loads(path.read_text(encoding="utf-8"))
    assert sorted(plugin.engine.log) == sorted(WARNINGS.get(path.name, []))
