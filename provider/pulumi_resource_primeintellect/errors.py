"""What can go wrong on purpose beyond wrong arguments and settings.

ProviderError              the framework's root: users see the message as it is
├── SelectionError         none or several sandboxes match where one was asked for
│   ├── NoMatchError       ... namely none
│   └── UnreadableFieldError  ... since a field that decides it could not be read
├── WaitError              a sandbox did not get into the state that was waited for
├── UnsettledError         a listing changes faster than it can be read
└── ApiError               a request failed
    ├── ConnectionFailedError  no complete response arrived
    ├── StatusError        the response has an error status
    ├── DecodingError      a response of status 2xx is not what the documentation says
    │   └── InvalidJSONError   ... and not even JSON
    └── DeadlineError      the time for the whole call is over
"""

from __future__ import annotations

from pulumi_python_provider import ConfigurationError, ProviderError

from pulumi_resource_primeintellect import NAMESPACE


def configuration_error(problem: str) -> ConfigurationError:
    """Returns the error of a configuration with one problem."""
    return ConfigurationError(f"the {NAMESPACE} provider's configuration", [problem])


class SelectionError(ProviderError):
    """None or several sandboxes fit where one was asked for."""


class NoMatchError(SelectionError):
    """No sandbox matches where one was asked for."""


class WaitError(ProviderError):
    """A sandbox is in another state than was waited for, for good or for too long."""


class UnreadableFieldError(SelectionError):
    """What was asked for depends on a field of a sandbox that could not be read."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"`{field}` could not be read: {problem}")
        self.field = field
        self.problem = problem


class UnsettledError(ProviderError):
    """All pages were read again and again, and never held what the API counted."""


class ApiError(ProviderError):
    """A request that did not succeed: what it was for, what happened, and what to do about it.

    `purpose` completes the sentence "cannot ...". `tries` counts how often the request was sent;
    None where the error is not about a single request.
    """

    transient = False
    """Whether the same request may succeed when it is sent again."""

    def __init__(self, purpose: str, problem: str, advice: str) -> None:
        super().__init__(purpose, problem, advice)
        self.purpose = purpose
        self.problem = problem
        self.advice = advice
        self.tries: int | None = None

    def __str__(self) -> str:
        """Returns the message with the number of tries."""
        message = f"cannot {self.purpose}: {self.problem}. {self.advice}"
        if self.tries is None:
            return message
        return f"{message} ({self.tries} {'try' if self.tries == 1 else 'tries'})"


class ConnectionFailedError(ApiError):
    """No complete response arrived: no connection, a timeout, a body that broke off."""

    transient = True


class StatusError(ApiError):
    """The response has an error status.

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


class DecodingError(ApiError):
    """The API answered 200, but not with what its documentation says."""


class InvalidJSONError(DecodingError):
    """The API answered 200 with what is no complete JSON; another try may bring all of it."""

    transient = True


class DeadlineError(ApiError):
    """The time for the whole call is over."""
