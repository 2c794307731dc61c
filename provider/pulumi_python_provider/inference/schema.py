"""Writes the Pulumi package schema of settings and functions.

Format: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, get_args, get_origin

from pydantic import BaseModel, JsonValue

from pulumi_python_provider.inference.examples import describe_with_examples
from pulumi_python_provider.inference.functions import token
from pulumi_python_provider.inference.properties import enum_of, properties, split_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pulumi_python_provider.fields import DescribedEnum
    from pulumi_python_provider.inference.examples import Example
    from pulumi_python_provider.inference.functions import Function
    from pulumi_python_provider.inference.properties import Property

Spec = dict[str, JsonValue]

PRIMITIVES = {str: "string", bool: "boolean", int: "integer", float: "number"}
DIGIT = re.compile(r"[0-9]")
SINGLE_CAPITAL = re.compile(r"(?<=[0-9])[A-Z](?![A-Za-z])")
ANY: Spec = {"$ref": "pulumi.json#/Any"}


class Package:
    """Describes functions, and collects the named types that they use."""

    def __init__(self, name: str, examples: Mapping[str, Sequence[Example]]) -> None:
        self._name = name
        self._examples = examples
        self._types: dict[str, Spec] = {}

    def spec(
        self,
        metadata: Mapping[str, JsonValue],
        settings: Iterable[Property],
        functions: Iterable[Function],
    ) -> Spec:
        """Returns the whole schema. `metadata` has the facts that the code does not contain."""
        described: Spec = {
            token(self._name, function.name): self._function(function) for function in functions
        }
        variables = self._properties(settings)
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
        members = properties(model)
        return {
            "type": "object",
            "description": description,
            "properties": self._properties(members, unions=unions),
            "required": [member.name for member in members if member.required],
        }

    def _properties(self, members: Iterable[Property], *, unions: bool = True) -> Spec:
        return {
            member.name: {
                **self._type(member.annotation if unions else split_marks(member.annotation)[0]),
                "description": member.description,
                **({"secret": True} if member.secret else {}),
            }
            for member in members
        }

    def _type(self, annotation: object) -> Spec:
        """Describes a type; collects a type that needs a name."""
        plain, mark = split_marks(annotation)[0], enum_of(annotation)
        if plain is JsonValue:
            return ANY
        if mark is not None:
            return {"oneOf": [{"type": "string"}, self._enum(mark.values)]}
        if isinstance(plain, type) and issubclass(plain, BaseModel):
            return self._named(plain)
        if get_origin(plain) is list:
            return {"type": "array", "items": self._type(get_args(plain)[0])}
        if get_origin(plain) is dict:
            return {"type": "object", "additionalProperties": self._type(get_args(plain)[1])}
        if plain not in PRIMITIVES:
            raise TypeError(f"Pulumi has no type for {plain!r}")
        return {"type": PRIMITIVES[plain]}

    def _named(self, model: type[BaseModel]) -> Spec:
        name = token(self._name, model.__name__)
        if name not in self._types:
            self._types[name] = {}
            self._types[name] = self._object(model, model.__doc__ or "")
        return {"$ref": f"#/types/{name}"}

    def _enum(self, values: type[DescribedEnum]) -> Spec:
        name = token(self._name, values.__name__)
        self._types[name] = {
            "type": "string",
            "description": values.__doc__ or "",
            "enum": [
                {
                    "name": constant(value.name),
                    "value": value.value,
                    "description": value.description,
                }
                for value in values
            ],
        }
        return {"$ref": f"#/types/{name}"}


def constant(name: str) -> str:
    """Returns a name that Pulumi's generators turn into a good constant in every language.

    `CREATED_AT` becomes `CreatedAt`, which is `CREATED_AT` again in Python. Parts with digits stay
    separate and unchanged, except for a single capital after digits, which Python would split off:
    `L40S_48GB` becomes `L40s_48GB`, which is `L40S_48_GB` in Python.
    """
    parts = [_part(part) for part in name.split("_")]
    joined = parts[0]
    for before, part in pairwise(parts):
        joined += f"_{part}" if part[0].isdigit() and DIGIT.search(before) else part
    return joined


def _part(part: str) -> str:
    if not DIGIT.search(part):
        return part.capitalize()
    return SINGLE_CAPITAL.sub(lambda found: found[0].lower(), part)
