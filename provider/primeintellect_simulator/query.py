"""Reads and checks the list endpoint's query parameters, and names every bad one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams

from primeintellect_simulator.errors import InvalidParameter, invalid
from primeintellect_simulator.schema import (
    DEFAULT_PER_PAGE,
    MAX_PER_PAGE,
    NEWEST_STATUSES,
    STATUSES,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from primeintellect_simulator.behaviour import Behaviour

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """A well-formed list request, with the defaults filled in.

    Attributes:
        any_team: Whether `team_id` was ignored, which selects the sandboxes of every team.
    """

    team_id: str | None
    any_team: bool
    user_id: str | None
    status: str | None
    active_only: bool
    labels: frozenset[str]
    page: int
    per_page: int


def read_query(params: QueryParams, behaviour: Behaviour) -> ListQuery:
    """Reads the query of a list request. If a single value is repeated, the last one counts.

    Raises:
        ErrorResponse: 422, which names every bad parameter.
    """
    ignored = behaviour.ignored_parameters
    params = QueryParams(
        [(name, value) for name, value in params.multi_items() if name not in ignored]
    )
    cap = behaviour.max_per_page
    reader = _Reader(params)
    query = ListQuery(
        team_id=params.get("team_id"),
        any_team="team_id" in ignored,
        user_id=params.get("user_id"),
        status=reader.choice(
            "status", NEWEST_STATUSES if behaviour.shape == "newest" else STATUSES
        ),
        active_only=reader.boolean("is_active"),
        labels=frozenset(params.getlist("labels")),
        page=reader.integer("page", default=1),
        per_page=min(
            cap,
            reader.integer(
                "per_page",
                default=min(DEFAULT_PER_PAGE, cap),
                maximum=cap if behaviour.cap_mode == "refuse" else MAX_PER_PAGE,
            ),
        ),
    )
    if reader.invalid:
        raise invalid(reader.invalid, behaviour.shape)
    return query


class _Reader:
    """Reads values one by one, and collects the invalid ones."""

    def __init__(self, params: QueryParams) -> None:
        self._params = params
        self.invalid: list[InvalidParameter] = []

    def choice(self, name: str, options: Collection[str]) -> str | None:
        value = self._params.get(name)
        if value is not None and value not in options:
            self._refuse(name, f"one of {', '.join(options)}", "enum")
        return value

    def boolean(self, name: str) -> bool:
        value = self._params.get(name, "false").lower()
        if value not in _BOOLEANS:
            self._refuse(name, "a valid boolean", "bool_parsing")
        return _BOOLEANS.get(value, False)

    def integer(self, name: str, *, default: int, maximum: int | None = None) -> int:
        try:
            value = int(self._params.get(name, default))
        except ValueError:
            self._refuse(name, "a valid integer", "int_parsing")
            return default
        if value < 1:
            self._refuse(name, "greater than or equal to 1", "greater_than_equal")
        elif maximum is not None and value > maximum:
            self._refuse(name, f"less than or equal to {maximum}", "less_than_equal")
        return value

    def _refuse(self, name: str, expected: str, kind: str) -> None:
        self.invalid.append(
            InvalidParameter(name=name, message=f"Input should be {expected}", type=kind)
        )
