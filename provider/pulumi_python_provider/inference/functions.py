"""Reads, checks and calls functions (invokes): an `async def` between two pydantic models."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, get_args

from pydantic import ValidationError

from pulumi_python_provider.annotations import is_model, plain_type
from pulumi_python_provider.context import Context
from pulumi_python_provider.docstrings import docstring
from pulumi_python_provider.errors import ArgumentError, DeclarationError, ProviderError
from pulumi_python_provider.fields import Arguments, Record
from pulumi_python_provider.inference.encoding import Encoder
from pulumi_python_provider.inference.properties import inputs
from pulumi_python_provider.inference.secret_arguments import has_secrets, secret_texts
from pulumi_python_provider.messages import (
    Location,
    argument_problem,
    check_conflicts,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import BaseModel, JsonValue

    from pulumi_python_provider.inference.encoding import Pieces
    from pulumi_python_provider.log import Log
    from pulumi_python_provider.messages import Quote
    from pulumi_python_provider.redaction import Redactor

Implementation = Callable[..., Awaitable[Record]]
"""`async def get_thing(arguments: GetThingArguments, context: Context[Client]) -> Thing`.

The second parameter is optional. Programs call the function by its name in camel case, here
`getThing`; its docstring is its description in the schema.
"""

POSITIONAL = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}

MAX_PROBLEMS = 20
"""The most problems that one message describes; more would not help."""


def token(package: str, name: str) -> str:
    """Returns the name of a function or a type in programs, the engine and the schema."""
    return f"{package}:index:{name}"


class Function(NamedTuple):
    """A function, as its signature declares it."""

    name: str
    description: str
    arguments: type[Arguments]
    result: type[Record]
    implementation: Implementation
    takes_context: bool
    functions: Sequence[Function] = ()
    """All functions of the provider, so that messages can say which one has an argument."""

    @classmethod
    def of(cls, implementation: Implementation) -> Function:
        """Reads the declaration.

        Raises:
            DeclarationError: when it does not match `Implementation`.
        """
        if not callable(implementation):
            kind = type(implementation).__name__
            raise DeclarationError(f"a list of functions has an object of type {kind}")
        name = getattr(implementation, "__name__", repr(implementation))
        try:
            signature = inspect.signature(implementation, eval_str=True)
        except NameError as error:
            problem = "import the types in its signature at run time, not under TYPE_CHECKING"
            raise DeclarationError(f"{name}: {error}; {problem}") from None
        parameters = [*signature.parameters.values()]
        result = signature.return_annotation
        if problem := next(_mistakes(implementation, parameters, result), ""):
            raise DeclarationError(
                f"{name} must be declared as `async def {name}(arguments: A, context: Context) "
                f"-> R`, where `context` is optional, but {problem}"
            )
        first, *others = name.split("_")
        return cls(
            name="".join([first, *(part[:1].upper() + part[1:] for part in others)]),
            description=docstring(implementation),
            arguments=parameters[0].annotation,
            result=result,
            implementation=implementation,
            takes_context=len(parameters) > 1,
        )

    def decode(self, given: Mapping[str, JsonValue], redactor: Redactor) -> Arguments:
        """Validates the arguments.

        Raises:
            ArgumentError: one message that names every problem.
        """
        problems = []
        try:
            arguments = self.arguments.model_validate(dict(given))
        except ValidationError as error:
            found = error.errors(include_url=False)
            for one in found[:MAX_PROBLEMS]:
                location = _locate(self.arguments, one["loc"], redactor.quote)
                owners = self._owners(one["loc"])
                problems.append(argument_problem(location, one, redactor, owners))
            more = len(found) - len(problems)
            problems += [f"{more} more problems"] if more else []
        try:
            problems += check_conflicts(self.arguments, self.arguments.conflicts(given), redactor)
        except Exception as error:
            if isinstance(error, DeclarationError) or not problems:
                raise  # otherwise it has probably met a value that is invalid by itself
        if problems:
            raise ArgumentError(f"invalid arguments for {self.name}", problems)
        return arguments

    def _owners(self, path: Sequence[int | str]) -> list[str]:
        """Returns the names of the provider's functions that have this argument."""
        name = path[0] if len(path) == 1 else None
        return [one.name for one in self.functions if name in one.arguments.model_fields]

    async def invoke(
        self, given: Mapping[str, JsonValue], client: object, log: Log, redactor: Redactor
    ) -> Pieces:
        """Checks the arguments, calls the function and encodes its result.

        Raises:
            ProviderError: with a message for the user.
        """
        is_secret = has_secrets(self.arguments)
        if is_secret:
            redactor = redactor.including(secret_texts(self.arguments, given))
        arguments = self.decode(given, redactor)
        if is_secret:  # those that validators changed, and defaults
            redactor = redactor.including(secret_texts(self.arguments, dict(arguments)))
        reveal: object = arguments.reveals_secrets  # a method if its author forgot `@property`
        if reveal is not None and not isinstance(reveal, bool):
            kind = type(arguments).__name__
            raise DeclarationError(f"{kind}.reveals_secrets must be a property with a boolean")
        encoder = Encoder(self.name, self.result, reveal=bool(reveal))
        context = Context(client, log, redactor, encoder)
        parameters = (arguments, context) if self.takes_context else (arguments,)
        result = await self.implementation(*parameters)
        if not isinstance(result, self.result):
            returned = type(result).__name__
            raise DeclarationError(
                f"{self.name} must return {self.result.__name__}, but returned {returned}"
            )
        try:
            return encoder.struct(result)
        except RecursionError:
            problem = "is nested too deeply for Pulumi"
            raise ProviderError(f"the result of {self.name} {problem}") from None


def _locate(model: type[BaseModel], parts: Sequence[int | str], quote: Quote) -> Location:
    """Returns where an argument is. `quote` is for names that the program chose."""
    kind: object = model
    path, is_secret = "", False
    for part in parts:
        declared = None
        if is_model(kind):
            model = kind
            declared = next((one for one in inputs(model) if one.name == part), None)
            is_secret |= declared is not None and declared.secret
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part if declared else shortened(part, quote)}"
        inner = declared.annotation if declared else (get_args(kind) or (None,))[-1]
        kind = plain_type(inner)
    return Location(path.removeprefix("."), model, is_secret)


def _mistakes(
    implementation: object, parameters: Sequence[inspect.Parameter], result: object
) -> Iterator[str]:
    """Yields in what a function differs from `Implementation`."""
    kinds = [parameter.annotation for parameter in parameters]
    arguments = kinds[0] if kinds else Arguments
    if inspect.isasyncgenfunction(implementation):
        yield "it yields"
    if not inspect.iscoroutinefunction(implementation):
        yield "it is no `async def`"
    if not kinds:
        yield "it has no parameters. If it needs no arguments, A is Arguments itself"
    if not (is_model(arguments) and issubclass(arguments, Arguments)):
        yield "its first parameter is not of a class derived from Arguments"
    elif not inspect.ismethod(arguments.conflicts):
        yield f"{arguments.__name__}.conflicts is not a class method"
    if not (is_model(result) and issubclass(result, Record)):
        yield "it does not return a class derived from Record"
    if not all(map(_is_context, kinds[1:])) or len(kinds) > 2:  # noqa: PLR2004  # arguments and context
        yield "a second parameter can only be a Context"
    if not all(one.kind in POSITIONAL for one in parameters):
        yield "its parameters are not positional"


def _is_context(annotation: object) -> bool:
    return annotation is Context or getattr(annotation, "__origin__", None) is Context
