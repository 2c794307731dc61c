from __future__ import annotations

import json

import pytest
from plugin import Plugin, PluginError
from primeintellect_simulator import DEMO_ACCOUNT, Account, Fault, Simulator

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
KEY = "a-key-that-opens-nothing"
"""Of the usual length: what the session's plugin hides once, it hides in other tests, too."""

SUBJECT = "FAILED_PRECONDITION: the primeintellect provider's configuration: "


def secret(value: object) -> dict[str, object]:
    return {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": value,
    }


def refusal(plugin: Plugin, **settings: object) -> str:
    with pytest.raises(PluginError) as refused:
        plugin.configure(**settings)
    return str(refused.value)


def test_checking_hands_back_just_what_the_program_gave_and_marks_the_key() -> None:
    environment = {"PRIME_API_KEY": "key-of-environment", "PRIME_TEAM_ID": "team-1"}
    with Plugin(environment=environment) as plugin:
        assert plugin.check_config() == ({}, [])
        given: dict[str, object] = {"maxRetries": "2", "version": "0.1.0", "requestTimeout": 5}
        assert plugin.check_config(**given) == (given, [])
        for key in ("key", secret("key")):
            checked = plugin.check_config(apiKey=key, **given)
            assert checked == ({"apiKey": secret("key"), **given}, [])


def test_checking_names_every_problem_in_one_failure(plugin: Plugin) -> None:
    given: dict[str, object] = {"apikey": "k", "baseUrl": "nowhere", "maxRetries": "-1"}
    assert plugin.check_config(**given) == (
        given,
        [
            (
                "`apikey` is not a setting (did you mean `apiKey`?); "
                "`baseUrl` (from the stack configuration "
                "primeintellect:baseUrl) must be an http or https URL, such as "
                "https://api.example.com; "
                "`maxRetries` (from the stack configuration "
                "primeintellect:maxRetries) must be a whole number from 0 to 20"
            )
        ],
    )


def test_checking_says_nothing_against_values_that_are_not_known_yet(plugin: Plugin) -> None:
    given: dict[str, object] = {"apiKey": UNKNOWN, "baseUrl": UNKNOWN, "maxRetries": UNKNOWN}
    assert plugin.check_config(**given) == ({**given, "apiKey": secret(UNKNOWN)}, [])


def test_without_a_key_every_way_to_set_one_is_named(plugin: Plugin) -> None:
    assert refusal(plugin) == (
        f"{SUBJECT}there is no `apiKey`: set the stack configuration "
        "primeintellect:apiKey, or the environment variable `PRIME_API_KEY`, "
        "or `api_key` in `~/.prime/config.json`"
    )


def test_a_malformed_setting_is_refused_without_being_shown(plugin: Plugin) -> None:
    assert refusal(plugin, apiKey="a secret key", maxConcurrency="no") == (
        f"{SUBJECT}(1) `apiKey` (from the stack configuration "
        "primeintellect:apiKey) must not be empty or contain spaces, "
        "line breaks or non-ASCII characters; (2) `maxConcurrency` (from "
        "the stack configuration primeintellect:maxConcurrency) must be a "
        "whole number from 1 to 100"
    )


def test_settings_may_come_as_text_as_secrets_and_as_nulls(
    plugin: Plugin, simulator: Simulator
) -> None:
    plugin.configure(
        apiKey=secret(DEMO_ACCOUNT.key),
        baseUrl=secret(simulator.url),
        maxRetries="2",
        requestTimeout="60",
        invokeTimeout="120",
        allowInsecureHttp="false",
        maxConcurrency=secret(None),
        teamId=None,
        context=secret(None),
    )
    simulator.script(*(Fault(status=503) for _ in range(2)))
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
    assert len(simulator.requests) == 3


def test_the_environment_configures_what_the_program_does_not(simulator: Simulator) -> None:
    environment = {
        "PRIME_API_KEY": DEMO_ACCOUNT.key,
        "PRIME_API_BASE_URL": f"{simulator.url}/api/v1/",
        "PRIME_TEAM_ID": "team-research",
    }
    with Plugin(attachable=True, environment=environment) as plugin:
        plugin.configure()
        plugin.invoke("listSandboxes")
        plugin.configure(teamId="team-serving")
        plugin.invoke("listSandboxes")
    assert [request.query.split("&")[0] for request in simulator.requests] == [
        "team_id=team-research",
        "team_id=team-serving",
    ]


