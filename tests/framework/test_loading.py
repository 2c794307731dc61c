"""A provider named by its place: what is known before it is imported, and what it starts as."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from framework.library import PROVIDER
from framework.plugins import library
from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.loading import Source
from pulumi_python_provider.testing import PluginError

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """
from framework.library import PROVIDER
"""
START = (
    'from pulumi_python_provider import run; run("acme_books.provider:PROVIDER", version="1.2.3")'
)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a provider, first on the path."""
    folder = tmp_path / "acme_books"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "provider.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("acme_books", "acme_books.provider"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return folder


def test_the_version_and_the_schema_of_a_package_take_no_import_of_the_provider(
    package: Path,
) -> None:
    (package / "schema.json").write_text('{"name": "books"}')
    source = Source("acme_books.provider:PROVIDER", "1.2.3")
    assert (source.version, source.schema()) == ("1.2.3", b'{"name": "books"}')
    assert "acme_books.provider" not in sys.modules
    assert source.describe(KeyError("a secret")) == ("INTERNAL", "a bug in the provider (KeyError)")
    assert source.provider is PROVIDER


def test_the_schema_of_a_package_within_a_namespace_is_found(package: Path) -> None:
    (package / "__init__.py").unlink()
    inner = package / "shop"
    inner.mkdir()
    (inner / "__init__.py").touch()
    (inner / "schema.json").write_text('{"name": "shop"}')
    assert Source("acme_books.shop.api.provider:PROVIDER").schema() == b'{"name": "shop"}'


def test_a_namespace_without_a_schema_has_that_of_its_provider(package: Path) -> None:
    (package / "__init__.py").unlink()
    assert Source("acme_books.provider:PROVIDER").schema() == PROVIDER.schema().encode()


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("acme_books.provider:PROVIDR", "acme_books.provider:PROVIDR names no provider, unlike"),
        ("acme_books.provider", "acme_books.provider names no provider, unlike `MODULE:ATTRIBUTE`"),
        ("acme_books.provider:__name__", "acme_books.provider:__name__ names no provider, unlike"),
        ("acme_boks:PROVIDER", "the provider cannot be imported: there is no module acme_boks"),
        (":PROVIDER", "the provider cannot be imported: there is no module ''"),
        (len, "a Provider is needed, but this is of type builtin_function_or_method"),
        (None, "a Provider is needed, but this is of type NoneType"),
    ],
)
def test_what_is_no_provider_is_a_mistake_of_the_author(given: Any, told: str) -> None:  # noqa: ANN401  # of wrong types
    source = Source(given)
    for use in (source.schema, lambda: source.version):
        with pytest.raises(DeclarationError) as refused:
            use()
        assert str(refused.value).startswith(told)


@pytest.mark.usefixtures("package")
def test_a_version_beside_the_place_is_that_of_the_provider() -> None:
    with pytest.raises(DeclarationError) as refused:
        _ = Source("acme_books.provider:PROVIDER", "1.0.0rc1").provider
    assert str(refused.value) == ("`run` was given version 1.0.0rc1, but the provider has 1.2.3")


@pytest.mark.usefixtures("package")
def test_a_package_without_a_schema_file_has_that_of_its_provider() -> None:
    source = Source("acme_books.provider:PROVIDER")
    assert source.schema() == PROVIDER.schema().encode()
    assert source.version == "1.2.3"


def test_a_provider_that_is_there_needs_no_place() -> None:
    source = Source(PROVIDER)
    assert (source.provider, source.version) == (PROVIDER, "1.2.3")
    assert source.describe(ValueError()) == (
        "INTERNAL",
        (
            "a bug in the library provider 1.2.3 (ValueError). "
            "Please report it at https://example.com/library/issues"
        ),
    )


def test_a_provider_that_says_not_where_to_report_bugs_names_no_place() -> None:
    source = Source(type(PROVIDER)(name="bare", version="1.0.0", functions=[]))
    assert source.version == "1.0.0"
    bug = "a bug in the bare provider 1.0.0 (ValueError)"
    assert source.describe(ValueError()) == ("INTERNAL", bug)


def test_a_provider_that_cannot_be_imported_leaves_the_plugin_running(
    package: Path,
) -> None:
    (package / "schema.json").write_text('{"name": "books"}')
    (package / "provider.py").write_text("import a_module_that_nobody_has\n")
    command = (
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(package.parent)!r}); {START}",
    )
    with library(command=command) as plugin:
        assert plugin.schema() == '{"name": "books"}'
        for _ in range(2):
            with pytest.raises(PluginError) as refused:
                plugin.configure(token="card")
            assert str(refused.value) == (
                "FAILED_PRECONDITION: the provider cannot be imported: "
                "there is no module a_module_that_nobody_has"
            )
