"""Names the parts of the provider."""

from __future__ import annotations

from pulumi_python_provider import Provider

from pulumi_resource_primeintellect import NAMESPACE, __version__
from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.functions.get_sandbox import get_sandbox
from pulumi_resource_primeintellect.functions.list_sandboxes import list_sandboxes
from pulumi_resource_primeintellect.metadata import METADATA
from pulumi_resource_primeintellect.prime_config import PRIME_FILES
from pulumi_resource_primeintellect.settings import PrimeSettings

PROVIDER = Provider(
    name=NAMESPACE,
    version=__version__,
    metadata=METADATA,
    settings=PrimeSettings,
    files=PRIME_FILES,
    connect=Client,
    functions=[get_sandbox, list_sandboxes],
)
