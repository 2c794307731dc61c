"""The types of a sandbox's fields. They accept more than the API documents."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from typing import Annotated, NamedTuple

from pulumi_python_provider import DescribedEnum, Open
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    JsonValue,
)
from pydantic_core import CoreSchema, core_schema

from pulumi_resource_primeintellect.api.gpus import GpuType
from pulumi_resource_primeintellect.api.sanitizing import MAX_INTEGER, MAX_LEVELS, sanitize

MAX_INT32 = 2**31 - 1
"""Java and C# hold Pulumi's integers in 32 bits. They would silently change a larger one."""

NAME = re.compile(r"^[A-Za-z0-9_./]*(?:-+[A-Za-z0-9_./]+)*")
"""The name of a secret, up to a space, an operator such as `->`, or any other separator."""

NUMERAL = r"^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$"


class SandboxStatus(DescribedEnum):
    """State of a sandbox. The API may send values that are not listed here."""

    PENDING = "PENDING", "Accepted, waiting for a machine."
    PROVISIONING = "PROVISIONING", "A machine is being prepared."
    RUNNING = "RUNNING", "Ready for use."
    PAUSED = "PAUSED", "Halted, can be resumed."
    ERROR = "ERROR", "Failed; `errorType` and `errorMessage` say why."
    TERMINATED = "TERMINATED", "Ended for good."
    TIMEOUT = "TIMEOUT", "Ended by its time limit. The API's documentation does not list it."


class SandboxNetwork(DescribedEnum):
    """How much of the network a sandbox can reach."""

    OPEN = "open", "Everything."
    RESTRICTED = "restricted", "What `networkAllowlist` or `networkDenylist` leaves."
    BLOCKED = "blocked", "Nothing."


KNOWN_STATUSES = frozenset(status.value for status in SandboxStatus)
DOCUMENTED_STATUSES = KNOWN_STATUSES - {SandboxStatus.TIMEOUT.value}
"""The values that the API's own filter accepts."""

FINAL_STATUSES = frozenset(
    one.value for one in (SandboxStatus.ERROR, SandboxStatus.TERMINATED, SandboxStatus.TIMEOUT)
)
"""Statuses that a sandbox does not leave."""


def known_status(text: str) -> str:
    """Returns a known status in upper case, and another text unchanged."""
    upper = text.upper()
    return upper if upper in KNOWN_STATUSES else text


def is_final(status: str) -> bool:
    """Returns whether a sandbox with this status has ended, and holds no machine any more."""
    return known_status(status) in FINAL_STATUSES


class _Numeric:
    """Marks a number that can come as text. Without the mark, `true` would pass as 1."""

    def __get_pydantic_core_schema__(
        self, source: type[float], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Returns a schema that tries the usual form first, then the others."""
        number = handler(source)
        exact = core_schema.float_schema(strict=True, gt=-MAX_INTEGER, lt=MAX_INTEGER)
        text = core_schema.str_schema(pattern=NUMERAL)
        other = core_schema.chain_schema([core_schema.union_schema([exact, text]), number])
        usual: CoreSchema = {**number, "strict": True}
        return core_schema.union_schema([usual, other], mode="left_to_right")


class _OrElse(NamedTuple):
    """Marks a type with a second form, which `convert` turns into the usual one.

    pydantic calls `convert` only for the second form: a call for each sandbox would add 10 % to the
    time of decoding.
    """

    convert: Callable[[JsonValue], JsonValue]
    expected: str
    """Both forms, as text for messages."""

    def __get_pydantic_core_schema__(
        self, source: type[object], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Returns a schema that tries the usual form first, then the second one."""
        usual = handler(source)
        other = core_schema.no_info_before_validator_function(self.convert, usual)
        return core_schema.union_schema(
            [usual, other],
            mode="left_to_right",
            custom_error_type="neither_form",
            custom_error_message=f"Input should be {self.expected}",
        )


class _Command(BaseModel):
    """The object form of `startCommand`."""

    executable: str
    args: Annotated[list[str], Field(fail_fast=True)] = []


def _command_line(value: JsonValue) -> JsonValue:
    if not isinstance(value, dict):
        return value
    command = _Command.model_validate(value)
    return shlex.join([command.executable, *command.args])


def _variables(value: JsonValue) -> JsonValue:
    """JSON-encodes values of environment variables that are not strings."""
    if not isinstance(value, dict):
        return value
    fit = {name: sanitize(one, MAX_LEVELS - 1) for name, one in value.items()}
    return {
        name: one if isinstance(one, str) else json.dumps(one, sort_keys=True)
        for name, one in fit.items()
    }


def secret_names(value: JsonValue) -> JsonValue:
    """Returns the names of secrets without their values, which an object or `NAME=value` has."""
    if not isinstance(value, (dict, list)):
        return value
    return [NAME.match(one)[0] if isinstance(one, str) else one for one in value]  # type: ignore[index]  # it matches every text


def _in_order(texts: list[str]) -> list[str]:
    """Sorts texts. `sorted` itself would add 4 ms to a start, as pydantic parses its signature."""
    return sorted(texts)


def or_none(text: str) -> str | None:
    """Returns None for an empty text."""
    return text or None


Amount = Annotated[float, Field(ge=0, le=MAX_INTEGER), _Numeric()]
Count = Annotated[int, Field(ge=0, le=MAX_INT32), _Numeric()]
Integer = Annotated[int, Field(ge=-MAX_INT32, le=MAX_INT32), _Numeric()]
PagingNumber = Annotated[int, Field(ge=-MAX_INTEGER, le=MAX_INTEGER), _Numeric()]
CommandLine = Annotated[
    str, _OrElse(_command_line, "a string, or an object with an `executable` and its `args`")
]
Variables = Annotated[dict[str, str], _OrElse(_variables, "an object")]
JsonObject = Annotated[dict[str, JsonValue], BeforeValidator(sanitize)]
SortedTexts = Annotated[list[str], Field(fail_fast=True), AfterValidator(_in_order)]
"""Sorted, because the API's order can change between two previews."""

SecretNames = Annotated[
    list[Annotated[str, Field(pattern=NAME.pattern + "$")]],
    Field(fail_fast=True),
    AfterValidator(_in_order),
]
"""Names without values. With values, a sandbox is decoded field by field: see `secret_names`."""

Status = Annotated[str, Open(SandboxStatus)]
Network = Annotated[str, Open(SandboxNetwork)]
GpuTypeName = Annotated[str, Open(GpuType)]
