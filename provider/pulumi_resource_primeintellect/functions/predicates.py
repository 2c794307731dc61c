"""Declares conditions: an argument, the property that it is about, and the test on that."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import Field

from pulumi_resource_primeintellect.api.timestamps import Instant, instant
from pulumi_resource_primeintellect.functions.texts import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

H = TypeVar("H", str, int)
K = TypeVar("K")
V = TypeVar("V")
N = TypeVar("N", bound=float)
Predicate = Callable[["Sandbox"], bool]


@dataclass(frozen=True)
class Condition(Generic[V]):
    """What an argument asks of sandboxes: `predicate` makes the test from the argument's value.

    It is the argument's default factory, for pydantic keeps that; in `Annotated`, mypy would check
    nothing of it.
    """

    predicate: Callable[[V], Predicate]
    interval: Interval[Any] | None = None
    """The interval that the argument bounds."""

    def __call__(self) -> None:
        """Returns the default: no condition."""


def where(
    key: Callable[[Sandbox], K | None],
    test: Callable[[V], Callable[[K], bool]],
    *,
    description: str,
    interval: Interval[Any] | None = None,
) -> V | None:
    """Declares an argument. Its value makes the test that the key of a sandbox must pass."""

    def predicate(value: V) -> Predicate:
        passes = test(value)
        return lambda sandbox: (found := key(sandbox)) is not None and passes(found)

    return Field(default_factory=Condition(predicate, interval), description=description)


class Interval(ABC, Generic[K]):
    """Two arguments that bound one property: the lower bound is declared first."""

    comparison: ClassVar[str]

    def __init__(self, key: Callable[[Sandbox], K | None], what: str) -> None:
        self._key, self._what = key, what

    @abstractmethod
    def read(self, value: JsonValue) -> K | None:
        """Returns what a bound stands for; None for a value that is refused anyway."""

    def problem(self, low: str, high: str, given: Mapping[str, JsonValue]) -> str | None:
        """Says that the lower bound is above the upper one: together they select nothing."""
        least, most = self.read(given.get(low)), self.read(given.get(high))
        if least is None or most is None or not least > most:  # type: ignore[operator]  # K has an order
            return None
        return f"`{low}` must not be {self.comparison} than `{high}`"


class Amount(Interval[float], Generic[N]):
    """Declares the smallest and the largest value of a number, which both pass."""

    comparison = "more"

    def read(self, value: JsonValue) -> float | None:
        """Returns the number."""
        return value if isinstance(value, (int, float)) else None

    def minimum(self) -> N | None:
        """Declares the lower bound."""
        text = f"Minimum {self._what}"
        return where(self._key, at_least, description=text, interval=self)

    def maximum(self) -> N | None:
        """Declares the upper bound."""
        text = f"Maximum {self._what}"
        return where(self._key, at_most, description=text, interval=self)


class Period(Interval[Instant]):
    """Declares the earliest and the latest time of an event, which themselves do not pass."""

    comparison = "later"

    def read(self, value: JsonValue) -> Instant | None:
        """Returns the time."""
        return instant(value) if isinstance(value, str) else None

    def after(self) -> str | None:
        """Declares the lower bound."""
        text = f"Only sandboxes {self._what} after this RFC 3339 time."
        return where(self._key, after, description=text, interval=self)

    def before(self) -> str | None:
        """Declares the upper bound."""
        text = f"Only sandboxes {self._what} before this RFC 3339 time."
        return where(self._key, before, description=text, interval=self)


def at_least(bound: N) -> Callable[[float], bool]:
    """Passes the bound and what is above it."""
    return partial(operator.le, bound)


def at_most(bound: N) -> Callable[[float], bool]:
    """Passes the bound and what is below it."""
    return partial(operator.ge, bound)


def after(bound: str) -> Callable[[Instant], bool]:
    """Passes later times."""
    return partial(operator.lt, moment(bound))


def before(bound: str) -> Callable[[Instant], bool]:
    """Passes earlier times."""
    return partial(operator.gt, moment(bound))


def one_of(values: list[H]) -> Callable[[H], bool]:
    """Passes the values themselves."""
    return frozenset(values).__contains__


def none_of(values: list[H]) -> Callable[[H], bool]:
    """Passes all other values."""
    unwanted = frozenset(values)
    return lambda value: value not in unwanted


def one_of_in_any_case(values: list[str]) -> Callable[[str], bool]:
    """Passes the values, upper and lower case alike."""
    wanted = frozenset(value.casefold() for value in values)
    return lambda text: text.casefold() in wanted


def overlapping(values: list[str]) -> Callable[[list[str]], bool]:
    """Passes lists with any of the values."""
    wanted = frozenset(values)
    return lambda labels: not wanted.isdisjoint(labels)


def disjoint(values: list[str]) -> Callable[[list[str]], bool]:
    """Passes lists with none of the values."""
    return frozenset(values).isdisjoint


def equal(value: bool) -> Callable[[bool], bool]:  # noqa: FBT001  # the argument's value
    """Passes the value itself."""
    return partial(operator.eq, value)
