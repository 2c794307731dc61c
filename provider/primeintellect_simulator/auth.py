"""Who is calling, and what they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from primeintellect_simulator.collection import Entry, Selection
from primeintellect_simulator.refusals import forbidden, unauthorized

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from primeintellect_simulator.accounts import Account
    from primeintellect_simulator.query import ListQuery


def authenticate(request: Request, accounts: Mapping[str, Account]) -> Account:
    """Return the account whose key the request bears.

    Args:
        request: The request, with or without a bearer token.
        accounts: The accounts by their key.

    Raises:
        Refusal: 401, for a missing or wrong key.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or key not in accounts:
        raise unauthorized()
    return accounts[key]


def authorize(account: Account, query: ListQuery) -> Selection:
    """Return what the query selects for this caller: without a team, personal sandboxes.

    Raises:
        Refusal: 403, for a team the caller is no member of, or for another user's sandboxes
            without being admin of the team.
    """
    team_id, user_id = query.team_id, query.user_id
    if team_id is not None and not account.belongs_to(team_id):
        raise forbidden(f"You are not a member of team {team_id}")
    if user_id not in {None, account.user_id} and team_id not in account.admin_of:
        raise forbidden("Only an admin of the given team_id may list another user's sandboxes")
    return Selection(
        team_id=team_id,
        user_id=user_id if team_id is not None else account.user_id,
        status=query.status,
        active_only=query.active_only,
        labels=query.labels,
    )


def may_read(account: Account, entry: Entry) -> bool:
    """Say whether a sandbox is the caller's own or one of their teams'."""
    if isinstance(entry.team_id, str):
        return account.belongs_to(entry.team_id)
    return entry.user_id == account.user_id
