"""Reads the files of the `prime` command line, as that program does.

`~/.prime/config.json` holds settings. The profile in PRIME_CONTEXT overrides them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from pulumi_python_provider import Redactor
from pulumi_python_provider.files import Files, Find, Found, Stored
from pydantic import JsonValue

from pulumi_resource_primeintellect.errors import configuration_error
from pulumi_resource_primeintellect.files import read_small_file

DEFAULT_BASE_URL = "https://api.primeintellect.ai"
CONFIG = "config.json"
PRODUCTION = "production"
BUILT_IN = "the built-in context"


def read(home: Path | None, find: Find, redactor: Redactor) -> Stored:
    """Returns the settings in `~/.prime`.

    A `config.json` that cannot be read counts as empty, as it does for the `prime` command line,
    but with a warning.

    Raises:
        ConfigurationError: when the profile cannot be used.
    """
    values: dict[str, Found] = {}
    ignored: tuple[str, ...] = ()
    try:
        values = _read_object(home, CONFIG) if home else {}
    except FileNotFoundError:
        pass
    except OSError as error:
        ignored = (f"~/.prime/{CONFIG} is ignored: {error.strerror}",)
    key = values.get("api_key")
    if key is not None and key.value is not None:
        redactor.add("apiKey", str(key.value))  # it could stand in place of the context as well
    context = find("context")
    if context is not None:
        values |= _profile(home, context, redactor)
    return Stored(values, ignored)


PRIME_FILES = Files(f"~/.prime/{CONFIG}", read)


def _profile(home: Path | None, context: Found, redactor: Redactor) -> dict[str, Found]:
    name = str(context.value)
    if name.casefold() == PRODUCTION:
        return {
            "base_url": Found(DEFAULT_BASE_URL, BUILT_IN),
            "team_id": Found(None, BUILT_IN),
        }
    shown = redactor.quote(name)
    if re.fullmatch(r"[a-zA-Z0-9_-]+", name) is None:
        problem = "its name may have letters, digits, `_` and `-` only"
    elif home is None:
        problem = "there is no home directory"
    else:
        try:
            return _read_object(home, f"environments/{name}.json")
        except FileNotFoundError:
            problem = f"there is no ~/.prime/environments/{shown}.json"
        except OSError as error:
            problem = f"~/.prime/environments/{shown}.json cannot be read: {error.strerror}"
    raise configuration_error(
        f'the context "{shown}" (from {context.origin}) cannot be used: {problem}'
    )


def _read_object(home: Path, name: str) -> dict[str, Found]:
    """Returns the values in a file, by key.

    Raises:
        OSError: when the file cannot be read, or holds no JSON object.
    """
    content = read_small_file(home / ".prime" / name)
    try:
        values: JsonValue = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise OSError(0, "it is not valid JSON") from None
    if not isinstance(values, dict):
        raise OSError(0, "it is not a JSON object")
    return {key: Found(value, f"{key} in ~/.prime/{name}") for key, value in values.items()}
