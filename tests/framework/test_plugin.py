from __future__ import annotations

import pytest
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.__main__ import USAGE, CommandLine, read

ENGINE = "127.0.0.1:4000"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], CommandLine(None, verbose=False)),
        ([ENGINE], CommandLine(ENGINE, verbose=False)),
        (["--logtostderr", "-v=9", ENGINE], CommandLine(ENGINE, verbose=True)),
        (["--logtostderr", ENGINE], CommandLine(ENGINE, verbose=False)),
        (["--tracing", "http://tracer:9411", ENGINE], CommandLine(ENGINE, verbose=False)),
        (["--tracing=http://tracer:9411", ENGINE], CommandLine(ENGINE, verbose=False)),
        (["-v=3", "--tracing", "http://tracer:9411"], CommandLine(None, verbose=True)),
        (["--tracing"], CommandLine(None, verbose=False)),
        (["--tracing", "-v=3", ENGINE], CommandLine(ENGINE, verbose=False)),
        ([ENGINE, "--logtostderr", "-v=1"], CommandLine(ENGINE, verbose=True)),
        (["--version"], CommandLine(None, verbose=False, answer=__version__)),
        (["-v=3", "--help"], CommandLine(None, verbose=True, answer=USAGE)),
        (["-h"], CommandLine(None, verbose=False, answer=USAGE)),
        (["--tracing", "--version", ENGINE], CommandLine(ENGINE, verbose=False)),
    ],
)
def test_the_engine_and_its_verbosity_are_read_from_every_command_line(
    arguments: list[str], line: CommandLine
) -> None:
    assert read(arguments) == line
