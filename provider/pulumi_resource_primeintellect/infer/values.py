"""Pulumi's property values, as they travel in a `google.protobuf.Struct`.

Signatures: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf.struct_pb2 import Struct, Value
from pydantic import BaseModel, JsonValue

from pulumi_resource_primeintellect.infer.properties import properties

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.fields import Record

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  # the protocol's mark, no secret
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def decode(struct: Struct) -> dict[str, JsonValue]:
    """Plain values: secrets and outputs unwrapped, whole numbers as ints, nulls left out.

    Unknown values are left out, too: they belong to resources that do not exist yet.
    """
    plain = ((name, _plain(value)) for name, value in struct.fields.items())
    return {name: value for name, value in plain if value is not None and value != UNKNOWN}


def _plain(value: Value) -> JsonValue:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE in fields and fields[SIGNATURE].string_value in {SECRET, OUTPUT}:
            return _plain(fields["value"]) if "value" in fields else UNKNOWN
        return {name: _plain(item) for name, item in fields.items()}
    if kind == "list_value":
        return [_plain(item) for item in value.list_value.values]
    if kind == "number_value" and value.number_value.is_integer():
        return int(value.number_value)
    scalars: dict[str, JsonValue] = {
        "number_value": value.number_value,
        "string_value": value.string_value,
        "bool_value": value.bool_value,
    }
    return scalars.get(kind or "")


def encode(record: Record, *, reveal: bool, missing: set[str]) -> Struct:
    """The record without what it lacks.

    Secret properties are in it only with `reveal`, and then marked: one secret anywhere makes a
    program's whole result secret. Adds to `missing` the names of required properties that are
    absent.
    """
    struct = Struct()
    struct.update(_Encoder(reveal=reveal, missing=missing).record(record))
    return struct


class _Encoder:
    def __init__(self, *, reveal: bool, missing: set[str]) -> None:
        self._reveal = reveal
        self._missing = missing

    def record(self, record: BaseModel) -> dict[str, JsonValue]:
        encoded: dict[str, JsonValue] = {}
        for member in properties(type(record)):
            value: object = getattr(record, member.name)
            if value is None:
                if member.required:
                    self._missing.add(member.name)
            elif not member.secret:
                encoded[member.name] = self._value(value)
            elif self._reveal:
                encoded[member.name] = {SIGNATURE: SECRET, "value": self._value(value)}
        return encoded

    def _value(self, value: object) -> JsonValue:
        if isinstance(value, BaseModel):
            return self.record(value)
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return {name: self._value(item) for name, item in value.items()}
        return value  # type: ignore[return-value]  # pydantic leaves nothing else
