"""The simulator as a program of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from primeintellect_simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = (sys.executable, "-m", "primeintellect_simulator")


@contextmanager
def _running(*arguments: str, stop_by: int = signal.SIGTERM) -> Iterator[str]:
    """Run the program, yield the URL it prints, and see it end quietly."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        try:
            yield program.stdout.readline().removesuffix("\n")
        finally:
            program.send_signal(stop_by)
        stdout, stderr = program.communicate(timeout=30)
    assert (program.returncode, stdout, stderr) == (0, "", "")


def _get(url: str, path: str = "/sandbox", key: str = "simulator-key") -> httpx.Response:
    with _client(url, key) as api:
        return api.get(path)


def _client(url: str, key: str) -> httpx.Client:
    headers = {"authorization": f"Bearer {key}"}
    return httpx.Client(base_url=f"{url}/api/v1", headers=headers, trust_env=False)


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_serves_the_default_sample_and_ends_quietly(
    number: signal.Signals,
) -> None:
    with _running(stop_by=number) as url, Simulator() as simulator:
        assert url.startswith("http://127.0.0.1:")
        assert _get(url).json() == _get(simulator.url).json()


def test_size_seed_key_and_paging_keys_can_be_chosen() -> None:
    arguments = ("--size", "4", "--seed", "2", "--key", "another-key", "--camel-case")
    with _running(*arguments) as url:
        answer = _get(url, key="another-key").json()
        assert len(answer.pop("sandboxes")) == 4
        assert answer == {"total": 4, "page": 1, "perPage": 50, "hasNext": False}
        assert _get(url).status_code == 401


def test_a_cap_is_refused_or_clamped_as_chosen() -> None:
    with _running("--per-page-cap", "100") as url:
        assert _get(url, "/sandbox?per_page=101").status_code == 422
    with _running("--per-page-cap", "100", "--cap-mode", "clamp") as url:
        assert _get(url, "/sandbox?per_page=101").json()["per_page"] == 100


def test_shuffle_delay_and_limits_can_be_chosen() -> None:
    arguments = ("--shuffle", "--delay-ms", "1", "--no-limits")
    with _running(*arguments) as url, _client(url, "simulator-key") as api:
        orders = {
            tuple(sandbox["id"] for sandbox in api.get("/sandbox").json()["sandboxes"])
            for _ in range(3)
        }
        assert len(orders) == 3
        assert {api.get("/sandbox/sbx-000001").status_code for _ in range(301)} == {200}


def test_a_bad_option_ends_it_with_2() -> None:
    ended = subprocess.run([*COMMAND, "--nonsense"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "unrecognized arguments: --nonsense" in ended.stderr


@pytest.mark.parametrize("port", ["65536", "70000", "-1", "http", ""])
def test_a_port_that_can_be_none_ends_it_with_2_and_says_which_can(port: str) -> None:
    command = [*COMMAND, "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.endswith(
        f"error: argument --port: must be a number from 0 to 65535, not '{port}'\n"
    )


def test_an_address_in_use_ends_it_with_1_and_says_so() -> None:
    with Simulator() as simulator:
        port = simulator.url.rpartition(":")[2]
        command = [*COMMAND, "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"cannot listen on 127.0.0.1:{port}: " in ended.stderr
    assert "Traceback" not in ended.stderr
