from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Account, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer wrong-key", "Basic simulator-key", "simulator-key"],
)
@pytest.mark.parametrize("path", ["/sandbox", "/sandbox/sbx-000001"])
def test_a_missing_or_wrong_key_is_answered_401_with_an_empty_body(
    serve: Callable[[Simulator], httpx.Client], path: str, authorization: str
) -> None:
    answer = serve(Simulator()).get(path, headers={"authorization": authorization})
    assert (answer.status_code, answer.content) == (401, b"")


def test_the_bearer_scheme_may_be_written_in_any_case(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    answer = serve(Simulator()).get("/sandbox", headers={"authorization": "bearer simulator-key"})
    assert answer.status_code == 200


def test_each_key_sees_the_sandboxes_of_its_own_user(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    accounts = [Account(key="key-a", user_id="ada"), Account(key="key-b", user_id="bob")]
    api = serve(
        Simulator(
            sandboxes=[
                {"id": "of-ada", "userId": "ada", "teamId": None},
                {"id": "of-bob", "userId": "bob", "teamId": None},
            ],
            accounts=accounts,
        )
    )
    seen = {
        key: [
            sandbox["id"]
            for sandbox in api.get("/sandbox", headers={"authorization": f"Bearer {key}"}).json()[
                "sandboxes"
            ]
        ]
        for key in ("key-a", "key-b")
    }
    assert seen == {"key-a": ["of-ada"], "key-b": ["of-bob"]}


def test_an_unauthenticated_request_does_not_count_against_the_rate_limit(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    api = serve(Simulator())
    statuses = {
        api.get("/sandbox", headers={"authorization": "Bearer wrong-key"}).status_code
        for _ in range(1001)
    }
    assert statuses == {401}
