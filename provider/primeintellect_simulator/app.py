"""The API's two routes, as a Starlette application."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from primeintellect_simulator.auth import authenticate, authorize, may_read
from primeintellect_simulator.limits import Limits, RateLimit
from primeintellect_simulator.paging import cut_page, unsettle
from primeintellect_simulator.query import read_query
from primeintellect_simulator.refusals import Refusal, answer_misdirected, answer_refusal, not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.requests import Request

    from primeintellect_simulator.accounts import Account
    from primeintellect_simulator.behaviour import Behaviour
    from primeintellect_simulator.collection import Collection


class SandboxApi:
    """Answers the list and the single-sandbox endpoint.

    Attributes:
        collection: What there is to answer; replace it between requests at will.
    """

    def __init__(
        self,
        collection: Collection,
        *,
        accounts: Iterable[Account],
        behaviour: Behaviour,
        limits: Limits,
        clock: Callable[[], float],
    ) -> None:
        self.collection = collection
        self._accounts = {account.key: account for account in accounts}
        self._behaviour = behaviour
        window = limits.window_seconds
        self._list_limit = RateLimit(limits.max_list_requests, window_seconds=window, clock=clock)
        self._get_limit = RateLimit(limits.max_get_requests, window_seconds=window, clock=clock)
        self._steps = itertools.count()

    async def list_sandboxes(self, request: Request) -> Response:
        """``GET /api/v1/sandbox``: one page of the sandboxes the query selects."""
        account = authenticate(request, self._accounts)
        self._list_limit.check(account.key)
        query = read_query(request.query_params, self._behaviour)
        listing = self.collection.select(authorize(account, query))
        page = cut_page(
            unsettle(listing, next(self._steps), self._behaviour),
            number=query.page,
            size=query.per_page,
            behaviour=self._behaviour,
        )
        return _json(page.json(self._behaviour))

    async def get_sandbox(self, request: Request) -> Response:
        """``GET /api/v1/sandbox/{sandbox_id}``: one sandbox, if the caller may read it."""
        account = authenticate(request, self._accounts)
        sandbox_id: str = request.path_params["sandbox_id"]
        self._get_limit.check((account.key, sandbox_id))
        entry = self.collection.find(sandbox_id)
        if entry is None or not may_read(account, entry):
            raise not_found(f"Sandbox {sandbox_id} not found")
        return _json(entry.body)


def make_app(api: SandboxApi) -> Starlette:
    """Route requests to the API."""
    routes = [
        Route("/api/v1/sandbox", api.list_sandboxes, methods=["GET"]),
        Route("/api/v1/sandbox/{sandbox_id}", api.get_sandbox, methods=["GET"]),
    ]
    for route in routes:
        route.methods = {"GET"}  # Starlette would add HEAD, which the API does not answer
    app = Starlette(
        routes=routes,
        exception_handlers={Refusal: answer_refusal, HTTPException: answer_misdirected},
    )
    app.router.redirect_slashes = False
    return app


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
