"""Runs a provider as a plugin process: `PLUGIN [--logtostderr] [-v=N] [ENGINE]`.

Until signals are handled and the user's own modules are out of the way, this module imports only
what the interpreter has already loaded. That does not include `__future__`.
"""

import _signal  # type: ignore[import-not-found]  # built in; `signal` wraps it, but imports much more
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

    from pulumi_python_provider.loading import Source
    from pulumi_python_provider.provider import Provider

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""The signals that end a plugin. Only Windows has the last one."""

HELP = """\
{command} {version}: a plugin of Pulumi

Pulumi starts it whenever a program or `pulumi do` needs it; there is no need to start it by hand.
To attach to it, as a debugger does, start it without arguments. It prints a port and waits:

  {command}
  PULUMI_DEBUG_PROVIDERS={name}:PORT pulumi preview

  --version   prints its version
  --help, -h  prints this text"""


def run(provider: "Provider[Any] | str", *, version: str = "") -> "NoReturn":
    """Serves the engine until it no longer needs the plugin, then ends the process.

    Args:
        provider: the provider, or its location as `MODULE:ATTRIBUTE`. A location starts faster:
            the schema comes from the package's `schema.json`, and the module is imported later.
        version: the version of a provider that is given by its location.
    """
    for name in SIGNALS:
        if hasattr(_signal, name):
            _signal.signal(getattr(_signal, name), exit_now)
    module = provider.partition(":")[0] if isinstance(provider, str) else ""
    keep_out_foreign_modules(module.partition(".")[0])
    tune_startup()

    from pulumi_python_provider.loading import Source  # noqa: PLC0415  # see above

    source = Source(provider, version)
    engine, verbose, query = parse(sys.argv[1:])
    if query:
        print_line(source.version if query == "--version" else help_text(source))
        exit_now()

    import asyncio  # noqa: PLC0415  # slow to import

    from pulumi_python_provider.server.servicer import serve  # noqa: PLC0415  # slow to import

    async def serve_and_exit() -> None:
        await serve(source, engine, verbose=verbose, print_line=print_line)
        exit_now()  # or asyncio would wait for its threads, such as one that resolves a host

    asyncio.run(serve_and_exit())
    raise AssertionError  # the process has ended


def exit_now(*_: object) -> "NoReturn":
    """Ends the process at once: it has nothing to save, and the engine waits for its end."""
    os._exit(0)


def keep_out_foreign_modules(package: str) -> None:
    """Keeps the user's own modules from shadowing those that the plugin needs.

    Directories with installed packages stay, but come last: the plugin might need those packages.
    """
    foreign = foreign_paths(package)
    installed = [path for path in foreign if _has_packages(path)]
    own = [path for path in sys.path if os.path.abspath(path) not in foreign]
    sys.path[:] = [*own, *installed]
    shadowing = set()
    for name, module in sys.modules.items():
        file = getattr(module, "__file__", None) if "." not in name else None
        if file and _folder(file, 2 if hasattr(module, "__path__") else 1) in foreign:
            shadowing.add(name)
    for name in [*sys.modules]:
        if name.partition(".")[0] in shadowing:
            del sys.modules[name]


def foreign_paths(package: str) -> "list[str]":
    """Returns the directories that can hold the user's own modules.

    These are the working directory, which `python -m` adds to the path, and those in PYTHONPATH,
    except for the directories that the plugin itself was started from.
    """
    own = {_folder(__file__, 2)}
    for name in ("__main__", package):
        module = sys.modules.get(name)
        file = getattr(module, "__file__", None)
        if module is not None and file:
            inside = module.__package__
            own.add(_folder(file, inside.count(".") + 2 if inside else 1))
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = [os.path.abspath(path) for path in ("", *inherited)]
    return [path for path in paths if path not in own]


def _has_packages(path: str) -> bool:
    try:
        return any(name.endswith(".dist-info") for name in os.listdir(path))
    except OSError:
        return False


def _folder(path: str, levels: int) -> str:
    folder = os.path.abspath(path)
    for _ in range(levels):
        folder = os.path.dirname(folder)
    return folder


def tune_startup() -> None:
    """Turns off work that start-up and long listings do not need."""
    import gc  # noqa: PLC0415  # built in

    # Neither imports nor calls create cycles: there is nothing to collect until the provider is
    # imported, and hardly anything afterwards. Collecting more often takes 6% of a listing.
    gc.disable()
    gc.set_threshold(100_000, 5, 5)
    # pydantic searches every installed package for plugins; besides, no plugin may see the values.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"


def parse(arguments: "Sequence[str]") -> "tuple[str | None, bool, str]":
    """Returns the engine's address, whether it wants details, and `--help` or `--version` if given.

    There is no address when a person starts the plugin to attach to it. Other flags of the engine
    are ignored.
    """
    engine, verbose, query = None, False, ""
    given = iter(arguments)
    for argument in given:
        if argument == "--tracing":
            next(given, None)
        elif not argument.startswith("-"):
            engine = argument
        elif argument in {"--version", "--help", "-h"}:
            query = argument
        verbose |= argument.startswith("-v=")
    return engine, verbose, query


def help_text(source: "Source") -> str:
    """Returns the output of `--help`."""
    return HELP.format(command=_command(), version=source.version, name=source.provider.name)


def print_line(line: str) -> None:
    """Prints a line on stdout, in UTF-8 regardless of PYTHONIOENCODING.

    Ends the process if that fails, because a plugin is unusable without its port.
    """
    problem: str | None = "it is closed"
    try:
        if sys.stdout is not None:
            _write(1, line)
            return
    except OSError as error:
        problem = error.strerror
    try:
        _write(2, f"{_command()}: cannot write to stdout: {problem}")
    finally:
        os._exit(1)


def _write(descriptor: int, line: str) -> None:
    rest = f"{line}\n".encode()
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _command() -> str:
    return os.path.basename(sys.argv[0]).removesuffix(".exe")
