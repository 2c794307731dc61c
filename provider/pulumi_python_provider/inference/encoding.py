"""Encodes results in the wire format of a `google.protobuf.Struct`, straight from the models.

With `Struct.update` and message objects, encoding takes three times as long, and a long list takes
three times the memory.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from struct import pack
from typing import TYPE_CHECKING, NamedTuple, cast

from pydantic import BaseModel

from pulumi_python_provider.annotations import is_model, split_marks
from pulumi_python_provider.errors import DeclarationError, ProviderError
from pulumi_python_provider.inference.caching import Entries, is_hashable, string_encoder
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.values import SECRET, SIGNATURE
from pulumi_python_provider.inference.wire import (
    FALSE,
    FIRST,
    LIST,
    MAX_MESSAGE_BYTES,
    MEBIBYTE,
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_python_provider.inference.caching import EncodeEntry
    from pulumi_python_provider.inference.properties import Property

Pieces = list[bytes]
"""A Struct in wire format, in pieces, so that a large one is joined only once."""

MAX_RESULT_BYTES = MAX_MESSAGE_BYTES - 1024
"""The part of a message that is left for a result."""

SECRET_MARK = entry(key(SIGNATURE), framed(STRING, SECRET.encode()))
"""An entry that marks its Struct as a secret."""

SECRET_VALUE = key("value")
"""The key of the secret value in such a Struct."""


class Encoder:
    """Encodes the result of one call."""

    def __init__(self, function: str, *, reveal: bool) -> None:
        self._function = function
        self._values = VALUES[reveal]
        self._bytes = 0
        """The size of the elements so far."""

    def element(self, record: BaseModel) -> bytes:
        """Encodes the record as an element of a list.

        Raises:
            ProviderError: when all elements together are larger than the engine accepts.
        """
        element = framed(FIRST, self._values.record(record))
        self._bytes += len(element)
        if self._bytes > MAX_RESULT_BYTES:
            raise self._too_large()
        return element

    def struct(self, record: BaseModel) -> Pieces:
        """Encodes the record as a Struct.

        Raises:
            ProviderError: when it is larger than the engine accepts.
        """
        pieces: Pieces = []
        members, shape = properties(type(record)), self._values.shape(type(record))
        for member, encode, value in zip(
            members, shape.encoders, shape.values(record), strict=True
        ):
            if value is None:
                continue
            if member.encoded:
                pieces += listed(key(member.name), cast("list[bytes]", value))
            else:
                pieces.append(encode(value))
        if sum(map(len, pieces)) > MAX_RESULT_BYTES:
            raise self._too_large()
        return pieces

    def _too_large(self) -> ProviderError:
        return ProviderError(
            f"the result of {self._function} has more than the "
            f"{MAX_MESSAGE_BYTES // MEBIBYTE} MiB that Pulumi takes at once. Ask for less"
        )


class Values:
    """Encodes values, and omits missing properties of records. Analyses each model once.

    Secret properties are encoded only with `reveal`, and then marked: one secret anywhere makes a
    program's whole result secret.
    """

    def __init__(self, *, reveal: bool) -> None:
        self._reveal = reveal
        self._shapes: dict[type[BaseModel], Shape] = {}

    def shape(self, model: type[BaseModel]) -> Shape:
        """Returns the encoders and the getter for records of the model."""
        shape = self._shapes.get(model)
        if shape is None:
            members = properties(model)
            encoders = tuple(self._entry_encoder(member) for member in members)
            shape = Shape(encoders, _getter([member.name for member in members]))
            self._shapes[model] = shape
        return shape

    def record(self, record: BaseModel) -> bytes:
        """Encodes a record as a value."""
        shape = self.shape(type(record))
        pairs = zip(shape.encoders, shape.values(record), strict=True)
        return framed(STRUCT, b"".join([e(value) for e, value in pairs if value is not None]))

    def _entry_encoder(self, member: Property) -> EncodeEntry:
        """Returns an encoder for one property, depending on its type."""
        kind, name = split_marks(member.annotation)[0], key(member.name)
        if member.secret:
            return self._secret_encoder(name)
        if kind is str:
            return Entries(string_encoder(partial(entry, name))).__getitem__
        if is_hashable(kind):
            cached = Entries(lambda value: entry(name, self._encode(value)))
            if is_model(kind):
                return self._record_encoder(name, kind, cached)
            return cached.__getitem__
        if kind == list[str]:
            element = string_encoder(partial(framed, FIRST))
            lists = Entries(lambda texts: entry(name, framed(LIST, b"".join(map(element, texts)))))
            return lambda texts: lists[tuple(texts)]
        return lambda value: entry(name, self._encode(value))

    def _record_encoder(self, name: bytes, model: type[BaseModel], cached: Entries) -> EncodeEntry:
        """Returns an encoder that caches records of the model, but not those of its subclasses.

        These can have fields that cannot be hashed.
        """

        def encode(value: object) -> bytes:
            return cached[value] if type(value) is model else entry(name, self._encode(value))

        return encode

    def _secret_encoder(self, name: bytes) -> EncodeEntry:
        if not self._reveal:
            return lambda _: b""

        def encode(value: object) -> bytes:
            secret = SECRET_MARK + entry(SECRET_VALUE, self._encode(value))
            return entry(name, framed(STRUCT, secret))

        return encode

    def _encode(self, value: object) -> bytes:  # noqa: PLR0911  # one for each kind of value
        if isinstance(value, str):
            return framed(STRING, value.encode())
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if isinstance(value, (int, float)):
            return NUMBER + pack("<d", value + 0.0)  # -0.0 becomes 0.0, which equals it in caches
        if isinstance(value, BaseModel):
            return self.record(value)
        if isinstance(value, list):
            return framed(LIST, b"".join(framed(FIRST, self._encode(item)) for item in value))
        if isinstance(value, dict):
            # With the signature as a key, the object would mean something else.
            members = ((key(name), v) for name, v in value.items() if name != SIGNATURE)
            return framed(STRUCT, b"".join(entry(name, self._encode(v)) for name, v in members))
        if value is None:
            return NULL
        kind = type(value).__name__
        raise DeclarationError(f"a result has a value of type {kind}, for which Pulumi has no type")


VALUES = {reveal: Values(reveal=reveal) for reveal in (False, True)}
"""Shared by all results, so that they reuse analysed models and cached values."""


class Shape(NamedTuple):
    """The encoders for a model's properties, and the getter for a record's values."""

    encoders: tuple[EncodeEntry, ...]
    values: Callable[[BaseModel], tuple[object, ...]]


def _getter(names: list[str]) -> Callable[[BaseModel], tuple[object, ...]]:
    """Returns a getter for all properties of a record."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)
