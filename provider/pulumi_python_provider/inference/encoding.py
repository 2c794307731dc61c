"""Encodes results in the wire format of a `google.protobuf.Struct`, straight from the models.

With `Struct.update` and message objects, encoding takes three times as long, and a long list takes
three times the memory.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple, cast, get_args, get_origin

from pulumi_python_provider.annotations import is_model, is_primitive, split_marks
from pulumi_python_provider.errors import DeclarationError, ProviderError
from pulumi_python_provider.inference.caching import Entries, TextEntries, Texts, is_cacheable
from pulumi_python_provider.inference.json_values import encode_json, encode_list, encode_object
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.signatures import SECRET, SIGNATURE
from pulumi_python_provider.inference.wire import (
    FIRST,
    MAX_MESSAGE_BYTES,
    MEBIBYTE,
    SECOND,
    STRING,
    STRUCT,
    Prefixes,
    entry,
    framed,
    key,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic import BaseModel

    from pulumi_python_provider.inference.caching import EncodeColumn
    from pulumi_python_provider.inference.json_values import EncodeValue
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
"""Texts of a list to encode at once. Encoding all of 300,000 at once would take 15 MB more."""

ELEMENTS = Prefixes(FIRST, STRUCT)
"""Tags around the Struct of a list's element."""


class Encoder:
    """Encodes the result of one call of a function, which returns the model `result`."""

    def __init__(self, function: str, result: type[BaseModel], *, reveal: bool) -> None:
        self._function = function
        self._result = result
        self._values = VALUES[reveal]
        self._bytes = 0
        """The size of the elements so far."""

    def elements(self, records: Iterable[BaseModel]) -> list[bytes]:
        """Encodes each record as an element of a list.

        Raises:
            ProviderError: when all elements together are larger than the engine accepts.
        """
        elements = [
            ELEMENTS[len(struct)] + struct
            for kind, group in groupby(records, type)
            for struct in self._values.structs(self._element_model(kind), group)
        ]
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
        for column in self._values.columns(self._result):
            name = column.member.name
            elements = record.__dict__[name] if column.member.encoded else None
            if elements is None:
                pieces += column.entries([record], [record.__dict__])
            elif all(isinstance(one, bytes) for one in elements):
                pieces += listed(key(name), elements)
            else:
                kind = self._result.__name__
                raise DeclarationError(f"{kind}.{name} has elements not from `context.encode`")
        if sum(map(len, pieces)) > MAX_RESULT_BYTES:
            raise self._too_large()
        return pieces

    def _element_model(self, kind: type[BaseModel]) -> type[BaseModel]:
        """Returns the model that the result declares for such elements."""
        declared = [member.type for member in properties(self._result) if member.encoded]
        model = next((base for base in kind.__mro__ if base in declared), None)
        if model is None:
            raise DeclarationError(f"{self._function} returns no list of Encoded[{kind.__name__}]")
        return cast("type[BaseModel]", model)

    def _too_large(self) -> ProviderError:
        return ProviderError(
            f"the result of {self._function} has more than the "
            f"{MAX_MESSAGE_BYTES // MEBIBYTE} MiB that Pulumi accepts in one message. Ask for less"
        )


class Values:
    """Encodes values by their declared types. Analyses each model once.

    Omits missing properties of records, and what a subclass adds to a declared model.

    Secret properties are encoded only with `reveal`, and then marked, because a single secret makes
    a program's whole result secret.
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

    def structs(self, model: type[BaseModel], records: Iterable[BaseModel]) -> Iterator[bytes]:
        """Encodes records of a model as Structs.

        Encodes property by property, which calls no Python function for most values. That takes a
        third less time than record by record.
        """
        rows = list(records)
        fields = [row.__dict__ for row in rows]
        columns = [column.entries(rows, fields) for column in self.columns(model)]
        nothing = [b""] * len(rows)  # so that records without properties have rows as well
        return map(b"".join, zip(nothing, *columns, strict=True))

    def _column_encoder(self, member: Property) -> EncodeColumn:
        """Returns an encoder for a property, depending on its type."""
        kind, name = split_marks(member.annotation)[0], key(member.name)
        encode_value = self._value_encoder(kind)

        def encode(value: object) -> bytes:
            return entry(name, encode_value(value))

        if member.secret:
            return lambda values: [
                b"" if value is None else _as_secret(name, encode_value(value)) for value in values
            ]
        if kind is str:
            return TextEntries(Texts(FIRST, name + SECOND)).encode
        if is_primitive(kind):
            return Entries(encode).encode
        if kind == list[str]:
            return self._texts_encoder(name)
        if is_model(kind) and is_cacheable(kind):
            return self._record_encoder(kind, encode)
        return lambda values: [b"" if value is None else encode(value) for value in values]

    def _value_encoder(self, annotation: object) -> EncodeValue:
        """Returns an encoder for values of a type."""
        kind = split_marks(annotation)[0]
        if is_model(kind):
            return lambda record: framed(STRUCT, next(self.structs(kind, [record])))
        origin, parts = get_origin(kind), get_args(kind)
        if origin is list and parts:
            encode_item = self._value_encoder(parts[0])
            return lambda items: encode_list(items, encode_item)
        if origin is dict and parts:
            encode_member = self._value_encoder(parts[1])
            return lambda members: encode_object(members, encode_member)
        return encode_json

    def _texts_encoder(self, name: bytes) -> EncodeColumn:
        elements = Texts(FIRST)

        def encode(texts: tuple[str, ...]) -> bytes:
            starts = range(0, len(texts), BATCH)
            batches = [b"".join(elements.encode(texts[at : at + BATCH])) for at in starts]
            return b"".join(listed(name, batches))

        cached = Entries(encode)
        return lambda values: [b"" if texts is None else cached[tuple(texts)] for texts in values]

    def _record_encoder(self, model: type[BaseModel], encode: EncodeValue) -> EncodeColumn:
        """Returns an encoder that caches records of the model, but not those of its subclasses.

        Subclasses can have fields that cannot be hashed.
        """
        cached = Entries(encode)
        kinds = {model, type(None)}
        return lambda values: [
            cached[value] if type(value) in kinds else encode(value) for value in values
        ]


def _as_secret(name: bytes, value: bytes) -> bytes:
    return entry(name, framed(STRUCT, SECRET_MARK + entry(SECRET_VALUE, value)))


VALUES = {reveal: Values(reveal=reveal) for reveal in (False, True)}
"""Shared by all results, so that they reuse analysed models and cached values."""


class Column(NamedTuple):
    """Encodes one property of records as entries. A missing value has no entry."""

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
