"""Two runs agree when no ratio of theirs is more than a twentieth apart."""

from __future__ import annotations

from benchmarks.agreement import agreement_table, apart, shifts
from benchmarks.results import Results
from benchmarks.samples import Sample


def run(ours: float, schema: float = 1.0) -> Results:
    preview = [{"ours": Sample(ours), "go": Sample(2.0)}]
    first = [{"ours": Sample(schema), "go": Sample(4.0), "stock": Sample(8.0)}]
    return Results({}, {"preview": preview, "first-schema": first}, {})


PREVIEW = ("`pulumi preview`, YAML, one getSandbox", "go")


def test_ratios_are_compared_not_times() -> None:
    slower = Results({}, {"preview": [{"ours": Sample(6.0), "go": Sample(4.0)}]}, {})
    assert shifts(run(3.0), slower) == {PREVIEW: (1.5, 1.5)}


def test_a_ratio_may_move_by_a_twentieth() -> None:
    assert apart(run(2.0), run(2.09)) == []
    assert apart(run(2.0), run(2.11)) == [PREVIEW]
    assert apart(run(2.0), run(1.89)) == [PREVIEW]


def test_the_table_has_both_ratios() -> None:
    last = agreement_table(run(2.0, schema=2.0), run(2.0, schema=1.5)).splitlines()[-1]
    assert [cell.strip() for cell in last.strip("|").split("|")] == [
        *("start to GetSchema answer", "÷ stock", "0.25", "0.19", "-25.0%")
    ]
