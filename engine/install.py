#!/usr/bin/env python3
"""Installs a real Pulumi engine in a folder: the CLI, language hosts and the SDK generators.

    python3 engine/install.py --into .engine [yaml python nodejs go java sdkgen sdkgen-java]

Each folder next to this file is a Go module that pins one program. Its go.mod is the only place
that states the version (to change it: `go get -tool PACKAGE@VERSION && go mod tidy` in there).
The script tries three sources in turn: the engine on PATH, Pulumi's own installer, and a build from
those modules. It leaves current programs unchanged.
Needs only the standard library, on Linux or macOS.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODULES = Path(__file__).resolve().parent
CLI = "pulumi"
GENERATORS = ("sdkgen", "sdkgen-java")
LANGUAGES = ("yaml", "python", "nodejs", "go", "java")

OLDEST_CLI_ON_PATH = (3, 200)
RELEASE_SECONDS = 180

PROGRESS_SECONDS = 30
"""When a build first shows its progress in a pipe. In a terminal it does so every second."""

# It gives up after five seconds without data, so that a machine without network continues soon.
RELEASE_SCRIPT = """
import socket, sys
from pulumi.automation import PulumiCommand
from semver import VersionInfo
socket.setdefaulttimeout(5)
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
"""


class EngineError(Exception):
    """The engine cannot be installed. The message states the reason and the remedy."""


def main() -> int:
    """Installs the requested parts and returns the exit status."""
    parser = argparse.ArgumentParser(description="Install a Pulumi engine in a folder.")
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"{', '.join((*LANGUAGES, *GENERATORS))} (default: yaml python); the CLI always",
    )
    arguments = parser.parse_args()
    try:
        programs = [CLI, *map(program_of, dict.fromkeys(arguments.parts or ["yaml", "python"]))]
        with locked(arguments.into.resolve()) as into:
            install(programs, into)
    except (EngineError, OSError) as error:
        say(f"engine: {error}\n")
        return 1
    return 0


def program_of(part: str) -> str:
    """Returns the file name of the program for a part."""
    if part in GENERATORS:
        return part
    if part in LANGUAGES:
        return f"pulumi-language-{part}"
    raise EngineError(f"{part!r} is no part of it: use {', '.join((*LANGUAGES, *GENERATORS))}")


@contextmanager
def locked(into: Path) -> Iterator[Path]:
    """Locks the folder. A second installer waits here, and then finds everything installed."""
    for folder in (into / "bin", into / "stamps"):
        folder.mkdir(parents=True, exist_ok=True)
    with (into / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in into.glob("new-*"):  # of an installer that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        yield into


def install(programs: Sequence[str], into: Path) -> None:
    """Installs missing and outdated programs, each from the first source that has it."""
    if not missing(programs, into):
        say(f"{', '.join(programs)}: current in {into / 'bin'}\n")
        return
    for bring in (link_from_path, take_from_release, build_from_modules):
        bring(missing(programs, into), into)


def missing(programs: Sequence[str], into: Path) -> list[str]:
    """Returns the programs that do not exist, or were installed for another go.mod."""

    def current(program: str) -> bool:
        stamp = into / "stamps" / program
        file = into / "bin" / program
        return file.exists() and stamp.exists() and stamp.read_text() == digest(program)

    return [program for program in programs if not current(program)]


def link_from_path(programs: Sequence[str], into: Path) -> None:
    """Links the programs if PATH has all of them: parts of different engines might not fit."""
    wanted = [program for program in programs if program not in GENERATORS]
    folders = [f for f in os.get_exec_path() if Path(f).resolve() != into / "bin"]
    path = os.pathsep.join(folders)
    cli = shutil.which(CLI, path=path)
    found = [Path(at) for program in wanted if (at := shutil.which(program, path=path))]
    if not wanted or len(found) < len(wanted) or cli is None:
        return
    if cli_version(cli) < OLDEST_CLI_ON_PATH:
        return
    with scratch(into) as folder:
        for file in found:
            for source in files_of(file.name, file.parent.absolute()):
                (folder / source.name).symlink_to(source)
            adopt(file.name, folder, into)
    say(f"linked {', '.join(wanted)} from PATH\n")


def cli_version(cli: str) -> tuple[int, ...]:
    """Returns the version that a CLI reports, or () if unknown, which is older than any."""
    answer = subprocess.run(  # noqa: S603 - the user's own CLI
        [cli, "version"],
        env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    numbers = re.match(r"v(\d+)\.(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, numbers.groups())) if numbers else ()


def take_from_release(programs: Sequence[str], into: Path) -> None:
    """Installs the programs from a release, if Pulumi's installer is available and has network."""
    wanted = [program for program in programs if program not in GENERATORS]
    if not wanted or importlib.util.find_spec("pulumi") is None:
        return
    version = version_of(CLI)
    with scratch(into) as folder, step(f"trying Pulumi's installer for {version}") as trying:
        script = [sys.executable, "-c", RELEASE_SCRIPT, str(folder), version.removeprefix("v")]
        if not succeeds(script, RELEASE_SECONDS):
            trying.ending = "not available here"
            return
        for program in wanted:
            if (folder / "bin" / program).exists():
                adopt(program, folder / "bin", into)


