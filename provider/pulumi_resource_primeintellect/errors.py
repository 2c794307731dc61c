"""The product's exceptions. The framework has those for arguments and settings.

ProviderError                  the framework's root; users see its message unchanged
├── SelectionError             the provider cannot decide which sandboxes match, or how many
│   ├── NoMatchError           no sandbox matches a lookup of one
│   └── UnreadableFieldError   the decision needs a field that could not be read
├── WaitError                  a sandbox did not reach an awaited status
└── ApiError                   a request failed
    ├── ConnectionFailedError  no complete response arrived
    ├── StatusError            the response has an error status
    ├── DecodingError          a good response does not match the API's documentation
    │   └── InvalidJSONError   it is not even JSON
    ├── DeadlineError          the time for the call is over
    └── UnsettledError         a listing changes faster than the provider can read it
"""

from __future__ import annotations

from http import HTTPStatus

from pulumi_python_provider import ConfigurationError, ProviderError

from pulumi_resource_primeintellect import NAMESPACE

TRANSIENT_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 531)})
"""Statuses after which the same request can succeed. From 520 on, they are Cloudflare's."""

GONE_STATUSES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""Statuses of what does not exist, or not any more."""


def configuration_error(problem: str) -> ConfigurationError:
    """Returns the error for a configuration with one problem."""
    return ConfigurationError(f"the {NAMESPACE} provider's configuration", [problem])


class SelectionError(ProviderError):
    """The provider cannot decide which sandboxes match, or the wrong number does."""


class NoMatchError(SelectionError):
    """No sandbox matches a lookup of one."""


class WaitError(ProviderError):
    """A sandbox did not reach an awaited status in time, or never will."""


class UnreadableFieldError(SelectionError):
    """The result depends on a field of a sandbox that could not be read."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"`{field}` could not be read: {problem}")
        self.field = field
        self.problem = problem


class ApiError(ProviderError):
    """A request failed. The message has its purpose, the problem, and advice.

    `purpose` completes the sentence "cannot ...". `tries` counts how often the request was sent; it
    is None for an error that is not about a single request.
    """

    transient = False
    """Whether the same request can succeed when it is sent again."""

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
    """No complete response arrived: no connection, a timeout, an incomplete body."""

    transient = True


class StatusError(ApiError):
    """The response has an error status.

    `status` is an int, because not every status has a standard name. `retry_after` is in seconds.
    `rejected` holds the parameters that the response names. `from_intermediary` means that
    something in front of the API answered, such as a proxy or a firewall.
    """

    def __init__(  # noqa: PLR0913  # keywords, except for what all errors have
        self,
        purpose: str,
        problem: str,
        advice: str,
        *,
        status: int,
        retry_after: float | None,
        rejected: tuple[str, ...],
        from_intermediary: bool = False,
    ) -> None:
        super().__init__(purpose, problem, advice)
        self.status = status
        self.transient = status in TRANSIENT_STATUSES
        self.retry_after = retry_after
        self.rejected = rejected
        self.from_intermediary = from_intermediary

    @property
    def is_gone(self) -> bool:
        """Whether the API itself answered that what was asked for does not exist."""
        return self.status in GONE_STATUSES and not self.from_intermediary


class DecodingError(ApiError):
    """A good response does not match the API's documentation."""


class InvalidJSONError(DecodingError):
    """A good response is not complete JSON. Another try can bring all of it."""

    transient = True


class DeadlineError(ApiError):
    """The time for the call is over."""


class UnsettledError(ApiError):
    """Repeated readings of all pages never held as many sandboxes as the API counts."""
