"""The provider's configuration and where each value of it comes from.

In this order: the program's provider arguments or stack configuration, the environment, the files
below `~/.prime` as Prime Intellect's own client reads them, a default.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pulumi_resource_primeintellect.errors import ConfigurationError
from pulumi_resource_primeintellect.fields import Mark
from pulumi_resource_primeintellect.problems import demand, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NAMESPACE = "primeintellect"
PRODUCTION = "production"
DEFAULT_BASE_URL = "https://api.primeintellect.ai"


@dataclass(frozen=True)
class Sources:
    """Where a setting is looked for after the program: in which variables, under which file key.

    Where `empty_counts`, a variable that is set but empty is an answer, too.
    """

    variables: tuple[str, ...]
    key: str | None = None
    empty_counts: bool = False

    def describe(self, name: str) -> str:
        """Every way to set it."""
        return ", ".join(
            (
                f"the provider argument or stack configuration {NAMESPACE}:{name}",
                *(f"the environment variable {variable}" for variable in self.variables),
                *([f"{self.key} in ~/.prime/config.json"] if self.key else []),
            )
        )


def _printable(key: str) -> str:
    if re.fullmatch(r"[!-~]+", key) is None:
        raise ValueError("it is empty or holds spaces, line breaks or characters beyond ASCII")
    return key


def _address(url: str) -> str:
    """The URL as Prime Intellect's client normalises it, without a trailing `/api/v1`."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"it is not a URL ({error})") from None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[^!-~]", url):
        raise ValueError("it is not an http or https URL, such as https://api.example.com")
    if user is not None:
        raise ValueError("it holds credentials: use apiKey")
    if parts.query or parts.fragment:
        raise ValueError("it holds more than scheme, host and path")
    return url.rstrip("/").removesuffix("/api/v1")


