"""Write a Pulumi provider in Python: functions between pydantic models, served to the engine.

    class HostArguments(Arguments):
        pass

    class Host(Record):
        name: str = Field(description="Name of this machine.")

    async def get_host(arguments: HostArguments) -> Host:
        "Describes the machine that Pulumi runs on."
        return Host(name=platform.node())

    run(Provider(name="host", version="1.0.0", functions=[get_host]))

The framework derives the schema, the decoding of arguments, the encoding of results, settings,
secrets, messages and the plugin protocol from that. `docs/authoring.md` explains how. The names:

- for a function: `Arguments`, `Record`, `Context`, `ProviderError`
- to mark fields: `Expected`, `Secret`, `Open` with a `DescribedEnum`, `Encoded`
- for the provider: `run`, `Provider`, `Settings`, `Sources`
- for use in functions and `connect`: `Log`, `Redactor`, `ConfigurationError`

These modules are also public: `files` reads settings from files, `local` runs a provider without
an engine, `reflection` lists what a provider declares, `messages` words problems, and `testing`
tests a provider.
"""

from pulumi_python_provider.plugin import run as run  # a public name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pulumi_python_provider.public import *  # noqa: F403  # public.py lists them


def __getattr__(name: str) -> object:
    """Imports the public names on first use, because `run` must start without them."""
    from importlib import import_module  # noqa: PLC0415  # see above

    public = import_module("pulumi_python_provider.public")
    if name == "__all__":
        return ["run", *public.__all__]
    if name not in public.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(public, name)
    return value
