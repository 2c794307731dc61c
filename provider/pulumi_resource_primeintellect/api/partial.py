"""Sandboxes with fields that could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import PrivateAttr

from pulumi_resource_primeintellect.api.explanations import Source
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import UnreadableFieldError

UNREADABLE = "could not be read"
"""The `fact` of a flaw if the value of the field is lost."""


class Flaw(NamedTuple):
    """A deviation of a field from the documentation, without its value, which can be a secret.

    `fact` and `detail` make a sentence: the field *could not be read* in a sandbox: *reason*.
    """

    fact: str
    detail: str

    @property
    def is_lost(self) -> bool:
        """Whether the value of the field is lost."""
        return self.fact == UNREADABLE


class PartialSandbox(Sandbox, defer_build=True):
    """A sandbox that results show in another form: `readable`.

    Access to a field that could not be read raises an error, so that no decision silently ignores
    it. The other fields have what the API sent, but in `readable`, secrets are hidden.
    """

    _flaws: Mapping[str, Flaw] = PrivateAttr(default_factory=dict)
    _readable: Sandbox = PrivateAttr()
    _secret_sources: Sequence[Source] = PrivateAttr(())

    @classmethod
    def of(
        cls,
        sandbox: Sandbox,
        flaws: Mapping[str, Flaw],
        readable: Sandbox | None = None,
        secret_sources: Sequence[Source] = (),
    ) -> PartialSandbox:
        """Returns the sandbox with these flaws; `readable` is what results show instead."""
        partial = cls.model_construct(sandbox.model_fields_set, **sandbox.__dict__)
        partial._flaws, partial._readable = flaws, readable or sandbox  # noqa: SLF001  # its own
        partial._secret_sources = secret_sources  # noqa: SLF001  # its own
        return partial

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401  # of the field's own type
        """Returns the attribute.

        Raises:
            UnreadableFieldError: when the field could not be read.
        """
        if name in Sandbox.model_fields and name in self._flaws and self._flaws[name].is_lost:
            raise UnreadableFieldError(name, self._flaws[name].detail)
        return super().__getattribute__(name)

    @property
    def flaws(self) -> Mapping[str, Flaw]:
        """The deviations from the documentation, by field."""
        return self._flaws

    @property
    def secret_sources(self) -> Sequence[Source]:
        """The fields with secret values, as the API sent them."""
        return self._secret_sources

    @property
    def readable(self) -> Sandbox:
        """The sandbox without fields that could not be read, and with hidden secrets."""
        return self._readable
