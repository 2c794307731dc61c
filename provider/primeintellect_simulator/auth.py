"""Decides who is calling, and which sandboxes they may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from primeintellect_simulator.errors import forbidden, unauthorized
from primeintellect_simulator.store import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from primeintellect_simulator.accounts import Account
    from primeintellect_simulator.query import ListQuery
    from primeintellect_simulator.schema import Shape
    from primeintellect_simulator.store import StoredSandbox


def authenticate(request: Request, accounts: Mapping[str, Account], shape: Shape) -> Account:
    """Returns the account whose key the request has.

    Args:
        request: The request, with or without a bearer token.
        accounts: The accounts by key.
        shape: The shape of error bodies.

    Raises:
        ErrorResponse: 401, for a missing or wrong key.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or key not in accounts:
        raise unauthorized(shape)
    return accounts[key]


def authorize(account: Account, query: ListQuery) -> Selection:
    """Returns the query's selection for this caller: without a team, personal sandboxes.

    Raises:
        ErrorResponse: 403, for a team that the caller is no member of, or for another user's
            sandboxes if the caller is no admin of the team.
    """
    team_id, user_id = query.team_id, query.user_id
    if team_id is not None and not account.belongs_to(team_id):
        raise forbidden(f"You are not a member of team {team_id}")
    if user_id not in {None, account.user_id} and team_id not in account.admin_of:
        raise forbidden("Only an admin of the given team_id may list another user's sandboxes")
    every_team = frozenset({None, *account.teams, *account.admin_of})
    return Selection(
        caller=account.user_id,
        teams=every_team if query.any_team else frozenset({team_id}),
        user_id=user_id,
        status=query.status,
        active_only=query.active_only,
        labels=query.labels,
    )


def may_read(account: Account, stored: StoredSandbox) -> bool:
    """Returns whether a sandbox belongs to the caller or to one of the caller's teams."""
    if stored.team_id is not None:
        return account.belongs_to(stored.team_id)
    return stored.user_id == account.user_id
