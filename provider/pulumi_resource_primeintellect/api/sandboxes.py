"""The fields of a sandbox, listed only here.

Fields have the API's names. The source is the documentation of `GET /api/v1/sandbox` and
`GET /api/v1/sandbox/{sandbox_id}`. The models also accept known deviations of real responses: other
values of `status` and `gpuType`, numbers in strings, and missing or new fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pulumi_python_provider import Expected, Record, Secret
from pydantic import (
    AfterValidator,
    Field,
    computed_field,
)

from pulumi_resource_primeintellect.api.field_types import (
    Amount,
    CommandLine,
    Count,
    GpuTypeName,
    Integer,
    JsonObject,
    Network,
    SandboxNetwork,
    SandboxStatus,
    SecretNames,
    SortedTexts,
    Status,
    Variables,
    known_status,
    or_none,
)
from pulumi_resource_primeintellect.api.gpus import DecodedGpu, Gpu, decode_gpu
from pulumi_resource_primeintellect.api.timestamps import later

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_resource_primeintellect.api.explanations import Source
    from pulumi_resource_primeintellect.api.partial import Flaw

NULLABLE = frozenset(
    {"environmentVars", "advancedConfigs", "startedAt", "terminatedAt", "userId", "teamId"}
)
"""Fields that the API documents as always present, but possibly null."""

NETWORK_LISTS = frozenset({"networkAllowlist", "networkDenylist"})
OPEN, RESTRICTED, BLOCKED = (str(network.value) for network in SandboxNetwork)


class Sandbox(Record):
    """A Prime Intellect sandbox: a container or virtual machine, with or without GPUs."""

    id: str = Field(min_length=1, description="ID of the sandbox.")
    name: Expected[str] = Field(None, description="Name of the sandbox; not unique.")
    dockerImage: Expected[str] = Field(None, description="Container image the sandbox runs.")
    startCommand: CommandLine | None = Field(
        None,
        description="Command the sandbox starts with, as one line quoted for a shell. "
        "Absent where the image's own command is used.",
    )
    cpuCores: Expected[Amount] = Field(None, description="Number of CPU cores.")
    memoryGB: Expected[Amount] = Field(None, description="Main memory in GB.")
    diskSizeGB: Expected[Amount] = Field(None, description="Disk size in GB.")
    diskMountPath: Expected[str] = Field(None, description="Where the disk is mounted.")
    gpuCount: Expected[Count] = Field(
        None,
        description="Number of GPUs as the API counts them. It may count one on a CPU-only "
        "machine: see `gpuDescription` and `gpu`.",
    )
    gpuType: Annotated[GpuTypeName | None, AfterValidator(or_none)] = Field(
        None,
        description="GPU model and memory, such as `H100_80GB`. Absent or `CPU_NODE` without a "
        "GPU.",
    )
    vm: bool | None = Field(
        None,
        description="Whether the sandbox is a virtual machine and not a container. Absent where "
        "the API does not say.",
    )
    networkAccess: bool | None = Field(
        None,
        description="Whether the sandbox reaches the network. Absent where the API sends "
        "`networkAllowlist` and `networkDenylist` instead, which does not mean `false`: see "
        "`network`.",
    )
    networkAllowlist: SortedTexts | None = Field(
        None,
        description="Destinations the sandbox may reach, sorted, where the API restricts them.",
    )
    networkDenylist: SortedTexts | None = Field(
        None,
        description="Destinations the sandbox may not reach, sorted, where the API restricts them.",
    )
    status: Expected[Status] = Field(None, description="State of the sandbox.")
    timeoutMinutes: Expected[Integer] = Field(
        None,
        description="Minutes after its start at which the sandbox ends. "
        "Values below 1 mean no limit.",
    )
    idleTimeoutMinutes: Integer | None = Field(
        None, description="Minutes without activity after which the sandbox ends."
    )
    environmentVars: Secret[Variables | None] = Field(
        None,
        description="Environment variables of the sandbox, secret; values that are not strings "
        "are JSON-encoded. Only with `includeEnvironmentVars`.",
    )
    secretNames: SecretNames | None = Field(
        None,
        validation_alias="secrets",
        description="Names of the secrets that the sandbox gets, sorted; never their values. "
        "Absent where the API does not send them.",
    )
    advancedConfigs: JsonObject | None = Field(
        None, description="Further settings of the sandbox, as the API stores them."
    )
    labels: SortedTexts | None = Field(None, description="Labels of the sandbox, sorted.")
    createdAt: Expected[str] = Field(None, description="When it was created, RFC 3339.")
    updatedAt: Expected[str] = Field(None, description="When it was last changed, RFC 3339.")
    startedAt: str | None = Field(
        None, description="When it started to run, RFC 3339. Absent before that."
    )
    terminatedAt: str | None = Field(
        None, description="When it ended, RFC 3339. Absent before that."
    )
    terminationReason: str | None = Field(
        None, description="Why it ended, in the API's words, like `errorMessage`."
    )
    exitCode: Integer | None = Field(
        None, description="Exit status of the start command. Absent while it runs."
    )
    errorType: str | None = Field(None, description="Kind of the failure, where there was one.")
    errorMessage: str | None = Field(
        None,
        description="The failure in the API's words. `[NAME]` replaces the value of an environment "
        "variable.",
    )
    userId: str | None = Field(None, description="ID of the user who created the sandbox.")
    teamId: str | None = Field(
        None, description="ID of the team that owns the sandbox. Absent for a personal one."
    )
    kubernetesJobId: str | None = Field(
        None, description="ID of the Kubernetes job that runs the sandbox."
    )
    pendingImageBuildId: str | None = Field(
        None, description="ID of the image build that the sandbox waits for."
    )
    region: str | None = Field(
        None, description="Region the sandbox runs in. Absent before it is placed."
    )
    registryCredentialsId: str | None = Field(
        None, description="ID of the credentials the container image is pulled with."
    )

    @computed_field(  # type: ignore[prop-decorator]  # mypy knows no decorated property
        description="Names of the environment variables, sorted. Their values are secrets and "
        "left out by default: see `includeEnvironmentVars`."
    )
    @property
    def environmentVarNames(self) -> list[str] | None:
        """The names alone, or None if the API did not send the variables."""
        return None if self.environmentVars is None else sorted(self.environmentVars)

    @computed_field(  # type: ignore[prop-decorator]
        description="Description of the GPUs, always present: `8 x H100 80GB`, or `none`."
    )
    @property
    def gpuDescription(self) -> str:
        """The GPUs as text."""
        return self._decoded_gpu.description

    @computed_field(  # type: ignore[prop-decorator]
        description="The GPUs, decoded from `gpuType` and `gpuCount`. Absent on CPU-only sandboxes."
    )
    @property
    def gpu(self) -> Gpu | None:
        """The GPUs, decoded."""
        return self._decoded_gpu.gpu

    @computed_field(  # type: ignore[prop-decorator]
        description="How much of the network the sandbox can reach, from `networkAccess` and the "
        "two lists. Absent if the API sends none of them, or one that cannot be read."
    )
    @property
    def network(self) -> Network | None:
        """What the sandbox reaches: nothing with an empty allowlist, everything without lists."""
        sent = self.model_fields_set
        if "network" in sent:  # a field that decides it could not be read: see `decoding`
            return None
        if self.networkAllowlist is not None:
            return RESTRICTED if self.networkAllowlist else BLOCKED
        if self.networkAccess is False:
            return BLOCKED
        if self.networkDenylist:
            return RESTRICTED
        return OPEN if self.networkAccess or NETWORK_LISTS & sent else None

    @computed_field(  # type: ignore[prop-decorator]
        description="When the sandbox will end, RFC 3339: `startedAt` and `timeoutMinutes` "
        "later. Only while it is running and has a time limit."
    )
    @property
    def expiresAt(self) -> str | None:
        """The end of a running sandbox with a time limit."""
        running = known_status(self.status or "") == SandboxStatus.RUNNING
        if not running or self.timeoutMinutes is None or self.timeoutMinutes < 1:
            return None
        return later(self.startedAt, self.timeoutMinutes)

    @property
    def _decoded_gpu(self) -> DecodedGpu:
        if "gpu" in self.model_fields_set and self.gpuCount != 0:  # the type could not be read
            return decode_gpu(None, None)
        return decode_gpu(self.gpuType, self.gpuCount)

    @property
    def flaws(self) -> Mapping[str, Flaw]:
        """The deviations from the documentation, by field; see `PartialSandbox`."""
        return {}

    @property
    def secret_sources(self) -> Sequence[Source]:
        """The fields with secret values; see `PartialSandbox`."""
        return (self.environmentVars,)

    @property
    def readable(self) -> Sandbox:
        """The sandbox as results show it; see `PartialSandbox`."""
        return self
