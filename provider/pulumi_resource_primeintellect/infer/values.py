"""Pulumi's property values, as they travel in a `google.protobuf.Struct`.

Signatures: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from google.protobuf.struct_pb2 import Struct, Value
from pydantic import BaseModel, JsonValue

from pulumi_resource_primeintellect.infer.properties import properties
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.fields import Record

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  # the protocol's mark, no secret
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def decode(struct: Struct) -> dict[str, JsonValue]:
    """Plain values by name: secrets and outputs unwrapped, whole numbers as ints, no nulls.

    Unknown values are left out, too: they belong to resources that do not exist yet.
    """
    plain = ((name, _plain(value)) for name, value in sorted(struct.fields.items()))
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


def with_secrets(struct: Struct, model: type[BaseModel]) -> Struct:
    """The same values, those of the model's secret properties marked, so that state hides them."""
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


@dataclass
class Drift:
    """How a result differs from its schema: what is missing, and what an enum does not know."""

    missing: set[str] = field(default_factory=set)
    unknown: set[tuple[str, str]] = field(default_factory=set)

    def messages(self) -> list[str]:
        """A sentence for each kind."""
        return [
            *(
                f"the API left out `{name}`, which it documents as always there; "
                "answers are without it"
                for name in sorted(self.missing)
            ),
            *(
                f'the API sent "{quotable(value)}" as `{name}`, which its documentation does not '
                "list; answers have it as it is"
                for name, value in sorted(self.unknown)
            ),
        ]


def encode(record: Record, *, reveal: bool, drift: Drift) -> Struct:
    """The record without what it lacks.

    Secret properties are in it only with `reveal`, and then marked: one secret anywhere makes a
    program's whole result secret.
    """
    struct = Struct()
    struct.update(_Encoder(reveal=reveal, drift=drift).record(record))
    return struct


class _Encoder:
    def __init__(self, *, reveal: bool, drift: Drift) -> None:
        self._reveal = reveal
        self._drift = drift

    def record(self, record: BaseModel) -> dict[str, JsonValue]:
        encoded: dict[str, JsonValue] = {}
        for member in properties(type(record)):
            value: object = getattr(record, member.name)
            if value is None:
                if member.required:
                    self._drift.missing.add(member.name)
                continue
            if member.known and value not in member.known:
                self._drift.unknown.add((member.name, str(value)))
            if not member.secret:
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
            # A key that is the signature would turn the object into something else.
            return {name: self._value(v) for name, v in value.items() if name != SIGNATURE}
        return value  # type: ignore[return-value]  # pydantic leaves nothing else
