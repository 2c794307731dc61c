"""A small provider to test the framework with: the books of a library."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import anyio
from pulumi_python_provider import (
    Arguments,
    ConfigurationError,
    Context,
    DescribedEnum,
    Encoded,
    Expected,
    Open,
    Provider,
    ProviderError,
    Record,
    Secret,
    Settings,
    Sources,
    run,
)
from pulumi_python_provider.files import Files, Found, Stored
from pydantic import Field, JsonValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_python_provider import Log, Redactor
    from pulumi_python_provider.files import Find


class Genre(DescribedEnum):
    """Kinds of books."""

    NOVEL = "novel", "A long story."
    POEMS = "poems", "Many short texts."


class Author(Record):
    """Who wrote a book."""

    name: str = Field(description="Full name.")
    born: int | None = Field(None, description="Year of birth.")


class Book(Record):
    """A book."""

    title: str = Field(description="Title on the cover.")
    pages: Expected[int] = Field(None, description="Number of pages.")
    genre: Annotated[str, Open(Genre)] | None = Field(None, description="Kind of book.")
    authors: list[Author] | None = Field(None, description="Who wrote it.")
    tags: list[str] | None = Field(None, description="What it is about.")
    prices: dict[str, float] | None = Field(None, description="Price by currency.")
    borrowers: Secret[list[str] | None] = Field(None, description="Who has had it.")
    extra: dict[str, JsonValue] | None = Field(None, description="Anything else.")


class Books(Record):
    """Some books."""

    books: list[Encoded[Book]] = Field(description="The books.")
    count: int = Field(description="How many there are.")


class GetBookArguments(Arguments):
    """Which book."""

    title: str = Field(description="Title of the book.")
    showBorrowers: bool | None = Field(None, description="Whether to return the borrowers.")  # noqa: N815  # as programs write it

    @property
    def reveals_secrets(self) -> bool:
        """Whether the borrowers are asked for."""
        return bool(self.showBorrowers)


class ListBooksArguments(Arguments):
    """Which books."""

    genre: Annotated[str, Open(Genre)] | None = Field(None, description="Kind of book.")
    copies: int = Field(1, ge=1, description="How many of each.")

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:
        """Poems are unique."""
        poems = given.get("genre") == "poems" and "copies" in given
        return ["poems have no `copies`"] if poems else []


class TroubleArguments(Arguments):
    """What to do wrong."""

    kind: str = Field(description="Kind of trouble.")


class Trouble(Record):
    """No trouble."""


class LibrarySettings(Settings):
    """How to reach the library."""

    token: Annotated[Secret[str], Sources("LIBRARY_TOKEN", key="token")] = Field(
        description="Token of the library card, required.", repr=False
    )
    branch: Annotated[str | None, Sources("LIBRARY_BRANCH", key="branch", empty_counts=True)] = (
        Field(None, description="Branch of the library.")
    )
    maxBooks: Annotated[int, Sources("LIBRARY_MAX_BOOKS", "LIBRARY_LIMIT")] = Field(  # noqa: N815  # as programs write it
        10, ge=1, le=100, description="How many books may be borrowed."
    )
    patience: float = Field(1.5, gt=0, le=60, description="Seconds to wait.")
    quiet: bool = Field(default=False, description="Whether to say nothing.")
    password: Secret[str | None] = Field(None, description="Password of the account.")

    def conflicts(self) -> list[str]:
        """A branch is loud."""
        if not self.quiet or self.branch is None:
            return []
        return [f"`quiet` (from {self.origin('quiet')}) goes with no branch"]


BOOKS = {
    "Emma": Book(
        title="Emma",
        pages=474,
        genre="novel",
        authors=[Author(name="Jane Austen", born=1775)],
        borrowers=["Ann"],
    ),
    "Leaves": Book(title="Leaves", genre="poems", tags=["grass"]),
}


class Library:
    """What functions look books up in; it says when it is closed."""

    def __init__(self, settings: LibrarySettings, log: Log, redactor: Redactor) -> None:
        if settings.branch == "flooded":
            raise ProviderError("the branch is flooded")
        if settings.branch == "closed":
            raise SystemExit(3)
        self.settings = settings
        self._log = log
        self._redactor = redactor

    async def close(self) -> None:
        """Closes the doors."""
        self._log.debug(f"closed {self._redactor.quote(str(self.settings.branch))}")


async def get_book(arguments: GetBookArguments, context: Context[Library]) -> Book:
    """Looks up a book.

    It has to have that title.
    """
    book = BOOKS.get(arguments.title)
    if book is None:
        raise ProviderError(f'there is no book "{context.quote(arguments.title)}"')
    branch = context.client.settings.branch
    context.log.status(f"looking in {branch}")
    context.log.debug(f"looked up {arguments.title}")
    return book.model_copy(update={"extra": {"branch": branch}})


async def list_books(arguments: ListBooksArguments, context: Context[Library]) -> Books:
    """Lists books."""
    wanted = [book for book in BOOKS.values() if arguments.genre in {None, book.genre}]
    books = context.encode(book for book in wanted for _ in range(arguments.copies))
    return Books(books=books, count=len(books))


class Panic(BaseException):
    """What pydantic-core's panics are: no `Exception`."""


