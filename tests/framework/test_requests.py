"""Requests that no engine sends: malformed ones, and values nested beyond all measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from framework.plugins import library
from pulumi_python_provider.inference.wire import (
    FIRST,
    LIST,
    SECOND,
    STRING,
    STRUCT,
    entry,
    framed,
    key,
)
from pulumi_python_provider.testing import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulumi_python_provider.testing import Plugin


UNREADABLE = (
    "INVALID_ARGUMENT: the engine's request cannot be read: it is malformed, or its values are "
    "nested too deeply"
)
MALFORMED = {
    "bytes that are no field": b"\xff",
    "a field without a number": b"\x00",
    "a length beyond the end": b"\x0a\xff\xff\xff\xff\x0f",
    "text that is no UTF-8": b"\x0a\x01\xff",
    "a group that does not end": b"a" * 1000,
}


@pytest.fixture(scope="module")
def served() -> Iterator[Plugin]:
    """A plugin of its own: what these tests configure is nonsense."""
    with library(attachable=True) as plugin:
        plugin.attach()
        plugin.configure(token="card")
        yield plugin


def send(plugin: Plugin, method: str, request: bytes) -> str:
    """Sends bytes as they are; returns the status and message of an error."""
    with grpc.insecure_channel(f"127.0.0.1:{plugin.port}") as channel:
        call: Callable[..., bytes] = channel.unary_unary(f"/pulumirpc.ResourceProvider/{method}")
        try:
            call(request, timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as error:
            return f"{error.code().name}: {error.details()}"
        return "OK"


@pytest.mark.parametrize("request_", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize(
    "method", ["Handshake", "Attach", "CheckConfig", "DiffConfig", "Configure", "Invoke"]
)
def test_a_malformed_request_is_refused_as_such(
    served: Plugin, method: str, request_: bytes
) -> None:
    assert send(served, method, request_) == UNREADABLE


@pytest.mark.parametrize(
    "method", ["GetSchema", "GetPluginInfo", "GetMapping", "GetMappings", "Cancel"]
)
def test_what_a_method_does_not_read_cannot_be_malformed(served: Plugin, method: str) -> None:
    assert send(served, method, b"\xff") == "OK"


def test_methods_for_resources_are_not_there(served: Plugin) -> None:
    assert send(served, "Create", b"") == "UNIMPLEMENTED: Method not found!"


def in_list(value: bytes) -> bytes:
    return framed(LIST, framed(FIRST, value))


def in_object(value: bytes) -> bytes:
    return framed(STRUCT, entry(key("a"), value))


REQUESTS: dict[str, Callable[[bytes], bytes]] = {
    "CheckConfig": lambda news: framed(b"\x1a", news),
    "DiffConfig": lambda olds: framed(b"\x1a", olds) + framed(b"\x22", olds),
    "Configure": lambda args: framed(SECOND, args),
    "Invoke": lambda args: framed(FIRST, b"library:index:getBook") + framed(SECOND, args),
}


@pytest.mark.parametrize("name", ["token", "title"])
@pytest.mark.parametrize("wrap", [in_list, in_object])
@pytest.mark.parametrize("method", REQUESTS)
def test_nested_values_are_read_or_refused_but_never_a_bug(
    served: Plugin, method: str, wrap: Callable[[bytes], bytes], name: str
) -> None:
    value = framed(STRING, b"x")
    statuses = []
    for _ in range(60):
        value = wrap(value)
        statuses.append(send(served, method, REQUESTS[method](entry(key(name), value))))
    assert [status for status in statuses if status.startswith("INTERNAL")] == []
    assert statuses[-1] == UNREADABLE
    assert UNREADABLE not in statuses[:31]
    assert set(statuses[statuses.index(UNREADABLE) :]) == {UNREADABLE}
