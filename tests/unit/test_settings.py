from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pulumi_python_provider import ConfigurationError
from pulumi_resource_primeintellect.config import Configuration, check, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import JsonValue

KEY = {"PRIME_API_KEY": "key-of-environment"}
UNREADABLE = [b"", b"[]", b"{", b"\xff", b"[" * 100_000]
GIVEN = "the stack configuration primeintellect:"
SUBJECT = "the primeintellect provider's configuration: "


def write(home: Path, name: str, **content: JsonValue) -> None:
    path = home / ".prime" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def problem(
    given: dict[str, JsonValue], environment: dict[str, str], home: Path | None = None
) -> str:
    with pytest.raises(ConfigurationError) as raised:
        resolve(given, environment, home)
    return str(raised.value)


def test_only_a_key_is_needed() -> None:
    assert resolve({"apiKey": "key-of-program"}, {}, None) == Configuration(
        apiKey="key-of-program",
        teamId=None,
        baseUrl="https://api.primeintellect.ai",
        context=None,
        allowInsecureHttp=False,
        requestTimeout=30.0,
        invokeTimeout=300.0,
        maxRetries=4,
        maxConcurrency=8,
        origins={"apiKey": f"{GIVEN}apiKey"},
    )


def test_without_a_key_every_way_to_set_one_is_named(tmp_path: Path) -> None:
    assert problem({}, {}, tmp_path) == (
        "the primeintellect provider's configuration: there is no API key: set the provider "
        "argument or stack configuration primeintellect:apiKey, or the environment variable "
        "`PRIME_API_KEY`, or `api_key` in `~/.prime/config.json`"
    )


def test_every_problem_is_in_one_message_with_its_origin_and_without_its_value() -> None:
    environment = {"PRIME_MAX_RETRIES": "many", "PRIME_BASE_URL": "ftp://secret-host"}
    assert problem({"requestTimeout": "0"}, environment) == (
        "the primeintellect provider's configuration: "
        "(1) `baseUrl` (from the environment variable PRIME_BASE_URL) must be an http or https "
        "URL, such as https://api.example.com; "
        f"(2) `requestTimeout` (from {GIVEN}requestTimeout) must be a number greater than 0 and at "
        "most 3600; "
        "(3) `maxRetries` (from the environment variable PRIME_MAX_RETRIES) must be a "
        "whole number from 0 to 20; "
        "(4) there is no API key: set the stack configuration "
        "primeintellect:apiKey, or the environment variable `PRIME_API_KEY`, "
        "or `api_key` in `~/.prime/config.json`"
    )


def test_the_program_comes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    write(
        tmp_path, "config.json", api_key="key-of-file", team_id="team-of-file", base_url="https://f"
    )
    environment = KEY | {"PRIME_TEAM_ID": "team-of-environment", "PRIME_REQUEST_TIMEOUT": "2.5"}
    found = resolve({"teamId": "team-of-program"}, environment, tmp_path)
    assert (found.teamId, found.apiKey, found.baseUrl, found.requestTimeout) == (
        "team-of-program",
        "key-of-environment",
        "https://f",
        2.5,
    )
    assert found.origins == {
        "apiKey": "the environment variable PRIME_API_KEY",
        "teamId": f"{GIVEN}teamId",
        "baseUrl": "base_url in ~/.prime/config.json",
        "requestTimeout": "the environment variable PRIME_REQUEST_TIMEOUT",
    }


def test_every_setting_but_the_key_has_a_variable_of_its_own() -> None:
    environment = KEY | {
        "PRIME_TEAM_ID": "team-1",
        "PRIME_API_BASE_URL": "http://first.example.com",
        "PRIME_BASE_URL": "http://second.example.com",
        "PRIME_CONTEXT": "production",
        "PRIME_ALLOW_INSECURE_HTTP": "true",
        "PRIME_REQUEST_TIMEOUT": "3600",
        "PRIME_INVOKE_TIMEOUT": "86400",
        "PRIME_MAX_RETRIES": "0",
        "PRIME_MAX_CONCURRENCY": "100",
    }
    found = resolve({}, environment, None)
    assert found.model_dump(exclude={"origins"}) == {
        "apiKey": "key-of-environment",
        "teamId": "team-1",
        "baseUrl": "http://first.example.com",
        "context": "production",
        "allowInsecureHttp": True,
        "requestTimeout": 3600.0,
        "invokeTimeout": 86400.0,
        "maxRetries": 0,
        "maxConcurrency": 100,
    }
    assert resolve({}, KEY | {"PRIME_BASE_URL": "https://second"}, None).baseUrl == "https://second"


