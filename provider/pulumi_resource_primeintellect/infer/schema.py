"""The Pulumi package schema of a configuration and functions.

Shapes: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, get_args, get_origin

from pydantic import BaseModel, JsonValue

from pulumi_resource_primeintellect.fields import DescribedEnum, Open
from pulumi_resource_primeintellect.infer.functions import token
from pulumi_resource_primeintellect.infer.properties import Property, marks, properties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_resource_primeintellect.infer.functions import AnyFunction

C = TypeVar("C")

Spec = dict[str, JsonValue]

PRIMITIVES = {str: "string", bool: "boolean", int: "integer", float: "number"}
ANY: Spec = {"$ref": "pulumi.json#/Any"}


class Package:
    """Collects the named types that functions use while it describes them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._types: dict[str, Spec] = {}

    def spec(
        self, metadata: Spec, settings: Iterable[Property], functions: Iterable[AnyFunction[C]]
    ) -> Spec:
        """The whole schema; `metadata` is what only a person can say of the package."""
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

    def _function(self, function: AnyFunction[C]) -> Spec:
        return {
            "description": function.description,
            "inputs": self._object(function.arguments, f"Arguments of {function.name}."),
            # The generated Python code takes a union at this level for a dict, and refuses strings.
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
                **self._type(member.annotation if unions else marks(member.annotation)[0]),
                "description": member.description,
                **({"secret": True} if member.secret else {}),
            }
            for member in members
        }

    def _type(self, annotation: object) -> Spec:
        """The type; a type that needs a name of its own is collected."""
        plain, said = marks(annotation)
        if plain is JsonValue:
            return ANY
        for mark in said:
            if isinstance(mark, Open):
                return {"oneOf": [{"type": "string"}, self._enum(mark.values)]}
        if isinstance(plain, type) and issubclass(plain, BaseModel):
            return self._named(plain)
        if get_origin(plain) is list:
            return {"type": "array", "items": self._type(get_args(plain)[0])}
        if get_origin(plain) is dict:
            return {"type": "object", "additionalProperties": self._type(get_args(plain)[1])}
        return {"type": PRIMITIVES[plain]}  # type: ignore[index]  # a KeyError names what is missing

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
                {"name": value.name, "value": value.value, "description": value.description}
                for value in values
            ],
        }
        return {"$ref": f"#/types/{name}"}