RAISED = {
    "bug": KeyError,
    "panic": Panic,
    "memory": MemoryError,
    "interrupt": KeyboardInterrupt,
}

HELD: list[int] = []
"""Open files."""


async def _fail(message: str) -> None:
    raise ProviderError(message)


async def _have_a_bug() -> None:
    raise KeyError("a secret")


async def _cancel_a_task() -> None:
    task = asyncio.ensure_future(asyncio.Event().wait())
    task.cancel()
    await task


async def get_trouble(arguments: TroubleArguments, context: Context[Library]) -> Trouble:  # noqa: C901, PLR0912  # one branch a kind
    """Fails in the way that is asked for."""
    kind, _, rest = arguments.kind.partition(" ")
    if kind in RAISED:
        raise RAISED[kind]("a secret")
    if kind == "message":
        raise ProviderError(rest)
    if kind == "group":
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_fail, rest)
    if kind == "invalid":
        Book.model_validate({"title": 7})
    if kind == "exit":
        sys.exit(rest)
    if kind == "forgotten":
        await asyncio.wait([asyncio.ensure_future(_have_a_bug())])
    if kind == "cancelled":
        await _cancel_a_task()
    if kind == "wait":
        await asyncio.Event().wait()
    if kind == "thread":
        await asyncio.get_running_loop().run_in_executor(None, time.sleep, 3600)
    if kind == "stuck":
        Path(rest).open("w").close()  # noqa: ASYNC230  # a pipe, which tells that it begins
        time.sleep(3600)  # noqa: ASYNC251  # that is the trouble
    if kind == "files":
        with suppress(OSError):
            while True:
                HELD.append(os.open(os.devnull, os.O_RDONLY))
    if kind == "surrogate":
        context.log.warning("half a \ud83d character")
    if kind == "warnings":
        for number in range(int(rest)):
            context.log.warning(f"warning {number}")
    return Trouble()


def read(home: Path | None, find: Find, redactor: Redactor) -> Stored:
    """Reads `.library.json`; the branch that is set elsewhere says in which part of it."""
    if home is None:
        return Stored()
    branch = find("branch")
    try:
        content = json.loads((home / ".library.json").read_bytes())
    except FileNotFoundError:
        return Stored()
    except ValueError:
        return Stored(ignored=("~/.library.json is ignored: it is not valid JSON",))
    part = str(branch.value) if branch else "main"
    if part not in content:
        problem = f'there is no branch "{redactor.quote(part)}"'
        raise ConfigurationError("the library provider's configuration", [problem])
    origin = "~/.library.json"
    found = {key: Found(value, f"{key} in {origin}") for key, value in content[part].items()}
    return Stored(found)


PROVIDER = Provider(
    name="library",
    version="1.2.3",
    metadata={"repository": "https://example.com/library", "license": "MIT"},
    settings=LibrarySettings,
    files=Files("~/.library.json", read),
    connect=Library,
    functions=[get_book, list_books, get_trouble],
)

if __name__ == "__main__":
    run(PROVIDER)
