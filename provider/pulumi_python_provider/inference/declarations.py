"""Checks fields of models for what Pulumi and its SDKs cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.fields import Arguments
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.settings import Settings

if TYPE_CHECKING:
    from pydantic import BaseModel

OPTIONS = "opts"
"""The parameter of generated Python functions that has the options of the call."""


class Place(NamedTuple):
    """A field of a model.

    Raises:
        DeclarationError: from each check that fails. The message names the field.
    """

    model: type[BaseModel]
    name: str

    def error(self, problem: str) -> DeclarationError:
        """Returns an error about this field."""
        return DeclarationError(f"{self.model.__name__}.{self.name}: {problem}")

    def check_name(self) -> None:
        """Rejects an alias of an argument or a setting, and a name that no SDK could have."""
        fields = self.model.model_fields
        is_input = issubclass(self.model, (Arguments, Settings))
        if is_input and self.name in fields and fields[self.name].validation_alias is not None:
            raise self.error(
                "it has an alias, but programs use the names of fields. Name the field as "
                "programs write it"
            )
        others = (one for one in fields if one != self.name and _fold(one) == _fold(self.name))
        if other := next(others, None):
            raise self.error(f"SDKs write it like `{other}`; rename one of them")
        if issubclass(self.model, Arguments) and self.name == OPTIONS:
            raise self.error(f"`{OPTIONS}` has another meaning in SDKs; rename it")

    def check_nested(self, model: type[BaseModel]) -> None:
        """Rejects a model that the type of the field must not contain."""
        if issubclass(self.model, Arguments) and not issubclass(model, Arguments):
            raise self.error(
                f"{model.__name__} must be a subclass of Arguments, as its values come from "
                "programs"
            )
        if any(member.encoded for member in properties(model)):
            raise self.error(
                f"{model.__name__} has a list of Encoded records, which only the result of a "
                "function can have, and not a part of it"
            )


def _fold(name: str) -> str:
    """Normalizes a name: names that become equal in some language become equal."""
    return name.replace("_", "").lower()
