"""The package's functions, one a module. Adding one here adds it everywhere."""

from pulumi_resource_primeintellect.functions.get_sandbox import GET_SANDBOX
from pulumi_resource_primeintellect.functions.list_sandboxes import LIST_SANDBOXES

FUNCTIONS = (GET_SANDBOX, LIST_SANDBOXES)
