"""Checks fields of models for what Pulumi and its SDKs cannot express."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple, cast

from pydantic import ConfigDict, PydanticUserError, ValidationError, create_model
from pydantic_core import PydanticUndefined, SchemaError

from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.fields import Arguments
from pulumi_python_provider.inference.properties import can_be_none, properties
from pulumi_python_provider.messages import requirement
from pulumi_python_provider.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

OPTIONS = "opts"
"""The parameter of generated Python functions that takes the options of the call."""

PACKAGE_NAME = re.compile(r"[A-Za-z][-A-Za-z0-9_]*")
TOKEN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""Names that Pulumi accepts. Source: https://github.com/pulumi/pulumi/blob/master/pkg/codegen/schema/pulumi.json"""

NUMBER, IDENTIFIER = "(0|[1-9][0-9]*)", "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
VERSION = re.compile(
    rf"{NUMBER}\.{NUMBER}\.{NUMBER}(-{IDENTIFIER}(\.{IDENTIFIER})*)?"
    r"(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)
"""A semantic version. Source: https://semver.org"""

RESERVED_METADATA = {"name", "version", "config", "provider", "types", "resources", "functions"}
"""Keys of a schema that do not come from metadata."""

RESERVED_PACKAGES = {"pulumi", "input"}
RESERVED_TOKENS = {"provider", "pulumi"}
RESERVED_PROPERTY = "pulumi"
RESERVED_SETTING = "version"
"""Names that Pulumi's schema keeps for itself."""

RESERVED_FUNCTIONS = {"config", "doc", "init"}
"""Names of files and modules in SDKs, which a function's own file would replace."""


class DeclaredField(NamedTuple):
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
        """Rejects an alias of an argument or a setting, and a name that Pulumi cannot have."""
        fields = self.model.model_fields
        is_input = issubclass(self.model, (Arguments, Settings))
        if is_input and self.name in fields and fields[self.name].validation_alias is not None:
            raise self.error(
                "it has an alias, but programs use the names of fields. Name the field as "
                "programs write it"
            )
        names = (*fields, *self.model.model_computed_fields)
        others = (one for one in names if one != self.name and fold(one) == fold(self.name))
        if other := next(others, None):
            raise self.error(f"SDKs write it like `{other}`; rename one of them")
        reserved = {RESERVED_PROPERTY}
        for base, taken in ((Arguments, OPTIONS), (Settings, RESERVED_SETTING)):
            if issubclass(self.model, base):
                reserved |= {taken, *vars(base)}
        if self.name in reserved:
            raise self.error(f"`{self.name}` has another meaning in Pulumi or its SDKs; rename it")

    def check_default(self) -> None:
        """Rejects a default that is not of the field's type, which pydantic accepts."""
        declared = self.model.model_fields.get(self.name)
        if declared is None or declared.default is PydanticUndefined:
            return
        if declared.default is None:
            if not can_be_none(declared.annotation):
                raise self.error("its default is None, but its type is without `| None`")
            return
        alone = create_model(
            "Alone",
            __config__=ConfigDict(strict=True, validate_default=True),
            value=(cast("type", declared.annotation), declared),
        )
        try:
            alone()
        except ValidationError as error:
            raise self.error(f"its default {requirement(error.errors()[0])}") from None

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


def check_model(model: type[BaseModel]) -> None:
    """Rejects a model that pydantic cannot build, such as one with an invalid pattern.

    Raises:
        DeclarationError: with pydantic's own text. Otherwise, the first call would fail.
    """
    try:
        model.model_rebuild()
    except (PydanticUserError, SchemaError, TypeError) as error:
        problem = " ".join(str(error).split())
        raise DeclarationError(f"pydantic cannot build {model.__name__}: {problem}") from None


def check_parts(**parts: tuple[object, type | tuple[type, ...], str]) -> None:
    """Rejects parts of a provider of another type. Each has its value, its types and their name.

    Raises:
        DeclarationError: when a value is of none of its types.
    """
    for name, (value, kinds, expected) in parts.items():
        if not isinstance(value, kinds):
            raise DeclarationError(
                f"`{name}` of a Provider must be {expected}, but is of type {type(value).__name__}"
            )


def check_facts(version: str, metadata: Mapping[str, object]) -> None:
    """Rejects a version or metadata that Pulumi cannot read.

    Raises:
        DeclarationError: when the version is not semantic, or the metadata has a reserved key or a
            value that is not JSON.
    """
    try:
        json.dumps(dict(metadata))
    except (TypeError, ValueError) as error:
        raise DeclarationError(f"the metadata must have JSON values: {error}") from None
    if not VERSION.fullmatch(version):
        raise DeclarationError(
            f'"{version}" cannot be the version of a package in Pulumi. It must be a semantic '
            "version, such as 1.0.0 or 1.0.0-rc.1"
        )
    if taken := metadata.keys() & RESERVED_METADATA:
        raise DeclarationError(f"the metadata cannot have {_listed(taken)}: the provider has it")


def check_package(name: str) -> None:
    """Rejects a name that no package can have.

    Raises:
        DeclarationError: when Pulumi does not accept it.
    """
    if not PACKAGE_NAME.fullmatch(name) or name in RESERVED_PACKAGES:
        raise DeclarationError(
            f'"{name}" cannot be the name of a package in Pulumi. It must begin with a letter, and '
            f"have only letters, digits, `-` and `_`. {_listed(RESERVED_PACKAGES)} are reserved"
        )


def check_function(name: str) -> None:
    """Rejects a name that no function can have.

    Raises:
        DeclarationError: when Pulumi or its SDKs do not accept it.
    """
    check_token(name)
    if name.lower() in RESERVED_FUNCTIONS:
        raise DeclarationError(
            f"{name} cannot be the name of a function in Pulumi's SDKs. "
            f"{_listed(RESERVED_FUNCTIONS)} are reserved"
        )


def check_token(name: str) -> None:
    """Rejects a name that no function or type can have.

    Raises:
        DeclarationError: when Pulumi does not accept it.
    """
    if not TOKEN_NAME.fullmatch(name) or name.lower() in RESERVED_TOKENS:
        raise DeclarationError(
            f"{name} cannot be the name of a function or a type in Pulumi. It must have only "
            f"unaccented letters, digits and `_`. {_listed(RESERVED_TOKENS)} are reserved"
        )


def _listed(names: Iterable[str]) -> str:
    *others, last = (f"`{name}`" for name in sorted(names))
    return f"{', '.join(others)} and {last}" if others else last


def fold(name: str) -> str:
    """Normalizes a name, so that names that would collide in some language become equal."""
    return name.replace("_", "").lower()
