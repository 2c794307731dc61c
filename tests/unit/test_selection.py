from __future__ import annotations

import pytest
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.partial import Flaw, PartialSandbox
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.functions.conditions import SandboxConditions
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.selection import Selection, filters_of

READ = Listed[object]({}, {*"abc"})
"""Three sandboxes, of which none is selected."""
"""What was listed."""

LOST = Flaw("could not be read", "it is odd")


def partial(sandbox: Sandbox, *lost: str) -> PartialSandbox:
    return PartialSandbox.of(sandbox, dict.fromkeys(lost, LOST))


def selection(conditions: SandboxConditions) -> Selection:
    return Selection(conditions.query(None), conditions.predicates(), Notices())


@pytest.mark.parametrize(
    ("query", "passes", "fails"),
    [
        (SandboxQuery(team_id="t"), {"teamId": "t"}, {"teamId": None}),
        (SandboxQuery(user_id="u"), {"userId": "u"}, {"userId": "v"}),
        (SandboxQuery(status="ERROR"), {"status": "error"}, {"status": "FAILED"}),
        (SandboxQuery(is_active=True), {"status": "ERROR"}, {"status": "TERMINATED"}),
        (SandboxQuery(is_active=True), {"status": None}, {"status": "TERMINATED"}),
        (SandboxQuery(labels=("a", "b")), {"labels": ["b", "c", "a"]}, {"labels": ["a"]}),
        (SandboxQuery(labels=("a",)), {"labels": ["a"]}, {"labels": None}),
    ],
)
def test_what_the_api_was_asked_for_is_tested_where_it_says_so(
    query: SandboxQuery, passes: dict[str, object], fails: dict[str, object]
) -> None:
    tests = filters_of(query).values()
    assert all(holds(Sandbox.model_validate({"id": "a", **passes})) for holds in tests)
    assert not all(holds(Sandbox.model_validate({"id": "a", **fails})) for holds in tests)
    assert all(holds(Sandbox(id="a")) for holds in tests)
    for holds in filters_of(query, is_asked=False).values():
        assert holds(Sandbox(id="a")) is query.is_active


def test_a_condition_on_a_lost_field_cannot_be_decided() -> None:
    select = selection(SandboxConditions(minCpuCores=4))
    assert select(Sandbox(id="a", cpuCores=8))
    assert not select(partial(Sandbox(id="c"), "cpuCores"))
    assert not select(partial(Sandbox(id="b"), "cpuCores"))
    with pytest.raises(SelectionError) as raised:
        select.check(READ, str)
    assert str(raised.value) == (
        'cannot tell whether `minCpuCores` selects sandbox "b" and 1 more: `cpuCores` could not '
        "be read: it is odd. Leave out `minCpuCores`, or add a condition that excludes them."
    )


def test_the_first_condition_that_cannot_be_decided_is_named() -> None:
    select = selection(SandboxConditions(minMemoryGB=8, status="RUNNING", minCpuCores=4))
    assert not select(partial(Sandbox(id="a"), "memoryGB", "status", "cpuCores"))
    with pytest.raises(SelectionError, match=r"^cannot tell whether `status` selects sandbox "):
        select.check(READ, str)


def test_a_sandbox_that_is_gone_needs_no_decision() -> None:
    select = selection(SandboxConditions(minCpuCores=4))
    assert not select(partial(Sandbox(id="a"), "cpuCores"))
    select.check(Listed({}, {"b"}), str)


def test_another_way_out_may_be_named() -> None:
    select = selection(SandboxConditions(minCpuCores=4))
    assert not select(partial(Sandbox(id="a"), "cpuCores"))
    with pytest.raises(SelectionError, match=r"odd\. Use `sandboxId`, or add a condition that"):
        select.check(READ, str, "Use `sandboxId`")
    with pytest.raises(SelectionError, match='selects sandbox "A": '):
        select.check(READ, str.upper)


def test_a_sandbox_that_another_condition_excludes_needs_no_decision() -> None:
    select = selection(SandboxConditions(minCpuCores=4, regions=["eu"]))
    assert not select(partial(Sandbox(id="a", region="us"), "cpuCores"))
    select.check(READ, str)


@pytest.mark.parametrize(
    "conditions",
    [
        SandboxConditions(status="RUNNING"),
        SandboxConditions(isActive=True),
        SandboxConditions(statuses=["RUNNING", "ERROR"]),
    ],
)
def test_a_filter_of_the_api_cannot_be_decided_either(conditions: SandboxConditions) -> None:
    select = selection(conditions)
    assert not select(partial(Sandbox(id="a"), "status"))
    with pytest.raises(SelectionError, match="`status` could not be read: it is odd"):
        select.check(READ, str)


