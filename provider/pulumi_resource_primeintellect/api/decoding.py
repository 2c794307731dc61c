"""From a body to models: quickly where it is as documented, and otherwise as well as it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from pulumi_resource_primeintellect.api.answers import UNEXPECTED
from pulumi_resource_primeintellect.api.hygiene import DEEPEST, wholesome
from pulumi_resource_primeintellect.api.sandboxes import Sandbox, SandboxPage, Skipped
from pulumi_resource_primeintellect.errors import CutOffError, UnreadableError

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.requests import Request

MOST_VALUES = 6_000_000
MOST_GROUPS = 600_000
"""Values, and lists and objects, of a body; those of 100,000 usual sandboxes are half as many."""

LONGEST_WHOLE = 400
"""Digits of a number, far beyond any that a double holds."""

UNDOCUMENTED = "the API answered 200, but not as documented"

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
    if page.get("sandboxes", ()) is None and page.get("total") == 0:
        page["sandboxes"] = []
    skipped: dict[str, Skipped] = {}
    if isinstance(items := page.get("sandboxes"), list):
        checked = [(item, _skipped(request, item)) for item in items]
        page["sandboxes"] = [item for item, unread in checked if unread is None]
        skipped = dict(unread for _, unread in checked if unread is not None)
    return _validated(SandboxPage, request, page).model_copy(update={"skipped": skipped})


def _skipped(request: Request, item: JsonValue) -> tuple[str, Skipped] | None:
    """A sandbox that cannot be read, by its ID; None if it can."""
    try:
        Sandbox.model_validate(item)
    except ValidationError as error:
        told = item if isinstance(item, dict) else {}
        sandbox_id, name = told.get("id"), told.get("name")
        if not isinstance(sandbox_id, str):
            raise _unreadable(request, _fault(error)) from None
        return sandbox_id, Skipped(name if isinstance(name, str) else None, _fault(error))
    return None


def _object(request: Request, body: bytes, *, levels: int) -> dict[str, JsonValue]:
    """The body as an object, read by the more patient parser, and made wholesome.

    So many `levels` are above the values that the quicker parser makes wholesome by themselves, so
    that both parsers keep the same.
    """
    size = f" ({len(body)} bytes)"
    try:
        cleaned = wholesome(json.loads(body, parse_int=_whole), DEEPEST + levels)
    except ValueError:
        raise CutOffError(
            request.purpose, f"{UNDOCUMENTED}: no valid JSON{size}", UNEXPECTED
        ) from None
    except RecursionError:
        raise _unreadable(request, f"it is nested too deeply{size}") from None
    if not isinstance(cleaned, dict):
        raise _unreadable(request, f"no JSON object{size}")
    return cleaned


def _whole(digits: str) -> int | str:
    """The number; one that Python refuses to read as text."""
    return int(digits) if len(digits) <= LONGEST_WHOLE else digits


def _check_size(request: Request, body: bytes) -> None:
    """Refuses what would take some hundred times its size in memory."""
    if body.count(b",") > MOST_VALUES or body.count(b"{") + body.count(b"[") > MOST_GROUPS:
        raise _unreadable(request, f"it has too many values ({len(body)} bytes)")


def _validated(model: type[M], request: Request, content: JsonValue) -> M:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _unreadable(request, _fault(error)) from None


def _fault(error: ValidationError) -> str:
    """What is wrong, without quoting the content, which may hold secrets."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where + ': ' if where else ''}{first['msg']}"


def _unreadable(request: Request, fault: str) -> UnreadableError:
    return UnreadableError(request.purpose, f"{UNDOCUMENTED}: {fault}", UNEXPECTED)
