from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.growth import MEMORY
from benchmarks.results import Results, load
from benchmarks.samples import Round, Sample


def grown(size: int, ours: float, go: float) -> Round:
    """One plugin that needs 1 kB and 10 µs of CPU a sandbox, and one that needs five times both."""
    return {
        "ours": Sample(ours * size, {"cpu": size // 100, "peak": 50_000_000 + 1000 * size}),
        "go": Sample(go * size, {"cpu": size // 20, "peak": 50_000_000 + 5000 * size}),
    }


@pytest.fixture
def results() -> Results:
    growth = {size: [grown(size, 2e-5, 1e-4)] for size in (1000, 10_000, 100_000)}
    first: Round = {"ours": Sample(30e-6), "go": Sample(100e-6), "stock": Sample(200e-6)}
    second: Round = {"ours": Sample(34e-6), "go": Sample(100e-6), "stock": Sample(200e-6)}
    paced = {"requests": 100, "refused": 0, "beyond maxConcurrency": 0}
    return Results(
        machine={"CPU": "one of 1979"},
        rounds={
            "listing": [first, second, second],
            "lookup": [{"ours": Sample(0.002), "go": Sample(0.0005), "httpx": Sample(0.0003)}],
            "small-pages": [{"ours": Sample(0.8, paced), "go": Sample(5.0, paced)}],
            "memory": MEMORY.rounds(growth[100_000]),
        },
        growth=growth,
    )


def cells(results: Results) -> dict[str, list[str]]:
    lines = report.figures_table(results).splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows}


def test_a_row_has_medians_spreads_ratios_and_the_verdict(results: Results) -> None:
    table = cells(results)
    assert table["Figure"] == [
        *("Ours", "Go twin", "Stock twin", "÷ Go", "÷ stock"),
        *("Target", "Of what is allowed", "Met"),
    ]
    assert table["listSandboxes of 10,000, per sandbox"] == [
        *("34.0 µs (30.0-34.0)", "100 µs (100-100)", "200 µs (200-200)", "0.34", "0.17"),
        *("**≤ 0.4 × Go**", "85%", "yes"),
    ]


def test_a_row_without_a_contender_has_dashes(results: Results) -> None:
    assert cells(results)["getSandbox, warm"] == [
        *("2.00 ms (2.00-2.00)", "0.50 ms (0.50-0.50)", "–", "4.00", "–"),
        *("≤ httpx + 0.50 ms", "250%", "no"),
    ]


def test_the_columns_of_a_table_are_aligned() -> None:
    assert report.table(["a", "long"], [["xyz", "–"]]).splitlines() == [
        "| a   | long |",
        "| --- | ---- |",
        "| xyz | –    |",
    ]


def test_notes_tell_what_was_seen_beside_a_figure(results: Results) -> None:
    notes = report.notes(results)
    assert notes[0].endswith("(httpx took 0.30 ms (0.30-0.30); 1 round)")
    assert notes[1].endswith("(3 rounds)")
    assert notes[3].endswith("(requests: 100; refused: 0; beyond maxConcurrency: 0; 1 round)")


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
    assert report.misses(results) == "missed: getSandbox, warm\n"


def test_the_document_holds_table_notes_growth_and_machine(results: Results) -> None:
    document = report.document(results)
    assert report.figures_table(results) in document
    assert "\n- CPU: one of 1979\n" in document
    assert [line for line in document.splitlines() if line.startswith("#")] == [
        "# Results of `make bench`",
        "## How it is measured",
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