@pytest.mark.parametrize(
    ("variables", "team"),
    [({}, "team-of-file"), ({"PRIME_TEAM_ID": ""}, None), ({"PRIME_TEAM_ID": "t"}, "t")],
)
def test_a_team_variable_that_is_set_but_empty_means_the_personal_account(
    tmp_path: Path, variables: dict[str, str], team: str | None
) -> None:
    write(tmp_path, "config.json", team_id="team-of-file")
    assert resolve({}, KEY | variables, tmp_path).teamId == team


def test_an_empty_team_of_the_program_means_the_personal_account() -> None:
    assert resolve({"teamId": ""}, KEY | {"PRIME_TEAM_ID": "team-1"}, None).teamId is None


def test_other_variables_that_are_empty_count_for_nothing(tmp_path: Path) -> None:
    write(tmp_path, "config.json", api_key="key-of-file", base_url="https://file")
    environment = {"PRIME_API_KEY": "", "PRIME_BASE_URL": "", "PRIME_CONTEXT": ""}
    found = resolve({}, environment, tmp_path)
    assert (found.apiKey, found.baseUrl) == ("key-of-file", "https://file")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com/api/v1", "https://api.example.com"),
        ("https://api.example.com/api/v1//", "https://api.example.com"),
        ("https://example.com/prime/api/v1", "https://example.com/prime"),
        ("HTTPS://[::1]:8443", "HTTPS://[::1]:8443"),
    ],
)
def test_a_base_url_loses_its_slashes_and_version(url: str, address: str) -> None:
    assert resolve({"baseUrl": url}, KEY, None).baseUrl == address


NOT_HTTP = "must be an http or https URL, such as https://api.example.com"
NOT_VALID = "must be a URL with a valid host and port, such as https://api.example.com"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("api.example.com", NOT_HTTP),
        ("ftp://api.example.com", NOT_HTTP),
        ("https://", NOT_HTTP),
        ("", NOT_HTTP),
        ("https://api.example.com/a b", NOT_HTTP),
        ("https://exämple.com", NOT_HTTP),
        ("https://me:password@example.com", "must not contain credentials: use apiKey"),
        ("https://@example.com", "must not contain credentials: use apiKey"),
        ("https://example.com?a=b", "must have only a scheme, a host and a path"),
        ("https://example.com#a", "must have only a scheme, a host and a path"),
        ("http://example.com:http", NOT_VALID),
        ("https://me:s3cret/x@proxy.example.com", NOT_VALID),
        ("http://[::1", NOT_VALID),
        ("https://999.1.1.1", NOT_VALID),
        (f"https://{'a' * 1993}", "must have at most 2000 characters"),
    ],
)
def test_a_base_url_that_is_none_is_refused(url: str, reason: str) -> None:
    assert problem({"baseUrl": url}, KEY) == f"{SUBJECT}`baseUrl` (from {GIVEN}baseUrl) {reason}"


def test_a_base_url_of_the_greatest_length_is_taken() -> None:
    url = f"https://{'a' * 1992}"
    assert resolve({"baseUrl": url}, KEY, None).baseUrl == url


