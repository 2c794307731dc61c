from __future__ import annotations

import pytest
from google.protobuf.struct_pb2 import Struct
from plugin import struct
from pulumi.runtime.proto import provider_pb2
from pulumi_python_provider import ProviderError
from pulumi_resource_primeintellect.server.calls import invoke_response

MEBIBYTE = bytes(1024 * 1024)


def test_a_result_in_pieces_is_the_one_of_a_response() -> None:
    sent = struct({"id": "sbx-1", "labels": ["a"] * 300}).SerializeToString()
    response = provider_pb2.InvokeResponse.FromString(
        invoke_response("token", [sent[:7], sent[7:9], sent[9:]])
    )
    assert getattr(response, "return") == Struct.FromString(sent)
    assert len(response.failures) == 0


def test_a_result_that_the_engine_would_refuse_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ProviderError) as refused:
        invoke_response("primeintellect:index:listSandboxes", [MEBIBYTE] * 400)
    assert str(refused.value) == (
        "the result of primeintellect:index:listSandboxes has 400 MiB, more than Pulumi takes at "
        "once (400 MiB). Ask for less"
    )
