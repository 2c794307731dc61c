from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plugin import Plugin

if TYPE_CHECKING:
    from primeintellect_simulator import Simulator

ONE = "INVALID_ARGUMENT: invalid arguments for {}: "
LENGTH = "`sandboxId` must have 1 to 200 characters, but is the text "
SHAPE = "`sandboxId` must be an ID, without slashes and control characters, but is the text "


def refusal(plugin: Plugin, function: str, arguments: dict[str, object]) -> str:
    return plugin.refusal(function, **arguments)


def test_every_problem_is_in_one_message(plugin: Plugin, simulator: Simulator) -> None:
    given: dict[str, object] = {"sandboxid": 12, "includeEnvironmentVars": "yes", "colour": "red"}
    assert refusal(plugin, "getSandbox", given) == (
        "INVALID_ARGUMENT: invalid arguments for getSandbox: "
        '(1) `includeEnvironmentVars` must be a boolean, but is the text "yes"; '
        "(2) unknown argument `colour`; "
        "(3) unknown argument `sandboxid` (did you mean `sandboxId`?); "
        "(4) one of `sandboxId`, `name` and the conditions is required"
    )
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("sandbox_id", "problem"),
    [
        (12, "`sandboxId` must be a string, but is the number 12"),
        (True, "`sandboxId` must be a string, but is the boolean true"),
        (["sbx"], "`sandboxId` must be a string, but is a list"),
        ({"id": "sbx"}, "`sandboxId` must be a string, but is an object"),
        (None, "one of `sandboxId`, `name` and the conditions is required"),
        ("", f'{LENGTH}""'),
        ("x" * 201, LENGTH.replace("the text ", "a text of 201 characters")),
        (".", f'{SHAPE}"."'),
        ("..", f'{SHAPE}".."'),
        ("../user", f'{SHAPE}"../user"'),
        ("a\\b", f'{SHAPE}"a\\b"'),
        ("sbx 1/é?a=b#c", f'{SHAPE}"sbx 1/é?a=b#c"'),
        ("sbx\n", f'{SHAPE}"sbx\\n"'),
    ],
)
def test_an_id_that_can_be_none_never_reaches_the_api(
    plugin: Plugin, simulator: Simulator, sandbox_id: object, problem: str
) -> None:
    message = refusal(plugin, "getSandbox", {"sandboxId": sandbox_id})
    assert message == ONE.format("getSandbox") + problem
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"page": 0}, "`page` must be greater than or equal to 1, but is the number 0"),
        ({"page": "1"}, '`page` must be an integer, but is the text "1"'),
        ({"page": 1.5}, "`page` must be an integer, but is the number 1.5"),
        ({"page": True}, "`page` must be an integer, but is the boolean true"),
        ({"perPage": 0}, "`perPage` must be greater than or equal to 1, but is the number 0"),
        (
            {"perPage": 1001},
            "`perPage` must be less than or equal to 1000, but is the number 1001",
        ),
        ({"labels": "demo"}, '`labels` must be a list, but is the text "demo"'),
        ({"labels": ["a", 7]}, "`labels[1]` must be a string, but is the number 7"),
        ({"isActive": "true"}, '`isActive` must be a boolean, but is the text "true"'),
        ({"teamId": 7}, "`teamId` must be a string, but is the number 7"),
        ({"userId": {}}, "`userId` must be a string, but is an object"),
        ({"status": 1}, "`status` must be a string, but is the number 1"),
        ({"status": ""}, '`status` must not be empty, but is the text ""'),
        ({"userId": ""}, '`userId` must not be empty, but is the text ""'),
        *(
            ({name: ["a", ""]}, f'`{name}[1]` must not be empty, but is the text ""')
            for name in ("labels", "labelsAny", "labelsNone", "statuses", "names", "regions")
        ),
        *(
            ({name: [""]}, f'`{name}[0]` must not be empty, but is the text ""')
            for name in ("gpuTypes", "gpuModels", "dockerImages", "errorTypes")
        ),
        ({"team_id": "t"}, "unknown argument `team_id` (did you mean `teamId`?)"),
        ({"label": []}, "unknown argument `label` (did you mean `labels`?)"),
        ({"sandboxId": "a"}, "unknown argument `sandboxId`, which only getSandbox has"),
        *(
            ({name: ""}, f'`{name}` must not be empty, but is the text ""')
            for name in ("nameRegex", "imageRegex")
        ),
    ],
)
def test_an_argument_of_a_wrong_type_or_out_of_range_never_reaches_the_api(
    plugin: Plugin, simulator: Simulator, arguments: dict[str, object], problem: str
) -> None:
    message = refusal(plugin, "listSandboxes", arguments)
    assert message == ONE.format("listSandboxes") + problem
    assert simulator.requests == []


def test_arguments_too_long_for_a_request_are_no_bug_of_the_provider(plugin: Plugin) -> None:
    message = refusal(plugin, "listSandboxes", {"labels": ["x" * 70_000]})
    assert not message.startswith("INTERNAL")


def test_a_function_that_does_not_exist_is_refused_with_those_that_do(plugin: Plugin) -> None:
    assert refusal(plugin, "getPod", {}) == (
        "INVALID_ARGUMENT: primeintellect:index:getPod: there is no such function; there are "
        "primeintellect:index:getSandbox, primeintellect:index:listSandboxes"
    )


def test_a_call_before_the_configuration_is_refused() -> None:
    with Plugin() as plugin:
        message = refusal(plugin, "getSandbox", {"sandboxId": "sbx-000001"})
    assert message == ("FAILED_PRECONDITION: the provider was called before it was configured")
