from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import pytest
from framework.library import PROVIDER, LibrarySettings
from pulumi_python_provider import (
    ConfigurationError,
    Provider,
    Redactor,
    Secret,
    Settings,
    Sources,
)
from pulumi_python_provider.files import Files, Found, Stored, find_home
from pulumi_python_provider.given import Given, Place
from pulumi_python_provider.resolver import Resolver, check
from pulumi_python_provider.testing import MemoryLog
from pydantic import Field, PositiveInt, field_validator, model_validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import JsonValue

TOKEN = {"LIBRARY_TOKEN": "token-of-environment"}
GIVEN = "the stack configuration library:"
REDACTOR = Redactor()
SUBJECT = "the library provider's configuration: "


def resolve(  # noqa: PLR0913  # keywords, but for the places where values come from
    given: Mapping[str, JsonValue],
    environment: Mapping[str, str],
    home: Path | None = None,
    *,
    place: Place = Place.STACK,
    redactor: Redactor | None = None,
    log: MemoryLog | None = None,
) -> LibrarySettings:
    resolver = Resolver(environment, home, PROVIDER.files)
    found = Given(given, "library", place)
    return resolver.resolve(LibrarySettings, found, redactor or Redactor(), log or MemoryLog())


def problem(
    given: dict[str, JsonValue],
    environment: dict[str, str],
    home: Path | None = None,
    *,
    place: Place = Place.STACK,
) -> str:
    with pytest.raises(ConfigurationError) as raised:
        resolve(given, environment, home, place=place)
    return str(raised.value).removeprefix(SUBJECT)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    content = {
        "main": {"token": "token-of-file", "branch": "branch-of-file"},
        "east": {"token": "token-of-east"},
        "empty": {"token": ""},
    }
    (tmp_path / ".library.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


def test_a_program_comes_before_the_environment_and_that_before_files_and_the_default(
    home: Path,
) -> None:
    given: dict[str, JsonValue] = {"patience": 3, "quiet": False}
    environment = TOKEN | {"LIBRARY_LIMIT": "7"}
    found = resolve(given, environment, home)
    assert found.model_dump() == {
        "token": "token-of-environment",
        "branch": "branch-of-file",
        "maxBooks": 7,
        "patience": 3.0,
        "quiet": False,
        "password": None,
    }
    assert {name: found.origin(name) for name in LibrarySettings.model_fields} == {
        "token": "the environment variable LIBRARY_TOKEN",
        "branch": "branch in ~/.library.json",
        "maxBooks": "the environment variable LIBRARY_LIMIT",
        "patience": f"{GIVEN}patience",
        "quiet": f"{GIVEN}quiet",
        "password": "the default",
    }
    assert resolve({"token": "t"}, environment, home).token == "t"


def test_the_first_variable_that_is_set_counts_and_an_empty_one_only_where_it_may() -> None:
    environment = TOKEN | {"LIBRARY_LIMIT": "7", "LIBRARY_MAX_BOOKS": "8"}
    assert resolve({}, environment).maxBooks == 8
    environment |= {"LIBRARY_MAX_BOOKS": "", "LIBRARY_BRANCH": ""}
    found = resolve({}, environment)
    assert (found.maxBooks, found.branch) == (7, "")


def test_an_argument_of_an_explicit_provider_is_called_so() -> None:
    found = resolve({"token": "t"}, {}, place=Place.ARGUMENT)
    assert found.origin("token") == "the provider argument token"


def test_files_are_read_with_what_is_set_elsewhere_in_mind(home: Path) -> None:
    assert resolve({"branch": "east"}, {}, home).token == "token-of-east"
    assert resolve({}, {"LIBRARY_BRANCH": "east"}, home).token == "token-of-east"
    assert problem({"branch": "west"}, TOKEN, home) == 'there is no branch "west"'


def test_a_missing_setting_is_told_with_every_way_to_set_it(home: Path) -> None:
    elsewhere = ", or the environment variable `LIBRARY_TOKEN`, or `token` in `~/.library.json`"
    assert problem({}, {}, home / "x") == f"there is no `token`: set {GIVEN}token{elsewhere}"
    assert problem({"branch": "empty"}, {}, home).endswith(elsewhere)
    assert problem({}, {}, place=Place.ARGUMENT) == (
        "there is no `token`: set the provider argument token (an explicit provider does not read "
        f"stack configuration){elsewhere}"
    )


class Bare(Settings):
    first: str = Field(description="Something.")
    second: Annotated[str, Sources(key="second")] = Field(description="Something else.")


def test_a_missing_setting_is_told_without_sources_that_it_lacks() -> None:
    with pytest.raises(ConfigurationError) as raised:
        Resolver({}, None, PROVIDER.files).resolve(Bare, Given({}, "bare"), Redactor(), MemoryLog())
    assert raised.value.problems == (
        "there is no `first`: set the stack configuration bare:first",
        (
            "there is no `second`: set the stack configuration bare:second, or `second` in "
            "`~/.library.json`"
        ),
    )


def test_without_sources_a_missing_setting_is_told_by_its_name_alone() -> None:
    with pytest.raises(ConfigurationError) as raised:
        Resolver({}, None, None).resolve(
            Bare, Given({}, "bare", origin_of=lambda _: ""), Redactor(), MemoryLog()
        )
    assert raised.value.problems == ("there is no `first`", "there is no `second`")


RANGED = "the stack configuration ranged:"


class Ranged(Settings):
    low: Annotated[int, Sources(key="low")] = Field(3, ge=0, le=9)
    high: float | None = Field(None, ge=0.5, le=1.5)
    any: float = 1.0
    verify: Annotated[bool, Sources(key="verify")] = True

    @model_validator(mode="after")
    def _check(self) -> Ranged:
        if self.high is not None and self.low > self.high:
            raise ValueError("`low` is more than `high`")
        return self


def ranged(given: dict[str, JsonValue], stored: dict[str, Found] | None = None) -> Ranged:
    files = Files("~/.ranged", lambda *_: Stored(stored or {}))
    resolver = Resolver({}, None, files)
    return resolver.resolve(Ranged, Given(given, "ranged"), Redactor(), MemoryLog())


def test_false_and_zero_in_a_file_are_values_and_null_and_empty_ones_are_not() -> None:
    found = ranged({}, {"verify": Found(value=False, origin="file"), "low": Found(0, "file")})
    assert (found.verify, found.low) == (False, 0)
    found = ranged({}, {"verify": Found(None, "file"), "low": Found("", "file")})
    assert (found.verify, found.low) == (True, 3)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"low": 2, "high": 1}, "`low` is more than `high`"),
        (
            {"high": 9},
            f"`high` (from {RANGED}high) must be a number from 0.5 to 1.5",
        ),
        ({"any": "inf"}, f"`any` (from {RANGED}any) must be a finite number"),
        (
            {"high": True},
            f"`high` (from {RANGED}high) must be a number from 0.5 to 1.5",
        ),
    ],
)
def test_what_a_setting_must_be_is_told_as_it_is_declared(
    given: dict[str, JsonValue], told: str
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        ranged(given)
    assert raised.value.problems == (told,)


def test_a_default_is_described_with_all_of_its_digits() -> None:
    class Large(Settings):
        size: int = Field(10_000_000, ge=1, le=20_000_000, description="Size.")

    spec = json.loads(Provider("large", "1.0.0", [], settings=Large).schema())
    assert spec["config"]["variables"]["size"]["description"] == "Size. Default: `10000000`."


def test_a_file_that_is_ignored_is_a_warning_and_a_reason_for_a_missing_setting(
    tmp_path: Path,
) -> None:
    (tmp_path / ".library.json").write_bytes(b"{")
    log = MemoryLog()
    assert resolve({}, TOKEN, tmp_path, log=log).branch is None
    ignored = "~/.library.json is ignored: it is not valid JSON"
    assert log.warnings == [ignored]
    assert problem({}, {}, tmp_path).endswith(f"or `token` in `~/.library.json`. {ignored}")


def test_every_problem_is_in_one_message_with_its_origin_and_without_its_value() -> None:
    environment = {"LIBRARY_MAX_BOOKS": "many", "LIBRARY_BRANCH": "b"}
    assert problem({"patience": "0"}, environment) == (
        "(1) `maxBooks` (from the environment variable LIBRARY_MAX_BOOKS) must be a whole number "
        f"from 1 to 100; (2) `patience` (from {GIVEN}patience) must be a number greater than 0 and "
        "at most 60; (3) there is no `token`: set the stack configuration library:token, or the "
        "environment variable `LIBRARY_TOKEN`, or `token` in `~/.library.json`"
    )


def test_settings_that_do_not_go_together_are_told_with_their_origins() -> None:
    assert problem({"quiet": "yes", "branch": "b"}, TOKEN) == (
        f"`quiet` (from {GIVEN}quiet) goes with no branch"
    )


@pytest.mark.parametrize(
    ("name", "values", "requirement"),
    [
        (
            "maxBooks",
            ["0", "101", "x", "1.5", 1.5, [], {}, "", "1e400", '"', '""', '""1""'],
            "a whole number from 1 to 100",
        ),
        (
            "patience",
            ["soon", "60.1", "nan", "inf", "", -1, 0, []],
            "a number greater than 0 and at most 60",
        ),
        ("quiet", ["maybe", 2, "", []], "true or false"),
        ("branch", [7, ["b"], True], "a string"),
        ("token", [{"a": "b"}], "a string"),
    ],
)
def test_a_setting_out_of_its_range_or_type_is_refused(
    name: str, values: list[JsonValue], requirement: str
) -> None:
    sentence = f"`{name}` (from {GIVEN}{name}) must be {requirement}"
    for value in values:
        given = {name: value}
        assert problem(given, TOKEN) == sentence
        assert check(LibrarySettings, Given(given, "library"), REDACTOR) == [sentence]


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("maxBooks", "100", 100),
        ("maxBooks", 1, 1),
        ("patience", "60", 60.0),
        ("patience", 1, 1.0),
        ("maxBooks", '"100"', 100),
        ("patience", '"2.5"', 2.5),
        ("quiet", '"true"', True),
        ("branch", '"main"', '"main"'),
        *(("quiet", value, True) for value in (True, "true", "1", "yes", "on")),
        *(("quiet", value, False) for value in (False, "false", "0", "no", "off")),
    ],
)
def test_a_setting_may_come_as_text(name: str, value: JsonValue, read: object) -> None:
    assert getattr(resolve({name: value}, TOKEN), name) == read