LOOPBACK = ["localhost", "api.localhost", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080"]
ELSEWHERE = ["api.example.com", "localhost.example.com", "10.0.0.1", "[2001:db8::1]", "192.168.0.1"]
EXPOSED = (
    "must be https, or the API key would travel over plain http to another host; "
    "allowInsecureHttp allows that"
)


@pytest.mark.parametrize("host", LOOPBACK)
def test_plain_http_is_taken_for_an_api_on_this_machine(host: str) -> None:
    found = resolve({"baseUrl": f"http://{host}"}, KEY, None)
    assert (found.is_local, found.baseUrl) == (True, f"http://{host}")


@pytest.mark.parametrize("host", ELSEWHERE)
@pytest.mark.parametrize("allowed", [{}, {"allowInsecureHttp": "false"}])
def test_plain_http_to_another_machine_is_refused(host: str, allowed: dict[str, JsonValue]) -> None:
    assert problem({"baseUrl": f"http://{host}", **allowed}, KEY) == (
        f"{SUBJECT}`baseUrl` (from {GIVEN}baseUrl) {EXPOSED}"
    )
    assert not resolve({"baseUrl": f"https://{host}"}, KEY, None).is_local


@pytest.mark.parametrize("value", ["false", "0", "no", "off"])
def test_a_variable_that_says_no_does_not_allow_plain_http(value: str) -> None:
    environment = KEY | {"PRIME_BASE_URL": "HTTP://a", "PRIME_ALLOW_INSECURE_HTTP": value}
    assert problem({}, environment) == (
        f"{SUBJECT}`baseUrl` (from the environment variable PRIME_BASE_URL) {EXPOSED}"
    )


@pytest.mark.parametrize("value", [True, "true", "1", "yes", "on"])
def test_plain_http_to_another_machine_is_taken_when_it_is_allowed(value: JsonValue) -> None:
    given: dict[str, JsonValue] = {"baseUrl": "http://a", "allowInsecureHttp": value}
    assert resolve(given, KEY, None).baseUrl == "http://a"


def test_plain_http_and_a_missing_key_are_told_together() -> None:
    message = problem({"baseUrl": "http://a"}, {})
    assert message.startswith(
        f"{SUBJECT}(1) `baseUrl` (from {GIVEN}baseUrl) {EXPOSED}; (2) there is no API key: "
    )


@pytest.mark.parametrize("key", ["", " ", "a key", "key\n", "schlüssel", "\x00"])
def test_a_key_that_no_header_can_hold_is_refused_without_being_shown(key: str) -> None:
    assert problem({"apiKey": key}, {}) == (
        f"{SUBJECT}`apiKey` (from {GIVEN}apiKey) must not be empty or contain spaces, line "
        "breaks or non-ASCII characters"
    )


def test_the_key_is_not_in_the_configuration_as_text() -> None:
    assert "key-of-environment" not in repr(resolve({}, KEY, None))


BLANK_TEAM = "must be a team's ID, or empty for the personal account, but not blank"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        *(
            ("requestTimeout", value, "must be a number greater than 0 and at most 3600")
            for value in ("soon", "3600.1", "nan", "", "-1")
        ),
        *(
            ("invokeTimeout", value, "must be a number greater than 0 and at most 86400")
            for value in (0, 86401)
        ),
        ("allowInsecureHttp", "maybe", "must be true or false"),
        ("allowInsecureHttp", 2, "must be true or false"),
        ("requestTimeout", [], "must be a number greater than 0 and at most 3600"),
        ("maxConcurrency", 1.5, "must be a whole number from 1 to 100"),
        *(("maxRetries", value, "must be a whole number from 0 to 20") for value in (-1, 21)),
        *(
            ("maxConcurrency", value, "must be a whole number from 1 to 100")
            for value in ("0", "101", "x", "1.5")
        ),
        *(("teamId", blank, BLANK_TEAM) for blank in (" ", " \t\n", "\u00a0")),
        ("teamId", 7, "must be a valid string"),
        ("apiKey", {"a": "b"}, "must be a valid string"),
    ],
)
def test_a_setting_out_of_its_range_or_type_is_refused(
    name: str, value: JsonValue, reason: str
) -> None:
    text = f"`{name}` (from {GIVEN}{name}) {reason}"
    assert problem({name: value}, KEY) == SUBJECT + text
    assert check({name: value}) == [text]


def test_checking_needs_no_key_and_takes_numbers_as_text() -> None:
    assert check({"maxRetries": "3", "requestTimeout": "1.5", "maxConcurrency": 2}) == []


def test_checking_suggests_a_setting_for_a_similar_name_and_leaves_others_alone() -> None:
    assert check({"api_key": "k", "greeting": "hello", "maxretries": "x"}) == [
        "`api_key` is not a setting (did you mean `apiKey`?)",
        "`maxretries` is not a setting (did you mean `maxRetries`?)",
    ]


