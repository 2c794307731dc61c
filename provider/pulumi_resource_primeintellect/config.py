"""The provider's configuration and where each value of it comes from.

In this order: provider arguments or stack configuration, the environment, the files below
`~/.prime` as Prime Intellect's own client reads them, a default.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pulumi_resource_primeintellect import NAMESPACE
from pulumi_resource_primeintellect.errors import ConfigurationError
from pulumi_resource_primeintellect.fields import Mark
from pulumi_resource_primeintellect.problems import demand, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

GIVEN = f"the provider argument or stack configuration {NAMESPACE}:"
"""The origin of what the engine passes on: it does not say which of the two a setting is from."""

PRODUCTION = "production"
LONGEST_URL = 2000
DEFAULT_BASE_URL = "https://api.primeintellect.ai"
UNREADABLE = (OSError, ValueError, RecursionError)
"""What reading a JSON file can raise."""

Stored = dict[str, tuple[JsonValue, str]]
"""What files say, by key: a value and the file that it is from."""


@dataclass(frozen=True)
class Sources:
    """Where a setting that is not given is looked for: in which variables, under which file key.

    Where `empty_counts`, a variable that is set but empty is an answer, too.
    """

    variables: tuple[str, ...]
    key: str | None = None
    empty_counts: bool = False

    def describe(self, between: str) -> str:
        """All of them in words."""
        stored = [f"`{self.key}` in `~/.prime/config.json`"] if self.key else []
        named = [*(f"`{variable}`" for variable in self.variables), *stored]
        return f"the environment variable {between.join(named)}"


def _printable(key: str) -> str:
    if re.fullmatch(r"[!-~]+", key) is None:
        raise ValueError("must not be empty or contain spaces, line breaks or non-ASCII characters")
    return key


def _team(team: str | None) -> str | None:
    if team and not team.strip():
        raise ValueError("must be a team's ID, or empty for the personal account, but not blank")
    return team or None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _address(url: str) -> str:
    """The URL as Prime Intellect's client normalises it, without a trailing `/api/v1`."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
        _ = parts.port
        if host and re.fullmatch(r"[0-9.]+|.*:.*", host):
            ip_address(host.partition("%")[0])
    except ValueError:  # its text quotes what may be a password
        raise ValueError(
            "must be a URL with a valid host and port, such as https://api.example.com"
        ) from None
    if len(url) > LONGEST_URL:
        raise ValueError(f"must have at most {LONGEST_URL} characters")
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[^!-~]", url):
        raise ValueError("must be an http or https URL, such as https://api.example.com")
    if user is not None:
        raise ValueError("must not contain credentials: use apiKey")
    if parts.query or parts.fragment:
        raise ValueError("must have only a scheme, a host and a path")
    return url.rstrip("/").removesuffix("/api/v1")


