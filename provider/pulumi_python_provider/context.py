"""The context of a call, which a function gets in addition to its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_python_provider.fields import Encoded, Record
    from pulumi_python_provider.inference.encoding import Encoder
    from pulumi_python_provider.log import Log
    from pulumi_python_provider.redaction import Redactor

R = TypeVar("R", bound="Record")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Context(Generic[T_co]):
    """One call of a function.

    `client` is what the provider's `connect` returned for its settings; `log` shows messages to
    the user.
    """

    client: T_co
    log: Log
    redactor: Redactor
    encoder: Encoder

    def quote(self, text: str) -> str:
        """Makes text from elsewhere safe to show in a message; see `Redactor.quote`."""
        return self.redactor.quote(text)

    def encode(self, records: Iterable[R]) -> list[Encoded[R]]:
        """Encodes elements of a long list in the result, so that their models can be freed.

        Raises:
            ProviderError: when the list has become larger than the engine accepts.
        """
        return cast("list[Encoded[R]]", self.encoder.elements(records))