def test_a_context_is_read_over_the_configuration_file(tmp_path: Path) -> None:
    write(tmp_path, "config.json", api_key="key-of-file", team_id="team-of-file")
    write(
        tmp_path,
        "environments/Staging_1-a.json",
        team_id="team-2",
        base_url="https://staging/api/v1",
    )
    for given, environment in (
        ({"context": "Staging_1-a"}, {"PRIME_CONTEXT": "absent"}),
        ({}, {"PRIME_CONTEXT": "Staging_1-a"}),
    ):
        found = resolve(given, environment, tmp_path)
        assert (found.apiKey, found.teamId, found.baseUrl) == (
            "key-of-file",
            "team-2",
            "https://staging",
        )


@pytest.mark.parametrize("name", ["production", "Production"])
def test_the_production_context_is_built_in(tmp_path: Path, name: str) -> None:
    write(tmp_path, "config.json", api_key="key-of-file", team_id="t", base_url="https://staging")
    found = resolve({"context": name}, {}, tmp_path)
    assert (found.apiKey, found.teamId, found.baseUrl) == (
        "key-of-file",
        None,
        "https://api.primeintellect.ai",
    )


@pytest.mark.parametrize("name", ["../config", "a b", "a.json", "a\n", "é"])
def test_a_context_is_no_path(tmp_path: Path, name: str) -> None:
    assert problem({"context": name}, KEY, tmp_path) == (
        f"the context (from {GIVEN}context) cannot be used: "
        "its name may have letters, digits, `_` and `-` only"
    )


def test_a_context_without_a_file_is_refused_and_one_without_a_home(tmp_path: Path) -> None:
    for home in (tmp_path, None):
        assert problem({"context": "absent"}, KEY, home) == (
            f"the context absent (from {GIVEN}context) cannot be used: "
            "there is no ~/.prime/environments/absent.json"
        )
    assert problem({}, {**KEY, "PRIME_CONTEXT": "absent"}, tmp_path) == (
        "the context absent (from the environment variable PRIME_CONTEXT) cannot be used: "
        "there is no ~/.prime/environments/absent.json"
    )


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_context_whose_file_is_malformed_is_refused(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "environments/broken.json")
    (tmp_path / ".prime/environments/broken.json").write_bytes(content)
    assert problem({"context": "broken"}, KEY, tmp_path) == (
        f"the context broken (from {GIVEN}context) cannot be used: "
        "~/.prime/environments/broken.json is not a readable JSON object"
    )


@pytest.mark.parametrize("content", UNREADABLE)
def test_an_unreadable_configuration_file_is_taken_for_an_empty_one(
    tmp_path: Path, content: bytes
) -> None:
    write(tmp_path, "config.json")
    (tmp_path / ".prime/config.json").write_bytes(content)
    assert resolve({}, KEY, tmp_path).origins == {
        "apiKey": "the environment variable PRIME_API_KEY"
    }
    assert problem({}, {}, tmp_path).endswith(
        "or `api_key` in `~/.prime/config.json` "
        "(~/.prime/config.json is there, but is not a readable JSON object)"
    )


def test_a_configuration_file_that_is_a_folder_is_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / ".prime/config.json").mkdir(parents=True)
    assert resolve({}, KEY, tmp_path).teamId is None


def test_a_malformed_value_of_the_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "config.json", team_id=7)
    assert problem({}, KEY, tmp_path) == (
        f"{SUBJECT}`teamId` (from team_id in ~/.prime/config.json) must be a valid string"
    )


def test_a_malformed_value_of_a_context_is_told_with_the_file_of_the_context(
    tmp_path: Path,
) -> None:
    write(tmp_path, "config.json", team_id="team-1", base_url="https://a")
    write(tmp_path, "environments/lab.json", team_id=" ")
    assert problem({"context": "lab"}, KEY, tmp_path) == (
        f"{SUBJECT}`teamId` (from team_id in ~/.prime/environments/lab.json) {BLANK_TEAM}"
    )
