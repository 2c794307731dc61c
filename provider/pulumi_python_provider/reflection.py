"""Shows programs that present a provider what it declares: functions, and properties of models.

`PROVIDER.declared` has the functions by token.
"""

from __future__ import annotations

from pulumi_python_provider.fields import Mark
from pulumi_python_provider.inference.functions import Function
from pulumi_python_provider.inference.properties import Property, properties

__all__ = ["Function", "Mark", "Property", "properties"]
