"""Runs the plugin: `python -m pulumi_resource_primeintellect`, or the command of that name."""

from pulumi_python_provider import run

from pulumi_resource_primeintellect import __version__


def main() -> None:
    """Runs the provider until the engine has no more need of it."""
    run("pulumi_resource_primeintellect.provider:PROVIDER", version=__version__)


if __name__ == "__main__":
    main()
