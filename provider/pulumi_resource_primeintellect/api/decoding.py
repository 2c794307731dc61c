"""From a body to models: quickly where it is as documented, and otherwise as well as it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from pulumi_resource_primeintellect.api.hygiene import wholesome
from pulumi_resource_primeintellect.api.sandboxes import Sandbox, SandboxPage
from pulumi_resource_primeintellect.errors import CutOffError, UnreadableError

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.requests import Request

MOST_VALUES = 6_000_000
MOST_GROUPS = 600_000
"""Values, and lists and objects, of a body; those of 100,000 usual sandboxes are half as many."""

LONGEST_WHOLE = 400
"""Digits of a number, far beyond any that a double holds."""

M = TypeVar("M", bound=BaseModel)


def decode_sandbox(request: Request, body: bytes) -> Sandbox:
    """The sandbox.

    Raises:
        UnreadableError: naming what is wrong, without quoting the body: it may hold secrets.
    """
    _check_size(request, body)
    try:
        return Sandbox.model_validate_json(body)
    except ValidationError:
        return _validated(Sandbox, request, _object(request, body, levels=2))


def decode_page(request: Request, body: bytes) -> SandboxPage:
    """The page; sandboxes that cannot be read are in its `skipped`.

    Raises:
        UnreadableError: as above; also where a sandbox that cannot be read has no ID, for then
            nobody could tell which one is left out.
    """
    _check_size(request, body)
    try:
        return SandboxPage.model_validate_json(body)
    except ValidationError:
        page = _object(request, body, levels=4)
    items = page.get("sandboxes")
    if isinstance(items, list):
        read = [(item, _skipped(request, item)) for item in items]
        page["sandboxes"] = [item for item, skipped in read if not skipped]
        left_out = dict(skipped for _, skipped in read if skipped)
        return _validated(SandboxPage, request, page).model_copy(update={"skipped": left_out})
    return _validated(SandboxPage, request, page)


def _skipped(request: Request, item: JsonValue) -> tuple[str, str] | None:
    """Of a sandbox that cannot be read, the ID and the reason."""
    try:
        _validated(Sandbox, request, item)
    except UnreadableError as error:
        if isinstance(item, dict) and isinstance(name := item.get("id"), str):
            return name, error.problem
        raise
    return None


def _object(request: Request, body: bytes, *, levels: int) -> dict[str, JsonValue]:
    """The body as an object, read by the more patient parser, and made wholesome.

    So many `levels` are above the values that the quicker parser makes wholesome by themselves.
    """
    try:
        cleaned = wholesome(json.loads(body, parse_int=_whole), -levels)
    except ValueError:
        problem = "no JSON"
        raise CutOffError(_message(request, problem, len(body)), problem) from None
    except RecursionError:
        problem = "it is nested too deeply"
        raise UnreadableError(_message(request, problem, len(body)), problem) from None
    if not isinstance(cleaned, dict):
        raise UnreadableError(_message(request, "no JSON object", len(body)), "no JSON object")
    return cleaned


def _whole(digits: str) -> int | str:
    """The number; one that Python refuses to read as text."""
    return int(digits) if len(digits) <= LONGEST_WHOLE else digits


def _check_size(request: Request, body: bytes) -> None:
    """Refuses what would take some hundred times its size in memory."""
    if body.count(b",") > MOST_VALUES or body.count(b"{") + body.count(b"[") > MOST_GROUPS:
        problem = "it has too many values"
        raise UnreadableError(_message(request, problem, len(body)), problem)


def _validated(model: type[M], request: Request, content: JsonValue) -> M:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        problem = f"{where + ': ' if where else ''}{first['msg']}"
        raise UnreadableError(_message(request, problem, None), problem) from None


def _message(request: Request, problem: str, size: int | None) -> str:
    """Says what is wrong without quoting the body, which may hold secrets."""
    length = "" if size is None else f" ({size} bytes)"
    return (
        f"cannot {request.purpose}: the API answered 200, but not with what it documents: "
        f"{problem}{length}. Check that baseUrl is the Prime Intellect API."
    )
