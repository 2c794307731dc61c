"""The files of the `prime` command line, good and bad."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from clients import resolve
from pulumi_python_provider import ConfigurationError, Redactor
from pulumi_python_provider.testing import MemoryLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import JsonValue

KEY = {"PRIME_API_KEY": "key-of-environment"}
SUBJECT = "the primeintellect provider's configuration: "


def write(home: Path, name: str, **content: JsonValue) -> None:
    path = home / ".prime" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def problem(
    given: dict[str, JsonValue], environment: dict[str, str], home: Path | None = None
) -> str:
    with pytest.raises(ConfigurationError) as raised:
        resolve(given, environment, home)
    return str(raised.value).removeprefix(SUBJECT)


def test_a_context_is_read_over_the_configuration_file(tmp_path: Path) -> None:
    write(tmp_path, "config.json", api_key="key-of-file", team_id="team-of-file")
    write(
        tmp_path,
        "environments/Staging_1-a.json",
        team_id="team-2",
        base_url="https://staging/api/v1",
    )
    for given, environment in (
        ({"context": "Staging_1-a"}, {"PRIME_CONTEXT": "absent"}),
        ({}, {"PRIME_CONTEXT": "Staging_1-a"}),
    ):
        found = resolve(given, environment, tmp_path)
        assert (found.apiKey, found.teamId, found.baseUrl) == (
            "key-of-file",
            "team-2",
            "https://staging",
        )


@pytest.mark.parametrize("name", ["production", "Production"])
def test_the_production_context_is_built_in(tmp_path: Path, name: str) -> None:
    write(tmp_path, "config.json", api_key="key-of-file", team_id="t", base_url="https://staging")
    found = resolve({"context": name}, {}, tmp_path)
    assert (found.apiKey, found.teamId, found.baseUrl) == (
        "key-of-file",
        None,
        "https://api.primeintellect.ai",
    )


@pytest.mark.parametrize("name", ["../config", "a b", "a.json", "a\n", "é"])
def test_a_context_is_no_path(tmp_path: Path, name: str) -> None:
    shown = name.replace("\n", "\\n")
    assert problem({"context": name}, KEY, tmp_path) == (
        f'the context "{shown}" (from the stack configuration primeintellect:context) cannot be '
        "used: its name may have letters, digits, `_` and `-` only"
    )


def test_a_context_without_a_file_is_refused(tmp_path: Path) -> None:
    assert problem({}, {**KEY, "PRIME_CONTEXT": "absent"}, tmp_path) == (
        'the context "absent" (from the environment variable PRIME_CONTEXT) cannot be used: '
        "there is no ~/.prime/environments/absent.json"
    )


def test_a_context_without_a_home_is_refused() -> None:
    assert problem({"context": "absent"}, KEY, None) == (
        'the context "absent" (from the stack configuration primeintellect:context) cannot be '
        "used: there is no home directory"
    )


def test_a_key_in_place_of_a_context_is_not_shown(tmp_path: Path) -> None:
    redactor = Redactor()
    with pytest.raises(ConfigurationError) as raised:
        resolve({"context": KEY["PRIME_API_KEY"]}, KEY, tmp_path, redactor=redactor)
    assert KEY["PRIME_API_KEY"] not in str(raised.value)


def test_a_key_in_a_file_is_not_shown_where_it_is_also_the_context(tmp_path: Path) -> None:
    stored = KEY["PRIME_API_KEY"]
    write(tmp_path, "config.json", api_key=stored)
    with pytest.raises(ConfigurationError) as raised:
        resolve({"context": stored}, {}, tmp_path)
    assert 'the context "[apiKey]"' in str(raised.value)
    assert stored not in str(raised.value)


def test_a_null_in_place_of_a_key_is_no_secret(tmp_path: Path) -> None:
    redactor = Redactor()
    write(tmp_path, "config.json", api_key=None)
    resolve({}, KEY, tmp_path, redactor=redactor)
    assert redactor.quote("none or None") == "none or None"


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def large(path: Path) -> None:
    path.write_bytes(b"{}" + b" " * 1024 * 1024)


def unreadable(path: Path) -> None:
    path.symlink_to(path)


WRONG_FILES = [
    pytest.param(fifo, "it is not a regular file", marks=pytest.mark.systems("linux", "darwin")),
    pytest.param(device, "it is not a regular file", marks=pytest.mark.systems("linux", "darwin")),
    pytest.param(folder, "it is not a regular file", marks=pytest.mark.systems("linux", "darwin")),
    pytest.param(
        unreadable,
        "Too many levels of symbolic links",
        marks=pytest.mark.systems("linux", "darwin"),
    ),
    (large, "it is larger than 1 MiB"),
    *(
        (lambda path, content=content: path.write_bytes(content), problem)
        for content, problem in (
            (b"", "it is not valid JSON"),
            (b"{", "it is not valid JSON"),
            (b"\xff{}", "it is not valid JSON"),
            ("{}".encode("utf-16"), "it is not valid JSON"),
            (b"[" * 100_000, "it is not valid JSON"),
            (b'{"api_key": ' + b"1" * 5000 + b"}", "it is not valid JSON"),
            (b"[]", "it is not a JSON object"),
            (b"null", "it is not a JSON object"),
        )
    ),
]
"""What makes a file that cannot be used, and what is wrong with it."""


@pytest.mark.parametrize(("make", "wrong"), WRONG_FILES)
def test_a_configuration_file_that_cannot_be_used_counts_as_empty_and_is_told(
    tmp_path: Path, make: Callable[[Path], object], wrong: str
) -> None:
    (tmp_path / ".prime").mkdir()
    make(tmp_path / ".prime/config.json")
    log = MemoryLog()
    assert resolve({}, KEY, tmp_path, log=log).apiKey == KEY["PRIME_API_KEY"]
    ignored = f"~/.prime/config.json is ignored: {wrong}"
    assert log.warnings == [ignored]
    assert problem({}, {}, tmp_path).endswith(f"or `api_key` in `~/.prime/config.json`. {ignored}")


@pytest.mark.parametrize(("make", "wrong"), WRONG_FILES)
def test_a_context_whose_file_cannot_be_used_is_refused(
    tmp_path: Path, make: Callable[[Path], object], wrong: str
) -> None:
    (tmp_path / ".prime/environments").mkdir(parents=True)
    make(tmp_path / ".prime/environments/broken.json")
    assert problem({"context": "broken"}, KEY, tmp_path) == (
        'the context "broken" (from the stack configuration primeintellect:context) cannot be '
        f"used: ~/.prime/environments/broken.json cannot be read: {wrong}"
    )


def test_files_of_one_mebibyte_and_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    write(tmp_path, "config.json")
    content = b'\xef\xbb\xbf{"team_id": "team-1"}'
    (tmp_path / ".prime/config.json").write_bytes(content.ljust(1024 * 1024))
    log = MemoryLog()
    assert resolve({}, KEY, tmp_path, log=log).teamId == "team-1"
    assert log.warnings == []


@pytest.mark.parametrize(
    ("name", "given"), [("config.json", {}), ("environments/lab.json", {"context": "lab"})]
)
def test_a_malformed_value_is_refused_with_the_name_of_its_file(
    tmp_path: Path, name: str, given: dict[str, JsonValue]
) -> None:
    write(tmp_path, "config.json", team_id="team-1")
    write(tmp_path, name, team_id=7)
    assert problem(given, KEY, tmp_path) == (
        f"`teamId` (from team_id in ~/.prime/{name}) must be a string"
    )
