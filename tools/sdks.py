"""Builds the SDKs with the tools of their languages, in a copy, because `sdk/` has only sources.

    python tools/sdks.py FOLDER [python nodejs java]

builds the packages for PyPI, npm and Maven Central, or only the named ones.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from distributions import EPOCH
from programs import run
from pulumi_resource_primeintellect.provider import PROVIDER

ROOT = Path(__file__).resolve().parent.parent
SDK = ROOT / "sdk"
LICENSE = ROOT / "LICENSE"
PACKAGE: dict[str, Any] = json.loads(PROVIDER.schema())
NPM_INSTALL = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
MAVEN = ("mvn", "--batch-mode", "--no-transfer-progress")

# The generated build is for Gradle, and leaves out metadata that Maven Central requires.
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <groupId>{group}</groupId>
    <artifactId>{name}</artifactId>
    <version>{version}</version>
    <name>pulumi-{name}</name>
    <description>{description}</description>
    <url>{repository}</url>
    <licenses>
        <license><name>{license}</name><url>https://spdx.org/licenses/{license}.html</url></license>
    </licenses>
    <developers>
        <developer><id>{publisher}</id><name>The authors of {publisher}</name></developer>
    </developers>
    <scm><connection>scm:git:{repository}.git</connection><url>{repository}</url></scm>
    <properties>
        <maven.compiler.source>11</maven.compiler.source>
        <maven.compiler.target>11</maven.compiler.target>
        <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        <project.build.outputTimestamp>{epoch}</project.build.outputTimestamp>
    </properties>
    <build>
        <pluginManagement>
            <plugins>
                <plugin><artifactId>maven-jar-plugin</artifactId><version>3.4.2</version></plugin>
            </plugins>
        </pluginManagement>
    </build>
    <dependencies>{dependencies}</dependencies>
</project>
"""
DEPENDENCY = """
        <dependency>
            <groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>
        </dependency>"""
JARS = (
    "package",
    "org.apache.maven.plugins:maven-source-plugin:3.4.0:jar-no-fork",
    "org.apache.maven.plugins:maven-javadoc-plugin:3.12.0:jar",
)


def main() -> None:
    """Builds the packages and prints their paths."""
    builds = {"python": wheel, "nodejs": npm_package, "java": maven_bundle}
    parser = argparse.ArgumentParser(description="Build the SDKs' packages.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("names", nargs="*", metavar="SDK", help=", ".join(builds))
    arguments = parser.parse_args()
    if unknown := {*arguments.names} - {*builds}:
        parser.error(f"there is no SDK {', '.join(sorted(unknown))}: use {', '.join(builds)}")
    arguments.folder.mkdir(exist_ok=True)
    for name in arguments.names or builds:
        with tempfile.TemporaryDirectory() as scratch:
            print(shutil.copy(builds[name](Path(scratch)), arguments.folder))


def wheel(into: Path) -> Path:
    """Builds the wheel for PyPI."""
    source = shutil.copytree(SDK / "python", into / "python")
    shutil.copy(LICENSE, source)
    set_modes(source)
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation")
    run(*pip, "--wheel-dir", into, ".", folder=source, SOURCE_DATE_EPOCH=str(EPOCH))
    (archive,) = into.glob("*.whl")
    return archive


def npm_package(into: Path) -> Path:
    """Builds the archive for npm. Its files are in the root, as in Pulumi's own packages."""
    source = shutil.copytree(SDK / "nodejs", into / "nodejs")
    shutil.copy(LICENSE, source)
    set_modes(source)
    run(*NPM_INSTALL, folder=source)
    run("npm", "run", "build", folder=source)
    for name in ("package.json", "README.md", "LICENSE"):
        shutil.copy(source / name, source / "bin")
    run("npm", "pack", "--pack-destination", into, folder=source / "bin")
    (archive,) = into.glob("*.tgz")
    return archive


def maven_bundle(into: Path) -> Path:
    """Builds the archive for Maven Central: a repository, still without signatures."""
    source = shutil.copytree(SDK / "java", into / "java")
    java, version = PACKAGE["language"]["java"], PACKAGE["version"]
    path = Path(*java["basePackage"].split("."), PACKAGE["name"])
    (source / "pom.xml").write_text(pom(source, java["basePackage"]), encoding="utf-8")
    add_resources(source / "src/main/resources" / path)
    (source / "src/main/resources/META-INF").mkdir()
    shutil.copy(LICENSE, source / "src/main/resources/META-INF")
    set_modes(source)
    run(*MAVEN, *JARS, "-Ddoclint=none", "-Dmaven.javadoc.failOnError=true", folder=source)
    name = f"{PACKAGE['name']}-{version}"
    built = source / "target"
    shutil.copy(source / "pom.xml", built / f"{name}.pom")
    bundle = into / f"{name}-maven.zip"
    with ZipFile(bundle, "w") as archive:
        for end in (".pom", ".jar", "-sources.jar", "-javadoc.jar"):
            file = f"{name}{end}"
            place = ZipInfo((path / version / file).as_posix())  # has a constant time
            place.external_attr = 0o644 << 16
            archive.writestr(place, (built / file).read_bytes())
    return bundle


def set_modes(folder: Path) -> None:
    """Gives all files the same mode, because packages keep the modes of what they are made from."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def pom(source: Path, group: str) -> str:
    """Returns the package's pom.xml."""
    gradle = (source / "build.gradle").read_text(encoding="utf-8")
    libraries = re.findall(r'implementation\("(.+):(.+):(.+)"\)', gradle)
    return POM.format(
        **{name: escape(text) for name, text in PACKAGE.items() if isinstance(text, str)},
        group=group,
        epoch=EPOCH,
        dependencies="".join(DEPENDENCY.format(*library) for library in libraries),
    )


def add_resources(folder: Path) -> None:
    """Writes the files that the SDK reads at run time, as the Gradle build does."""
    folder.mkdir(parents=True)
    version, server = PACKAGE["version"], PACKAGE["pluginDownloadURL"]
    plugin = {"resource": True, "name": PACKAGE["name"], "version": version, "server": server}
    (folder / "version.txt").write_text(version, encoding="utf-8")
    (folder / "plugin.json").write_text(json.dumps(plugin), encoding="utf-8")


def install_jar(bundle: Path, repository: Path) -> None:
    """Installs a bundle in a Maven repository, and removes other versions of its package."""
    path = Path(*PACKAGE["language"]["java"]["basePackage"].split("."), PACKAGE["name"])
    shutil.rmtree(repository / path, ignore_errors=True)
    with ZipFile(bundle) as archive:
        archive.extractall(bundle.parent)
    jar = bundle.parent / path / PACKAGE["version"] / f"{PACKAGE['name']}-{PACKAGE['version']}.jar"
    files = (f"-Dfile={jar}", f"-DpomFile={jar.with_suffix('.pom')}")
    run(*MAVEN, f"-Dmaven.repo.local={repository}", "install:install-file", *files)


if __name__ == "__main__":
    main()
