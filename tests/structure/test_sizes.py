"""Functions and modules stay small enough to be read at once."""

from __future__ import annotations

from modules import MODULES, functions, read

MAX_FUNCTION_LINES = 40
MAX_MODULE_LINES = 250


def test_no_function_is_long() -> None:
    lengths = {
        f"{module}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in MODULES
        for function in functions(module)
    }
    assert len(lengths) > 1
    assert [name for name in lengths if lengths[name] > MAX_FUNCTION_LINES] == []


def test_no_module_of_the_provider_is_long() -> None:
    lengths = {
        module: len(read(module).splitlines())
        for module in MODULES
        if module.parts[0] == "provider"
    }
    assert len(lengths) > 1
    assert [module for module in lengths if lengths[module] > MAX_MODULE_LINES] == []
