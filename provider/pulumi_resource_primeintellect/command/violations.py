"""Reads violations of rules, which another program found and which the report shows."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import Annotated

from pulumi_python_provider import ProviderError, Record
from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError


class Violation(Record):
    """A rule that a sandbox breaks."""

    id: str = Field(min_length=1)
    name: Annotated[str, BeforeValidator(lambda name: "" if name is None else name)] = ""
    message: str = Field(min_length=1)


VIOLATIONS = TypeAdapter(list[Violation])


def read_violations(file: Path) -> list[Violation]:
    """Reads a JSON list of objects with `id`, `message` and, if known, `name`.

    Raises:
        FileNotFoundError: when there is no such file.
        ProviderError: when the file cannot be read, or has other content.
    """
    try:
        return VIOLATIONS.validate_json(file.read_bytes().removeprefix(BOM_UTF8))
    except FileNotFoundError:
        raise
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False, include_input=False)
        place = ".".join(map(str, first["loc"]))
        problem = f"{place}: {first['msg']}" if place else first["msg"]
    raise ProviderError(
        f"the violations cannot be read from {file}: {problem}. "
        'The file must be a JSON list of objects such as {"id": "sbx-1", "message": "has no owner"}'
    )
