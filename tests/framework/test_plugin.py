from __future__ import annotations

import pytest
from pulumi_python_provider import public
from pulumi_python_provider.plugin import parse

ENGINE = "127.0.0.1:4000"


@pytest.mark.parametrize(
    ("arguments", "parsed"),
    [
        ([], (None, False, "")),
        ([ENGINE], (ENGINE, False, "")),
        (["--logtostderr", "-v=9", ENGINE], (ENGINE, True, "")),
        (["--logtostderr", ENGINE], (ENGINE, False, "")),
        (["--tracing", "http://tracer:9411", ENGINE], (ENGINE, False, "")),
        (["--tracing=http://tracer:9411", ENGINE], (ENGINE, False, "")),
        (["-v=3", "--tracing", "http://tracer:9411"], (None, True, "")),
        (["--tracing"], (None, False, "")),
        (["--tracing", "-v=3", ENGINE], (ENGINE, False, "")),
        ([ENGINE, "--logtostderr", "-v=1"], (ENGINE, True, "")),
        (["--version"], (None, False, "--version")),
        (["-v=3", "--help"], (None, True, "--help")),
        (["-h"], (None, False, "-h")),
        (["--tracing", "--version", ENGINE], (ENGINE, False, "")),
    ],
)
def test_every_command_line_of_the_engine_is_understood(
    arguments: list[str], parsed: tuple[str | None, bool, str]
) -> None:
    assert parse(arguments) == parsed


def test_a_star_brings_all_public_names() -> None:
    names: dict[str, object] = {}
    exec("from pulumi_python_provider import *", names)  # noqa: S102  # a function cannot have it
    assert names.keys() - {"__builtins__"} == {"run", *public.__all__}
