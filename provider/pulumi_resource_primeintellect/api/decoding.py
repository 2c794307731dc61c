"""Decodes bodies: all at once if they match the documentation, or else field by field.

A field that cannot be read is left out; its sandbox is not.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from math import inf

from pulumi_python_provider.messages import requirement
from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails

from pulumi_resource_primeintellect.api.explanations import SECRETS, VARIABLES, hide_values
from pulumi_resource_primeintellect.api.field_types import secret_names
from pulumi_resource_primeintellect.api.partial import UNREADABLE, Flaw, PartialSandbox
from pulumi_resource_primeintellect.api.requests import Request
from pulumi_resource_primeintellect.api.responses import CHECK_BASE_URL, CHECK_INTERMEDIARY
from pulumi_resource_primeintellect.api.sandbox_pages import SandboxPage, Skipped
from pulumi_resource_primeintellect.api.sandboxes import NETWORK_LISTS, Sandbox
from pulumi_resource_primeintellect.api.sanitizing import sanitize
from pulumi_resource_primeintellect.api.timestamps import from_seconds
from pulumi_resource_primeintellect.errors import DecodingError, InvalidJSONError

MAX_VALUES = 6_000_000
MAX_GROUPS = 600_000
"""Values in a body, and lists and objects in it. A page has a hundredth of that. 32 MB of empty
lists would take 4 GB of memory."""

MAX_INTEGER_DIGITS = 400
"""Longer integers become infinite. Python rejects those of more than 4,300 digits."""

HIDDEN_KEY = "[apiKey]"
UNDOCUMENTED = "the API answered 200, but not as documented"
TIMES = ("createdAt", "updatedAt", "startedAt", "terminatedAt")
SENT_FIELDS = {str(f.validation_alias or name) for name, f in Sandbox.model_fields.items()}
AS_NUMBER = Flaw("was a number", "it was read as seconds since 1970")


def decode_sandbox(request: Request, body: bytes, key: str = "") -> Sandbox:
    """Returns the sandbox. Hides the API `key`, if the body contains one.

    Raises:
        DecodingError: when it has no ID. The message never quotes the body: it can hold secrets.
    """
    _check_size(request, body)
    if not key:
        with suppress(ValidationError):
            return _with_hidden_values(Sandbox.model_validate_json(body))
    decoded = _decode_fields(_decode_object(request, body), key)
    if isinstance(decoded, Skipped):
        raise _unreadable(request, decoded.problem)
    return decoded


def decode_page(request: Request, body: bytes, key: str = "") -> SandboxPage:
    """Returns the page, like `decode_sandbox`. Its `skipped` has sandboxes without a usable ID.

    Raises:
        DecodingError: when the body is not a page of sandboxes.
    """
    _check_size(request, body)
    if not key:
        with suppress(ValidationError):
            complete = SandboxPage.model_validate_json(body)
            complete.sandboxes[:] = map(_with_hidden_values, complete.sandboxes)
            return complete
    return _decode_items(request, body, key)


def _decode_items(request: Request, body: bytes, key: str) -> SandboxPage:
    """Decodes a page sandbox by sandbox, and each of them field by field."""
    page = _decode_object(request, body)
    items = page.get("sandboxes")
    if "sandboxes" in page and items is None and page.get("total") == 0:
        items = []
    skipped: dict[str, Skipped] = {}
    equal: Counter[str] = Counter()
    if isinstance(items, list):
        page["sandboxes"] = sandboxes = []
        for item in items:
            if not isinstance(item, dict):
                raise _unreadable(request, "one of the `sandboxes` is not an object")
            decoded = _decode_fields(item, key)
            if isinstance(decoded, Skipped):
                substitute = _substitute_id(item)
                skipped[f"{substitute} {equal[substitute]}"] = decoded
                equal[substitute] += 1
            else:
                sandboxes.append(decoded)
    try:
        decoded_page = SandboxPage.model_validate(page)
    except ValidationError as error:
        field, problem = next(iter(_problems(error).items()))
        raise _unreadable(request, f"{field}: {problem}") from None
    return decoded_page.model_copy(update={"skipped": skipped})


def _substitute_id(item: JsonValue) -> str:
    """Returns a substitute for a missing ID, the same for equal sandboxes on several pages."""
    return f"(no ID, {hash(json.dumps(item, sort_keys=True)):x})"


def _check_size(request: Request, body: bytes) -> None:
    """Rejects a body that would take a hundred times its size in memory.

    Counts only in large bodies, because counting takes time. A value and its comma, or two
    brackets, are at least two characters.
    """
    size = len(body)
    has_many_values = size > 2 * MAX_VALUES and body.count(b",") > MAX_VALUES
    has_many_groups = size > 2 * MAX_GROUPS and body.count(b"{") + body.count(b"[") > MAX_GROUPS
    if has_many_values or has_many_groups:
        raise _unreadable(request, f"it has too many values ({size} bytes)")


def _decode_fields(item: dict[str, JsonValue], key: str) -> Sandbox | Skipped:
    """Decodes the readable fields of a sandbox."""
    values = {name: _sanitize(item[name]) for name in SENT_FIELDS if name in item}
    if key:
        values = _hide_key(values, key)
    if SECRETS in values:
        values[SECRETS] = secret_names(values[SECRETS])
    flaws: dict[str, Flaw] = {}
    for name in TIMES:
        value = values.get(name)
        seconds = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(seconds, int) and (text := from_seconds(seconds)):
            values[name], flaws[name] = text, AS_NUMBER
    try:
        sandbox = Sandbox.model_validate(values)
    except ValidationError as error:
        for name, problem in _problems(error).items():
            flaws[name] = Flaw(UNREADABLE, problem)
            values.pop(name, None)
        if "id" in flaws:
            label = values.get("name")
            return Skipped(label if isinstance(label, str) else None, f"id: {flaws['id'].detail}")
        sandbox = Sandbox.model_validate(values)
        if not flaws.keys().isdisjoint({"networkAccess", *NETWORK_LISTS}):
            sandbox.model_fields_set.add("network")  # `network` is unknown
        if "gpuType" in flaws:
            sandbox.model_fields_set.add("gpu")  # `gpu` is unknown
    sources = (item.get(VARIABLES), item.get(SECRETS))
    readable = hide_values(sandbox, *sources)
    is_usual = readable is sandbox and not flaws and not item.get(SECRETS)
    return sandbox if is_usual else PartialSandbox.of(sandbox, flaws, readable, sources)


def _with_hidden_values(sandbox: Sandbox) -> Sandbox:
    """Hides the values of environment variables from results, but not from conditions."""
    readable = hide_values(sandbox, sandbox.environmentVars)
    if readable is sandbox:
        return sandbox
    return PartialSandbox.of(sandbox, {}, readable, sandbox.secret_sources)


def _hide_key(values: dict[str, JsonValue], key: str) -> dict[str, JsonValue]:
    """Hides the API key in all fields, except where it is the value of a variable."""
    hidden = {name: _without_key(value, key) for name, value in values.items()}
    variables = values.get(VARIABLES)
    if isinstance(variables, dict):
        hidden[VARIABLES] = {name.replace(key, HIDDEN_KEY): v for name, v in variables.items()}
    return hidden


def _without_key(value: JsonValue, key: str) -> JsonValue:
    if isinstance(value, str):
        return value.replace(key, HIDDEN_KEY)
    if isinstance(value, list):
        return [_without_key(item, key) for item in value]
    if isinstance(value, dict):
        return {name.replace(key, HIDDEN_KEY): _without_key(v, key) for name, v in value.items()}
    return value


def _sanitize(value: JsonValue) -> JsonValue:
    """Makes the value of a field fit for Pulumi. The fields themselves limit numbers."""
    try:
        return value if isinstance(value, (int, float)) else sanitize(value)
    except RecursionError:
        return inf  # no field accepts it


def _decode_object(request: Request, body: bytes) -> dict[str, JsonValue]:
    """Decodes the body with a parser that accepts more than pydantic's."""
    size = f" ({len(body)} bytes)"
    try:
        content = json.loads(body.decode("utf-8-sig"), parse_int=_integer)
    except ValueError:
        if body.lstrip().startswith(b"<"):
            problem, advice = f"{UNDOCUMENTED}: a page of HTML or XML{size}", CHECK_INTERMEDIARY
        else:
            problem, advice = f"{UNDOCUMENTED}: no valid JSON{size}", CHECK_BASE_URL
        raise InvalidJSONError(request.purpose, problem, advice) from None
    except RecursionError:
        raise _unreadable(request, f"it is nested too deeply{size}") from None
    if not isinstance(content, dict):
        raise _unreadable(request, f"no JSON object{size}")
    return content


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else float(digits)


def _problems(error: ValidationError) -> dict[str, str]:
    """Returns the first problem of each field, without its value, which can be a secret."""
    problems: dict[str, str] = {}
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        problems.setdefault(str(one["loc"][0]), _detail(one))
    return problems


def _detail(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "it is missing"
    return f"it {requirement(error)}"


def _unreadable(request: Request, problem: str) -> DecodingError:
    return DecodingError(request.purpose, f"{UNDOCUMENTED}: {problem}", CHECK_BASE_URL)
