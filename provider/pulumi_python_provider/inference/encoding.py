"""Encodes results in the wire format of a `google.protobuf.Struct`, straight from the models.

With `Struct.update` and message objects, encoding takes three times as long, and a long list takes
three times the memory.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter, itemgetter
from struct import pack
from typing import TYPE_CHECKING, NamedTuple, cast

from pydantic import BaseModel

from pulumi_python_provider.annotations import is_model, is_primitive, split_marks
from pulumi_python_provider.errors import DeclarationError, ProviderError
from pulumi_python_provider.inference.caching import Entries, TextEntries, Texts, is_cacheable
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.signatures import SECRET, SIGNATURE, encode_text
from pulumi_python_provider.inference.wire import (
    FALSE,
    FIRST,
    LIST,
    MAX_MESSAGE_BYTES,
    MEBIBYTE,
    NULL,
    NUMBER,
    SECOND,
    STRING,
    STRUCT,
    TRUE,
    Prefixes,
    entry,
    framed,
    key,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pulumi_python_provider.inference.caching import EncodeColumn, EncodeValue
    from pulumi_python_provider.inference.properties import Property

Pieces = list[bytes]
"""A Struct in wire format, in pieces, so that a large one is joined only once."""

MAX_RESULT_BYTES = MAX_MESSAGE_BYTES - 1024
"""The part of a message that is left for a result."""

SECRET_MARK = entry(key(SIGNATURE), framed(STRING, SECRET.encode()))
"""An entry that marks its Struct as a secret."""

SECRET_VALUE = key("value")
"""The key of the secret value in such a Struct."""

BATCH = 1000
"""Texts of a list to encode at once. All of 300,000 would take 15 MB more."""

ELEMENTS = Prefixes(FIRST, STRUCT)
"""Tags around the Struct of a list's element."""


class Encoder:
    """Encodes the result of one call."""

    def __init__(self, function: str, *, reveal: bool) -> None:
        self._function = function
        self._values = VALUES[reveal]
        self._bytes = 0
        """The size of the elements so far."""

    def elements(self, records: Iterable[BaseModel]) -> list[bytes]:
        """Encodes each record as an element of a list.

        Raises:
            ProviderError: when all elements together are larger than the engine accepts.
        """
        elements = [ELEMENTS[len(one)] + one for one in self._values.structs(records)]
        self._bytes += sum(map(len, elements))
        if self._bytes > MAX_RESULT_BYTES:
            raise self._too_large()
        return elements

    def struct(self, record: BaseModel) -> Pieces:
        """Encodes the record as a Struct.

        Raises:
            ProviderError: when it is larger than the engine accepts.
        """
        pieces: Pieces = []
        for column in self._values.columns(type(record)):
            value = getattr(record, column.member.name)
            if column.member.encoded and value is not None:
                pieces += listed(key(column.member.name), cast("list[bytes]", value))
            else:
                pieces += column.encode([value])
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
        self._columns: dict[type[BaseModel], list[Column]] = {}

    def columns(self, model: type[BaseModel]) -> list[Column]:
        """Returns one column for each property of the model that results show."""
        columns = self._columns.get(model)
        if columns is None:
            columns = [
                Column(member, self._column_encoder(member))
                for member in properties(model)
                if self._reveal or not member.secret
            ]
            self._columns[model] = columns
        return columns

    def structs(self, records: Iterable[BaseModel]) -> Iterator[bytes]:
        """Encodes records as Structs.

        Encodes property by property, which calls no Python function for most values. That takes a
        third less time than record by record.
        """
        for model, group in groupby(records, type):
            rows = list(group)
            fields = [row.__dict__ for row in rows]
            columns = [column.entries(rows, fields) for column in self.columns(model)]
            nothing = [b""] * len(rows)  # so that records without properties have rows as well
            yield from map(b"".join, zip(nothing, *columns, strict=True))

    def _column_encoder(self, member: Property) -> EncodeColumn:
        """Returns an encoder for a property, depending on its type."""
        kind, name = split_marks(member.annotation)[0], key(member.name)
        if not member.secret:
            if kind is str:
                return TextEntries(Texts(FIRST, name + SECOND)).encode
            if is_primitive(kind):
                return Entries(self._uncached(name)).encode
            if kind == list[str]:
                return self._texts_encoder(name)
            if is_model(kind) and is_cacheable(kind):
                return self._record_encoder(name, kind)
        encode = self._secret_encoder(name) if member.secret else self._uncached(name)
        return lambda values: [b"" if value is None else encode(value) for value in values]

    def _uncached(self, name: bytes) -> EncodeValue:
        return lambda value: entry(name, self._encode(value))

    def _texts_encoder(self, name: bytes) -> EncodeColumn:
        elements = Texts(FIRST)

        def encode(texts: tuple[str, ...]) -> bytes:
            starts = range(0, len(texts), BATCH)
            batches = [b"".join(elements.encode(texts[at : at + BATCH])) for at in starts]
            return b"".join(listed(name, batches))

        cached = Entries(encode)
        return lambda values: [b"" if texts is None else cached[tuple(texts)] for texts in values]

    def _record_encoder(self, name: bytes, model: type[BaseModel]) -> EncodeColumn:
        """Returns an encoder that caches records of the model, but not those of its subclasses.

        These can have fields that cannot be hashed.
        """
        uncached = self._uncached(name)
        cached = Entries(uncached)
        kinds = {model, type(None)}
        return lambda values: [
            cached[value] if type(value) in kinds else uncached(value) for value in values
        ]

    def _secret_encoder(self, name: bytes) -> EncodeValue:
        def encode(value: object) -> bytes:
            secret = SECRET_MARK + entry(SECRET_VALUE, self._encode(value))
            return entry(name, framed(STRUCT, secret))

        return encode

    def _encode(self, value: object) -> bytes:  # noqa: PLR0911  # one for each kind of value
        if isinstance(value, str):
            return framed(STRING, encode_text(value))
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if isinstance(value, (int, float)):
            return NUMBER + pack("<d", value + 0.0)  # -0.0 becomes 0.0, which equals it in caches
        if isinstance(value, BaseModel):
            return framed(STRUCT, next(self.structs([value])))
        if isinstance(value, list):
            return framed(LIST, b"".join(framed(FIRST, self._encode(item)) for item in value))
        if isinstance(value, dict):
            members = ((framed(FIRST, encode_text(name)), v) for name, v in value.items())
            return framed(STRUCT, b"".join(entry(name, self._encode(v)) for name, v in members))
        if value is None:
            return NULL
        kind = type(value).__name__
        raise DeclarationError(f"a result has a value of type {kind}, for which Pulumi has no type")


VALUES = {reveal: Values(reveal=reveal) for reveal in (False, True)}
"""Shared by all results, so that they reuse analysed models and cached values."""


class Column(NamedTuple):
    """Encodes one property of records as entries; a missing value as nothing."""

    member: Property
    encode: EncodeColumn

    def entries(
        self, records: Sequence[BaseModel], fields: Sequence[Mapping[str, object]]
    ) -> list[bytes]:
        """Returns the entry of each record.

        `fields` are the records' dictionaries: reading from them takes half the time.
        """
        name = self.member.name
        from_fields = map(itemgetter(name), fields)
        values = map(attrgetter(name), records) if self.member.computed else from_fields
        return self.encode(list(values))