def test_a_check_needs_no_required_setting_and_suggests_names_for_similar_ones_alone() -> None:
    given: dict[str, JsonValue] = {
        "tokn": "t",
        "tok\x1ben": "t",
        "greeting": "hello",
        "maxbooks": 1,
        "patience": 2,
    }
    assert check(LibrarySettings, Given(given, "library"), REDACTOR) == [
        "`tokn` is not a setting (did you mean `token`?)",
        "`tok\\x1ben` is not a setting (did you mean `token`?)",
        "`maxbooks` is not a setting (did you mean `maxBooks`?)",
    ]


def test_similar_names_are_looked_for_a_hundred_times_at_most() -> None:
    given: dict[str, JsonValue] = {f"token{number}": "t" for number in range(120)}
    problems = check(LibrarySettings, Given(given, "library"), REDACTOR)
    assert len(problems) == 100
    assert problems[-1] == "`token99` is not a setting (did you mean `token`?)"


def test_secrets_are_redacted_wherever_they_come_from_and_whether_they_count(home: Path) -> None:
    redactor = Redactor()
    resolve({"token": "token-of-program", "password": "pw"}, TOKEN, home, redactor=redactor)
    texts = ("token-of-program", "token-of-environment", "token-of-file", "pw")
    assert [redactor.quote(text) for text in texts] == ["[token]"] * 3 + ["[password]"]
    assert redactor.quote("branch-of-file") == "branch-of-file"


