"""Serves the API's two routes as a Starlette application."""

from __future__ import annotations

import itertools
from email.utils import format_datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from primeintellect_simulator.auth import authenticate, authorize, may_read
from primeintellect_simulator.errors import (
    ErrorResponse,
    not_found,
    send_error_response,
    send_http_exception,
)
from primeintellect_simulator.paging import cut_page, reorder
from primeintellect_simulator.query import read_query
from primeintellect_simulator.rate_limit import RateLimit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from starlette.requests import Request

    from primeintellect_simulator.accounts import Account
    from primeintellect_simulator.behaviour import Behaviour
    from primeintellect_simulator.changes import ChangingSandboxes
    from primeintellect_simulator.limits import Limits


class SandboxApi:
    """Serves the list and the single-sandbox endpoint."""

    def __init__(  # noqa: PLR0913  # all of them named
        self,
        sandboxes: ChangingSandboxes,
        *,
        accounts: Iterable[Account],
        behaviour: Behaviour,
        limits: Limits,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._sandboxes = sandboxes
        self._accounts = {account.key: account for account in accounts}
        self._behaviour = behaviour
        self._list_limit = RateLimit(limits.max_list_requests, limits=limits, clock=clock, now=now)
        self._get_limit = RateLimit(limits.max_get_requests, limits=limits, clock=clock, now=now)
        self._now = now
        self._steps = itertools.count()

    async def list_sandboxes(self, request: Request) -> Response:
        """Serves `GET /api/v1/sandbox`: one page of the sandboxes that the query selects."""
        account = authenticate(request, self._accounts, self._behaviour.shape)
        self._list_limit.check(account.key)
        query = read_query(request.query_params, self._behaviour)
        listing = self._sandboxes.before_list().select(authorize(account, query))
        page = cut_page(
            reorder(listing, next(self._steps), self._behaviour),
            number=query.page,
            size=query.per_page,
            behaviour=self._behaviour,
        )
        return self._success(page.json(self._behaviour))

    async def get_sandbox(self, request: Request) -> Response:
        """Serves `GET /api/v1/sandbox/{sandbox_id}`: one sandbox, if the caller may read it."""
        account = authenticate(request, self._accounts, self._behaviour.shape)
        sandbox_id: str = request.path_params["sandbox_id"]
        self._get_limit.check((account.key, sandbox_id))
        entry = self._sandboxes.before_get(sandbox_id).find(sandbox_id)
        if entry is None or not may_read(account, entry):
            raise not_found(f"Sandbox {sandbox_id} not found")
        return self._success(entry.body)

    def _success(self, body: bytes) -> Response:
        return Response(
            body,
            self._behaviour.success_status,
            headers={"date": format_datetime(self._now(), usegmt=True)},
            media_type="application/json",
        )


def make_app(api: SandboxApi) -> Starlette:
    """Returns the application that routes requests to the API."""
    routes = [
        Route("/api/v1/sandbox", api.list_sandboxes, methods=["GET"]),
        Route("/api/v1/sandbox/{sandbox_id}", api.get_sandbox, methods=["GET"]),
    ]
    for route in routes:
        route.methods = {"GET"}  # Starlette would add HEAD, which the API does not serve
    app = Starlette(
        routes=routes,
        exception_handlers={
            ErrorResponse: send_error_response,
            HTTPException: send_http_exception,
        },
    )
    app.router.redirect_slashes = False
    return app
