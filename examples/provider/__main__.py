"""A Pulumi provider in one file: it describes the machine that Pulumi runs on."""

import os
import shutil

from pulumi_python_provider import Arguments, Provider, ProviderError, Record, run
from pydantic import Field


class GetMachineArguments(Arguments):
    """What to measure."""

    folder: str = Field("/", description="Folder whose disk to measure. Defaults to `/`.")


class Machine(Record):
    """A machine."""

    hostname: str = Field(description="Name of the machine.")
    cpus: int = Field(description="Number of processors.")
    memoryGB: float = Field(description="Main memory in GB.")
    freeDiskGB: float = Field(description="Free space on the disk in GB.")


async def get_machine(arguments: GetMachineArguments) -> Machine:
    """Describes the machine that Pulumi runs on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        free = shutil.disk_usage(arguments.folder).free
    except OSError as error:
        raise ProviderError(f"cannot measure the disk of `folder`: {error.strerror}") from None
    return Machine(
        hostname=os.uname().nodename,
        cpus=os.cpu_count() or 1,
        memoryGB=memory / 1e9,
        freeDiskGB=free / 1e9,
    )


run(Provider(name="machine", version="1.0.0", functions=[get_machine]))