@pytest.mark.parametrize(
    ("conditions", "sandbox", "field"),
    [
        (SandboxConditions(teamId="t"), partial(Sandbox(id="a"), "teamId"), "teamId"),
        (SandboxConditions(labels=["a"]), partial(Sandbox(id="a"), "labels"), "labels"),
        (SandboxConditions(labelsNone=["a"]), partial(Sandbox(id="a"), "labels"), "labels"),
        (SandboxConditions(gpuModels=["H100"]), partial(Sandbox(id="a"), "gpuType"), "gpuType"),
        (SandboxConditions(minGpuCount=1), partial(Sandbox(id="a"), "gpuCount"), "gpuCount"),
        (
            SandboxConditions(createdAfter="2026-01-05T12:00:00Z"),
            Sandbox(id="a", createdAt="yesterday"),
            "createdAt",
        ),
        (
            SandboxConditions(createdAfter="2026-01-05T12:00:00Z"),
            Sandbox(id="a", createdAt=""),
            "createdAt",
        ),
        (
            SandboxConditions(expiresAfter="2026-01-05T12:00:00Z"),
            Sandbox(
                id="a", status="RUNNING", timeoutMinutes=10**9, startedAt="9000-01-05T12:00:00Z"
            ),
            "timeoutMinutes",
        ),
        (
            SandboxConditions(terminatedBefore="2026-01-05T12:00:00Z"),
            Sandbox(id="a", terminatedAt="2026-01-05"),
            "terminatedAt",
        ),
        (
            SandboxConditions(expiresAfter="2026-01-05T12:00:00Z"),
            Sandbox(id="a", status="RUNNING", timeoutMinutes=60, startedAt="yesterday"),
            "startedAt",
        ),
        (
            SandboxConditions(expiresBefore="2026-01-05T12:00:00Z"),
            partial(
                Sandbox(id="a", status="RUNNING", startedAt="2026-01-05T11:00:00Z"),
                "timeoutMinutes",
            ),
            "timeoutMinutes",
        ),
        (SandboxConditions(exitCodes=[1]), partial(Sandbox(id="a"), "exitCode"), "exitCode"),
        (SandboxConditions(nameRegex="a"), Sandbox(id="a", name="a" * 1001), "name"),
        (SandboxConditions(imageRegex="a"), Sandbox(id="a", dockerImage="a" * 1001), "dockerImage"),
    ],
)
def test_no_sandbox_falls_out_of_a_selection_silently(
    conditions: SandboxConditions, sandbox: Sandbox, field: str
) -> None:
    select = selection(conditions)
    assert not select(sandbox)
    with pytest.raises(SelectionError, match=f": `{field}` could not be read: it "):
        select.check(READ, str)


def test_a_cpu_only_machine_has_no_gpus_whatever_its_count_is() -> None:
    select = selection(SandboxConditions(maxGpuCount=0))
    assert select(partial(Sandbox(id="a", gpuType="CPU_NODE"), "gpuCount"))
    select.check(READ, str)


def test_the_personal_account_has_no_sandboxes_of_teams() -> None:
    anybodys, personal = selection(SandboxConditions()), selection(SandboxConditions(teamId=""))
    sandboxes = [Sandbox(id="a", teamId=team) for team in (None, "t")]
    assert [anybodys(one) for one in sandboxes] == [True, True]
    assert [personal(one) for one in sandboxes] == [True, False]


def test_times_that_are_absent_are_no_doubt() -> None:
    select = selection(SandboxConditions(createdAfter="2026-01-05T12:00:00Z"))
    assert not select(Sandbox(id="a"))
    select.check(READ, str)
    ended = selection(SandboxConditions(terminatedAfter="2026-01-05T12:00:00Z"))
    assert not ended(Sandbox(id="b", terminatedAt=""))
    ended.check(READ, str)


def test_one_of_several_teams_is_tested_as_a_single_one_is() -> None:
    conditions = SandboxConditions(teamIds=["t", "u"], statuses=["RUNNING"])
    (query, _), notices = conditions.queries(None), Notices()
    select = Selection(query, conditions.predicates(), notices)
    assert select(Sandbox(id="a"))  # the API sends neither field, but was asked
    assert select(Sandbox(id="b", teamId="t", status="RUNNING"))
    assert not select(Sandbox(id="c", teamId="u", status="RUNNING"))
    assert not select(Sandbox(id="d", teamId="t", status="ERROR"))
    looked_up = Selection(conditions.query(None), conditions.predicates(), notices, is_asked=False)
    assert not looked_up(Sandbox(id="a"))
    assert looked_up(Sandbox(id="c", teamId="u", status="RUNNING"))


def test_a_sandbox_that_another_list_selects_needs_no_decision() -> None:
    select = selection(SandboxConditions(minCpuCores=4))
    assert not select(partial(Sandbox(id="a"), "cpuCores"))
    select.check(Listed({"a": "a row"}, {"a"}), str)


@pytest.mark.parametrize(
    ("conditions", "sandbox", "field", "selected"),
    [
        (SandboxConditions(minGpuCount=1), Sandbox(id="a", gpuCount=0), "gpuType", False),
        (SandboxConditions(maxGpuCount=0), Sandbox(id="a", gpuCount=0), "gpuType", True),
        (
            SandboxConditions(gpuModels=["H100"]),
            Sandbox(id="a", gpuType="CPU_NODE"),
            "gpuCount",
            False,
        ),
        (
            SandboxConditions(minGpuMemoryGB=1),
            Sandbox(id="a", gpuType="CPU_NODE"),
            "gpuCount",
            False,
        ),
        (
            SandboxConditions(expiresAfter="2026-01-05T12:00:00Z"),
            Sandbox(id="a", status="RUNNING"),
            "timeoutMinutes",
            False,
        ),
        (
            SandboxConditions(expiresAfter="2026-01-05T12:00:00Z"),
            Sandbox(id="a", status="RUNNING", timeoutMinutes=-1),
            "startedAt",
            False,
        ),
    ],
)
def test_a_field_that_cannot_be_read_does_not_matter_where_another_one_decides(
    conditions: SandboxConditions, sandbox: Sandbox, field: str, *, selected: bool
) -> None:
    select = selection(conditions)
    assert select(partial(sandbox, field)) is selected
    select.check(Listed({}, {"a"}), str)  # raises where it is not decided
