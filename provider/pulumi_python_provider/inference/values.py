"""Decodes Pulumi's property values from a `google.protobuf.Struct`, and marks secrets in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf.struct_pb2 import Struct, Value

from pulumi_python_provider.errors import ArgumentError
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.secret_arguments import texts_in
from pulumi_python_provider.inference.signatures import (
    OUTPUT,
    SECRET,
    SIGNATURE,
    UNKNOWN,
    UNKNOWNS,
)

if TYPE_CHECKING:
    from pydantic import BaseModel, JsonValue

HIDDEN = "[secret]"
"""What the engine shows in place of a secret."""


def decode_arguments(function: str, struct: Struct) -> dict[str, JsonValue]:
    """Returns a function's arguments as plain values: see `decode_settings`.

    Raises:
        ArgumentError: when one is not known yet. Without it, the call would mean something else.
    """
    values = _decode(struct)
    unknown = [name for name, value in values.items() if _has_unknown(value)]
    if unknown:
        problems = [f"`{name}` is not known yet" for name in unknown]
        raise ArgumentError(f"invalid arguments for {function}", problems)
    return values


def decode_settings(struct: Struct) -> dict[str, JsonValue]:
    """Returns settings as plain values: secrets and outputs unwrapped, whole numbers as ints.

    Omits nulls, and values that are not known before resources exist.
    """
    return {name: value for name, value in _decode(struct).items() if not _has_unknown(value)}


def decode_result(struct: Struct, *, show_secrets: bool) -> dict[str, JsonValue]:
    """Returns a function's result as plain values; secret ones only with `show_secrets`."""
    hidden = None if show_secrets else HIDDEN
    return {name: _plain(value, hidden) for name, value in sorted(struct.fields.items())}


def _decode(struct: Struct) -> dict[str, JsonValue]:
    plain = ((name, _plain(value)) for name, value in sorted(struct.fields.items()))
    return {name: value for name, value in plain if value is not None}


def _plain(value: Value, hidden: str | None = None) -> JsonValue:
    """Returns a plain value; `hidden` replaces a secret one."""
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE in fields and fields[SIGNATURE].string_value in {SECRET, OUTPUT}:
            if hidden is not None:
                return hidden
            return _plain(fields["value"]) if "value" in fields else UNKNOWN
        return {name: _plain(item, hidden) for name, item in sorted(fields.items())}
    if kind == "list_value":
        return [_plain(item, hidden) for item in value.list_value.values]
    if kind == "number_value" and value.number_value.is_integer():
        return int(value.number_value)
    scalar: JsonValue = None if kind is None or kind == "null_value" else getattr(value, kind)
    return scalar


def _has_unknown(value: JsonValue) -> bool:
    return not UNKNOWNS.isdisjoint(texts_in(value))


def with_secrets(struct: Struct, model: type[BaseModel]) -> Struct:
    """Returns the same values, with the model's secret properties marked for the state."""
    marked = Struct()
    marked.CopyFrom(struct)
    for member in properties(model):
        if member.secret and member.name in struct.fields and not _is_wrapped(struct, member.name):
            marked.update({member.name: {SIGNATURE: SECRET}})
            marked.fields[member.name].struct_value.fields["value"].CopyFrom(
                struct.fields[member.name]
            )
    return marked


def _is_wrapped(struct: Struct, name: str) -> bool:
    return SIGNATURE in struct.fields[name].struct_value.fields
