from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from clients import resolve
from pulumi_python_provider import ConfigurationError
from pulumi_resource_primeintellect.settings import is_loopback, look_up

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
    return str(raised.value).removeprefix(SUBJECT)


def test_only_a_key_is_needed() -> None:
    assert resolve({"apiKey": "key-of-program"}).model_dump() == {
        "apiKey": "key-of-program",
        "teamId": None,
        "baseUrl": "https://api.primeintellect.ai",
        "context": None,
        "allowInsecureHttp": False,
        "requestTimeout": 30.0,
        "invokeTimeout": 300.0,
        "maxRetries": 4,
        "maxConcurrency": 8,
    }


def test_without_a_key_every_way_to_set_one_is_named(tmp_path: Path) -> None:
    assert problem({}, {}, tmp_path) == (
        "there is no `apiKey`: set the stack configuration primeintellect:apiKey, or the "
        "environment variable `PRIME_API_KEY`, or `api_key` in `~/.prime/config.json`"
    )


def test_the_files_of_prime_set_the_key_the_team_and_the_address(tmp_path: Path) -> None:
    write(
        tmp_path, "config.json", api_key="key-of-file", team_id="team-of-file", base_url="https://f"
    )
    found = resolve({}, {}, tmp_path)
    assert (found.apiKey, found.teamId, found.baseUrl) == (
        "key-of-file",
        "team-of-file",
        "https://f",
    )
    assert found.origin("baseUrl") == "base_url in ~/.prime/config.json"


def test_every_setting_has_a_variable_of_its_own() -> None:
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
    assert resolve({}, environment).model_dump() == {
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
    assert resolve({}, KEY | {"PRIME_BASE_URL": "https://second"}).baseUrl == "https://second"


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
    assert resolve({"teamId": ""}, KEY | {"PRIME_TEAM_ID": "team-1"}).teamId is None


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
    assert resolve({"baseUrl": url}, KEY).baseUrl == address


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
        ("https://10.1", NOT_VALID),
        ("http://0x7f000001", NOT_VALID),
        ("https://api..example.com", NOT_VALID),
        (f"http://{'a' * 64}.localhost", NOT_VALID),
        (f"https://example.com/{'a' * 1981}", "must have at most 2000 characters"),
    ],
)
def test_a_base_url_that_is_none_is_refused(url: str, reason: str) -> None:
    assert problem({"baseUrl": url}, KEY) == f"`baseUrl` (from {GIVEN}baseUrl) {reason}"


def test_a_base_url_of_the_greatest_length_is_taken() -> None:
    url = f"https://example.com/{'a' * 1980}"
    assert resolve({"baseUrl": url}, KEY).baseUrl == url


