"""A Pulumi function (invoke): a name, two models and the coroutine between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pydantic import ValidationError

from pulumi_resource_primeintellect.errors import ArgumentError
from pulumi_resource_primeintellect.fields import Arguments, Encoded, Record
from pulumi_resource_primeintellect.infer.encoding import Drift, Encoder
from pulumi_resource_primeintellect.infer.values import decode
from pulumi_resource_primeintellect.problems import argument_problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from google.protobuf.struct_pb2 import Struct
    from pydantic import JsonValue

A = TypeVar("A", bound=Arguments)
R = TypeVar("R", bound=Record)
C = TypeVar("C")
C_contra = TypeVar("C_contra", contravariant=True)

Encode = Callable[[Record], Encoded]
"""Encodes a record for a list in a result, so that a long list need not be kept as models."""


def token(package: str, name: str) -> str:
    """How programs, the engine and the schema call a function or a type."""
    return f"{package}:index:{name}"


class AnyFunction(Protocol[C_contra]):
    """A function, whatever its models are."""

    @property
    def name(self) -> str:
        """What programs call it."""

    @property
    def description(self) -> str:
        """What the schema says of it."""

    @property
    def arguments(self) -> type[Arguments]:
        """The model of what it takes."""

    @property
    def result(self) -> type[Record]:
        """The model of what it answers."""

    async def answer(self, given: Struct, passed: C_contra) -> tuple[list[bytes], Drift]:
        """Calls it; the result as a Struct on the wire, in pieces, and its drift.

        Raises:
            ProviderError: with a message for the user.
        """


@dataclass(frozen=True)
class Function(Generic[A, R, C]):
    """Declares a function.

    `call` gets the decoded arguments, what the provider passes on, and how to encode records that
    are many.
    """

    name: str
    description: str
    arguments: type[A]
    result: type[R]
    call: Callable[[A, C, Encode], Awaitable[R]]

    def decode(self, given: Mapping[str, JsonValue]) -> A:
        """The arguments.

        Raises:
            ArgumentError: one message that names every problem.
        """
        together = self.arguments.conflicts(given)
        try:
            arguments = self.arguments.model_validate(dict(given))
        except ValidationError as error:
            found = error.errors(include_url=False)
            together = [*(argument_problem(self.arguments, one) for one in found), *together]
        if together:
            raise ArgumentError(f"invalid arguments for {self.name}", together)
        return arguments

    async def answer(self, given: Struct, passed: C) -> tuple[list[bytes], Drift]:
        """Decodes the arguments, calls, and encodes the result."""
        arguments = self.decode(decode(given))
        encoder = Encoder(reveal=arguments.reveals_secrets)
        result = await self.call(arguments, passed, encoder.element)
        return encoder.struct(result), encoder.drift
