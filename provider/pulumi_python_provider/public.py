"""The framework's public names. Importing it takes most of a plugin's start-up."""

from __future__ import annotations

from pulumi_python_provider.context import Context
from pulumi_python_provider.errors import ConfigurationError, ProviderError
from pulumi_python_provider.fields import (
    Arguments,
    DescribedEnum,
    Encoded,
    Expected,
    Open,
    Record,
    Secret,
)
from pulumi_python_provider.log import Log
from pulumi_python_provider.provider import Provider
from pulumi_python_provider.redaction import Redactor
from pulumi_python_provider.settings import Settings, Sources

__all__ = [
    "Arguments",
    "ConfigurationError",
    "Context",
    "DescribedEnum",
    "Encoded",
    "Expected",
    "Log",
    "Open",
    "Provider",
    "ProviderError",
    "Record",
    "Redactor",
    "Secret",
    "Settings",
    "Sources",
]
