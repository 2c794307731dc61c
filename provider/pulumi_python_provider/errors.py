"""The framework's part of the exception tree.

ProviderError               its message is complete, and users see it unchanged
├── DeclarationError        the provider's author declared something that Pulumi cannot express
└── ProblemsError           one message for any number of problems
    ├── ArgumentError       a program gave a function wrong arguments
    └── ConfigurationError  a program, the environment or a file holds wrong settings

A provider derives its own errors from `ProviderError`. Any other exception is a bug.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProviderError(Exception):
    """An expected failure. Its message tells the user what to do."""


class DeclarationError(ProviderError):
    """A mistake in the declaration of a provider. Its message is for the provider's author."""


class ProblemsError(ProviderError):
    """One message for any number of problems, because Pulumi shows only one failure."""

    def __init__(self, subject: str, problems: Sequence[str]) -> None:
        listed = "; ".join(f"({number}) {text}" for number, text in enumerate(problems, 1))
        super().__init__(f"{subject}: {listed if len(problems) > 1 else problems[0]}")
        self.problems = tuple(problems)


class ArgumentError(ProblemsError):
    """A function cannot use its arguments."""


class ConfigurationError(ProblemsError):
    """The provider cannot use its configuration."""
