"""Results as a `google.protobuf.Struct` on the wire, written straight from the models.

Through `Struct.update` and message objects, encoding takes three times as long, and a long list
three times the memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from struct import pack
from typing import TYPE_CHECKING

from pydantic import BaseModel

from pulumi_resource_primeintellect.fields import Encoded
from pulumi_resource_primeintellect.infer.properties import marks, properties
from pulumi_resource_primeintellect.infer.values import SECRET, SIGNATURE
from pulumi_resource_primeintellect.infer.wire import (
    FALSE,
    FIRST,
    LIST,
    NULL,
    NUMBER,
    STRING,
    STRUCT,
    TRUE,
    entry,
    framed,
    key,
    listed,
)
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pulumi_resource_primeintellect.fields import Record
    from pulumi_resource_primeintellect.infer.properties import Property

MARK = entry(key(SIGNATURE), framed(STRING, SECRET.encode()))
"""Marks the struct that it is in as a secret."""

SECRET_VALUE = key("value")
"""Where such a struct has what is secret."""

MOST_REMEMBERED = 4096
"""Encoded values that are kept of each property: enough for what repeats, such as regions."""


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


class Encoder:
    """Encodes the records of one answer, without what they lack, and notes their `drift`.

    Secret properties are encoded only with `reveal`, and then marked: one secret anywhere makes a
    program's whole result secret.
    """

    def __init__(self, *, reveal: bool) -> None:
        self.drift = Drift()
        self._reveal = reveal
        self._memory: dict[type[BaseModel], list[tuple[_Member, _Entries]]] = {}

    def element(self, record: Record) -> Encoded:
        """The record as an element of a list."""
        return Encoded(framed(FIRST, self._value(record)))

    def struct(self, record: BaseModel) -> list[bytes]:
        """The record as a Struct, in pieces, so that what is large needs joining only once."""
        pieces: list[bytes] = []
        for member, entries in self._remember(type(record)):
            value = getattr(record, member.name)
            if value is None:
                if member.required:
                    self.drift.missing.add(member.name)
            elif member.hashable:
                pieces.append(entries.get(value) or self._entry(member, entries, value, value))
            elif member.texts:
                texts = tuple(value)
                pieces.append(entries.get(texts) or self._entry(member, entries, texts, value))
            elif member.encoded:
                pieces += listed(member.key, value)
            elif not member.secret:
                pieces.append(entry(member.key, self._value(value)))
            elif self._reveal:
                marked = MARK + entry(SECRET_VALUE, self._value(value))
                pieces.append(entry(member.key, framed(STRUCT, marked)))
        return pieces

    def _remember(self, model: type[BaseModel]) -> list[tuple[_Member, _Entries]]:
        """The members of a model, each with the entries that were made of its values."""
        if model not in self._memory:
            self._memory[model] = [(member, {}) for member in _members(model)]
        return self._memory[model]

    def _entry(self, member: _Member, entries: _Entries, name: Hashable, value: object) -> bytes:
        """Encodes a value that may come again, and checks it just this once."""
        if member.known and value not in member.known:
            self.drift.unknown.add((member.name, str(value)))
        encoded = entry(member.key, self._value(value))
        if len(entries) < MOST_REMEMBERED:
            entries[name] = encoded
        return encoded

    def _value(self, value: object) -> bytes:  # noqa: PLR0911  # one a kind of value
        if isinstance(value, str):
            return framed(STRING, value.encode())
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if isinstance(value, (int, float)):
            return NUMBER + pack("<d", value)
        if isinstance(value, BaseModel):
            return framed(STRUCT, b"".join(self.struct(value)))
        if isinstance(value, list):
            return framed(LIST, b"".join(framed(FIRST, self._value(item)) for item in value))
        if isinstance(value, dict):
            # A key that is the signature would turn the object into something else.
            members = ((key(name), v) for name, v in value.items() if name != SIGNATURE)
            return framed(STRUCT, b"".join(entry(name, self._value(v)) for name, v in members))
        return NULL


_Entries = dict["Hashable", bytes]


class _Member:
    """A property of a model, and what encoding it needs to know."""

    def __init__(self, declared: Property) -> None:
        self.name = declared.name
        self.key = key(declared.name)
        self.required, self.secret = declared.required, declared.secret
        self.known, self.encoded = declared.known, declared.encoded
        self.hashable = _is_hashable(declared.annotation)
        self.texts = marks(declared.annotation)[0] == list[str]


@cache
def _members(model: type[BaseModel]) -> tuple[_Member, ...]:
    return tuple(_Member(declared) for declared in properties(model))


def _is_hashable(annotation: object) -> bool:
    kind = marks(annotation)[0]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return all(_is_hashable(declared.annotation) for declared in properties(kind))
    return kind in {str, bool, int, float}
