"""Pages, as documented and under each behaviour that departs from the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from primeintellect_simulator import Behaviour, Simulator, make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


class Seen(NamedTuple):
    """What a test looks at: the numbers of the sandboxes on a page, and its total and end."""

    numbers: list[int]
    total: int
    has_next: bool


@pytest.fixture
def read(
    serve: Callable[[Simulator], httpx.Client],
) -> Callable[[int, int, Behaviour], list[Seen]]:
    """Read so many pages of four from a simulator that holds so many sandboxes."""

    def read_pages(size: int, pages: int, behaviour: Behaviour) -> list[Seen]:
        api = serve(Simulator(sandboxes=make_sandboxes(size, teams=()), behaviour=behaviour))
        return [_page(api, page) for page in range(1, pages + 1)]

    return read_pages


def _page(api: httpx.Client, page: int) -> Seen:
    answer = api.get("/sandbox", params={"page": page, "per_page": 4}).json()
    assert (answer["page"], answer["per_page"]) == (page, 4)
    numbers = [int(sandbox["id"].split("-")[1]) for sandbox in answer["sandboxes"]]
    return Seen(numbers, answer["total"], answer["has_next"])


def test_pages_follow_each_other_until_has_next_is_false(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(10, 4, Behaviour()) == [
        ([1, 2, 3, 4], 10, True),
        ([5, 6, 7, 8], 10, True),
        ([9, 10], 10, False),
        ([], 10, False),
    ]


def test_a_last_page_that_is_full_announces_no_next_one(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(8, 2, Behaviour()) == [([1, 2, 3, 4], 8, True), ([5, 6, 7, 8], 8, False)]


def test_an_empty_listing_is_one_empty_page(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(0, 1, Behaviour()) == [([], 0, False)]


def test_a_page_holds_fifty_sandboxes_unless_asked_otherwise(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    answer = serve(Simulator(sandboxes=make_sandboxes(60, teams=()))).get("/sandbox").json()
    sandboxes = answer.pop("sandboxes")
    assert answer == {"total": 60, "page": 1, "per_page": 50, "has_next": True}
    assert sandboxes == make_sandboxes(50, teams=())


def test_paging_keys_may_be_camel_case(serve: Callable[[Simulator], httpx.Client]) -> None:
    api = serve(Simulator(sandboxes=[], behaviour=Behaviour(camel_case=True)))
    assert api.get("/sandbox").json() == {
        "sandboxes": [],
        "total": 0,
        "page": 1,
        "perPage": 50,
        "hasNext": False,
    }


def test_a_page_above_the_cap_may_be_refused(serve: Callable[[Simulator], httpx.Client]) -> None:
    api = serve(Simulator(behaviour=Behaviour(max_per_page=100)))
    answer = api.get("/sandbox?per_page=101")
    assert answer.status_code == 422
    assert answer.json() == {
        "errors": [{"param": "per_page", "details": "Input should be less than or equal to 100"}]
    }
    assert api.get("/sandbox?per_page=100").status_code == 200


def test_a_page_above_the_cap_may_be_clamped_which_per_page_tells(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    behaviour = Behaviour(max_per_page=100, cap_mode="clamp")
    api = serve(Simulator(sandboxes=make_sandboxes(250, teams=()), behaviour=behaviour))
    answer = api.get("/sandbox?per_page=1000&page=2").json()
    assert (answer["per_page"], answer["has_next"]) == (100, True)
    assert [answer["sandboxes"][place]["id"] for place in (0, 99)] == ["sbx-000101", "sbx-000200"]
    assert api.get("/sandbox?per_page=1001").status_code == 422


def test_a_cap_below_the_default_page_holds_for_the_default_too(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    api = serve(Simulator(behaviour=Behaviour(max_per_page=10)))
    assert api.get("/sandbox").json()["per_page"] == 10


def test_shuffling_reorders_every_answer_in_a_way_its_seed_fixes(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    shuffled = read(10, 3, Behaviour(shuffle_seed=7))
    assert shuffled == read(10, 3, Behaviour(shuffle_seed=7))
    assert shuffled != read(10, 3, Behaviour(shuffle_seed=8))
    assert [page.has_next for page in shuffled] == [True, True, False]
    assert sum(len(page.numbers) for page in shuffled) == 10


def test_shuffling_loses_no_sandbox_within_an_answer(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    api = serve(Simulator(sandboxes=make_sandboxes(9), behaviour=Behaviour(shuffle_seed=1)))
    orders = [
        tuple(sandbox["id"] for sandbox in api.get("/sandbox").json()["sandboxes"])
        for _ in range(4)
    ]
    assert len(set(orders)) == 4
    assert len({tuple(sorted(order)) for order in orders}) == 1


def test_pages_may_repeat_the_end_of_the_page_before(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(10, 3, Behaviour(repeat=1)) == [
        ([1, 2, 3, 4], 10, True),
        ([4, 5, 6, 7], 10, True),
        ([7, 8, 9, 10], 10, False),
    ]


def test_items_may_move_to_later_pages_and_come_again(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(10, 3, Behaviour(rotate=1)) == [
        ([1, 2, 3, 4], 10, True),
        ([4, 5, 6, 7], 10, True),
        ([7, 8], 10, False),
    ]


def test_items_may_move_to_earlier_pages_and_be_missed(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(10, 3, Behaviour(rotate=-1)) == [
        ([1, 2, 3, 4], 10, True),
        ([6, 7, 8, 9], 10, True),
        ([1, 2], 10, False),
    ]


def test_a_listing_may_grow_at_its_front_while_it_is_read(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(6, 3, Behaviour(growth=1)) == [
        ([1, 2, 3, 4], 6, True),
        ([4, 5, 6], 7, False),
        ([], 8, False),
    ]


def test_sandboxes_that_grow_are_copies_of_the_first_with_ids_of_their_own(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    (sandbox,) = make_sandboxes(1)
    api = serve(Simulator(sandboxes=[sandbox], behaviour=Behaviour(growth=2)))
    api.get("/sandbox")
    assert api.get("/sandbox").json()["sandboxes"] == [
        {**sandbox, "id": "sbx-000001-copy-2"},
        {**sandbox, "id": "sbx-000001-copy-1"},
        sandbox,
    ]


def test_an_empty_listing_does_not_grow(read: Callable[[int, int, Behaviour], list[Seen]]) -> None:
    assert read(0, 2, Behaviour(growth=1, rotate=1)) == [([], 0, False), ([], 0, False)]


def test_a_listing_may_shrink_from_its_front_while_it_is_read(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(10, 3, Behaviour(growth=-1)) == [
        ([1, 2, 3, 4], 10, True),
        ([6, 7, 8, 9], 9, True),
        ([], 8, False),
    ]


def test_a_restless_listing_may_settle(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    behaviour = Behaviour(growth=-1, rotate=1, shuffle_seed=1, settle_after=2)
    api = serve(Simulator(sandboxes=make_sandboxes(6), behaviour=behaviour))
    answers = [api.get("/sandbox").json() for _ in range(5)]
    assert [answer["total"] for answer in answers] == [6, 5, 4, 4, 4]
    assert answers[2] == answers[3] == answers[4]


def test_endless_paging_repeats_the_last_page(
    read: Callable[[int, int, Behaviour], list[Seen]],
) -> None:
    assert read(6, 4, Behaviour(endless=True)) == [
        ([1, 2, 3, 4], 6, True),
        ([5, 6], 6, True),
        ([5, 6], 6, True),
        ([5, 6], 6, True),
    ]


@pytest.mark.parametrize(
    ("empty_page", "pages"),
    [
        (1, [([], 6, True), ([1, 2, 3, 4], 6, True), ([5, 6], 6, False)]),
        (2, [([1, 2, 3, 4], 6, True), ([], 6, True), ([5, 6], 6, False)]),
        (3, [([1, 2, 3, 4], 6, True), ([5, 6], 6, True), ([], 6, True), ([], 6, False)]),
    ],
)
def test_an_empty_page_may_announce_a_next_one(
    read: Callable[[int, int, Behaviour], list[Seen]],
    empty_page: int,
    pages: list[tuple[list[int], int, bool]],
) -> None:
    assert read(6, len(pages), Behaviour(empty_page=empty_page)) == pages


@pytest.mark.parametrize(
    ("behaviour", "asked", "sent"),
    [
        (Behaviour(page_shift=1), 1, (2, [5, 6, 7, 8])),
        (Behaviour(page_shift=-1), 3, (2, [5, 6, 7, 8])),
        (Behaviour(page_shift=-1), 1, (1, [1, 2, 3, 4])),
        (Behaviour(ignored_parameters=frozenset({"page"})), 3, (1, [1, 2, 3, 4])),
        (Behaviour(page_shift=1, claims={"page": 1}), 1, (1, [5, 6, 7, 8])),
    ],
)
def test_another_page_may_be_sent_than_was_asked_for(
    serve: Callable[[Simulator], httpx.Client],
    behaviour: Behaviour,
    asked: int,
    sent: tuple[int, list[int]],
) -> None:
    api = serve(Simulator(sandboxes=make_sandboxes(10, teams=()), behaviour=behaviour))
    page = api.get("/sandbox", params={"page": asked, "per_page": 4}).json()
    numbers = [int(sandbox["id"].split("-")[1]) for sandbox in page["sandboxes"]]
    assert (page["page"], numbers) == sent


def test_the_size_that_is_asked_for_may_be_ignored(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    behaviour = Behaviour(ignored_parameters=frozenset({"per_page"}))
    page = serve(Simulator(behaviour=behaviour)).get("/sandbox?per_page=2&page=1").json()
    assert (page["per_page"], len(page["sandboxes"])) == (50, 37)


@pytest.mark.parametrize("status", [203, 206, 299])
def test_good_responses_may_have_another_status(
    serve: Callable[[Simulator], httpx.Client], status: int
) -> None:
    api = serve(Simulator(behaviour=Behaviour(success_status=status)))
    assert [api.get(path).status_code for path in ("/sandbox", "/sandbox/sbx-000001")] == [
        status,
        status,
    ]
    assert api.get("/sandbox/nope").status_code == 404
    assert api.get("/sandbox").json()["total"] == 37