def succeeds(command: Sequence[str], seconds: float) -> bool:
    """Runs a command without output, and returns whether it succeeds in time.

    After the given seconds, the command and its child processes are killed.
    """
    with subprocess.Popen(  # noqa: S603 - a command of this script
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def build_from_modules(programs: Sequence[str], into: Path) -> None:
    """Builds each program from its Go module."""
    if programs and shutil.which("go") is None:
        raise EngineError(
            f"no {', '.join(programs)}: put Pulumi on PATH, or allow its installer network"
            " access (with the Python package pulumi installed), or install Go 1.25 or later"
        )
    for program in programs:
        first_time = " (about 4 minutes the first time)" if program == CLI else ""
        title = f"building {program} {version_of(program)} from Go modules{first_time}"
        with scratch(into) as folder, step(title) as progress:
            build(program, folder, progress)
            adopt(program, folder, into)


def build(program: str, folder: Path, progress: Step) -> None:
    """Builds one program in the folder, with the script that it needs next to it."""
    variable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
    flags = ["-mod=readonly", "-trimpath", "-buildvcs=false"]
    linker = f"-X {variable}={version_of(program, 'pulumi/pulumi/sdk/v3')}"
    needed = go(program, "list", "-deps", "tool", progress=progress).splitlines()
    compile_ = ("build", "-v", *flags, "-ldflags", linker, "-o", f"{folder}{os.sep}", "tool")
    go(program, *compile_, progress=progress, packages=len(needed))
    if program == "pulumi-language-python":
        sdk = go(program, "list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3")
        script = folder / f"{program}-exec"
        shutil.copyfile(Path(sdk.strip()) / "python" / "cmd" / script.name, script)
        script.chmod(0o755)


def go(program: str, *arguments: str, progress: Step | None = None, packages: int = 0) -> str:
    """Runs go in a program's module, shows its progress and returns its output."""
    with tempfile.TemporaryDirectory() as scratch:
        printed, log = Path(scratch, "printed"), Path(scratch, "log")
        with (
            printed.open("w") as stdout,
            log.open("w") as stderr,
            subprocess.Popen(  # noqa: S603 - go, with arguments of this script
                ["go", *arguments],  # noqa: S607 - the user's own go
                cwd=module_of(program),
                env={**os.environ, "GOWORK": "off"},
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            ) as process,
        ):
            while not ended(process, progress.every if progress else None):
                if progress:
                    progress.show(done_so_far(log.read_text(), packages))
        if process.returncode:
            last_lines = "\n".join(log.read_text().splitlines()[-10:])
            raise EngineError(f"go {arguments[0]} failed in {module_of(program)}:\n{last_lines}")
        return printed.read_text()


def ended(process: subprocess.Popen[bytes], seconds: float | None) -> bool:
    """Waits for a process, up to the given seconds, and returns whether it ended."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def done_so_far(log: str, packages: int) -> str:
    """Returns the progress of go: its log lists downloaded modules and compiled packages."""
    lines = log.splitlines()
    downloaded = sum(line.startswith("go: downloading ") for line in lines)
    if compiled := len(lines) - downloaded:
        return f"{compiled} of {packages} packages compiled"
    return f"{downloaded} modules downloaded" if downloaded else "reading the modules"


def module_of(program: str) -> Path:
    """Returns the folder of the Go module that pins a program."""
    return MODULES / program.removeprefix("pulumi-")


def version_of(program: str, dependency: str = r"pulumi/\S+") -> str:
    """Returns the version that a program's go.mod pins: its own, or that of a dependency."""
    text = (module_of(program) / "go.mod").read_text()
    pin = re.search(rf"github\.com/{dependency} (v\S+)", text)
    if pin is None:
        raise EngineError(f"{module_of(program)}/go.mod pins no version of {dependency}")
    return pin[1]


def digest(program: str) -> str:
    """Returns a hash of the content of a program's module."""
    files = sorted(file for file in module_of(program).iterdir() if file.is_file())
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def files_of(program: str, folder: Path) -> list[Path]:
    """Returns the program's files in a folder. The Python host has a script next to it."""
    return [file for file in (folder / program, folder / f"{program}-exec") if file.exists()]


def adopt(program: str, folder: Path, into: Path) -> None:
    """Moves a program's files from a scratch folder into place, and marks it as current."""
    for file in files_of(program, folder):
        file.replace(into / "bin" / file.name)
    (into / "stamps" / program).write_text(digest(program))


@contextmanager
def scratch(into: Path) -> Iterator[Path]:
    """Creates a temporary folder on the same disk, so that moving files out of it is atomic."""
    with tempfile.TemporaryDirectory(dir=into, prefix="new-") as folder:
        yield Path(folder)


class Step:
    """Shows the start, the progress and the end of a long step.

    In a terminal, progress stays on one line. Elsewhere, the time between lines doubles, so that a
    slow machine does not fill a log.
    """

    def __init__(self, title: str, *, live: bool, every: float) -> None:
        """Shows the title."""
        self.every = every
        self.ending = "done"
        self._start = time.monotonic()
        self._before, self._after, self._slower = ("\r\033[K", "", 1) if live else ("", "\n", 2)
        self._shown = False
        say(f"{title} ... ")

    def show(self, progress: str) -> None:
        """Shows the progress."""
        if not self._shown:
            say("\n")
        self._shown = True
        self.every *= self._slower
        say(f"{self._before}  {progress}, {self._seconds()}{self._after}")

    def end(self, how: str) -> None:
        """Shows the outcome, and the time that the step took."""
        indent = f"{self._before}  " if self._shown else ""
        say(f"{indent}{how} in {self._seconds()}\n")

    def _seconds(self) -> str:
        return f"{time.monotonic() - self._start:.0f} s"


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Shows the title of a step, and at the end its outcome and the time that it took."""
    live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    begun = Step(title, live=live, every=1 if live else PROGRESS_SECONDS)
    try:
        yield begun
    except BaseException:
        begun.end("failed")
        raise
    begun.end(begun.ending)


def say(text: str) -> None:
    """Writes text immediately, without adding a line end."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