def test_secrets_are_redacted_even_if_the_settings_are_refused() -> None:
    redactor = Redactor()
    with pytest.raises(ConfigurationError):
        resolve({"token": "token-of-program", "maxBooks": 0}, {}, redactor=redactor)
    assert redactor.quote("token-of-program") == "[token]"
    assert redactor.quote("None") == "None"  # there is no password


def test_secrets_are_not_in_the_settings_as_text() -> None:
    assert "token-of-environment" not in repr(resolve({}, TOKEN))


def test_there_may_be_no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert find_home() == tmp_path
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, "~")
    assert find_home() is None
    assert (
        Resolver(TOKEN, None, PROVIDER.files)
        .resolve(LibrarySettings, Given({}, "library"), Redactor(), MemoryLog())
        .token
        == TOKEN["LIBRARY_TOKEN"]
    )


class EvenSettings(Settings):
    even: int = Field(2, ge=0, le=10)
    tries: int = Field(2, gt=0, le=10)
    thirds: int = Field(3, ge=0, le=10, multiple_of=3)
    some: PositiveInt | None = None
    password: Secret[str] = Field("a-default-password")

    @field_validator("even")
    @classmethod
    def _check(cls, value: int) -> int:
        if value % 2:
            raise ValueError("must be even")
        return value


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"even": "7"}, "`even` (from the stack configuration x:even) must be even"),
        (
            {"thirds": "4"},
            "`thirds` (from the stack configuration x:thirds) must be a multiple of 3",
        ),
        (
            {"thirds": "12"},
            "`thirds` (from the stack configuration x:thirds) must be a whole number from 0 to 10",
        ),
        (
            {"some": True},
            (
                "`some` (from the stack configuration x:some) must be an integer, unable to "
                "parse string as an integer"
            ),
        ),
        (
            {"tries": "1.5"},
            (
                "`tries` (from the stack configuration x:tries) must be a whole number greater "
                "than 0 and at most 10"
            ),
        ),
    ],
)
def test_a_setting_is_described_by_the_rule_that_it_breaks(
    given: dict[str, JsonValue], told: str
) -> None:
    assert check(EvenSettings, Given(given, "x"), REDACTOR) == [told]


