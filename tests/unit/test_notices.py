from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from primeintellect_simulator import make_sandboxes
from pulumi_python_provider import Context, Redactor
from pulumi_python_provider.inference.encoding import Encoder
from pulumi_python_provider.testing import MemoryLog
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.partial import Flaw, PartialSandbox
from pulumi_resource_primeintellect.api.sandbox_pages import Skipped
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import SelectionError, UnreadableFieldError
from pulumi_resource_primeintellect.functions.notices import EXPECTED, Notices

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.client import Client

LOST = Flaw("could not be read", "it is odd")
SOUND = Sandbox.model_validate(make_sandboxes(1)[0])


def warnings(notices: Notices) -> list[str]:
    log = MemoryLog()
    client = cast("Client", None)
    notices.warn(Context(client, log, Redactor(), Encoder("f", Sandbox, reveal=False)))
    return log.warnings


def sandbox(sandbox_id: str = "sbx-1", **changes: object) -> Sandbox:
    return SOUND.model_copy(update={"id": sandbox_id, **changes})


def noticed(*sandboxes: Sandbox) -> list[str]:
    notices = Notices()
    for one in sandboxes:
        notices.add(one)
    return warnings(notices)


def test_of_what_is_as_documented_nothing_is_noticed() -> None:
    sample = [Sandbox.model_validate(one) for one in make_sandboxes(100)]
    assert noticed(*sample) == []
    assert len(EXPECTED) == 11


def test_fields_that_are_missing_and_values_that_are_not_documented_are_noticed_once() -> None:
    odd = {"status": "HIBERNATED", "gpuType": "H300_288GB", "name": None, "cpuCores": None}
    rest = "which its documentation does not list; results have it unchanged"
    assert noticed(sandbox("a", **odd), sandbox("b", **odd)) == [
        *(
            f"the API left out `{field}`, which it documents as always present; results lack it"
            for field in ("cpuCores", "name")
        ),
        f'the API sent "H300_288GB" as `gpuType`, {rest}',
        f'the API sent "HIBERNATED" as `status`, {rest}',
    ]
    for name, value in odd.items():
        assert len(noticed(SOUND.model_copy(update={name: value}))) == 1


def test_a_field_that_may_be_null_is_missing_only_if_it_is_not_sent() -> None:
    (sent,) = make_sandboxes(1)
    assert noticed(Sandbox.model_validate({**sent, "userId": None, "teamId": None})) == []
    del sent["userId"]
    assert noticed(Sandbox.model_validate(sent)) == [
        "the API left out `userId`, which it documents as always present; results lack it"
    ]


@pytest.mark.parametrize("known", [{"status": "TIMEOUT"}, {"gpuType": "RTX_PRO_6000"}])
def test_values_that_are_known_though_undocumented_are_not_noticed(known: dict[str, str]) -> None:
    assert noticed(sandbox(**known)) == []


def test_a_lost_field_is_told_with_the_number_of_sandboxes() -> None:
    lost = [
        PartialSandbox.of(sandbox(name), {"exitCode": Flaw("could not be read", f"it is {name}")})
        for name in "cab"
    ]
    assert noticed(lost[0], lost[0]) == [
        '`exitCode` could not be read in sandbox "c": it is c; results lack it'
    ]
    assert noticed(*lost) == [
        ('`exitCode` could not be read in 3 sandboxes (such as "a"): it is a; results lack it')
    ]


def test_a_lost_field_is_not_missing_too() -> None:
    lost = PartialSandbox.of(sandbox(cpuCores=None), {"cpuCores": LOST})
    assert [line.split(" in ")[0] for line in noticed(lost)] == ["`cpuCores` could not be read"]


def test_what_came_of_a_flaw_is_told_with_it() -> None:
    notices, lost = Notices(), PartialSandbox.of(sandbox(), {"cpuCores": LOST})
    notices.add(lost)
    notices.add_effect("cpuCores", "totals lack it")
    notices.add_unreadable(lost, UnreadableFieldError("cpuCores", "it is odd"), "it is last")
    assert warnings(notices) == [
        (
            '`cpuCores` could not be read in sandbox "sbx-1": it is odd; it is last; results lack '
            "it; totals lack it"
        )
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"startedAt": "yesterday"}, True),
        ({"startedAt": "yesterday", "status": "running"}, True),
        ({"startedAt": "yesterday", "status": "ERROR"}, False),
        ({"startedAt": "yesterday", "timeoutMinutes": -1}, False),
        ({"startedAt": "yesterday", "timeoutMinutes": None}, False),
        ({"startedAt": None}, False),
        ({"startedAt": ""}, False),
    ],
)
def test_a_start_from_which_no_end_follows_is_noticed(
    changes: dict[str, object], *, told: bool
) -> None:
    line = (
        '`startedAt` could not be read in sandbox "sbx-1": it is not an RFC 3339 time; `expiresAt` '
        "is absent"
    )
    running: dict[str, object] = {"status": "RUNNING", "timeoutMinutes": 60}
    assert (line in noticed(SOUND.model_copy(update={"id": "sbx-1", **running, **changes}))) is told


