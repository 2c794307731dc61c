"""Writes JSON for programs: the function's result, as `pulumi do` prints it."""

from __future__ import annotations

import json

from pulumi_resource_primeintellect.command.report import Report


def write_json(report: Report) -> str:
    """Returns the result alone, with sorted keys."""
    return json.dumps(report.result, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
