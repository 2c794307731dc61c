"""Declares conditions.

A condition has an argument, a property of sandboxes and a test of that property. Together, the
property and the test make a predicate, which decides whether a sandbox meets the condition.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import Field, JsonValue

from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.timestamps import Instant, instant
from pulumi_resource_primeintellect.functions.texts import parse_time

H = TypeVar("H", str, int)
K = TypeVar("K")
V = TypeVar("V")
N = TypeVar("N", bound=float)
Predicate = Callable[["Sandbox"], bool]


@dataclass(frozen=True)
class Condition(Generic[V]):
    """The condition of an argument. `predicate` turns the argument's value into a predicate.

    It is stored as the argument's default factory, because pydantic keeps that object. In
    `Annotated`, mypy would not check its type.
    """

    predicate: Callable[[V], Predicate]
    interval: Interval[Any] | None = None
    """The interval that the argument bounds."""

    def __call__(self) -> None:
        """Returns None, the argument's default: no condition."""


def where(
    key: Callable[[Sandbox], K | None],
    test: Callable[[V], Callable[[K], bool]],
    *,
    description: str,
    interval: Interval[Any] | None = None,
    ge: float | None = None,
) -> V | None:
    """Declares an argument. `test` turns its value into a test of the sandbox's `key`.

    `ge` is the smallest value that the argument accepts.
    """

    def predicate(value: V) -> Predicate:
        passes = test(value)
        return lambda sandbox: (found := key(sandbox)) is not None and passes(found)

    return Field(default_factory=Condition(predicate, interval), ge=ge, description=description)


class Interval(ABC, Generic[K]):
    """Two arguments that bound one property. The lower bound must be declared first."""

    order: ClassVar[str]
    """How the lower bound must compare with the upper one, as text for messages."""

    def __init__(self, key: Callable[[Sandbox], K | None], what: str) -> None:
        self._key, self._what = key, what

    @abstractmethod
    def read(self, value: JsonValue) -> K | None:
        """Returns the value of a bound; None if the value is rejected anyway."""

    def problem(self, low: str, high: str, given: Mapping[str, JsonValue]) -> str | None:
        """Returns a problem if the lower bound is above the upper one: nothing could match."""
        least, most = self.read(given.get(low)), self.read(given.get(high))
        if least is None or most is None or not self.excludes_all(least, most):
            return None
        return f"`{low}` must {self.order} `{high}`"

    @abstractmethod
    def excludes_all(self, low: K, high: K) -> bool:
        """Returns whether no value is between the bounds."""


class Range(Interval[float], Generic[N]):
    """Declares the minimum and maximum of a number. Both are inclusive."""

    order = "not be more than"

    def read(self, value: JsonValue) -> float | None:
        """Returns the number."""
        return value if isinstance(value, (int, float)) else None

    def excludes_all(self, low: float, high: float) -> bool:
        """Returns whether the minimum is above the maximum."""
        return low > high

    def minimum(self) -> N | None:
        """Declares the lower bound."""
        return self._bound("Minimum", operator.le)

    def maximum(self) -> N | None:
        """Declares the upper bound."""
        return self._bound("Maximum", operator.ge)

    def _bound(self, kind: str, compare: Callable[[N, float], bool]) -> N | None:
        return where(
            self._key,
            lambda bound: partial(compare, bound),
            description=f"{kind} {self._what}",
            interval=self,
            ge=0,
        )


class Period(Interval[Instant]):
    """Declares the earliest and latest time of an event. Both are exclusive."""

    order = "be earlier than"

    def read(self, value: JsonValue) -> Instant | None:
        """Returns the time."""
        return instant(value) if isinstance(value, str) else None

    def excludes_all(self, low: Instant, high: Instant) -> bool:
        """Returns whether the bounds are equal or reversed."""
        return low >= high

    def after(self) -> str | None:
        """Declares the lower bound."""
        return self._bound("after", operator.lt)

    def before(self) -> str | None:
        """Declares the upper bound."""
        return self._bound("before", operator.gt)

    def _bound(self, kind: str, compare: Callable[[Instant, Instant], bool]) -> str | None:
        return where(
            self._key,
            lambda bound: partial(compare, parse_time(bound)),
            description=f"Only sandboxes {self._what} {kind} this RFC 3339 time.",
            interval=self,
        )


def one_of(values: list[H]) -> Callable[[H], bool]:
    """Returns a test that accepts these values."""
    return frozenset(values).__contains__


def none_of(values: list[H]) -> Callable[[H], bool]:
    """Returns a test that accepts all other values."""
    unwanted = frozenset(values)
    return lambda value: value not in unwanted


def one_of_in_any_case(values: list[str]) -> Callable[[str], bool]:
    """Returns a test that accepts these values in any case."""
    wanted = frozenset(value.casefold() for value in values)
    return lambda text: text.casefold() in wanted


def overlapping(values: list[str]) -> Callable[[list[str]], bool]:
    """Returns a test that accepts lists with at least one of these values."""
    wanted = frozenset(values)
    return lambda labels: not wanted.isdisjoint(labels)


def disjoint(values: list[str]) -> Callable[[list[str]], bool]:
    """Returns a test that accepts lists with none of these values."""
    return frozenset(values).isdisjoint
