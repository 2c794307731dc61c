from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import report, tables
from benchmarks.growth import MEMORY
from benchmarks.results import Results, load
from benchmarks.samples import Round, Sample


def grown(size: int, ours: float, go: float) -> Round:
    """One plugin that needs 1 kB and 10 µs of CPU a sandbox, and one that needs five times both."""
    return {
        "ours": Sample(ours * size, {"peak": 50_000_000 + 1000 * size}, size / 100_000),
        "go": Sample(go * size, {"peak": 50_000_000 + 5000 * size}, size / 20_000),
    }


@pytest.fixture
def results() -> Results:
    growth = {size: [grown(size, 2e-5, 1e-4)] for size in (1000, 10_000, 100_000)}
    others = {"go": Sample(200e-6), "stock": Sample(300e-6), "limit": Sample(20e-6)}
    first: Round = {"ours": Sample(30e-6), **others, "lean": Sample(160e-6)}
    second: Round = {"ours": Sample(34e-6), **others, "lean": Sample(170e-6)}
    paced = {"requests": 100, "refused": 0, "beyond maxConcurrency": 0}
    alone = {"requests": 100, "refused": 0, "beyond maxConcurrency": 1}
    lookup = {"ours": Sample(0.002, cpu=0.0018), "go": Sample(0.0005, cpu=0.0006)}
    return Results(
        machine={"CPU": "one of 1979"},
        rounds={
            "listing": [first, second, second],
            "lookup": [{**lookup, "httpx": Sample(0.0003)}],
            "small-pages": [{"ours": Sample(0.8, paced), "go": Sample(5.0, alone)}],
            "memory": MEMORY.rounds(growth[100_000]),
        },
        growth=growth,
    )


def cells(table: str) -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {row[0]: row[1:] for row in rows}


def test_a_row_has_medians_spreads_ratios_and_the_verdict(results: Results) -> None:
    table = cells(tables.figures_table(results))
    assert table["Figure"] == [
        *("Ours", "Go twin", "Stock twin", "Limit"),
        *("÷ Go", "÷ stock", "Above limit", "Of stock's"),
        *("Target", "Of what is allowed", "Met"),
    ]
    assert table["listSandboxes of 10,000, per sandbox"] == [
        *("34.0 µs (30.0-34.0)", "200 µs (200-200)", "300 µs (300-300)", "20.0 µs (20.0-20.0)"),
        *("0.17", "0.11", "+70%", "5%"),
        *("**≤ 0.25 × Go**, **≤ 0.25 × lean Go**", "68%, 80%", "yes"),
    ]


def test_a_row_without_a_contender_has_dashes(results: Results) -> None:
    assert cells(tables.figures_table(results))["getSandbox, warm"] == [
        *("2.00 ms (2.00-2.00)", "0.50 ms (0.50-0.50)", "–", "–", "4.00", "–", "–", "–"),
        *("≤ httpx + 0.60 ms", "222%", "no"),
    ]


def test_a_figure_without_a_target_has_a_verdict_if_something_is_counted() -> None:
    counted = [{"ours": Sample(1.0, {"requests": 1, "connections": 1, "starts": 1})}]
    table = tables.figures_table(Results({}, {"preview-installed": counted}, {}))
    assert cells(table)["the same, plugin installed"][-3:] == ["–", "–", "yes"]


def test_cpu_time_has_a_table_of_its_own(results: Results) -> None:
    table = cells(tables.cpu_table(results))
    assert list(table)[2:] == ["getSandbox, warm"]
    assert table["getSandbox, warm"] == [
        *("1.80 ms (1.80-1.80)", "0.60 ms (0.60-0.60)", "–", "–", "3.00", "–", "–", "–")
    ]


def test_instructions_are_shown_in_millions(results: Results) -> None:
    assert report.instructions_text(results) == report.NOT_COUNTED
    counts = {"ours": 3e8, "go": 1e8, "stock": 4e8, "limit": 2e8}
    counted = {"start": {name: Sample(value) for name, value in counts.items()}}
    table = cells(tables.instructions_table(replace(results, instructions=counted)))
    assert table["start"] == ["300", "100", "400", "200", "3.00", "0.75", "+50%", "50%"]


def test_the_columns_of_a_table_are_aligned() -> None:
    assert tables.table(["a", "long"], [["xyz", "–"]]).splitlines() == [
        "| a   | long |",
        "| --- | ---- |",
        "| xyz | –    |",
    ]


def test_notes_tell_what_was_seen_beside_a_figure(results: Results) -> None:
    notes = report.notes(results)
    assert notes[0].endswith("(httpx took 0.30 ms (0.30-0.30); 1 round, ratios ± 0%)")
    assert notes[1].endswith("(lean took 170 µs (160-170); 3 rounds, ratios ± 6%)")
    assert notes[3].endswith(
        "(requests: 100; refused: 0; beyond maxConcurrency: Ours 0, Go twin 1; "
        "1 round, ratios ± 0%)"
    )


def test_growth_is_told_with_the_lines_that_fit(results: Results) -> None:
    ours, twin = report.lines(results)
    assert ours == (
        "- Ours: time 20.0 µs (R² 1.0000), "
        "CPU time 10.0 µs (R² 1.0000), "
        "peak memory 1.00 kB (R² 1.0000)"
    )
    assert twin == (
        "- Go twin: time 100 µs (R² 1.0000), "
        "CPU time 50.0 µs (R² 1.0000), "
        "peak memory 5.00 kB (R² 1.0000)"
    )


def test_growth_has_a_table_for_each_cost(results: Results) -> None:
    text = report.growth_text(results)
    heads = [line.split("|")[1].strip() for line in text.splitlines() if "Sandboxes" in line]
    assert heads == ["Sandboxes, time", "Sandboxes, CPU time", "Sandboxes, peak memory"]
    last = [line for line in text.splitlines() if line.startswith("| 100,000")]
    assert [[cell.strip() for cell in line.split("|")[2:5]] for line in last] == [
        ["2.00 s (2.00-2.00)", "10.0 s (10.0-10.0)", "–"],
        ["1.00 s (1.00-1.00)", "5.00 s (5.00-5.00)", "–"],
        ["150 MB (150-150)", "550 MB (550-550)", "–"],
    ]


def test_misses_are_named(results: Results) -> None:
    assert report.misses(results) == (
        "missed: getSandbox, warm\n"
        "missed, and has to be met: peak memory, listSandboxes of 100,000\n"
    )


def test_the_document_holds_table_notes_growth_and_machine(results: Results) -> None:
    document = report.document(results)
    assert tables.figures_table(results) in document
    assert "\n- CPU: one of 1979\n" in document
    assert [line for line in document.splitlines() if line.startswith("#")] == [
        "# Results of `make bench`",
        "## How it is measured",
        "## CPU time",
        "## Instructions",
        "## How cost grows",
        "## On which machine",
    ]


def test_results_can_be_read_again(results: Results, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    results.save(file)
    assert load(file) == results


def test_the_committed_document_is_that_of_the_committed_results() -> None:
    folder = Path(report.__file__).parent
    committed = load(folder / "results.json")
    assert (folder / "RESULTS.md").read_text() == report.document(committed), (
        "run `.venv/bin/python -m benchmarks --write`"
    )
