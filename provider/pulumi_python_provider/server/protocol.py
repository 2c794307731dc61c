"""The protocol's generated stubs, without the rest of `pulumi`.

`import pulumi` runs the whole SDK, which takes 100 ms; the stubs inside it take 13 ms. So this
module adds the packages above them to `sys.modules` without running them.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec

for _package in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto"):
    if _package not in sys.modules and (_spec := find_spec(_package)):
        sys.modules[_package] = module_from_spec(_spec)

from pulumi.runtime.proto import (  # noqa: E402  # after the packages are in place
    engine_pb2,
    engine_pb2_grpc,
    plugin_pb2,
    provider_pb2,
)

__all__ = ["engine_pb2", "engine_pb2_grpc", "plugin_pb2", "provider_pb2"]