@pytest.mark.parametrize("field", ["createdAt", "updatedAt", "startedAt", "terminatedAt"])
def test_each_time_that_is_none_is_told_of_a_sandbox_that_is_returned_alone(field: str) -> None:
    notices = Notices()
    notices.check_times(SOUND.model_copy(update={"id": "sbx-1", field: "yesterday"}))
    assert warnings(notices) == [
        (
            f'`{field}` could not be read in sandbox "sbx-1": it is not an RFC 3339 time; results '
            "have it unchanged"
        )
    ]


def test_a_time_that_was_a_number_is_not_lost_with_that_of_another_sandbox() -> None:
    number = Flaw("was a number", "it was read as seconds since 1970")
    assert noticed(
        PartialSandbox.of(sandbox("a"), {"updatedAt": number}),
        PartialSandbox.of(sandbox("b"), {"updatedAt": LOST}),
    ) == [
        '`updatedAt` could not be read in sandbox "b": it is odd; results lack it',
        '`updatedAt` was a number in sandbox "a": it was read as seconds since 1970',
    ]


def test_a_time_that_was_a_number_is_told() -> None:
    number = Flaw("was a number", "it was read as seconds since 1970")
    assert noticed(PartialSandbox.of(sandbox(), {"updatedAt": number})) == [
        '`updatedAt` was a number in sandbox "sbx-1": it was read as seconds since 1970'
    ]


def test_conditions_that_the_api_did_not_apply_are_told() -> None:
    notices = Notices()
    for name in "bab":
        notices.add_ignored("status", sandbox(name))
    notices.add_ignored("labels", sandbox("c\n"))
    assert warnings(notices) == [
        'the API sent sandbox "c\\n" although `labels` excludes it; results lack it',
        (
            'the API sent 2 sandboxes (such as "a") although `status` excludes them; results lack '
            "them"
        ),
    ]


def test_an_end_that_is_out_of_range_is_told() -> None:
    running = {"status": "RUNNING", "timeoutMinutes": 2**31 - 1}
    starts = ("2026", "5899", "5901", "5999")
    lines = noticed(
        *(sandbox(f"s{year}", **running, startedAt=f"{year}-01-05T12:00:00Z") for year in starts)
    )
    assert lines == [
        (
            '`timeoutMinutes` could not be read in sandbox "s5999": it puts the end of the '
            "sandbox after the year 9999; `expiresAt` is absent"
        )
    ]


def test_what_one_list_excludes_and_another_one_selects_is_not_told() -> None:
    notices = Notices()
    notices.add_ignored("teamIds", sandbox("a"))
    notices.add_ignored("teamIds", sandbox("b"))
    notices.add_read(Listed({"a": 1}, {"a", "b"}))
    assert warnings(notices) == [
        'the API sent sandbox "b" although `teamIds` excludes it; results lack it'
    ]
    notices.add_read(Listed({"a": 1, "b": 2}, {"a", "b"}))
    assert warnings(notices) == []


def test_skipped_sandboxes_are_told_unless_there_are_no_others() -> None:
    notices = Notices()
    skipped = {"1": Skipped("n", "id: it is missing"), "2": Skipped(None, "id: odd")}
    notices.add_read(Listed({}, {"a", "1", "2"}, skipped))
    assert warnings(notices) == ["skipped 2 sandboxes without a usable ID: id: it is missing"]
    with pytest.raises(SelectionError) as raised:
        notices.add_read(Listed({}, {"1", "2"}, skipped))
    assert str(raised.value) == (
        "no sandbox that the API sent has a usable ID (2 in all): id: it is missing. "
        "Check that baseUrl is the Prime Intellect API."
    )


def test_of_very_many_undocumented_values_a_hundred_are_told() -> None:
    lines = noticed(*(sandbox(f"sbx-{number}", status=f"S{number}") for number in range(150)))
    assert len(lines) == 101
    assert lines[100] == "the API sent 50 more values that its documentation does not list"