def test_the_files_in_the_home_folder_configure_the_rest(simulator: Simulator) -> None:
    with Plugin() as plugin:
        folder = plugin.home / ".prime"
        (folder / "environments").mkdir(parents=True)
        config = {"api_key": DEMO_ACCOUNT.key, "base_url": simulator.url}
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        (folder / "environments/lab.json").write_text('{"team_id": "team-research"}', "utf-8")
        plugin.configure(context="lab")
        plugin.invoke("listSandboxes")
        assert refusal(plugin, context="../lab") == (
            f'{SUBJECT}the context "../lab" (from the stack configuration primeintellect:context) '
            "cannot be used: its name may have letters, digits, `_` and `-` only"
        )
    assert simulator.requests[0].query == "team_id=team-research&page=1&per_page=1000"


def test_where_there_is_no_home_the_rest_is_read(simulator: Simulator) -> None:
    with Plugin(environment={"HOME": "~"}) as plugin:
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


def test_a_new_configuration_takes_the_place_of_the_one_before(
    plugin: Plugin, simulator: Simulator
) -> None:
    with Simulator(sandboxes=[]) as other:
        plugin.use(other)
        assert plugin.invoke("listSandboxes")["total"] == 0
    plugin.use(simulator)
    assert plugin.invoke("listSandboxes")["total"] == 37


@pytest.mark.parametrize(
    "refused", [{"apiKey": KEY, "baseUrl": "https://xn--a"}, {"apiKey": "a key"}]
)
def test_a_configuration_that_is_refused_leaves_the_one_before(
    simulator: Simulator, refused: dict[str, object]
) -> None:
    with Plugin() as plugin:
        plugin.use(simulator)
        refusal(plugin, **refused)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


def test_several_providers_work_side_by_side(plugin: Plugin, simulator: Simulator) -> None:
    account = Account(key="other-key", user_id="user-demo")
    with Plugin() as other, Simulator(sandboxes=simulator.sandboxes[:3], accounts=[account]) as api:
        other.use(api, apiKey="other-key")
        totals = [one.invoke("listSandboxes")["total"] for one in (plugin, other, plugin)]
        assert [request.headers["authorization"] for request in api.requests] == [
            "Bearer other-key"
        ]
    assert totals == [37, 3, 37]


def test_plain_http_to_another_machine_takes_a_permission(plugin: Plugin) -> None:
    given: dict[str, object] = {"apiKey": KEY, "baseUrl": "http://api.example.com"}
    assert refusal(plugin, **given) == (
        f"{SUBJECT}`baseUrl` (from the stack configuration "
        "primeintellect:baseUrl) must be https, or the API key would "
        "travel over plain http to another host; allowInsecureHttp allows that"
    )
    plugin.configure(**given, allowInsecureHttp=True)


@pytest.mark.parametrize("host", ["[v1.a]", "xn--a", "xn--"])
def test_a_base_url_that_no_connection_can_be_made_to_is_no_bug_of_the_provider(
    plugin: Plugin, host: str
) -> None:
    message = refusal(plugin, apiKey=KEY, baseUrl=f"https://{host}")
    assert message == (
        f"{SUBJECT}`baseUrl` (from the stack configuration "
        "primeintellect:baseUrl) must be a valid URL"
    )


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/there/is/no/such/file.pem", "No such file or directory"),
        (__file__, "no certificate or crl found"),
        ("/dev/zero", "it is not a regular file"),
    ],
)
def test_authorities_that_cannot_be_read_are_no_bug_of_the_provider(path: str, error: str) -> None:
    with Plugin(environment={"SSL_CERT_FILE": path}) as plugin:
        plugin.configure(apiKey=KEY, baseUrl="https://api.example.com")
        for _ in range(2):
            with pytest.raises(PluginError) as refused:
                plugin.invoke("listSandboxes")
            assert str(refused.value) == (
                f"{SUBJECT}SSL_CERT_FILE ({error}) must name a file of certificates in PEM form"
            )


def test_an_api_on_this_machine_is_asked_directly_whatever_the_proxies(
    simulator: Simulator,
) -> None:
    proxies = {"HTTP_PROXY": "http://127.0.0.1:1", "ALL_PROXY": "socks5://127.0.0.1:1"}
    with Plugin(environment=proxies) as plugin:
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
