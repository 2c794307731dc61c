"""Packs the plugin with all that it needs, Python included, as one archive for this platform.

    python tools/archive.py FOLDER

It holds what the wheel in the folder brings when pip installs it, and the Python that runs this.
The same wheel and the same Python make the same archive.
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
    """Makes the archive, and tells where it is."""
    (folder,) = map(Path, sys.argv[1:])
    print(archive(wheel_in(folder), folder))


def archive(wheel: Path, into: Path) -> Path:
    """Makes the archive of a wheel in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        installed = Path(folder, "environment")
        made = self_contained(environment(installed, "archive", wheel), Path(folder))
        add_licenses(installed, made / "licenses")
        packed = into / f"{named(wheel)}.tar.gz"
        pack(made, packed)
    return packed


def named(wheel: Path) -> str:
    """What the engine calls an archive of this platform."""
    system, machine = SYSTEMS[sys.platform], MACHINES[platform.machine().lower()]
    version = wheel.name.split("-")[1]
    return f"pulumi-resource-primeintellect-v{version}-{system}-{machine}"


def environment(folder: Path, pinned: str, wheel: Path) -> Path:
    """The Python of a new environment with a wheel and the packages in a file of requirements."""
    venv.create(folder, symlinks=os.name == "posix")
    python = folder / ("bin/python" if os.name == "posix" else "Scripts/python.exe")
    pip = (sys.executable, "-m", "pip", "--quiet", "--python", python)
    # RECORD, which is packed, would name what pip compiles.
    install = (*pip, "install", "--no-compile")
    run(*install, "--require-hashes", "--requirement", REQUIREMENTS / f"{pinned}.txt")
    run(*install, "--no-deps", wheel)
    run(*pip, "check")
    return python


def self_contained(python: Path, folder: Path) -> Path:
    """The folder with the plugin that PyInstaller makes of an environment."""
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
    """Compiles a package in a process of its own.

    What a process has imported by then shows in the files: strings that it has in common with
    the module are marked as shared.
    """
    form = ("--invalidation-mode", "unchecked-hash", "-s", folder.parent, "-q", "-q")
    run(python, "-m", "compileall", *form, folder, PYTHONHASHSEED="1")


def add_licenses(installed: Path, into: Path) -> None:
    """Copies the terms of all that may be in the archive; they ask for it."""
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
    """Writes the folder's content as the archive's root, the same bytes for the same files."""
    with (
        packed.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=EPOCH) as stream,
        tarfile.open(fileobj=stream, mode="w") as tar,
    ):
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder).as_posix(), recursive=False, filter=plain)


def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without who made it when, and under which umask."""
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = EPOCH
    return member


if __name__ == "__main__":
    main()