def test_the_default_of_a_secret_setting_is_a_secret() -> None:
    redactor = Redactor()
    resolver = Resolver({}, None, None)
    resolver.resolve(EvenSettings, Given({}, "x"), redactor, MemoryLog())
    assert redactor.quote("it was a-default-password") == "it was [password]"
    provider = Provider(name="x", version="1.0.0", functions=[], settings=EvenSettings)
    assert "a-default-password" not in provider.schema()


class Telling(Settings):
    token: Annotated[Secret[str | None], Sources("TOKEN")] = None
    user: str | None = None

    @cached_property
    def is_known(self) -> bool:
        return self.token is not None or self.user is not None

    made: Secret[str] = Field(default_factory=lambda: "a-secret-of-a-factory")

    @field_validator("token")
    @classmethod
    def _read(cls, token: str | None) -> str | None:
        if token == "not-a-token":
            raise ValueError(f"is {token}, which nobody has")
        return {"@work": "token-of-work"}.get(token or "", token)

    @model_validator(mode="after")
    def _check(self) -> Telling:
        if not self.is_known:
            raise ValueError("set `token` or `user`")
        return self


def telling(given: dict[str, JsonValue], redactor: Redactor | None = None) -> Telling:
    resolver = Resolver({"TOKEN": "not-a-token"}, None, None)
    return resolver.resolve(Telling, Given(given, "x"), redactor or Redactor(), MemoryLog())


def test_what_a_validator_says_of_a_secret_is_hidden() -> None:
    with pytest.raises(ConfigurationError) as refused:
        telling({})
    assert str(refused.value).endswith("variable TOKEN) is [token], which nobody has")
    assert check(Telling, Given({"token": "not-a-token"}, "x"), Redactor()) == [
        "`token` (from the stack configuration x:token) is [token], which nobody has"
    ]


def test_a_secret_that_a_validator_or_a_factory_makes_is_hidden() -> None:
    redactor = Redactor()
    telling({"token": "@work"}, redactor)
    assert redactor.quote("token-of-work, a-secret-of-a-factory") == "[token], [made]"


def test_settings_that_may_come_from_elsewhere_are_not_checked_together() -> None:
    assert check(Telling, Given({}, "x"), Redactor()) == []
