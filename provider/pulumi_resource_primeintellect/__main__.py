"""Runs the plugin: `python -m pulumi_resource_primeintellect`, or the command of that name."""

import _signal  # type: ignore[import-not-found]  # built in; `signal` would be looked for in PYTHONPATH


def main() -> None:
    """Runs the provider until the engine has no more need of it."""
    _signal.signal(
        _signal.SIGINT, _signal.SIG_DFL
    )  # ends without a traceback, until `run` sees to it

    from pulumi_python_provider import run  # noqa: PLC0415  # see above

    from pulumi_resource_primeintellect import __version__  # noqa: PLC0415  # see above

    run("pulumi_resource_primeintellect.provider:PROVIDER", version=__version__)


if __name__ == "__main__":
    main()
