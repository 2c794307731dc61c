"""Reads, checks and calls functions (invokes): an `async def` between two pydantic models."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from pydantic import ValidationError

from pulumi_python_provider.annotations import is_model, plain_type
from pulumi_python_provider.context import Context
from pulumi_python_provider.docstrings import docstring
from pulumi_python_provider.errors import ArgumentError, DeclarationError
from pulumi_python_provider.fields import Arguments, Record
from pulumi_python_provider.inference.encoding import Encoder
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.secret_arguments import secret_texts
from pulumi_python_provider.messages import argument_problem, check_conflicts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel, JsonValue

    from pulumi_python_provider.inference.encoding import Pieces
    from pulumi_python_provider.log import Log
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
        name = getattr(implementation, "__name__", repr(implementation))
        try:
            signature = inspect.signature(implementation, eval_str=True)
        except NameError as error:
            problem = "import the types in its signature at run time, not under TYPE_CHECKING"
            raise DeclarationError(f"{name}: {error}; {problem}") from None
        parameters = [*signature.parameters.values()]
        kinds = [parameter.annotation for parameter in parameters]
        arguments, result = kinds[0] if kinds else None, signature.return_annotation
        problem = ""
        if not inspect.iscoroutinefunction(implementation):
            problem = "it is no `async def`"
        elif not (is_model(arguments) and issubclass(arguments, Arguments)):
            problem = "its first parameter is not of a class derived from Arguments"
        elif not (is_model(result) and issubclass(result, Record)):
            problem = "it does not return a class derived from Record"
        elif len(kinds) > 2 or not all(map(_is_context, kinds[1:])):  # noqa: PLR2004  # arguments and context
            problem = "a second parameter can only be a Context"
        elif not all(one.kind in POSITIONAL for one in parameters):
            problem = "its parameters are not positional"
        if problem:
            raise DeclarationError(
                f"{name} must be declared as `async def {name}(arguments: A, context: Context) "
                f"-> R`, where `context` is optional, but {problem}"
            )
        first, *others = name.split("_")
        return cls(
            name="".join([first, *(part[:1].upper() + part[1:] for part in others)]),
            description=docstring(implementation),
            arguments=cast("type[Arguments]", arguments),
            result=result,
            implementation=implementation,
            takes_context=len(kinds) > 1,
        )

    def decode(self, given: Mapping[str, JsonValue], redactor: Redactor) -> Arguments:
        """Validates the arguments.

        Raises:
            ArgumentError: one message that names every problem.
        """
        problems = check_conflicts(self.arguments, self.arguments.conflicts(given))
        try:
            arguments = self.arguments.model_validate(dict(given))
        except ValidationError as error:
            found = error.errors(include_url=False)
            shown = []
            for one in found[:MAX_PROBLEMS]:
                model, secret = _owner(self.arguments, one["loc"])
                owners = self._owners(one["loc"])
                shown.append(argument_problem(model, one, redactor, owners, secret=secret))
            more = len(found) - len(shown)
            problems = [*shown, *([f"{more} more problems"] if more else []), *problems]
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
        secrets = [*secret_texts(self.arguments, given)]
        redactor = redactor.including(secrets) if secrets else redactor
        arguments = self.decode(given, redactor)
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
        return encoder.struct(result)


def _owner(model: type[BaseModel], path: Sequence[int | str]) -> tuple[type[BaseModel], bool]:
    """Returns the model that declares a path's last name, and whether its value is secret."""
    kind: object = model
    for part in path:
        if is_model(kind):
            model = kind
            member = next((one for one in properties(model) if one.name == part), None)
            if member is None or member.secret:
                return model, member is not None
            kind = member.annotation
        else:  # an index in a list, or a key in a map
            kind = get_args(kind)[-1] if get_args(kind) else kind
        kind = plain_type(kind)
    return model, False


def _is_context(annotation: object) -> bool:
    return annotation is Context or getattr(annotation, "__origin__", None) is Context
