"""Writes examples into a function's description.

SDK generators and the Pulumi Registry read them there. Each generator keeps only the programs in
its own language. Format:
https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HEADING = "## Example Usage"


class Example(NamedTuple):
    """Equivalent programs, by language: `python`, `typescript`, `go`, `java`, `yaml`."""

    title: str
    programs: Mapping[str, str]


def describe_with_examples(description: str, examples: Iterable[Example]) -> str:
    """Returns a description with the examples below it; unchanged if there are none."""
    sections = [_section(example) for example in examples]
    if not sections:
        return description
    return "\n".join(
        [description, "", "{{% examples %}}", HEADING, *sections, "{{% /examples %}}", ""]
    )


def _section(example: Example) -> str:
    blocks = (
        f"```{language}\n{program.rstrip()}\n```" for language, program in example.programs.items()
    )
    return "\n".join(["{{% example %}}", f"### {example.title}", "", *blocks, "{{% /example %}}"])
