"""Sandboxes of which some fields could not be read."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # pydantic reads it
from typing import Any, NamedTuple

from pydantic import PrivateAttr

from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import UnreadableFieldError


class Flaw(NamedTuple):
    """What is wrong with a field, without its value, which may be a secret.

    `fact` and `detail` make a sentence: the field *could not be read* in a sandbox: *reason*.
    """

    fact: str
    detail: str
    is_lost: bool = True


class PartialSandbox(Sandbox, defer_build=True):
    """A sandbox of which some fields could not be read.

    Reading such a field raises, so that nothing is decided without it unnoticed; `readable` is
    what a result shows.
    """

    _flaws: Mapping[str, Flaw] = PrivateAttr(default_factory=dict)
    _readable: Sandbox = PrivateAttr()

    @classmethod
    def of(cls, readable: Sandbox, flaws: Mapping[str, Flaw]) -> PartialSandbox:
        """Makes it of what could be read."""
        partial = cls.model_construct(readable.model_fields_set, **readable.__dict__)
        partial._flaws, partial._readable = flaws, readable  # noqa: SLF001  # its own
        return partial

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401  # of the field's own type
        """Returns the attribute.

        Raises:
            UnreadableFieldError: when it is a field that could not be read.
        """
        if name in Sandbox.model_fields and name in self._flaws and self._flaws[name].is_lost:
            raise UnreadableFieldError(name, self._flaws[name].detail)
        return super().__getattribute__(name)

    @property
    def flaws(self) -> Mapping[str, Flaw]:
        """As the class says."""
        return self._flaws

    @property
    def readable(self) -> Sandbox:
        """As the class says."""
        return self._readable
