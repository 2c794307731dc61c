"""The provider's configuration and where each value of it comes from.

In this order: the program's provider arguments or stack configuration, the environment, the files
below `~/.prime` as Prime Intellect's own client reads them, a default.
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

PRODUCTION = "production"
LONGEST_URL = 2000
DEFAULT_BASE_URL = "https://api.primeintellect.ai"
UNREADABLE = (OSError, ValueError, RecursionError)
"""What reading a JSON file can raise."""


@dataclass(frozen=True)
class Sources:
    """Where a setting is looked for after the program: in which variables, under which file key.

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
        raise ValueError("must be there and hold no spaces, line breaks or non-ASCII characters")
    return key


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
        raise ValueError("must not hold credentials: use apiKey")
    if parts.query or parts.fragment:
        raise ValueError("must hold no more than scheme, host and path")
    return url.rstrip("/").removesuffix("/api/v1")


class Settings(BaseModel):
    """The settings a program can give. Numbers may arrive as text: stack configuration is text.

    A key that is missing is empty, for it may still come from elsewhere; one that is given is not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    apiKey: Annotated[
        str, AfterValidator(_printable), Sources(("PRIME_API_KEY",), "api_key"), Mark.SECRET
    ] = Field("", description="API key of the Prime Intellect account, required.", repr=False)
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
    """Problems of what a program gives, whatever the environment and the files hold.

    Settings that nothing resembles are left alone: a project that is itself called
    `primeintellect` has its own configuration in the same namespace.
    """
    origins = dict.fromkeys(given, "the program")
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
    context = given.get("context") or environment.get(SOURCES["context"].variables[0])
    stored, unreadable = _stored(home, context)
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
            "there is no API key: set the provider argument or stack configuration "
            f"{NAMESPACE}:apiKey, or {SOURCES['apiKey'].describe(', or ')}{unreadable}"
        )
    if found is None or problems:
        raise ConfigurationError(f"the {NAMESPACE} provider's configuration", problems)
    return found


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


def _validated(
    values: Mapping[str, JsonValue], origins: dict[str, str]
) -> tuple[Configuration | None, list[str]]:
    """The configuration, or what is wrong with the values, without showing any."""
    try:
        return Configuration.model_validate({**values, "origins": origins}), []
    except ValidationError as error:
        return None, [
            f"`{found['loc'][0]}` (from {origins[str(found['loc'][0])]}) {demand(found)}"
            for found in error.errors(include_url=False, include_input=False)
        ]


def _stored(home: Path | None, context: JsonValue) -> tuple[dict[str, JsonValue], str]:
    """What the files say: `config.json`, overlaid by the profile that `context` names.

    An unreadable `config.json` counts as empty, as it does for Prime Intellect's client; the text
    says so, as the end of a sentence.
    """
    stored: dict[str, JsonValue] = {}
    unreadable = ""
    try:
        stored = _read_object(home, "config.json")
    except FileNotFoundError:
        pass
    except UNREADABLE:
        unreadable = " (~/.prime/config.json is there, but is no readable JSON object)"
    if not context:
        return stored, unreadable
    return stored | _profile(home, str(context)), unreadable


def _profile(home: Path | None, name: str) -> dict[str, JsonValue]:
    if name.casefold() == PRODUCTION:
        return {"base_url": DEFAULT_BASE_URL, "team_id": None}
    if re.fullmatch(r"[a-zA-Z0-9_-]+", name) is None:
        problem = "its name may have letters, digits, `_` and `-` only"
        raise ConfigurationError("the context cannot be used", [problem])
    try:
        return _read_object(home, f"environments/{name}.json")
    except FileNotFoundError:
        problem = f"there is no ~/.prime/environments/{name}.json"
    except UNREADABLE:
        problem = f"~/.prime/environments/{name}.json is no readable JSON object"
    raise ConfigurationError(f"the context {name} cannot be used", [problem])


def _read_object(home: Path | None, name: str) -> dict[str, JsonValue]:
    if home is None:
        raise FileNotFoundError
    content: JsonValue = json.loads((home / ".prime" / name).read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("it holds something else")  # noqa: TRY004  # malformed like bad JSON
    return content
