"""Makes sample sandboxes: the same size and seed always give the same data."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta, timezone
from random import Random
from typing import TYPE_CHECKING, TypeVar

from primeintellect_simulator.accounts import DEMO_COLLEAGUE, DEMO_TEAMS, DEMO_USER
from primeintellect_simulator.checks import check_choice, check_whole
from primeintellect_simulator.newest import to_newest_sample
from primeintellect_simulator.schema import GPU_TYPES, JSON, SHAPES, STATUSES, Sandbox, Shape
from primeintellect_simulator.showcase import SHOWCASE, Traits
from primeintellect_simulator.timestamps import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

DEFAULT_SIZE = 48
DEFAULT_SEED = 1

_FIRST_CREATED = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.utc)
_CREATED_EVERY = timedelta(minutes=7)

_NAMES = ("llama-pretraining", "reward-model", "tokenizer", "evaluation", "scratch", "café-ranker")
_GPU_COUNTS = (1, 1, 1, 2, 4, 8)
_REGIONS = ("us", "us", "eu", "canada", "asia", None)
_LABELS: tuple[tuple[str, ...], ...] = (
    (),
    ("training",),
    ("training", "nightly"),
    ("inference",),
    ("inference", "batch"),
    ("evaluation", "batch", "nightly"),
    ("demo", "nightly"),
)
_IMAGES = (
    "primeintellect/sandbox:latest",
    "python:3.12-slim",
    "pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime",
    "images.example.com/trainer@sha256:" + "0123456789abcdef" * 4,
)
_COMMANDS = (
    "python train.py --epochs 3",
    "tail -f /dev/null",
    None,
    "bash -c \"echo 'it is ready' && sleep infinity\"",
    "",
)
_TIMEOUTS = (1440, 60, -1)
_FAILURES = (
    ("IMAGE_PULL_FAILED", "The image could not be pulled: manifest unknown", None),
    ("OUT_OF_MEMORY", "The start command was killed: out of memory", 137),
    ("START_COMMAND_FAILED", "The start command ended with exit code 1", 1),
)


def make_sandboxes(
    size: int = DEFAULT_SIZE,
    seed: int = DEFAULT_SEED,
    *,
    teams: Sequence[str] = DEMO_TEAMS,
    shape: Shape = "documented",
) -> list[Sandbox]:
    """Makes sample sandboxes, each with every field of its shape.

    The ids are `sbx-000001` and so on. The first six look the same under every seed; a larger
    sample starts with the complete smaller one. They depend on no clock and no global randomness.

    Args:
        size: How many to make.
        seed: Chooses the variety.
        teams: Teams that own every fourth sandbox after the first six, in turn; without teams,
            all sandboxes are personal ones of the demo user.
        shape: Whether the sandboxes are as documented or in the newest shape.

    Returns:
        The sandboxes, oldest first.

    Raises:
        ValueError: For a size below zero or an unknown shape.
    """
    check_whole("size", size, minimum=0)
    check_choice("shape", shape, SHAPES)
    sampler = _Sampler(Random(seed), teams)  # noqa: S311  # sample data, nothing to protect
    sandboxes = [sampler.sandbox(number) for number in range(1, size + 1)]
    if shape == "newest":
        return [to_newest_sample(sandbox, n) for n, sandbox in enumerate(sandboxes, start=1)]
    return sandboxes


class _Sampler:
    """Chooses the values of sandboxes, one after another."""

    def __init__(self, rng: Random, teams: Sequence[str]) -> None:
        self._rng = rng
        self._names = _shuffled(rng, _NAMES)
        self._statuses = _shuffled(rng, STATUSES)
        self._gpu_types = _shuffled(rng, (*GPU_TYPES, None, None))
        self._gpu_counts = _shuffled(rng, _GPU_COUNTS)
        self._regions = _shuffled(rng, _REGIONS)
        self._labels = _shuffled(rng, _LABELS)
        self._images = itertools.cycle(_IMAGES)
        self._commands = itertools.cycle(_COMMANDS)
        self._timeouts = itertools.cycle(_TIMEOUTS)
        self._failures = _shuffled(rng, _FAILURES)
        self._teams = _shuffled(rng, teams)
        self._has_teams = bool(teams)

    def sandbox(self, number: int) -> Sandbox:
        showcased = number <= len(SHOWCASE)
        traits = SHOWCASE[number - 1] if showcased else self._traits()
        in_team = self._has_teams and not showcased and number % 4 == 0
        return {
            "id": f"sbx-{number:06d}",
            "name": traits.name,
            "dockerImage": next(self._images),
            "startCommand": next(self._commands),
            "cpuCores": 4 * max(1, traits.gpu_count),
            "memoryGB": 16 * max(1, traits.gpu_count),
            "diskSizeGB": self._rng.choice((10, 50, 200)),
            "diskMountPath": "/sandbox-workspace",
            "gpuCount": traits.gpu_count,
            "gpuType": traits.gpu_type,
            "vm": self._rng.choice((True, False, False, False)),
            "networkAccess": self._rng.choice((True, True, True, False)),
            "timeoutMinutes": next(self._timeouts),
            "environmentVars": _environment(number),
            "advancedConfigs": {"shmSizeGB": 16} if number % 5 == 0 else None,
            "labels": list(traits.labels),
            **self._lifecycle(traits.status, _FIRST_CREATED + number * _CREATED_EVERY),
            "userId": DEMO_COLLEAGUE if in_team and number % 8 == 0 else DEMO_USER,
            "teamId": next(self._teams) if in_team else None,
            "kubernetesJobId": None if traits.status == "PENDING" else f"job-{number:06d}",
            "region": traits.region,
            "registryCredentialsId": "registry-credentials-demo" if number % 6 == 0 else None,
        }

    def _traits(self) -> Traits:
        gpu_type = next(self._gpu_types)
        return Traits(
            name=next(self._names),
            status=next(self._statuses),
            gpu_type=gpu_type,
            gpu_count=next(self._gpu_counts) if gpu_type else 0,
            region=next(self._regions),
            labels=next(self._labels),
        )

    def _lifecycle(self, status: str, created: datetime) -> Sandbox:
        """Returns the timestamps, the exit code and the error that match a status."""
        started = created + timedelta(seconds=self._rng.randint(5, 90))
        ended = started + timedelta(seconds=self._rng.randint(60, 7200))
        error_type, error_message, exit_code = (
            next(self._failures) if status == "ERROR" else (None, None, 0)
        )
        has_started = status not in {"PENDING", "PROVISIONING"} and exit_code is not None
        has_ended = status in {"ERROR", "TERMINATED"}
        latest = ended if has_ended else started if has_started else created
        return {
            "status": status,
            "createdAt": timestamp(created),
            "updatedAt": timestamp(latest),
            "startedAt": timestamp(started) if has_started else None,
            "terminatedAt": timestamp(ended) if has_ended else None,
            "exitCode": exit_code if has_ended else None,
            "errorType": error_type,
            "errorMessage": error_message,
        }


def _shuffled(rng: Random, values: Sequence[T]) -> Iterator[T]:
    """Yields all values repeatedly, each time in a different order."""
    while True:
        yield from rng.sample(values, len(values))


def _environment(number: int) -> JSON:
    kinds: tuple[JSON, ...] = (
        {
            "LOG_LEVEL": "info",
            "HF_TOKEN": f"not-a-real-token-{number:06d}",
            "WANDB_API_KEY": f"not-a-real-key-{number:06d}",
        },
        {"LOG_LEVEL": "debug"},
        {},
        None,
    )
    return kinds[(number - 1) % len(kinds)]
