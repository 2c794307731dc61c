"""Conditions. What mypy has to refuse is marked as ignored: it reports marks without an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.functions.conditions import SandboxConditions, conditions_of
from pulumi_resource_primeintellect.functions.filters import FilterArguments
from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_python_provider import Arguments
    from pulumi_resource_primeintellect.functions.predicates import one_of, where
    from pydantic import JsonValue

    def at_least(bound: float) -> Callable[[float], bool]: ...

    class WrongConditions(Arguments):
        no_such_property: list[str] | None = where(
            lambda s: s.colour,  # type: ignore[attr-defined]
            one_of,
            description="",
        )
        test_of_another_property: int | None = where(  # type: ignore[misc]
            lambda s: s.name, at_least, description=""
        )
        test_with_another_value: int | None = where(  # type: ignore[assignment]
            lambda s: s.name, one_of, description=""
        )


def test_every_argument_that_the_api_does_not_know_is_a_condition() -> None:
    own = {*SandboxConditions.model_fields} - {*FilterArguments.model_fields}
    assert {name for name, _ in conditions_of(SandboxConditions)} == own


def test_what_is_not_given_is_no_condition() -> None:
    assert SandboxConditions().model_dump(exclude_none=True) == {}
    assert SandboxConditions().predicates() == {}


def test_every_interval_has_two_bounds_the_lower_one_first() -> None:
    bounds: dict[object, list[str]] = {}
    for name, condition in conditions_of(SandboxConditions):
        if condition.interval:
            bounds.setdefault(condition.interval, []).append(name)
    for low, high in bounds.values():
        assert (low.replace("min", "max"), low.replace("After", "Before")).count(high) == 1
    assert len(bounds) == 10


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (
            {"minGpuCount": 5, "maxGpuCount": 2},
            ["`minGpuCount` must not be more than `maxGpuCount`"],
        ),
        ({"minGpuCount": 2, "maxGpuCount": 2}, []),
        ({"minGpuCount": "5", "maxGpuCount": 2}, []),
        (
            {"minMemoryGB": 64.5, "maxMemoryGB": 64},
            ["`minMemoryGB` must not be more than `maxMemoryGB`"],
        ),
        (
            {
                "createdAfter": "2026-01-05T12:00:00.1Z",
                "createdBefore": "2026-01-05T13:00:00+01:00",
            },
            ["`createdAfter` must be earlier than `createdBefore`"],
        ),
        (
            {"createdAfter": "2026-01-05T12:00:00Z", "createdBefore": "2026-01-05T12:00:00Z"},
            ["`createdAfter` must be earlier than `createdBefore`"],
        ),
        ({"createdAfter": "2026-01-05T12:00:00Z", "createdBefore": "2026-01-05T12:00:00.1Z"}, []),
        ({"createdAfter": "2026-01-05T12:00:00Z", "createdBefore": "yesterday"}, []),
        ({"createdAfter": 7, "startedBefore": "2026-01-05T12:00:00Z"}, []),
        (
            {"startedAfter": "2027-01-05T12:00:00Z", "startedBefore": "2026-01-05T12:00:00Z"},
            ["`startedAfter` must be earlier than `startedBefore`"],
        ),
        ({"status": "PAUSED", "statuses": ["RUNNING"]}, ["`statuses` excludes the `status`"]),
        ({"status": "running", "statuses": ["RUNNING", "PAUSED"]}, []),
        (
            {"status": "Terminated", "isActive": True},
            ["`isActive` excludes all that `status` asks for"],
        ),
        (
            {"statuses": ["error"], "excludeStatuses": ["ERROR"]},
            ["`excludeStatuses` excludes all that `statuses` asks for"],
        ),
        ({"status": "PAUSED", "statuses": ["RUNNING", "PAUSED"]}, []),
        ({"status": "PAUSED", "statuses": []}, []),
        (
            {"status": "TERMINATED", "isActive": True},
            ["`isActive` excludes all that `status` asks for"],
        ),
        ({"status": "TERMINATED", "isActive": False}, []),
        (
            {"statuses": ["TERMINATED", "TERMINATED"], "isActive": True},
            ["`isActive` excludes all that `statuses` asks for"],
        ),
        (
            {"status": "ERROR", "excludeStatuses": ["ERROR", "PAUSED"]},
            ["`excludeStatuses` excludes all that `status` asks for"],
        ),
        (
            {"statuses": ["ERROR", "PAUSED"], "excludeStatuses": ["PAUSED", "ERROR"]},
            ["`excludeStatuses` excludes all that `statuses` asks for"],
        ),
        ({"statuses": ["ERROR", "PAUSED"], "excludeStatuses": ["PAUSED"]}, []),
        (
            {"labels": ["a", "b"], "labelsNone": ["b"]},
            ["`labelsNone` excludes what `labels` asks for"],
        ),
        (
            {"labelsAny": ["a", "b"], "labelsNone": ["b", "a"]},
            ["`labelsNone` excludes all that `labelsAny` asks for"],
        ),
        ({"labelsAny": ["a", "b"], "labelsNone": ["b"]}, []),
        ({"labels": [], "labelsAny": [], "labelsNone": ["b"]}, []),
        ({"statuses": ["TERMINATED", "RUNNING"], "isActive": True}, []),
        (
            {"statuses": ["TERMINATED", "ERROR"], "isActive": True, "excludeStatuses": ["ERROR"]},
            ["`isActive` and `excludeStatuses` exclude all that `statuses` asks for"],
        ),
        ({"teamId": "a", "teamIds": ["b"]}, ["`teamIds` excludes the `teamId`"]),
        ({"teamId": "", "teamIds": ["b"]}, ["`teamIds` excludes the `teamId`"]),
        ({"userId": "a", "userIds": ["b", "c"]}, ["`userIds` excludes the `userId`"]),
        ({"name": "a", "names": ["b"]}, ["`names` excludes the `name`"]),
        ({"teamId": "a", "teamIds": ["b", "a"], "userIds": ["b"], "names": []}, []),
    ],
)
def test_conditions_that_exclude_each_other_are_refused(
    given: dict[str, JsonValue], problems: list[str]
) -> None:
    assert [*SandboxConditions.conflicts(given)] == problems


@pytest.mark.parametrize(
    ("statuses", "asked"),
    [
        (["RUNNING"], "RUNNING"),
        (["RUNNING", "RUNNING"], "RUNNING"),
        (["RUNNING", "ERROR"], None),
        (["TIMEOUT"], None),
        (["running"], "RUNNING"),
        (["RUNNING", "Running"], "RUNNING"),
        (["asleep"], None),
        ([], None),
    ],
)
def test_the_only_status_is_asked_for_if_the_api_knows_it(
    statuses: list[str], asked: str | None
) -> None:
    assert SandboxConditions(statuses=statuses).query(None).status == asked


def test_each_team_is_asked_for_by_itself() -> None:
    conditions = SandboxConditions(teamIds=["b", "a", "b"], isActive=True)
    assert [query.team_id for query in conditions.queries("configured")] == ["a", "b"]
    assert all(query.is_active for query in conditions.queries(None))
    one = SandboxConditions(teamIds=["b", "a"], teamId="a")
    assert [query.team_id for query in one.queries("configured")] == ["a"]
    assert [query.team_id for query in SandboxConditions().queries("configured")] == ["configured"]


def test_a_status_that_the_api_may_refuse_is_selected_here() -> None:
    conditions = SandboxConditions(status="TIMEOUT")
    assert conditions.query(None).status is None
    (holds,) = conditions.predicates().values()
    assert [holds(Sandbox(id="a", status=s)) for s in ("TIMEOUT", "RUNNING", None)] == [
        *(True, False, False)
    ]


INVISIBLE = ["a\n", "a\tb", "\u200ba", "a\u00a0", "a\u2028b", "\x7f"]


@pytest.mark.parametrize("text", INVISIBLE)
@pytest.mark.parametrize("name", ["labels", "labelsAny", "names", "regions", "dockerImages"])
def test_invisible_characters_are_refused(name: str, text: str) -> None:
    with pytest.raises(ValidationError, match="must not contain line breaks, tabs or other invis"):
        SandboxConditions.model_validate({name: ["good", text]})


@pytest.mark.parametrize("text", [*INVISIBLE, " a", "a "])
def test_an_id_has_neither_invisible_characters_nor_spaces_around_it(text: str) -> None:
    with pytest.raises(ValidationError, match="must not "):
        SandboxConditions(teamId=text)


@pytest.mark.parametrize("text", ["a b", " a", "\U0001f469\u200d\U0001f4bb", "größe", "cafe\u0301"])
def test_visible_characters_of_all_kinds_are_taken(text: str) -> None:
    assert SandboxConditions(labels=[text], names=[text]).labels == [text]


@pytest.mark.parametrize("wanted", ["RTX_PRO_6000", "rtx_pro_6000b_96gb"])
def test_a_card_is_selected_by_any_of_its_names(wanted: str) -> None:
    (holds,) = SandboxConditions(gpuTypes=[wanted]).predicates().values()
    types = ["RTX_PRO_6000", "RTX_PRO_6000B_96GB", "RTX6000_24GB", None]
    assert [holds(Sandbox(id="a", gpuType=t)) for t in types] == [True, True, False, False]


@pytest.mark.parametrize("wanted", ["RTX_PRO_6000", "rtx_pro_6000b"])
def test_a_model_is_selected_by_any_of_its_names(wanted: str) -> None:
    (holds,) = SandboxConditions(gpuModels=[wanted]).predicates().values()
    types = ["RTX_PRO_6000", "RTX_PRO_6000B_96GB", "RTX6000_24GB", None]
    found = [holds(Sandbox(id="a", gpuType=t, gpuCount=1)) for t in types]
    assert found == [True, True, False, False]


def test_of_very_many_unknown_values_a_hundred_are_told() -> None:
    conditions = SandboxConditions(statuses=[f"S{number}" for number in range(20_000)])
    warnings = [*conditions.value_warnings(str)]
    assert warnings[0] == '`statuses` has "S0", which is not a known value'
    assert warnings[100:] == ["`statuses` has 19,900 more values that are not known"]


def test_what_is_known_is_no_doubt() -> None:
    conditions = SandboxConditions(
        statuses=["RUNNING", "TIMEOUT"],
        gpuTypes=["h100_80gb", "RTX_PRO_6000", "rtx_pro_6000b_96gb"],
        gpuModels=["rtx4090", "H100", "RTX_PRO_6000"],
    )
    assert [*conditions.value_warnings(str)] == []


@pytest.mark.parametrize("name", ["statuses", "regions", "gpuTypes", "gpuModels", "teamIds"])
def test_several_values_in_one_text_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="must be one value, without a comma; a list takes"):
        SandboxConditions.model_validate({name: ["a,b"]})
    assert SandboxConditions.model_validate({"labelsAny": ["a,b"]}).labelsAny == ["a,b"]


def test_known_statuses_have_no_case() -> None:
    conditions = SandboxConditions(status="running", excludeStatuses=["Error", "Napping"])
    assert (conditions.status, conditions.excludeStatuses) == ("RUNNING", ["ERROR", "Napping"])
