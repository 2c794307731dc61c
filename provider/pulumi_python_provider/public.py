"""The framework's public names. Importing it takes most of a plugin's start-up."""

from __future__ import annotations

from pulumi_python_provider.context import Context
from pulumi_python_provider.errors import ArgumentError, ConfigurationError, ProviderError
from pulumi_python_provider.fields import (
    Arguments,
    DescribedEnum,
    Encoded,
    Expected,
    Mark,
    Open,
    Record,
    Secret,
)
from pulumi_python_provider.inference.examples import Example
from pulumi_python_provider.inference.functions import Function
from pulumi_python_provider.inference.properties import Property, properties
from pulumi_python_provider.local import LocalProvider
from pulumi_python_provider.log import Log
from pulumi_python_provider.messages import suggestion
from pulumi_python_provider.provider import Provider
from pulumi_python_provider.redaction import Redactor
from pulumi_python_provider.resolver import find_home
from pulumi_python_provider.settings import Files, Find, Found, Settings, Sources, Stored

__all__ = [
    "ArgumentError",
    "Arguments",
    "ConfigurationError",
    "Context",
    "DescribedEnum",
    "Encoded",
    "Example",
    "Expected",
    "Files",
    "Find",
    "Found",
    "Function",
    "LocalProvider",
    "Log",
    "Mark",
    "Open",
    "Property",
    "Provider",
    "ProviderError",
    "Record",
    "Redactor",
    "Secret",
    "Settings",
    "Sources",
    "Stored",
    "find_home",
    "properties",
    "suggestion",
]
