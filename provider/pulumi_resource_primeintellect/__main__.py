"""Runs the plugin: `python -m pulumi_resource_primeintellect`, or the command of that name."""

import _signal  # type: ignore[import-not-found]  # built in; Python would search PYTHONPATH for `signal`


def main() -> None:
    """Runs the provider until the engine ends it."""
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # no traceback, until `run` handles signals

    from pulumi_python_provider import run  # noqa: PLC0415  # see above

    from pulumi_resource_primeintellect import __version__  # noqa: PLC0415  # see above

    run("pulumi_resource_primeintellect.provider:PROVIDER", version=__version__)


if __name__ == "__main__":
    main()
