"""Finds the values of settings, and describes what is wrong with them.

A value is looked up in the provider's arguments or the stack's configuration, then in the
environment, then in files, if the provider has any. The default comes last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from annotated_types import Ge, Gt, Le
from pydantic import JsonValue, ValidationError
from pydantic_core import PydanticUndefined

from pulumi_python_provider.annotations import marks_of, plain_type
from pulumi_python_provider.errors import ConfigurationError
from pulumi_python_provider.fields import Mark
from pulumi_python_provider.files import Files, Found, Stored
from pulumi_python_provider.given import Given, Place
from pulumi_python_provider.messages import check_conflicts, requirement, suggestion
from pulumi_python_provider.settings import Settings, Sources, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from pulumi_python_provider.log import Log
    from pulumi_python_provider.messages import Quote
    from pulumi_python_provider.redaction import Redactor

S = TypeVar("S", bound=Settings)

OF_KIND_OR_RANGE = ("bool_", "int_", "float_", "string_", "finite_", "greater_", "less_")
"""The first parts of pydantic's names for errors in the type of a scalar, or in its range."""

MAX_COMPARED_NAMES = 100
"""The most unknown names to compare with settings: comparing takes time."""


class Resolver(NamedTuple):
    """Looks settings up in the environment and in files."""

    environment: Mapping[str, str]
    home: Path | None
    files: Files | None

    def resolve(self, model: type[S], given: Given, redactor: Redactor, log: Log) -> S:
        """Returns the settings in force, and adds the secret ones to the redactor.

        Raises:
            ConfigurationError: one message that names every problem; for a missing required
                setting, it names every way to set it.
        """
        stored = self._stored(model, given, redactor)
        for sentence in stored.ignored:
            log.warning(sentence)
        candidates = self._candidates(model, given, stored.values, redactor)
        found = {name: values[0] for name, values in candidates.items() if values}
        settings, problems = _validate(model, found, redactor)
        problems += [
            self._missing(name, model, given, stored)
            for name, declared in model.model_fields.items()
            if declared.is_required() and name not in found
        ]
        if settings is not None:
            origins = {name: one.origin for name, one in found.items()}
            settings._origins.update(origins)  # noqa: SLF001  # only known here
            for name in model.model_fields:  # validators can change their values
                _add_secret(model, name, getattr(settings, name), redactor)
            problems += check_conflicts(model, settings.conflicts(), redactor)
        if settings is None or problems:
            raise ConfigurationError(f"the {given.package} provider's configuration", problems)
        return settings

    def _stored(self, model: type[Settings], given: Given, redactor: Redactor) -> Stored:
        if self.files is None:
            return Stored()
        outside = self._candidates(model, given, {}, redactor)
        return self.files.read(self.home, lambda name: next(iter(outside[name]), None), redactor)

    def _candidates(
        self,
        model: type[Settings],
        given: Given,
        stored: Mapping[str, Found],
        redactor: Redactor,
    ) -> dict[str, list[Found]]:
        """Returns each setting's values, the effective one first; the redactor gets all secrets."""
        candidates = {
            name: list(self._found(given, stored, name, sources))
            for name, sources in sources_of(model).items()
        }
        for name, found in candidates.items():
            default = model.model_fields[name].default
            for value in [*(one.value for one in found), default]:
                _add_secret(model, name, value, redactor)
        return candidates

    def _found(
        self, given: Given, stored: Mapping[str, Found], name: str, sources: Sources
    ) -> Iterator[Found]:
        if name in given.values:
            yield Found(given.values[name], given.origin(name))
        for variable in sources.variables:
            text = self.environment.get(variable)
            if text or (sources.empty_counts and text is not None):
                yield Found(text, f"the environment variable {variable}")
        found = stored.get(sources.key or "")
        if found is not None and found.value not in (None, ""):
            yield found

    def _missing(self, name: str, model: type[Settings], given: Given, stored: Stored) -> str:
        file = self.files.name if self.files else ""
        elsewhere = sources_of(model)[name].describe(", or ", file)
        explicit = given.place is Place.ARGUMENT
        note = " (an explicit provider does not read stack configuration)" if explicit else ""
        ignored = f". {' '.join(stored.ignored)}" if stored.ignored else ""
        origin = given.origin(name)
        ways = ", or ".join(filter(None, [f"{origin}{note}" if origin else "", elsewhere]))
        return f"there is no `{name}`{f': set {ways}' if ways else ''}{ignored}"


