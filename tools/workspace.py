"""Runs the engine with a separate Pulumi home, backend and stack, apart from the user's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pulumi_resource_primeintellect import __version__

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = Path(sys.executable).with_name("pulumi-resource-primeintellect")

STACK = "dev"
SETTINGS = f"Pulumi.{STACK}.yaml"


class EngineFailedError(Exception):
    """The CLI failed. The message is its whole output."""


class Workspace:
    """Runs the real engine on a copy of a program.

    With `ready`, this checkout's plugin is installed first. Pulumi uses an existing `home` in the
    folder. `like` is the folder of another workspace, whose project has the same name: the new
    stack is a copy of its stack, because it takes the engine long to make a key of the passphrase.
    """

    def __init__(
        self,
        folder: Path,
        program: Path,
        environment: dict[str, str],
        *,
        ready: bool = True,
        like: Path | None = None,
    ) -> None:
        self.project = folder / "project"
        copy(program, self.project)
        for name in ("home", "state", "plugin", "bin"):
            (folder / name).mkdir(exist_ok=True)
        # The engine warns about a plugin on PATH, so only Python of this environment is on it.
        for name in ("python", "python3"):
            (folder / "bin" / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
            (folder / "bin" / name).chmod(0o755)
        self.environment = {**_environment(folder), **environment}
        if ready:
            shutil.copy(PLUGIN, folder / "plugin")
            self.install(folder / "plugin")
        if like is None:
            self.pulumi("stack", "select", "--create", STACK)
        else:
            shutil.copytree(like / "state", folder / "state", dirs_exist_ok=True)
            shutil.copy(like / "project" / SETTINGS, self.project)
            self.environment["PULUMI_STACK"] = STACK

    def install(self, plugin: Path) -> None:
        """Installs the plugin in the root of a folder or an archive."""
        self.pulumi(
            *("plugin", "install", "resource", "primeintellect", __version__),
            *("--reinstall", "--file", str(plugin)),
        )

    def pulumi(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs the CLI, and waits until it ends."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color=never"],
            cwd=self.project,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if check and done.returncode:
            raise EngineFailedError(f"pulumi {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done


def _environment(folder: Path) -> dict[str, str]:
    """Returns the CLI's variables: those of this process, and those that confine it to a folder."""
    # The engine kills plugins, so none must start to write coverage data.
    kept = {
        name: value
        for name, value in os.environ.items()
        if "PULUMI" not in name and not name.startswith("COVERAGE_")
    }
    # The Python host mistakes this plugin's own package for an SDK, and would try for 2.5 seconds
    # to download a plugin of that name.
    return {
        **kept,
        "PATH": os.pathsep.join(
            (str(folder / "bin"), str(ROOT / ".engine/bin"), *without(PLUGIN.parent))
        ),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase for a stack that is thrown away",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def copy(source: Path, target: Path) -> None:
    """Copies programs without the files that a trial run leaves behind."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("Pulumi.*.yaml", "node_modules"))


def without(folder: Path) -> list[str]:
    """Returns the folders on PATH except one."""
    return [entry for entry in os.get_exec_path() if Path(entry) != folder]
