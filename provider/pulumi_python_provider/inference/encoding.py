"""Encodes results in the wire format of a `google.protobuf.Struct`, straight from the models.

With `Struct.update` and message objects, encoding takes three times as long, and a long list takes
three times the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import BaseModel

from pulumi_python_provider.errors import ProviderError
from pulumi_python_provider.inference.properties import properties, split_marks
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
    from pulumi_python_provider.inference.properties import Property

EncodeEntry = Callable[[Any], bytes]
"""Encodes a value of a property's type as an entry of its record's Struct."""

Pieces = list[bytes]
"""A Struct in wire format, in pieces, so that a large one is joined only once."""

MAX_RESULT_BYTES = MAX_MESSAGE_BYTES - 1024
"""The part of a message that is left for a result."""

SECRET_MARK = entry(key(SIGNATURE), framed(STRING, SECRET.encode()))
"""An entry that marks its Struct as a secret."""

SECRET_VALUE = key("value")
"""The key of the secret value in such a Struct."""

MAX_CACHED_VALUES = 512
"""Encoded values to cache for each property: enough for values that repeat, such as regions."""

MAX_CACHED_BYTES = 512
"""The size of the longest value to cache: longer ones would make the cache too large."""


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
            if member.encoded:
                pieces += listed(key(member.name), cast("list[bytes]", value))
            elif value is not None:
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
            return Entries(_string_encoder(partial(entry, name))).__getitem__
        if _is_hashable(kind):
            return Entries(lambda value: entry(name, self._encode(value))).__getitem__
        if kind == list[str]:
            element = _string_encoder(partial(framed, FIRST))
            lists = Entries(lambda texts: entry(name, framed(LIST, b"".join(map(element, texts)))))
            return lambda texts: lists[tuple(texts)]
        return lambda value: entry(name, self._encode(value))

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
            return NUMBER + pack("<d", value)
        if isinstance(value, BaseModel):
            return self.record(value)
        if isinstance(value, list):
            return framed(LIST, b"".join(framed(FIRST, self._encode(item)) for item in value))
        if isinstance(value, dict):
            # With the signature as a key, the object would mean something else.
            members = ((key(name), v) for name, v in value.items() if name != SIGNATURE)
            return framed(STRUCT, b"".join(entry(name, self._encode(v)) for name, v in members))
        return NULL


VALUES = {reveal: Values(reveal=reveal) for reveal in (False, True)}
"""Shared by all results, so that they reuse analysed models and cached values."""


class Entries(dict[Any, bytes]):
    """Caches the encoded entries of a property by value, because values such as regions repeat.

    A hit calls no Python function, and takes a third of the time of encoding the value again.
    """

    def __init__(self, encode: EncodeEntry) -> None:
        super().__init__()
        self._encode = encode

    def __missing__(self, value: object) -> bytes:
        """Encodes the value, and caches it while there is room."""
        encoded = self._encode(value)
        if len(self) < MAX_CACHED_VALUES and len(encoded) <= MAX_CACHED_BYTES:
            self[value] = encoded
        return encoded


class Shape(NamedTuple):
    """The encoders for a model's properties, and the getter for a record's values."""

    encoders: tuple[EncodeEntry, ...]
    values: Callable[[BaseModel], tuple[object, ...]]


def _getter(names: list[str]) -> Callable[[BaseModel], tuple[object, ...]]:
    """Returns a getter for all properties of a record."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _string_encoder(wrap: Callable[[bytes], bytes]) -> EncodeEntry:
    """Returns a string encoder that caches `wrap`'s prefixes, which depend only on the length."""
    prefixes: dict[int, bytes] = {}

    def encode(value: str) -> bytes:
        data = value.encode()
        prefix = prefixes.get(len(data))
        if prefix is None:
            prefix = wrap(framed(STRING, data)).removesuffix(data)
            if len(prefixes) < MAX_CACHED_VALUES:
                prefixes[len(data)] = prefix
        return prefix + data

    return encode


def _is_hashable(annotation: object) -> bool:
    kind = split_marks(annotation)[0]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return all(_is_hashable(declared.annotation) for declared in properties(kind))
    return kind in {str, bool, int, float}
