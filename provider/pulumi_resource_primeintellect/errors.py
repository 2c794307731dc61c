"""Everything that can go wrong on purpose; whatever else is raised is a bug.

ProviderError               the message is complete: it is shown to the user as it is
├── ProblemsError           one message for any number of problems
│   ├── ArgumentError       what a program gave to a function
│   └── ConfigurationError  what a program, the environment or `~/.prime` configured
├── SelectionError          none or several sandboxes where one was asked for
├── UnsettledError          a listing that changes faster than it can be read
└── ApiError                a request that did not succeed
    ├── UnreachableError    no complete answer arrived
    ├── RefusedError        the API answered with an error status
    ├── UnreadableError     the API answered 200 with something else than its documentation says
    │   └── CutOffError     ... with what is not even JSON
    └── DeadlineError       the time for the whole call is over
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProviderError(Exception):
    """An expected failure with a message that says what to do."""


class ProblemsError(ProviderError):
    """One message for any number of problems, since Pulumi shows only one failure."""

    def __init__(self, subject: str, problems: Sequence[str]) -> None:
        listed = "; ".join(f"({number}) {text}" for number, text in enumerate(problems, 1))
        super().__init__(f"{subject}: {listed if len(problems) > 1 else problems[0]}")
        self.problems = tuple(problems)


class ArgumentError(ProblemsError):
    """A function's arguments are not what it takes."""


class ConfigurationError(ProblemsError):
    """The provider cannot work with its configuration."""


class SelectionError(ProviderError):
    """None or several sandboxes fit where one was asked for."""


class UnsettledError(ProviderError):
    """All pages were read again and again, and never held what the API counted."""


class ApiError(ProviderError):
    """A request that did not succeed: what it was for, what happened, and what to do about it.

    `purpose` completes the sentence "cannot ...".
    """

    transient = False
    """Whether the same request may succeed when it is sent again."""

    def __init__(self, purpose: str, problem: str, advice: str) -> None:
        super().__init__(purpose, problem, advice)
        self.purpose = purpose
        self.problem = problem
        self.advice = advice
        self.tries = 1

    def __str__(self) -> str:
        """The message with the number of tries."""
        tries = f"{self.tries} {'try' if self.tries == 1 else 'tries'}"
        return f"cannot {self.purpose}: {self.problem}. {self.advice} ({tries})"


class UnreachableError(ApiError):
    """No complete answer arrived: no connection, a timeout, a cut-off or endless body."""

    transient = True


class RefusedError(ApiError):
    """The API answered with an error status.

    `status` is an int, for there are more of them than the standard names; `retry_after` is what
    the API asked for, in seconds; `rejected` holds the parameters that a 422 names.
    """

    def __init__(  # noqa: PLR0913  # keywords, but for what all errors have
        self,
        purpose: str,
        problem: str,
        advice: str,
        *,
        status: int,
        transient: bool,
        retry_after: float | None,
        rejected: tuple[str, ...],
    ) -> None:
        super().__init__(purpose, problem, advice)
        self.status = status
        self.transient = transient
        self.retry_after = retry_after
        self.rejected = rejected


class UnreadableError(ApiError):
    """The API answered 200, but not with what its documentation says."""


class CutOffError(UnreadableError):
    """The API answered 200 with what is no complete JSON; another try may bring all of it."""

    transient = True


class DeadlineError(ApiError):
    """The time for the whole call is over."""
