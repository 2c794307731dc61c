"""Write a Pulumi provider in Python: functions between pydantic models, served to the engine.

    class HostArguments(Arguments):
        pass

    class Host(Record):
        name: str = Field(description="Name of this machine.")

    async def get_host(arguments: HostArguments) -> Host:
        "Describes the machine that Pulumi runs on."
        return Host(name=platform.node())

    run(Provider(name="host", version="1.0.0", functions=[get_host]))

The schema, decoding of arguments, encoding of results, settings, secrets, messages and the plugin
protocol follow from that. `docs/authoring.md` tells how. The names:

- a function: `Arguments`, `Record`, `Context`, `ProviderError`
- marks on fields: `Expected`, `Secret`, `Open` with a `DescribedEnum`, `Encoded`
- the provider: `run`, `Provider`, `Settings`, `Sources`
- what its functions work with: `Log`, `Redactor`, `ConfigurationError`

These modules are public as well: `files` for settings in files, `local` for a provider without an
engine, `reflection` for what a provider declares, `messages`, and `testing`.
"""

from pulumi_python_provider.plugin import run as run  # it is public

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pulumi_python_provider.public import *  # noqa: F403  # public.py lists them


def __getattr__(name: str) -> object:
    """Imports the public names at the first need: `run` has to start without them."""
    from importlib import import_module  # noqa: PLC0415  # see above

    public = import_module("pulumi_python_provider.public")
    if name not in public.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(public, name)
    return value
