"""Measures, prints the tables, and writes `results.json`, `RESULTS.md` and `growth.svg`."""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import agreement, contenders, machine, picture, report, tables
from benchmarks.figures import FIGURES, exit_status
from benchmarks.instructions import count_instructions
from benchmarks.results import load, measure

FOLDER = Path(__file__).parent
DATA = FOLDER / "results.json"


def main() -> int:
    """Runs the command line, and returns 1 if a hard target is missed."""
    keys = [figure.key for figure in FIGURES]
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds to measure (default: 5)")
    parser.add_argument("--only", nargs="+", choices=keys, help="print these, write nothing")
    parser.add_argument("--write", action="store_true", help="only write what results.json holds")
    parser.add_argument(
        "--again", action="store_true", help="compare with results.json, write nothing"
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # plugins inherit SIG_IGN

    if arguments.write:
        results = load(DATA)
    else:
        contenders.build()
        results = measure(machine.describe(), arguments.rounds, arguments.only or keys, say)
    sys.stdout.write(f"\n{tables.figures_table(results)}\n\n{tables.cpu_table(results)}\n\n")
    sys.stdout.write("\n".join([*report.notes(results), "", report.growth_text(results), ""]))
    if arguments.again:
        before = load(DATA)
        sys.stdout.write(f"\n{agreement.agreement_table(before, results)}\n")
        return int(bool(agreement.apart(before, results)))
    if not arguments.only:
        if not arguments.write:
            say("instructions")
            results = replace(results, instructions=count_instructions())
        results.save(DATA)
        (FOLDER / "RESULTS.md").write_text(report.document(results))
        picture.draw(results, FOLDER / "growth.svg")
    sys.stdout.write(report.misses(results))
    return exit_status(results.rounds)


def say(what: str) -> None:
    """Prints the name of the current measurement."""
    sys.stderr.write(f"measuring {what}\n")


if __name__ == "__main__":
    sys.exit(main())