class Settings(BaseModel):
    """The settings that can be given. Numbers may arrive as text: stack configuration is text.

    A key that is missing is empty, for it may still come from elsewhere; one that is given is not.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    apiKey: Annotated[
        str, AfterValidator(_printable), Sources(("PRIME_API_KEY",), "api_key"), Mark.SECRET
    ] = Field("", description="API key of the Prime Intellect account, required.", repr=False)
    teamId: Annotated[
        str | None,
        AfterValidator(_team),
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
        "`production` is built in. Other settings and environment variables go before it.",
    )
    allowInsecureHttp: Annotated[bool, Sources(("PRIME_ALLOW_INSECURE_HTTP",))] = Field(
        default=False,
        description="Whether the API key may be sent over plain http to other hosts than this "
        "one. Anyone on the way can then read it.",
    )
    requestTimeout: Annotated[float, Sources(("PRIME_REQUEST_TIMEOUT",))] = Field(
        30.0,
        gt=0,
        le=3600,
        description="Seconds that one request may take, from connecting to its last byte.",
    )
    invokeTimeout: Annotated[float, Sources(("PRIME_INVOKE_TIMEOUT",))] = Field(
        300.0,
        gt=0,
        le=86400,
        description="Seconds that one call of a function may take, retries and waiting included.",
    )
    maxRetries: Annotated[int, Sources(("PRIME_MAX_RETRIES",))] = Field(
        4, ge=0, le=20, description="How often a failed request is sent again; 0 for never."
    )
    maxConcurrency: Annotated[int, Sources(("PRIME_MAX_CONCURRENCY",))] = Field(
        8, ge=1, le=100, description="How many requests are under way at once."
    )

    @property
    def is_local(self) -> bool:
        """Whether the API runs on this machine."""
        return _is_loopback(urlsplit(self.baseUrl).hostname or "")

    @property
    def exposes_the_key(self) -> bool:
        """Whether the key would travel unencrypted to another machine, and nobody allowed that."""
        is_plain = urlsplit(self.baseUrl).scheme == "http"
        return is_plain and not self.is_local and not self.allowInsecureHttp


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
    """Problems of what is given, whatever the environment and the files hold.

    Settings that nothing resembles are left alone: a project that is itself called
    `primeintellect` has its own configuration in the same namespace.
    """
    origins = {name: f"{GIVEN}{name}" for name in given}
    unknown = {name: suggestion(name, SOURCES) for name in given if name not in SOURCES}
    return [
        *(f"`{name}` is not a setting{meant}" for name, meant in unknown.items() if meant),
        *_validated({name: given[name] for name in given if name in SOURCES}, origins)[1],
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
    contexts = _candidates("context", SOURCES["context"], (given, environment, {}))
    stored, unreadable = _stored(home, next((found for found in contexts if found[0]), None))
    values: dict[str, JsonValue] = {}
    origins: dict[str, str] = {}
    for name, sources in SOURCES.items():
        for value, origin in _candidates(name, sources, (given, environment, stored)):
            values[name], origins[name] = value, origin
            break
    found, problems = _validated(values, origins)
    if found is not None and found.exposes_the_key:
        problems.append(
            f"`baseUrl` (from {origins['baseUrl']}) must be https, or the API key would travel "
            "over plain http to another host; allowInsecureHttp allows that"
        )
    if "apiKey" not in values:
        problems.append(
            f"there is no API key: set {GIVEN}apiKey, "
            f"or {SOURCES['apiKey'].describe(', or ')}{unreadable}"
        )
    if found is None or problems:
        raise ConfigurationError(f"the {NAMESPACE} provider's configuration", problems)
    return found


def _candidates(
    name: str,
    sources: Sources,
    layers: tuple[Mapping[str, JsonValue], Mapping[str, str], Stored],
) -> Iterator[tuple[JsonValue, str]]:
    """Values for a setting and where each comes from, the one that counts first."""
    given, environment, stored = layers
    if name in given:
        yield given[name], f"{GIVEN}{name}"
    for variable in sources.variables:
        if environment.get(variable) or (sources.empty_counts and variable in environment):
            yield environment[variable], f"the environment variable {variable}"
    value, file = stored.get(sources.key or "", (None, ""))
    if value:
        yield value, f"{sources.key} in {file}"


def _validated(
    values: Mapping[str, JsonValue], origins: dict[str, str]
) -> tuple[Configuration | None, list[str]]:
    """The configuration, or what is wrong with the values, without showing any."""
    try:
        return Configuration.model_validate({**values, "origins": origins}), []
    except ValidationError as error:
        return None, [
            f"`{found['loc'][0]}` (from {origins[str(found['loc'][0])]}) {_demand(found)}"
            for found in error.errors(include_url=False, include_input=False)
        ]


def _demand(error: ErrorDetails) -> str:
    """What is asked of a setting. For a number that is its whole range, whatever is wrong."""
    wanted = Settings.model_json_schema()["properties"][error["loc"][0]]
    kind = wanted.get("type")
    if kind == "boolean":
        return "must be true or false"
    if kind == "integer":
        return f"must be a whole number from {wanted['minimum']} to {wanted['maximum']}"
    if kind == "number":
        least, most = wanted["exclusiveMinimum"], wanted["maximum"]
        return f"must be a number greater than {least:g} and at most {most:g}"
    return demand(error)


def _stored(home: Path | None, context: tuple[JsonValue, str] | None) -> tuple[Stored, str]:
    """What the files say: `config.json`, overlaid by the profile that `context` names.

    An unreadable `config.json` counts as empty, as it does for Prime Intellect's client; the text
    says so, as the end of a sentence.
    """
    stored: Stored = {}
    unreadable = ""
    try:
        stored = _read_object(home, "config.json")
    except FileNotFoundError:
        pass
    except UNREADABLE:
        unreadable = " (~/.prime/config.json is there, but is not a readable JSON object)"
    if not context:
        return stored, unreadable
    name, origin = str(context[0]), context[1]
    return stored | _profile(home, name, origin), unreadable


def _profile(home: Path | None, name: str, origin: str) -> Stored:
    if name.casefold() == PRODUCTION:
        built_in = "the built-in context"
        return {"base_url": (DEFAULT_BASE_URL, built_in), "team_id": (None, built_in)}
    if re.fullmatch(r"[a-zA-Z0-9_-]+", name) is None:
        problem = "its name may have letters, digits, `_` and `-` only"
        raise ConfigurationError(f"the context (from {origin}) cannot be used", [problem])
    try:
        return _read_object(home, f"environments/{name}.json")
    except FileNotFoundError:
        problem = f"there is no ~/.prime/environments/{name}.json"
    except UNREADABLE:
        problem = f"~/.prime/environments/{name}.json is not a readable JSON object"
    raise ConfigurationError(f"the context {name} (from {origin}) cannot be used", [problem])


def _read_object(home: Path | None, name: str) -> Stored:
    if home is None:
        raise FileNotFoundError
    content: JsonValue = json.loads((home / ".prime" / name).read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("it holds something else")  # noqa: TRY004  # malformed like bad JSON
    return {key: (value, f"~/.prime/{name}") for key, value in content.items()}
