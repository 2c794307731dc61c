"""The list endpoint's query parameters: read, checked, and every bad one named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from primeintellect_simulator.refusals import invalid
from primeintellect_simulator.schema import DEFAULT_PER_PAGE, MAX_PER_PAGE, STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.datastructures import QueryParams

    from primeintellect_simulator.behaviour import Behaviour

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """A well-formed list request, with the defaults filled in."""

    team_id: str | None
    user_id: str | None
    status: str | None
    active_only: bool
    labels: frozenset[str]
    page: int
    per_page: int


def read_query(params: QueryParams, behaviour: Behaviour) -> ListQuery:
    """Read the query of a list request; of a repeated single value the last one counts.

    Raises:
        Refusal: 422 that names every bad parameter.
    """
    cap = behaviour.max_per_page
    reader = _Reader(params)
    query = ListQuery(
        team_id=params.get("team_id"),
        user_id=params.get("user_id"),
        status=reader.choice("status", STATUSES),
        active_only=reader.boolean("is_active"),
        labels=frozenset(params.getlist("labels")),
        page=reader.integer("page", default=1),
        per_page=min(
            cap,
            reader.integer(
                "per_page",
                default=min(DEFAULT_PER_PAGE, cap),
                most=cap if behaviour.cap_mode == "refuse" else MAX_PER_PAGE,
            ),
        ),
    )
    if reader.problems:
        raise invalid(reader.problems)
    return query


class _Reader:
    """Reads values one by one and collects what is wrong with them."""

    def __init__(self, params: QueryParams) -> None:
        self._params = params
        self.problems: dict[str, str] = {}

    def choice(self, name: str, options: Collection[str]) -> str | None:
        value = self._params.get(name)
        if value is not None and value not in options:
            self.problems[name] = f"Input should be one of {', '.join(options)}"
        return value

    def boolean(self, name: str) -> bool:
        value = self._params.get(name, "false").lower()
        if value not in _BOOLEANS:
            self.problems[name] = "Input should be a valid boolean"
        return _BOOLEANS.get(value, False)

    def integer(self, name: str, *, default: int, most: int | None = None) -> int:
        try:
            value = int(self._params.get(name, default))
        except ValueError:
            self.problems[name] = "Input should be a valid integer"
            return default
        if value < 1:
            self.problems[name] = "Input should be greater than or equal to 1"
        elif most is not None and value > most:
            self.problems[name] = f"Input should be less than or equal to {most}"
        return value