class Settings(BaseModel):
    """The settings a program can give. Numbers may arrive as text: stack configuration is text."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    apiKey: Annotated[
        str, AfterValidator(_printable), Sources(("PRIME_API_KEY",), "api_key"), Mark.SECRET
    ] = Field(description="API key of the Prime Intellect account.", repr=False)
    teamId: Annotated[
        str | None,
        AfterValidator(lambda team: team or None),
        Sources(("PRIME_TEAM_ID",), "team_id", empty_counts=True),
    ] = Field(
        None,
        description="ID of the team whose sandboxes are listed where a call names none. "
        "Empty for the personal account.",
    )
    baseUrl: Annotated[
        str,
        AfterValidator(_address),
        Sources(("PRIME_API_BASE_URL", "PRIME_BASE_URL"), "base_url"),
    ] = Field(DEFAULT_BASE_URL, description="Address of the API.")
    context: Annotated[str | None, Sources(("PRIME_CONTEXT",))] = Field(
        None,
        description="Name of a profile of the `prime` command line: "
        "`~/.prime/environments/NAME.json` is read over `~/.prime/config.json`. "
        "`production` is built in.",
    )
    requestTimeout: Annotated[float, Sources(("PRIME_REQUEST_TIMEOUT",))] = Field(
        30.0,
        gt=0,
        le=3600,
        description="Seconds that one request may take, from connecting to its last byte.",
    )
    maxRetries: Annotated[int, Sources(("PRIME_MAX_RETRIES",))] = Field(
        4, ge=0, le=20, description="How often a failed request is sent again; 0 for never."
    )
    maxConcurrency: Annotated[int, Sources(("PRIME_MAX_CONCURRENCY",))] = Field(
        8, ge=1, le=100, description="How many requests are under way at once."
    )


class Configuration(Settings):
    """Settings from all sources; `origins` says in words where each given one came from."""

    origins: dict[str, str]


SOURCES: dict[str, Sources] = {
    name: mark
    for name, field in Settings.model_fields.items()
    for mark in field.metadata
    if isinstance(mark, Sources)
}


def check(given: Mapping[str, JsonValue]) -> list[str]:
    """Problems of what a program gives, whatever the environment and the files hold.

    Settings that nothing resembles are left alone: a project that is itself called
    `primeintellect` has its own configuration in the same namespace.
    """
    origins = dict.fromkeys(given, "the program")
    unknown = {name: suggestion(name, SOURCES) for name in given if name not in SOURCES}
    return [
        *(f"`{name}` is not a setting{meant}" for name, meant in unknown.items() if meant),
        *_problems({name: given[name] for name in given if name in SOURCES}, origins),
    ]


def resolve(
    given: Mapping[str, JsonValue], environment: Mapping[str, str], home: Path | None
) -> Configuration:
    """The configuration in force.

    `home` is the user's home directory, if there is one.

    Raises:
        ConfigurationError: one message that names every problem, and where there is no API key
            every way to set one.
    """
    context = given.get("context") or environment.get(SOURCES["context"].variables[0])
    stored = _stored(home, context)
    values: dict[str, JsonValue] = {}
    origins: dict[str, str] = {}
    for name, sources in SOURCES.items():
        for value, origin in _candidates(name, sources, (given, environment, stored)):
            values[name], origins[name] = value, origin
            break
    problems = _problems(values, origins)
    if "apiKey" not in values:
        problems.append(f"there is no API key: set {SOURCES['apiKey'].describe('apiKey')}")
    if problems:
        raise ConfigurationError(f"the {NAMESPACE} provider's configuration", problems)
    return Configuration.model_validate({**values, "origins": origins})


def _candidates(
    name: str,
    sources: Sources,
    layers: tuple[Mapping[str, JsonValue], Mapping[str, str], Mapping[str, JsonValue]],
) -> Iterator[tuple[JsonValue, str]]:
    """Values for a setting and where each comes from, the one that counts first."""
    given, environment, stored = layers
    if name in given:
        yield given[name], f"{NAMESPACE}:{name}"
    for variable in sources.variables:
        if environment.get(variable) or (sources.empty_counts and variable in environment):
            yield environment[variable], f"environment variable {variable}"
    if sources.key and stored.get(sources.key):
        yield stored[sources.key], f"{sources.key} in ~/.prime"


def _problems(values: Mapping[str, JsonValue], origins: Mapping[str, str]) -> list[str]:
    """What is wrong with the values that are there, without showing any."""
    try:
        Settings.model_validate(dict(values))
    except ValidationError as error:
        return [
            f"`{found['loc'][0]}` (from {origins[str(found['loc'][0])]}): {demand(found)}"
            for found in error.errors(include_url=False, include_input=False)
            if found["type"] != "missing"
        ]
    return []


def _stored(home: Path | None, context: JsonValue) -> dict[str, JsonValue]:
    """What the files say: `config.json`, overlaid by the profile that `context` names."""
    if home is None:
        return {}
    folder = home / ".prime"
    try:
        stored = _read_object(folder / "config.json")
    except (OSError, ValueError):
        stored = {}  # Prime Intellect's client takes an unreadable one for an empty one, too
    if not context:
        return stored
    name = str(context)
    if name.casefold() == PRODUCTION:
        return stored | {"base_url": DEFAULT_BASE_URL, "team_id": None}
    if re.fullmatch(r"[a-zA-Z0-9_-]+", name) is None:
        problem = "a context's name has letters, digits, `_` and `-` only"
        raise ConfigurationError("context", [problem])
    try:
        return stored | _read_object(folder / "environments" / f"{name}.json")
    except (OSError, ValueError) as error:
        problem = f"~/.prime/environments/{name}.json is no readable JSON object ({error})"
        raise ConfigurationError(f"context {name}", [problem]) from None


def _read_object(path: Path) -> dict[str, JsonValue]:
    content: JsonValue = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("it holds something else")  # noqa: TRY004  # malformed like bad JSON
    return content
