"""Builds the SDKs with their languages' own tools, always in a copy: `sdk/` holds sources only.

    python tools/sdks.py FOLDER

makes the packages for PyPI and npm.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from distributions import PINS
from programs import run
from pulumi_resource_primeintellect.package import rendered

SDK = Path(__file__).resolve().parent.parent / "sdk"
PACKAGE: dict[str, Any] = json.loads(rendered())
NPM_INSTALL = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
MAVEN = ("mvn", "--batch-mode", "--no-transfer-progress")

# The build that is generated is Gradle's.
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <groupId>{}</groupId>
    <artifactId>{}</artifactId>
    <version>{}</version>
    <properties>
        <maven.compiler.source>11</maven.compiler.source>
        <maven.compiler.target>11</maven.compiler.target>
        <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    </properties>
    <dependencies>{}</dependencies>
</project>
"""
DEPENDENCY = """
        <dependency>
            <groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>
        </dependency>"""


def main() -> None:
    """Builds the packages, and tells where they are."""
    (folder,) = map(Path, sys.argv[1:])
    folder.mkdir(exist_ok=True)
    for build in (wheel, npm_package):
        with tempfile.TemporaryDirectory() as scratch:
            print(shutil.copy(build(Path(scratch)), folder))


def wheel(into: Path) -> Path:
    """The wheel that is published to PyPI."""
    source = shutil.copytree(SDK / "python", into / "python")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", into)
    run(*pip, ".", folder=source, PIP_CONSTRAINT=str(PINS))
    (archive,) = into.glob("*.whl")
    return archive


def npm_package(into: Path) -> Path:
    """The archive that is published to npm; what it holds is in the root, as in Pulumi's own."""
    source = shutil.copytree(SDK / "nodejs", into / "nodejs")
    run(*NPM_INSTALL, folder=source)
    run("npm", "run", "build", folder=source)
    for name in ("package.json", "README.md"):
        shutil.copy(source / name, source / "bin")
    run("npm", "pack", "--pack-destination", into, folder=source / "bin")
    (archive,) = into.glob("*.tgz")
    return archive


def install_jar(into: Path, repository: Path) -> None:
    """Makes an archive like the one that Gradle publishes the only one in a Maven repository."""
    source = shutil.copytree(SDK / "java", into / "java")
    group, name = PACKAGE["language"]["java"]["basePackage"], PACKAGE["name"]
    libraries = re.findall(
        r'implementation\("(.+):(.+):(.+)"\)', (source / "build.gradle").read_text()
    )
    dependencies = "".join(DEPENDENCY.format(*library) for library in libraries)
    (source / "pom.xml").write_text(POM.format(group, name, PACKAGE["version"], dependencies))
    path = Path(*group.split("."), name)
    resources = source / "src/main/resources" / path
    resources.mkdir(parents=True)
    (resources / "version.txt").write_text(PACKAGE["version"])
    plugin = {"resource": True, "name": name, "version": PACKAGE["version"]}
    server = {"server": PACKAGE["pluginDownloadURL"]}
    (resources / "plugin.json").write_text(json.dumps(plugin | server))
    shutil.rmtree(repository / path, ignore_errors=True)
    run(*MAVEN, f"-Dmaven.repo.local={repository}", "install", folder=source)


if __name__ == "__main__":
    main()