def _add_secret(model: type[Settings], name: str, value: object, redactor: Redactor) -> None:
    """Adds the value of a setting to the redactor if it is secret."""
    is_secret = Mark.SECRET in marks_of(model.model_fields[name])
    if is_secret and value not in (None, PydanticUndefined):
        redactor.add(name, str(value))


def check(model: type[Settings], given: Given, redactor: Redactor) -> list[str]:
    """Lists the problems of the given settings, whatever the environment and files hold.

    Leaves out problems of all settings together, as some may come from elsewhere.
    Names that resemble no setting are accepted: a project with the package's name has its own
    configuration under the same prefix.
    """
    found = {
        name: Found(value, given.origin(name))
        for name, value in given.values.items()
        if name in model.model_fields
    }
    redactor = redactor.including(())
    for name, one in found.items():
        _add_secret(model, name, one.value, redactor)
    return [
        *unknown_settings(model, given.values, redactor.quote, resembling=True),
        *_validate(model, found, redactor, together=False)[1],
    ]


def unknown_settings(
    model: type[Settings], names: Iterable[str], quote: Quote, *, resembling: bool = False
) -> list[str]:
    """Describes the names that are not settings; with `resembling`, only those like a setting."""
    known = model.model_fields
    unknown = [name for name in names if name not in known]
    meant = {name: suggestion(name, known) for name in unknown[:MAX_COMPARED_NAMES]}
    return [
        f"`{quote(name)}` is not a setting{meant.get(name, '')}"
        for name in unknown
        if meant.get(name) or not resembling
    ]


def _validate(
    model: type[S], found: Mapping[str, Found], redactor: Redactor, *, together: bool = True
) -> tuple[S | None, list[str]]:
    """Returns the settings, or the problems of the values without the values themselves.

    With `together`, these include problems of all settings together.
    """
    values = {name: _readable(model, name, one.value) for name, one in found.items()}
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, [
            _describe(model, problem, found, redactor)
            for problem in error.errors(include_url=False, include_input=False)
            if problem["type"] != "missing" and (together or problem["loc"])
        ]


def _describe(
    model: type[Settings], problem: ErrorDetails, found: Mapping[str, Found], redactor: Redactor
) -> str:
    """Describes a problem with one setting, or with all of them together."""
    if not problem["loc"]:
        return requirement(problem, redactor)
    name = str(problem["loc"][0])
    origin = f" (from {found[name].origin})" if found[name].origin else ""
    must = _requirement(model.model_fields[name], problem, redactor)
    return f"`{name}`{origin} {must}"


def _readable(model: type[Settings], name: str, value: JsonValue) -> JsonValue:
    """Returns a value in the form in which pydantic reads what the program means.

    pydantic would accept `true` as the number 1. The SDKs of Python and TypeScript send numbers and
    booleans as JSON, so a number that the program gives as text arrives in quotation marks.
    """
    kind = plain_type(model.model_fields[name].annotation)
    if isinstance(value, bool) and kind in {int, float}:
        return str(value)
    if isinstance(value, str) and kind in {bool, int, float}:
        return re.sub(r'^"([^"]+)"$', r"\1", value)
    return value


def _requirement(declared: FieldInfo, problem: ErrorDetails, redactor: Redactor) -> str:
    """Describes what a setting must be. For a number outside its range, that is the whole range."""
    if not problem["type"].startswith(OF_KIND_OR_RANGE):
        return requirement(problem, redactor)
    kind = plain_type(declared.annotation)
    low = next((mark for mark in declared.metadata if isinstance(mark, (Ge, Gt))), None)
    high = next((mark for mark in declared.metadata if isinstance(mark, Le)), None)
    number = "whole number" if kind is int else "number"
    if kind is bool:
        return "must be true or false"
    if isinstance(low, Ge) and isinstance(high, Le):
        return f"must be a {number} from {low.ge} to {high.le}"
    if isinstance(low, Gt) and isinstance(high, Le):
        return f"must be a {number} greater than {low.gt:g} and at most {high.le:g}"
    return requirement(problem)
