"""Parses the values of command line options."""

from __future__ import annotations

import json
import math
import re
from argparse import ArgumentTypeError
from dataclasses import dataclass
from typing import TYPE_CHECKING

from primeintellect_simulator.checks import require
from primeintellect_simulator.lifecycles import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from primeintellect_simulator.schema import JSON, Sandbox

_MAX_PORT = 65535
_MAX_WHOLE = 10**18
_FIELD = re.compile(r"(?:(?P<sandbox_id>[^.=]+)\.)?(?P<name>[^.=]+)=(?P<value>.+)", re.DOTALL)
_STAGE = re.compile(r"(?P<status>[^:]+)(?::(?P<length>[0-9.]+)(?P<is_seconds>s?))?")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A value to send for a field, in every sandbox or in one."""

    sandbox_id: str | None
    name: str
    value: JSON

    def applied_to(self, sandbox: Sandbox) -> Sandbox:
        """Returns the sandbox with the value, or unchanged if the value is for another one."""
        if self.sandbox_id in {None, sandbox["id"]}:
            return {**sandbox, self.name: self.value}
        return sandbox


def port(text: str) -> int:
    """Reads a port."""
    if not text.isdecimal() or int(text) > _MAX_PORT:
        raise ArgumentTypeError(f"must be a number from 0 to {_MAX_PORT}, not {text!r}")
    return int(text)


def host(text: str) -> str:
    """Reads a host, as a name or an address."""
    if not re.fullmatch("[!-~]+", text):
        raise ArgumentTypeError(f"must be a name or an address, not {text!r}")
    return text


def whole(minimum: int, maximum: int = _MAX_WHOLE) -> Callable[[str], int]:
    """Returns a reader of whole numbers in a range."""

    def read(text: str) -> int:
        value = int(text) if re.fullmatch("-?[0-9]{1,18}", text) else None
        if value is None or not minimum <= value <= maximum:
            bound = "" if maximum == _MAX_WHOLE else f" to {maximum:,}"
            raise ArgumentTypeError(f"must be a whole number from {minimum}{bound}, not {text!r}")
        return value

    return read


def whole_number(text: str) -> int:
    """Reads any whole number."""
    if not re.fullmatch("-?[0-9]{1,18}", text):
        raise ArgumentTypeError(f"must be a whole number, not {text!r}")
    return int(text)


def number(*, above: float | None = None) -> Callable[[str], float]:
    """Returns a reader of finite numbers: above a bound, or from 0 on without a bound."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0 or (above is not None and value <= above):
            bound = "from 0" if above is None else f"above {above:g}"
            raise ArgumentTypeError(f"must be a number {bound}, not {text!r}")
        return value

    return read


def field(text: str) -> Field:
    """Reads `[ID.]NAME=JSON`."""
    parts = _FIELD.fullmatch(text)
    try:
        value = json.loads(parts["value"]) if parts else None
    except (ValueError, RecursionError):
        parts = None
    if parts is None:
        raise ArgumentTypeError(f"must be NAME=JSON or ID.NAME=JSON, not {text!r}")
    return Field(sandbox_id=parts["sandbox_id"], name=parts["name"], value=value)


def lifecycle(text: str) -> tuple[str, tuple[Stage, ...]]:
    """Reads `ID=STATUS:LENGTH,...,STATUS`: each length in requests, or in seconds (`5s`)."""
    sandbox_id, _, stages = text.partition("=")
    parts = [_STAGE.fullmatch(stage) for stage in stages.split(",")]
    try:
        require(sandbox_id, "no ID")
        return sandbox_id, tuple(_stage(part) for part in parts)
    except ValueError:
        expected = "ID=STATUS:LENGTH,...,STATUS with lengths in requests or seconds (5s)"
        raise ArgumentTypeError(f"must be {expected}, not {text!r}") from None


def _stage(parts: re.Match[str] | None) -> Stage:
    if parts is None:
        raise ValueError
    has_failed = parts["status"] == "ERROR"
    length = parts["length"]
    return Stage(
        status=parts["status"],
        requests=int(length) if length and not parts["is_seconds"] else None,
        seconds=float(length) if length and parts["is_seconds"] else None,
        error_type="IMAGE_PULL_FAILED" if has_failed else None,
        error_message="The image could not be pulled: manifest unknown" if has_failed else None,
    )
