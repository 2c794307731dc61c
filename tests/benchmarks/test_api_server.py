"""The benchmark's API answers as the documented one does."""

from __future__ import annotations

import ssl
import time

import httpx
import pytest
from primeintellect_simulator.sandboxes import make_sandboxes

from benchmarks.api_server import ApiServer

pytestmark = [pytest.mark.needs("go"), pytest.mark.usefixtures("built")]


def get(api: ApiServer, path: str) -> httpx.Response:
    return httpx.get(f"{api.url}/api/v1/sandbox{path}", trust_env=False)


def client(api: ApiServer) -> httpx.Client:
    return httpx.Client(trust_env=False, verify=ssl.create_default_context(cafile=api.authorities))


def counts(**others: int) -> dict[str, int]:
    none = ("requests", "refused", "mostAtOnce", "connections", "handshakes")
    return dict.fromkeys(none, 0) | others


def test_a_sandbox_has_the_documented_fields(api: ApiServer) -> None:
    sandbox = get(api, f"/{api.id_of(7)}").json()
    assert len(sandbox) == 29
    assert set(sandbox) <= set(make_sandboxes(1)[0])
    assert sandbox["id"] == api.id_of(7)


@pytest.mark.parametrize("sandbox_id", ["sbx-1", ApiServer.id_of(25), ApiServer.id_of(-1)])
def test_an_unknown_sandbox_is_not_found(api: ApiServer, sandbox_id: str) -> None:
    assert get(api, f"/{sandbox_id}").status_code == 404


def test_pages_together_are_all_sandboxes_in_order(api: ApiServer) -> None:
    pages = [get(api, f"?page={number}&per_page=10").json() for number in (1, 2, 3, 4)]
    assert [len(page["sandboxes"]) for page in pages] == [10, 10, 5, 0]
    assert [page["has_next"] for page in pages] == [True, True, False, False]
    assert {(page["total"], page["per_page"]) for page in pages} == {(25, 10)}
    found = [sandbox["id"] for page in pages for sandbox in page["sandboxes"]]
    assert found == [api.id_of(number) for number in range(25)]


def test_pages_are_no_larger_than_the_server_allows() -> None:
    with ApiServer(25, largest_page=10) as api:
        page = get(api, "?per_page=1000").json()
    assert (page["per_page"], len(page["sandboxes"]), page["has_next"]) == (10, 10, True)


def test_requests_are_counted_until_they_are_told() -> None:
    with ApiServer(1) as api:
        for _ in range(3):
            get(api, "")
        assert api.counts() == counts(requests=3, mostAtOnce=1, connections=3)
        assert api.counts() == counts()


def test_connections_and_handshakes_are_counted() -> None:
    with ApiServer(1, https=True) as api:
        for _ in range(2):
            with client(api) as http:
                assert [http.get(f"{api.url}/elsewhere").status_code for _ in range(3)] == [404] * 3
        assert api.counts() == counts(connections=2, handshakes=2)


def test_only_its_own_authority_vouches_for_a_server() -> None:
    with ApiServer(1, https=True) as api, ApiServer(1, https=True) as other:
        with client(api) as http, pytest.raises(httpx.ConnectError, match="certificate verify"):
            http.get(other.url)
        assert other.counts()["requests"] == 0


def test_the_first_request_to_an_api_that_is_away_takes_three_round_trips() -> None:
    """A busy machine can only add to that."""
    round_trip = 0.05
    with ApiServer(1, round_trip=round_trip, https=True) as api, client(api) as http:
        began = time.monotonic()
        http.get(api.url)
        first = time.monotonic()
        http.get(api.url)
        second = time.monotonic()
    assert first - began >= 3 * round_trip
    assert second - first >= round_trip


def test_a_limited_server_refuses_what_is_beyond_the_documented_limit() -> None:
    with ApiServer(1, limited=True) as api, httpx.Client(trust_env=False) as client:
        url = f"{api.url}/api/v1/sandbox/{api.id_of(0)}"
        statuses = [client.get(url).status_code for _ in range(302)]
        assert statuses == [200] * 300 + [429] * 2
        assert client.get(url).headers["Retry-After"] == "60"
        assert api.counts() == counts(requests=303, refused=3, mostAtOnce=1, connections=1)
