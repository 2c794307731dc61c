"""Encodes results as a `google.protobuf.Struct` on the wire, straight from the models.

Through `Struct.update` and message objects, encoding takes three times as long, and a long list
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
"""Encodes the value of a property, of the property's own type, as an entry of its record."""

Pieces = list[bytes]
"""A Struct on the wire, in pieces, so that what is large needs joining only once."""

MAX_RESULT_BYTES = MAX_MESSAGE_BYTES - 1024
"""What that leaves for a result."""

SECRET_MARK = entry(key(SIGNATURE), framed(STRING, SECRET.encode()))
"""Marks the struct that it is in as a secret."""

SECRET_VALUE = key("value")
"""Where such a struct has what is secret."""

MAX_CACHED_VALUES = 512
"""Encoded values to keep of each property: enough for what repeats, such as regions."""

MAX_CACHED_BYTES = 512
"""Longer values are not kept: a cache of them would grow too large."""


class Encoder:
    """Encodes one result."""

    def __init__(self, function: str, *, reveal: bool) -> None:
        self._function = function
        self._values = VALUES[reveal]
        self._bytes = 0
        """Of the elements so far."""

    def element(self, record: BaseModel) -> bytes:
        """Encodes the record as an element of a list.

        Raises:
            ProviderError: when all elements together are more than the engine takes.
        """
        element = framed(FIRST, self._values.record(record))
        self._bytes += len(element)
        if self._bytes > MAX_RESULT_BYTES:
            raise self._too_large()
        return element

    def struct(self, record: BaseModel) -> Pieces:
        """Encodes the record as a Struct.

        Raises:
            ProviderError: when it is more than the engine takes.
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
    """Encodes values, and leaves out what records lack. Works out how once for each model.

    Secret properties are encoded only with `reveal`, and then marked: one secret anywhere makes a
    program's whole result secret.
    """

    def __init__(self, *, reveal: bool) -> None:
        self._reveal = reveal
        self._shapes: dict[type[BaseModel], Shape] = {}

    def shape(self, model: type[BaseModel]) -> Shape:
        """Returns how records of the model are encoded."""
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
        """Makes what encodes one property, by its type."""
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

    def _encode(self, value: object) -> bytes:  # noqa: PLR0911  # one a kind of value
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
            # A key that is the signature would turn the object into something else.
            members = ((key(name), v) for name, v in value.items() if name != SIGNATURE)
            return framed(STRUCT, b"".join(entry(name, self._encode(v)) for name, v in members))
        return NULL


VALUES = {reveal: Values(reveal=reveal) for reveal in (False, True)}
"""Shared by all results, so that what was worked out and cached serves the next one, too."""


class Entries(dict[Any, bytes]):
    """The entries of a property by its values, encoded once: regions or GPUs come again and again.

    What is found costs no call of a Python function, a third of the time of encoding it again.
    """

    def __init__(self, encode: EncodeEntry) -> None:
        super().__init__()
        self._encode = encode

    def __missing__(self, value: object) -> bytes:
        """Encodes the value, and keeps it while there is room."""
        encoded = self._encode(value)
        if len(self) < MAX_CACHED_VALUES and len(encoded) <= MAX_CACHED_BYTES:
            self[value] = encoded
        return encoded


class Shape(NamedTuple):
    """How the records of one model are encoded: the encoders of its properties, their values."""

    encoders: tuple[EncodeEntry, ...]
    values: Callable[[BaseModel], tuple[object, ...]]


def _getter(names: list[str]) -> Callable[[BaseModel], tuple[object, ...]]:
    """Makes what gets all properties of a record at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _string_encoder(wrap: Callable[[bytes], bytes]) -> EncodeEntry:
    """Remembers what `wrap` puts before a string, which its length alone decides."""
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
