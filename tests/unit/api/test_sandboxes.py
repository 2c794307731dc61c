from __future__ import annotations

import pytest
from primeintellect_simulator import STATUSES, make_sandboxes
from pulumi_resource_primeintellect.api.field_types import DOCUMENTED_STATUSES, SandboxStatus
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pydantic import ValidationError


def test_the_statuses_are_the_documented_ones_and_one_that_the_api_sends_all_the_same() -> None:
    assert [status.value for status in SandboxStatus] == [*STATUSES, "TIMEOUT"]
    assert {*STATUSES} == DOCUMENTED_STATUSES
    assert len(STATUSES) == 6


def test_every_field_that_the_api_sends_is_read() -> None:
    assert set(make_sandboxes(1)[0]) <= set(Sandbox.model_fields)


def test_only_the_id_is_needed_and_nothing_is_invented_for_the_rest() -> None:
    sandbox = Sandbox.model_validate({"id": "sbx-1"})
    assert sandbox.model_dump(exclude_none=True) == {"id": "sbx-1", "gpuDescription": "unknown"}


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("python train.py", "python train.py"),
        ("", ""),
        (None, None),
        ({"executable": "python"}, "python"),
        (
            {"executable": "/a b/sh", "args": ["-c", "it's $X", ""]},
            "'/a b/sh' -c 'it'\"'\"'s $X' ''",
        ),
    ],
)
def test_a_start_command_is_one_line_quoted_for_a_shell(command: object, line: str | None) -> None:
    sandbox = Sandbox.model_validate({"id": "sbx-1", "startCommand": command})
    assert sandbox.startCommand == line


@pytest.mark.parametrize("command", [["a", "b"], 7, {"args": []}, {"executable": "a", "args": "b"}])
def test_a_start_command_of_an_unknown_shape_is_refused(command: object) -> None:
    with pytest.raises(ValidationError):
        Sandbox.model_validate({"id": "sbx-1", "startCommand": command})


@pytest.mark.parametrize("number", [2.5, "2.5", 2, "2", "25e-1"])
def test_sizes_are_numbers_in_any_spelling(number: object) -> None:
    sizes = dict.fromkeys(("cpuCores", "memoryGB", "diskSizeGB"), number)
    sandbox = Sandbox.model_validate({"id": "sbx-1", **sizes})
    assert {sandbox.cpuCores, sandbox.memoryGB, sandbox.diskSizeGB} == {float(str(number))}


@pytest.mark.parametrize("number", ["2", "2.0", '"2"', '"2.0"'])
def test_counts_are_whole_numbers_in_any_spelling(number: str) -> None:
    sandbox = Sandbox.model_validate_json(f'{{"id": "sbx-1", "gpuCount": {number}}}')
    assert sandbox.gpuCount == 2


def test_environment_variables_that_are_no_strings_are_json_and_their_names_sorted() -> None:
    variables = {"b": {"y": 1, "x": [True]}, "a": "text", "d": None, "c": 1.5}
    sandbox = Sandbox.model_validate({"id": "sbx-1", "environmentVars": variables})
    assert sandbox.environmentVars == {
        "a": "text",
        "b": '{"x": [true], "y": 1}',
        "c": "1.5",
        "d": "null",
    }
    assert sandbox.environmentVarNames == ["a", "b", "c", "d"]


@pytest.mark.parametrize(("variables", "names"), [(None, None), ({}, [])])
def test_no_word_on_the_environment_is_not_an_empty_environment(
    variables: dict[str, str] | None, names: list[str] | None
) -> None:
    sandbox = Sandbox.model_validate({"id": "sbx-1", "environmentVars": variables})
    assert sandbox.environmentVarNames == names


@pytest.mark.parametrize("field", ["labels", "networkAllowlist", "networkDenylist"])
def test_lists_come_in_one_order(field: str) -> None:
    texts = ["b", "a", "B", "b"]
    sandbox = Sandbox.model_validate({"id": "sbx-1", field: texts})
    assert getattr(sandbox, field) == ["B", "a", "b", "b"]


def test_an_empty_gpu_type_is_none() -> None:
    assert Sandbox(id="sbx-1", gpuType="", gpuCount=0) == Sandbox(id="sbx-1", gpuCount=0)


def test_a_sandbox_without_flaws_is_readable_as_it_is() -> None:
    sandbox = Sandbox(id="sbx-1")
    assert (sandbox.flaws, sandbox.readable) == ({}, sandbox)


@pytest.mark.parametrize(
    ("sent", "network"),
    [
        ({}, None),
        ({"networkAccess": None}, None),
        ({"networkAccess": True}, "open"),
        ({"networkAccess": False}, "blocked"),
        ({"networkAllowlist": None, "networkDenylist": None}, "open"),
        ({"networkAllowlist": []}, "blocked"),
        ({"networkAllowlist": ["pypi.org"]}, "restricted"),
        ({"networkDenylist": []}, "open"),
        ({"networkDenylist": ["10.0.0.0/8"]}, "restricted"),
        ({"networkAllowlist": None, "networkDenylist": []}, "open"),
        ({"networkAllowlist": [], "networkDenylist": None}, "blocked"),
        ({"networkAccess": False, "networkAllowlist": None, "networkDenylist": None}, "blocked"),
        ({"networkAccess": False, "networkDenylist": ["10.0.0.0/8"]}, "blocked"),
        ({"networkAccess": True, "networkDenylist": ["10.0.0.0/8"]}, "restricted"),
        ({"networkAccess": True, "networkAllowlist": []}, "blocked"),
        ({"networkAllowlist": [], "networkDenylist": ["10.0.0.0/8"]}, "blocked"),
        ({"networkAccess": False, "networkAllowlist": ["pypi.org"]}, "restricted"),
    ],
)
def test_what_a_sandbox_reaches_follows_from_the_lists_or_else_from_the_switch(
    sent: dict[str, object], network: str | None
) -> None:
    assert Sandbox.model_validate({"id": "sbx-1", **sent}).network == network