LOOPBACK = ["localhost", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080"]
ELSEWHERE = ["api.example.com", "localhost.example.com", "10.0.0.1", "[2001:db8::1]", "192.168.0.1"]
EXPOSED = (
    "must be https, or the API key would travel over plain http to another host; "
    "allowInsecureHttp allows that"
)


@pytest.mark.parametrize("host", LOOPBACK)
def test_plain_http_is_taken_for_an_api_on_this_machine(host: str) -> None:
    found = resolve({"baseUrl": f"http://{host}"}, KEY)
    assert (found.is_local, found.baseUrl) == (True, f"http://{host}")


@pytest.mark.parametrize("host", ELSEWHERE)
@pytest.mark.parametrize("allowed", [{}, {"allowInsecureHttp": "false"}])
def test_plain_http_to_another_machine_is_refused(host: str, allowed: dict[str, JsonValue]) -> None:
    assert problem({"baseUrl": f"http://{host}", **allowed}, KEY) == (
        f"`baseUrl` (from {GIVEN}baseUrl) {EXPOSED}"
    )
    assert not resolve({"baseUrl": f"https://{host}"}, KEY).is_local


@pytest.mark.parametrize("value", ["false", "0", "no", "off"])
def test_a_variable_that_says_no_does_not_allow_plain_http(value: str) -> None:
    environment = {"PRIME_BASE_URL": "HTTP://a", "PRIME_ALLOW_INSECURE_HTTP": value}
    assert problem({"apiKey": "pit_0123456789abcdef"}, environment) == (
        f"`baseUrl` (from the environment variable PRIME_BASE_URL) {EXPOSED}"
    )


@pytest.mark.parametrize("value", [True, "true", "1", "yes", "on"])
def test_plain_http_to_another_machine_is_taken_when_it_is_allowed(value: JsonValue) -> None:
    given: dict[str, JsonValue] = {"baseUrl": "http://a", "allowInsecureHttp": value}
    assert resolve(given, KEY).baseUrl == "http://a"


@pytest.mark.parametrize(
    ("addresses", "local"),
    [
        (["127.0.0.1"], True),
        (["::1", "127.0.0.1"], True),
        (["127.0.0.1", "192.168.0.1"], False),
        (["fe80::1%eth0"], False),
        ([], False),
    ],
)
def test_a_name_below_localhost_is_this_machine_where_it_resolves_to_it(
    addresses: list[str], *, local: bool
) -> None:
    def resolve_host(host: str) -> list[str]:
        assert host == "api.localhost"
        return addresses

    assert is_loopback("api.localhost", resolve_host) is local


def test_whether_the_api_is_on_this_machine_is_decided_once() -> None:
    settings = resolve({"apiKey": "key", "baseUrl": "http://127.0.0.1:8080"})
    assert vars(settings)["is_local"] is True
    assert "is_local" not in settings.model_dump()


def test_the_addresses_of_a_host_are_looked_up() -> None:
    assert set(look_up("127.0.0.1")) == {"127.0.0.1"}
    assert look_up("::1%there-is-no-such-interface") == []


@pytest.mark.parametrize("key", ["", " ", "a key", "key\n", "schlüssel", "\x00"])
def test_a_key_that_no_header_can_hold_is_refused_without_being_shown(key: str) -> None:
    assert problem({"apiKey": key}, {}) == (
        f"`apiKey` (from {GIVEN}apiKey) must not be empty or contain spaces, line "
        "breaks or non-ASCII characters"
    )


@pytest.mark.parametrize("text", ['"key"', "'key'", '{"x": "key"}', '["key"]'])
@pytest.mark.parametrize("name", ["apiKey", "teamId"])
def test_a_quoted_text_a_list_and_an_object_are_no_key_and_no_team(name: str, text: str) -> None:
    assert problem({"apiKey": "key", name: text.replace(" ", "")}, {}) == (
        f"`{name}` (from {GIVEN}{name}) must be plain text, without quotation marks, and no list "
        "or object"
    )


def test_a_key_longer_than_any_header_is_refused_without_being_shown() -> None:
    assert problem({"apiKey": "k" * 4001}, {}) == (
        f"`apiKey` (from {GIVEN}apiKey) must have at most 4,000 characters"
    )


def test_the_key_is_not_in_the_configuration_as_text() -> None:
    assert "key-of-environment" not in repr(resolve({}, KEY))


INVISIBLE_TEAM = (
    "must be a team's ID, or empty for the personal account, without spaces around it, line breaks "
    "or other invisible characters"
)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        *(
            ("requestTimeout", value, "must be a number greater than 0 and at most 3600")
            for value in ("soon", "3600.1", "nan", "", "-1")
        ),
        *(
            ("invokeTimeout", value, "must be a number greater than 0 and at most 86400")
            for value in (0, 86401, True)
        ),
        ("allowInsecureHttp", "maybe", "must be true or false"),
        ("allowInsecureHttp", 2, "must be true or false"),
        ("requestTimeout", [], "must be a number greater than 0 and at most 3600"),
        ("maxConcurrency", 1.5, "must be a whole number from 1 to 100"),
        *(("maxRetries", value, "must be a whole number from 0 to 20") for value in (-1, 21, True)),
        *(
            ("maxConcurrency", value, "must be a whole number from 1 to 100")
            for value in ("0", "101", "x", "1.5")
        ),
        *(
            ("teamId", blank, INVISIBLE_TEAM)
            for blank in (" ", " \t\n", "\u00a0", "team\n", " team", "te\u200bam")
        ),
        ("teamId", 7, "must be a string"),
        ("apiKey", {"a": "b"}, "must be a string"),
    ],
)
def test_a_setting_out_of_its_range_or_type_is_refused(
    name: str, value: JsonValue, reason: str
) -> None:
    assert problem({name: value}, KEY) == f"`{name}` (from {GIVEN}{name}) {reason}"
