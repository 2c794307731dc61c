"""Writes the Pulumi package schema of settings and functions.

Format: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, get_args, get_origin

from pydantic import JsonValue

from pulumi_python_provider.annotations import is_model, is_primitive, split_marks
from pulumi_python_provider.docstrings import docstring, markdown
from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.fields import Arguments, DescribedEnum
from pulumi_python_provider.inference.declarations import (
    DeclaredField,
    check_model,
    check_token,
    fold,
)
from pulumi_python_provider.inference.examples import describe_with_examples
from pulumi_python_provider.inference.functions import token
from pulumi_python_provider.inference.properties import enum_of, inputs, properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import BaseModel

    from pulumi_python_provider.inference.examples import Example
    from pulumi_python_provider.inference.functions import Function
    from pulumi_python_provider.inference.properties import Property

Spec = dict[str, JsonValue]

PRIMITIVES = {str: "string", bool: "boolean", int: "integer", float: "number"}
DIGIT = re.compile(r"[0-9]")
SINGLE_CAPITAL = re.compile(r"(?<=[0-9])[A-Z](?![A-Za-z])")
ANY: Spec = {"$ref": "pulumi.json#/Any"}
POSSIBLE_TYPES = (
    "Use str, bool, int, float, list[...], dict[str, ...], a model, JsonValue, or "
    "Annotated[str, Open(...)]. A field can also be `| None`, but not what a list or dict holds"
)


class Package:
    """Describes functions, and collects the named types that they use.

    Raises:
        DeclarationError: when Pulumi cannot express what a model declares.
    """

    def __init__(self, name: str, examples: Mapping[str, Sequence[Example]]) -> None:
        self._name = name
        self._examples = examples
        self._types: dict[str, Spec] = {}
        self._declared: dict[str, type] = {}
        """The classes of the named types, by name as `fold` returns it."""

    def spec(
        self,
        metadata: Mapping[str, JsonValue],
        model: type[BaseModel],
        settings: Sequence[Property],
        functions: Iterable[Function],
    ) -> Spec:
        """Returns the whole schema.

        `metadata` has the facts that the code does not contain. `settings` describes the fields of
        the `model` of settings.
        """
        described: Spec = {
            token(self._name, function.name): self._function(function) for function in functions
        }
        for setting in settings:
            if not is_primitive(split_marks(setting.annotation)[0]):
                raise DeclaredField(model, setting.name).error(
                    "a setting must be str, bool, int or float: stack configuration is text"
                )
        variables = self._properties(model, settings)
        check_model(model)
        return {
            "name": self._name,
            **metadata,
            "config": {"variables": variables},
            "provider": {
                "description": f"Configuration of the {self._name} package.",
                "inputProperties": variables,
            },
            "types": dict(sorted(self._types.items())),
            "functions": described,
        }

    def _function(self, function: Function) -> Spec:
        return {
            "description": describe_with_examples(
                function.description, self._examples.get(function.name, ())
            ),
            "inputs": self._object(function.arguments, f"Arguments of {function.name}."),
            # Generated Python code mistakes a union at this level for a dict, and rejects strings.
            "outputs": self._object(function.result, f"Result of {function.name}.", unions=False),
        }

    def _object(self, model: type[BaseModel], description: str, *, unions: bool = True) -> Spec:
        members = inputs(model) if issubclass(model, Arguments) else properties(model)
        described = self._properties(model, members, unions=unions)
        check_model(model)  # once all types are known to be possible
        return {
            "type": "object",
            "description": description,
            "properties": described,
            "required": [member.name for member in members if member.required],
        }

    def _properties(
        self, model: type[BaseModel], members: Iterable[Property], *, unions: bool = True
    ) -> Spec:
        described: Spec = {}
        for member in members:
            field = DeclaredField(model, member.name)
            field.check_name()
            shape = self._type(member.annotation, field)
            field.check_default()
            if not unions and "oneOf" in shape:
                shape = {"type": "string"}
            described[member.name] = {
                **shape,
                "description": markdown(member.description),
                **({"secret": True} if member.secret else {}),
                **({"deprecationMessage": member.deprecated} if member.deprecated else {}),
            }
        return described

    def _type(self, annotation: object, field: DeclaredField) -> Spec:
        """Describes a type, and collects it if it needs a name."""
        plain, mark = split_marks(annotation)[0], enum_of(annotation)
        if plain is JsonValue:
            return ANY
        if mark is not None:
            values: object = mark.values
            is_enum = isinstance(values, type) and issubclass(values, DescribedEnum)
            if plain is not str or not is_enum:
                raise field.error("Open is for a str, with a DescribedEnum of its known values")
            return {"oneOf": [{"type": "string"}, self._enum(mark.values)]}
        if is_model(plain):
            field.check_nested(plain)
            return self._named(plain)
        kind, parts = get_origin(plain), get_args(plain)
        if kind is list and parts:
            return {"type": "array", "items": self._type(parts[0], field)}
        if kind is dict and parts[:1] == (str,):
            return {"type": "object", "additionalProperties": self._type(parts[1], field)}
        if is_primitive(plain):
            return {"type": PRIMITIVES[plain]}
        if isinstance(plain, type) and kind is None:  # in Python 3.10, `dict[int, str]` is a class
            shown = plain.__name__
        else:
            shown = str(plain).replace("typing.", "")
        raise field.error(f"Pulumi has no type for {shown}. {POSSIBLE_TYPES}")

    def _named(self, model: type[BaseModel]) -> Spec:
        name = self._declare(model)
        if name not in self._types:
            self._types[name] = {}
            self._types[name] = self._object(model, docstring(model))
        return {"$ref": f"#/types/{name}"}

    def _declare(self, named: type) -> str:
        """Returns the token of a class, whose name must be unique."""
        check_token(named.__name__)
        alike = fold(named.__name__).removesuffix("args")  # Go adds it to the names of arguments
        other = self._declared.setdefault(alike, named)
        if other is not named:
            names = " and ".join(sorted({other.__name__, named.__name__}))
            raise DeclarationError(f"two types are named {names}: rename one of them")
        return token(self._name, named.__name__)

    def _enum(self, values: type[DescribedEnum]) -> Spec:
        type_ = self._declare(values)
        constants = {value: constant(value.name) for value in values}
        counts = Counter(map(fold, constants.values()))
        alike = [value.name for value, name in constants.items() if counts[fold(name)] > 1]
        if alike or not constants:
            problem = f"SDKs write {' and '.join(alike)} alike" if alike else "it has no members"
            raise DeclarationError(f"{values.__name__}: {problem}")
        self._types[type_] = {
            "type": "string",
            "description": docstring(values),
            "enum": [
                {
                    "name": name,
                    "value": value.value,
                    "description": markdown(value.description),
                }
                for value, name in constants.items()
            ],
        }
        return {"$ref": f"#/types/{type_}"}


def constant(name: str) -> str:
    """Returns a name that Pulumi's generators turn into a good constant in every language.

    `CREATED_AT` becomes `CreatedAt`, which is `CREATED_AT` again in Python. Parts with digits stay
    separate and unchanged, except for a single capital after digits, which Python would split off:
    `L40S_48GB` becomes `L40s_48GB`, which is `L40S_48_GB` in Python.
    """
    parts = [_part(part) for part in name.split("_") if part] or [name]
    joined = parts[0]
    for before, part in pairwise(parts):
        joined += f"_{part}" if part[0].isdigit() and DIGIT.search(before) else part
    return joined


def _part(part: str) -> str:
    if not DIGIT.search(part):
        return part.capitalize()
    return SINGLE_CAPITAL.sub(lambda found: found[0].lower(), part)
