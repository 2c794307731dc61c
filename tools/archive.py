"""Packs the plugin and all its dependencies, including Python, into one archive for this platform.

    python tools/archive.py FOLDER

The archive has the wheel in the folder with its pinned dependencies, and the Python that runs this.
The same wheel and the same Python always produce the same archive.
"""

from __future__ import annotations

import gzip
import os
import platform
import re
import shutil
import sys
import tarfile
import tempfile
import venv
from pathlib import Path
from sysconfig import get_path

from distributions import EPOCH, REQUIREMENTS, ROOT, wheel_in
from programs import run

SPEC = Path(__file__).with_suffix(".spec")
START = ROOT / "__main__.py"
SYSTEMS = {"linux": "linux", "darwin": "darwin", "win32": "windows"}
MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
TERMS = re.compile("LICEN[CS]E|COPYING|NOTICE", re.IGNORECASE)


def main() -> None:
    """Builds the archive and prints its path."""
    (folder,) = map(Path, sys.argv[1:])
    print(archive(wheel_in(folder), folder))


def archive(wheel: Path, into: Path) -> Path:
    """Builds the archive of a wheel in the folder `into`."""
    with tempfile.TemporaryDirectory() as folder:
        installed = Path(folder, "environment")
        made = self_contained(environment(installed, "archive", wheel), Path(folder))
        add_licenses(installed, made / "licenses")
        packed = into / f"{named(wheel)}.tar.gz"
        pack(made, packed)
    return packed


def named(wheel: Path) -> str:
    """Returns the engine's name for an archive for this platform."""
    system, machine = SYSTEMS[sys.platform], MACHINES[platform.machine().lower()]
    version = wheel.name.split("-")[1]
    return f"pulumi-resource-primeintellect-v{version}-{system}-{machine}"


def environment(folder: Path, pinned: str, wheel: Path) -> Path:
    """Creates an environment with a wheel and the pinned requirements, and returns its Python."""
    venv.create(folder, symlinks=os.name == "posix")
    python = folder / ("bin/python" if os.name == "posix" else "Scripts/python.exe")
    pip = (sys.executable, "-m", "pip", "--quiet", "--python", python)
    # The archive includes RECORD, which would list the files that pip compiles.
    install = (*pip, "install", "--no-compile")
    run(*install, "--require-hashes", "--requirement", REQUIREMENTS / f"{pinned}.txt")
    run(*install, "--no-deps", wheel)
    run(*pip, "check")
    return python


def self_contained(python: Path, folder: Path) -> Path:
    """Runs PyInstaller in an environment, and returns the folder with the plugin."""
    work = ("--workpath", folder / "work", "--distpath", folder / "dist")
    run(
        *(python, "-m", "PyInstaller", "--noconfirm", *work, SPEC),
        ARCHIVE_START=str(START),
        PYTHONHASHSEED="1",
        SOURCE_DATE_EPOCH=str(EPOCH),
    )
    made = folder / "dist/plugin"
    compile_sources(python, made / "_internal/anyio")
    return made


def compile_sources(python: Path, folder: Path) -> None:
    """Compiles a package in a separate process.

    The modules that a process has imported affect the compiled files: strings that they share with
    the compiled module are marked as shared.
    """
    form = ("--invalidation-mode", "unchecked-hash", "-s", folder.parent, "-q", "-q")
    run(python, "-m", "compileall", *form, folder, PYTHONHASHSEED="1")


def add_licenses(installed: Path, into: Path) -> None:
    """Copies the licenses of all packages in the archive, as these licenses require."""
    (packages,) = installed.rglob("site-packages")
    for file in packages.glob("*.dist-info/**/*"):
        if file.is_file() and TERMS.match(file.name):
            owner = file.relative_to(packages).parts[0].removesuffix(".dist-info")
            (into / owner).mkdir(parents=True, exist_ok=True)
            shutil.copy(file, into / owner)
    texts = (Path(place, "LICENSE.txt") for place in (get_path("stdlib"), sys.base_prefix))
    terms = [text.read_text(encoding="utf-8") for text in texts if text.is_file()]
    (into / "PYTHON.txt").write_text((terms or [sys.copyright])[0], encoding="utf-8")


def pack(folder: Path, packed: Path) -> None:
    """Packs the content of the folder. The same files always result in the same bytes."""
    with (
        packed.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=EPOCH) as stream,
        tarfile.open(fileobj=stream, mode="w") as tar,
    ):
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder).as_posix(), recursive=False, filter=plain)


def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Removes the owner, the time and the effect of the umask from a member."""
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = EPOCH
    return member


if __name__ == "__main__":
    main()
