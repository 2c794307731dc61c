"""The plugin's process. It serves the first requests before it imports the other libraries."""

# ruff: noqa: E402, PLC0415  # the order of imports determines the times

from __future__ import annotations

import gc
import os

gc.disable()
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

import asyncio
import sys
from functools import partial
from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.twins.limit.calls import Calls

OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Plugin:
    """The service, from bytes to bytes. The file `schema` has the response to GetSchema."""

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._calls: Calls | None = None

    def methods(self) -> dict[str, grpc.RpcMethodHandler[bytes, bytes]]:
        """Returns the methods that the engine calls."""
        methods: dict[str, Callable[[bytes, object], Awaitable[bytes]]] = {
            "Handshake": self.answer_nothing,
            "GetPluginInfo": self.get_plugin_info,
            "GetSchema": self.get_schema,
            "CheckConfig": partial(self.call, "check_config"),
            "Configure": partial(self.call, "configure"),
            "Invoke": partial(self.call, "invoke"),
            "Cancel": self.answer_nothing,
        }
        return {
            name: grpc.unary_unary_rpc_method_handler(method) for name, method in methods.items()
        }

    async def answer_nothing(self, _request: bytes, _context: object) -> bytes:
        """Returns an empty message."""
        return b""

    async def get_plugin_info(self, _request: bytes, _context: object) -> bytes:
        """Returns the version."""
        return b"\x0a\x050.1.0"

    async def get_schema(self, _request: bytes, _context: object) -> bytes:
        """Returns the schema."""
        with open(self._schema, "rb") as file:  # noqa: ASYNC230, PTH123  # nothing else runs
            return file.read()

    async def call(self, method: str, request: bytes, _context: object) -> bytes:
        """Serves a method that needs the other libraries, which the first call imports."""
        if self._calls is None:
            from benchmarks.twins.limit.calls import Calls

            self._calls = Calls()
            gc.freeze()
        response: bytes = await getattr(self._calls, method)(request)
        return response


async def serve(schema: str) -> None:
    """Serves until a signal ends the process."""
    server = grpc.aio.server(options=OPTIONS)
    methods = Plugin(schema).methods()
    service = grpc.method_handlers_generic_handler("pulumirpc.ResourceProvider", methods)
    server.add_generic_rpc_handlers((service,))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await server.wait_for_termination()


def main(schema: str) -> None:
    """Runs the plugin."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asyncio.run(serve(schema))
