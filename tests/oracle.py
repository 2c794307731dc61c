"""What the functions must return, worked out naively from the sandboxes that the API holds.

Written from the API's documentation and the provider's; imports nothing of the provider. An empty
object in place of a field's value stands for one that cannot be read.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

Sandbox = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
USER = "user-demo"
TEAMS = {"team-research", "team-serving"}
DOCUMENTED_STATUSES = ("PENDING", "PROVISIONING", "RUNNING", "PAUSED", "ERROR", "TERMINATED")

GPUS: dict[str, tuple[str, str, str, int | None]] = {
    "P4_8GB": ("P4", "Tesla P4", "Pascal", 8),
    "P40_24GB": ("P40", "Tesla P40", "Pascal", 24),
    "P100_16GB": ("P100", "Tesla P100", "Pascal", 16),
    "V100_16GB": ("V100", "Tesla V100", "Volta", 16),
    "V100_32GB": ("V100", "Tesla V100", "Volta", 32),
    "T4_16GB": ("T4", "T4", "Turing", 16),
    "RTX4000_8GB": ("RTX4000", "Quadro RTX 4000", "Turing", 8),
    "RTX5000_16GB": ("RTX5000", "Quadro RTX 5000", "Turing", 16),
    "RTX6000_24GB": ("RTX6000", "Quadro RTX 6000", "Turing", 24),
    "RTX8000_48GB": ("RTX8000", "Quadro RTX 8000", "Turing", 48),
    "A10_24GB": ("A10", "A10", "Ampere", 24),
    "A30_24GB": ("A30", "A30", "Ampere", 24),
    "A40_48GB": ("A40", "A40", "Ampere", 48),
    "A100_40GB": ("A100", "A100", "Ampere", 40),
    "A100_80GB": ("A100", "A100", "Ampere", 80),
    "A2000_6GB": ("A2000", "RTX A2000", "Ampere", 6),
    "A4000_16GB": ("A4000", "RTX A4000", "Ampere", 16),
    "A4500_20GB": ("A4500", "RTX A4500", "Ampere", 20),
    "A5000_24GB": ("A5000", "RTX A5000", "Ampere", 24),
    "A6000_48GB": ("A6000", "RTX A6000", "Ampere", 48),
    "RTX3070_8GB": ("RTX3070", "GeForce RTX 3070", "Ampere", 8),
    "RTX3080_10GB": ("RTX3080", "GeForce RTX 3080", "Ampere", 10),
    "RTX3080Ti_12GB": ("RTX3080Ti", "GeForce RTX 3080 Ti", "Ampere", 12),
    "RTX3090_24GB": ("RTX3090", "GeForce RTX 3090", "Ampere", 24),
    "RTX3090Ti_24GB": ("RTX3090Ti", "GeForce RTX 3090 Ti", "Ampere", 24),
    "RTX4070Ti_12GB": ("RTX4070Ti", "GeForce RTX 4070 Ti", "Ada Lovelace", 12),
    "RTX4080_16GB": ("RTX4080", "GeForce RTX 4080", "Ada Lovelace", 16),
    "RTX4080Ti_16GB": ("RTX4080Ti", "GeForce RTX 4080 Ti", "Ada Lovelace", 16),
    "RTX4090_24GB": ("RTX4090", "GeForce RTX 4090", "Ada Lovelace", 24),
    "L4_24GB": ("L4", "L4", "Ada Lovelace", 24),
    "L40_48GB": ("L40", "L40", "Ada Lovelace", 48),
    "L40S_48GB": ("L40S", "L40S", "Ada Lovelace", 48),
    "RTX2000Ada_16GB": ("RTX2000Ada", "RTX 2000 Ada", "Ada Lovelace", 16),
    "RTX4000Ada_20GB": ("RTX4000Ada", "RTX 4000 Ada", "Ada Lovelace", 20),
    "RTX5000Ada_32GB": ("RTX5000Ada", "RTX 5000 Ada", "Ada Lovelace", 32),
    "RTX6000Ada_48GB": ("RTX6000Ada", "RTX 6000 Ada", "Ada Lovelace", 48),
    "H100_80GB": ("H100", "H100", "Hopper", 80),
    "H200_141GB": ("H200", "H200", "Hopper", 141),
    "H200_96GB": ("H200", "H200", "Hopper", 96),
    "GH200_96GB": ("GH200", "GH200 (Grace Hopper)", "Hopper", 96),
    "GH200_480GB": ("GH200", "GH200", "Hopper", 96),
    "GH200_624GB": ("GH200", "GH200", "Hopper", 144),
    "B200_180GB": ("B200", "B200", "Blackwell", 180),
    "B300_262GB": ("B300", "B300", "Blackwell Ultra", 262),
    "GB200": ("GB200", "GB200 (Grace Blackwell)", "Blackwell", None),
    "GB300": ("GB300", "GB300 (Grace Blackwell Ultra)", "Blackwell Ultra", None),
    "RTX5090_32GB": ("RTX5090", "GeForce RTX 5090", "Blackwell", 32),
    "RTX_PRO_6000B_96GB": ("RTX_PRO_6000B", "RTX PRO 6000 Blackwell", "Blackwell", 96),
    "RTX_PRO_6000": ("RTX_PRO_6000B", "RTX PRO 6000 Blackwell", "Blackwell", 96),
}
"""Short model, full name, architecture and memory of each GPU; the last value is an alias."""

MEMBERSHIPS = {
    "names": "name",
    "dockerImages": "dockerImage",
    "errorTypes": "errorType",
    "terminationReasons": "terminationReason",
    "exitCodes": "exitCode",
    "teamIds": "teamId",
    "userIds": "userId",
}
REGEXES = {"nameRegex": "name", "imageRegex": "dockerImage"}
SORT_TIMES = ("createdAt", "startedAt", "updatedAt", "expiresAt", "terminatedAt")
SIZES = {
    "GpuCount": "gpuCount",
    "GpuMemoryGB": "gpuMemory",
    "CpuCores": "cpuCores",
    "MemoryGB": "memoryGB",
    "DiskSizeGB": "diskSizeGB",
}


class CannotTellError(Exception):
    """What was asked for depends on a field that cannot be read."""


def read(sandbox: Sandbox, name: str) -> Any:  # noqa: ANN401  # of any type
    """The value of a field."""
    value = sandbox.get(name)
    if value == {} and name != "environmentVars":
        raise CannotTellError(name)
    return (value or None) if name == "gpuType" else value


def list_sandboxes(held: list[Sandbox], arguments: dict[str, Any]) -> dict[str, Any]:
    """The result.

    Raises:
        CannotTellError: when a condition, or who is within `limit`, cannot be decided on.
        GateError: when there are too few or too many.
    """
    ids = list(dict.fromkeys(arguments.get("ids", [])))
    listed = [sandbox for sandbox in held if api_lists(sandbox, arguments)]
    if "ids" in arguments:
        listed = [sandbox for sandbox in held if sandbox["id"] in ids and api_shows(sandbox)]
    chosen = [sandbox for sandbox in listed if fits(sandbox, arguments)]
    if (
        not arguments.get("requireAtLeast", 0)
        <= len(chosen)
        <= arguments.get("requireAtMost", len(chosen))
    ):
        raise GateError
    limit = arguments.get("limit", len(chosen))
    if limit < len(chosen):
        for sandbox in chosen:
            sort_value(sandbox, arguments.get("sortBy", "createdAt"))
    found = ordered(chosen, arguments)[:limit]
    return {
        "sandboxes": [answered(s) for s in found]
        if arguments.get("includeSandboxes", True)
        else [],
        "ids": [sandbox["id"] for sandbox in found],
        "missingIds": [one for one in ids if one not in [sandbox["id"] for sandbox in listed]],
        "count": len(found),
        "regions": sorted({s["region"] for s in map(readable, found) if s.get("region")}),
        "gpuTypes": sorted({s["gpuType"] for s in map(readable, found) if s.get("gpuType")}),
        "summary": summary([decided(sandbox) for sandbox in found]),
        "skipped": 0,
        "total": len(chosen),
        "page": 1,
        "perPage": 1000 if "ids" in arguments else arguments.get("perPage", 1000),
        "hasNext": False,
    }


def get_sandbox(held: list[Sandbox], arguments: dict[str, Any]) -> Sandbox:
    """The result of a lookup by conditions.

    Raises:
        CannotTellError: when a condition, or which one is the most recent, cannot be decided on.
        NotOneError: when there is not exactly one.
    """
    chosen = [s for s in held if api_lists(s, arguments) and fits(s, arguments)]
    if len(chosen) > 1 and arguments.get("mostRecent"):
        if any(when(s, "createdAt") is None for s in chosen):
            raise CannotTellError("createdAt")
        chosen = [max(chosen, key=lambda s: (when(s, "createdAt"), s["id"]))]
    if len(chosen) != 1:
        raise NotOneError(len(chosen))
    return answered(chosen[0])


class NotOneError(Exception):
    """There are so many sandboxes."""


class GateError(Exception):
    """There are too few or too many sandboxes."""


def api_shows(sandbox: Sandbox) -> bool:
    """Whether the API shows the sandbox to whoever asks for its ID."""
    return sandbox.get("teamId") in TEAMS or (
        sandbox.get("teamId") is None and sandbox.get("userId") == USER
    )


def api_lists(sandbox: Sandbox, arguments: dict[str, Any]) -> bool:
    """Whether the API itself selects the sandbox."""
    teams = arguments.get("teamIds", [None]) if "teamId" not in arguments else [arguments["teamId"]]
    teams = [team or None for team in teams]
    team = sandbox.get("teamId")
    user = arguments.get("userId") or (None if team else USER)
    statuses = [known_status(one) for one in arguments.get("statuses", [])]
    single = statuses[0] if len(statuses) == 1 and statuses[0] in DOCUMENTED_STATUSES else None
    status = arguments.get("status", single)
    if status == "TIMEOUT":  # the API's own filter need not know it
        status = None
    return (
        team in teams
        and (user is None or sandbox.get("userId") == user)
        and (status is None or sandbox.get("status") == status)
        and not (arguments.get("isActive") and sandbox.get("status") == "TERMINATED")
        and set(arguments.get("labels", [])) <= set(sandbox.get("labels") or [])
    )


def fits(sandbox: Sandbox, arguments: dict[str, Any]) -> bool:
    """Whether every condition holds, those included that the API was asked to apply."""
    doubts = []
    for name, wanted in arguments.items():
        try:
            if not holds(name, wanted, sandbox):
                return False
        except CannotTellError as error:  # noqa: PERF203  # the clearest way
            doubts.append(error)
    if doubts:
        raise doubts[0]
    return True


def holds(name: str, wanted: Any, sandbox: Sandbox) -> bool:  # noqa: ANN401, C901, PLR0911  # one line a condition
    """Whether one condition holds; arguments that are no condition always do."""
    if name in {"name", "userId"}:
        return bool(read(sandbox, name) == wanted)
    if name in {"status", "statuses", "excludeStatuses", "isActive"}:
        return has_status(name, wanted, status_of(sandbox))
    if name == "teamId":
        return bool(read(sandbox, "teamId") == (wanted or None))
    if name in MEMBERSHIPS:
        return read(sandbox, MEMBERSHIPS[name]) in wanted
    if name == "regions":
        return (read(sandbox, "region") or "").lower() in [value.lower() for value in wanted]
    if name in REGEXES:
        text = read(sandbox, REGEXES[name])
        return text is not None and re.search(wanted, text) is not None
    if name == "gpuTypes":
        return card(read(sandbox, "gpuType") or "") in map(card, wanted)
    if name == "gpuModels":
        model = (gpu(sandbox) or {}).get("model")
        names = {value.lower() for value in wanted}
        names |= {"rtx_pro_6000b"} if "rtx_pro_6000" in names else set()
        return model is not None and model.lower() in names
    if name in {"labels", "labelsAny", "labelsNone"}:
        shared = {*(read(sandbox, "labels") or [])} & {*wanted}
        every = {"labels": shared == {*wanted}, "labelsAny": bool(shared), "labelsNone": not shared}
        return every[name]
    if name == "vm":
        return read(sandbox, "vm") is wanted
    if name.endswith(("After", "Before")):
        at = when(sandbox, re.sub("After|Before", "At", name))
        bound = moment(wanted)
        assert bound is not None
        return at is not None and (at > bound if name.endswith("After") else at < bound)
    if name[:3] in {"min", "max"}:
        value = sort_value(sandbox, SIZES.get(name[3:], name[3:]))
        return value is not None and (value >= wanted if name[:3] == "min" else value <= wanted)
    return True


def has_status(name: str, wanted: Any, status: str | None) -> bool:  # noqa: ANN401  # of any type
    """Whether a condition on the status holds."""
    if name == "isActive":
        return not wanted or status != "TERMINATED"
    asked = {known_status(one) for one in ([wanted] if name == "status" else wanted)}
    return status not in {None, *asked} if name == "excludeStatuses" else status in asked


def status_of(sandbox: Sandbox) -> str | None:
    """The status; the case of a known one does not matter."""
    status: str | None = read(sandbox, "status")
    return None if status is None else known_status(status)


def known_status(status: str) -> str:
    """The status, in capitals if it is a known one."""
    return status.upper() if status.upper() in {*DOCUMENTED_STATUSES, "TIMEOUT"} else status


def card(gpu_type: str) -> str:
    """What is the same for all names of a card."""
    return {"rtx_pro_6000": "rtx_pro_6000b_96gb"}.get(gpu_type.lower(), gpu_type.lower())


def ordered(sandboxes: list[Sandbox], arguments: dict[str, Any]) -> list[Sandbox]:
    """The sandboxes in the order that was asked for: without a value last, ties by ID."""

    def rank(sandbox: Sandbox) -> Any:  # noqa: ANN401  # of any type that has an order
        try:
            return sort_value(sandbox, by)
        except CannotTellError:
            return None

    by = arguments.get("sortBy", "createdAt")
    direction = -1 if arguments.get("sortOrder") == "desc" else 1

    def compare(one: Sandbox, other: Sandbox) -> int:
        a, b = rank(one), rank(other)
        if a == b:
            return 1 if one["id"] > other["id"] else -1
        if a is None or b is None:
            return 1 if a is None else -1
        return direction if a > b else -direction

    return sorted(sandboxes, key=cmp_to_key(compare))


def sort_value(sandbox: Sandbox, by: str) -> Any:  # noqa: ANN401  # of any type that has an order
    """What a sandbox is sorted and compared by."""
    if by in SORT_TIMES:
        return when(sandbox, by)
    if by == "gpuCount" and (sandbox.get(by) == 0 or is_cpu_only(read(sandbox, "gpuType"))):
        return 0
    if by in {"name", "region", "status"}:
        return read(sandbox, by) or None
    if by == "gpuMemory":
        return (gpu(sandbox) or {}).get("memoryGB")
    value = read(sandbox, by)
    if by in {"cpuCores", "memoryGB", "diskSizeGB"}:
        return None if value is None else float(value)
    return value


def summary(sandboxes: list[Sandbox]) -> dict[str, Any]:
    """Totals and counts."""
    return {
        "gpuCount": sum(sort_value(s, "gpuCount") or 0 for s in sandboxes),
        "gpuMemoryGB": sum((gpu(s) or {}).get("totalMemoryGB", 0) for s in sandboxes),
        **{
            size: float(sum(Fraction(sort_value(s, size) or 0) for s in sandboxes))
            for size in ("cpuCores", "memoryGB", "diskSizeGB")
        },
        "byStatus": counts([s.get("status") or "unknown" for s in sandboxes]),
        "byRegion": counts([s.get("region") or "unknown" for s in sandboxes]),
        "byGpuType": counts([s.get("gpuType") or "none" for s in sandboxes]),
        "byGpuModel": counts([model_of(s) for s in sandboxes]),
        "byUser": counts([s.get("userId") or "unknown" for s in sandboxes]),
        "byTeam": counts([s.get("teamId") or "none" for s in sandboxes]),
        "byLabel": counts([label for s in sandboxes for label in {*(s.get("labels") or [])}]),
    }


def model_of(sandbox: Sandbox) -> str:
    """The model of its GPUs, as it is counted."""
    if sandbox.get("gpuType") is None and sandbox.get("gpuCount") is None:
        return "unknown"
    specification = gpu(sandbox)
    return "none" if specification is None else specification.get("model", "unknown")


def counts(values: list[str]) -> dict[str, int]:
    """How often each value is there."""
    return {value: values.count(value) for value in values}


def readable(sandbox: Sandbox) -> Sandbox:
    """The sandbox without what cannot be read."""
    return {
        name: value
        for name, value in sandbox.items()
        if name == "environmentVars" or (value != {} and (name, value) != ("gpuType", ""))
    }


def decided(sandbox: Sandbox) -> Sandbox:
    """What can be read, without a number of GPUs if nothing says whether there are any."""
    undecided = sandbox.get("gpuType") == {} and sandbox.get("gpuCount") != 0
    return {**readable(sandbox), **({"gpuCount": None} if undecided else {})}


def answered(sandbox: Sandbox) -> Sandbox:
    """A sandbox without nulls and secrets, with what follows from its fields."""
    reached, gpus, sandbox = network(sandbox), decided(sandbox), readable(sandbox)
    variables = sandbox.get("environmentVars")
    sizes = {name: sort_value(sandbox, name) for name in ("cpuCores", "memoryGB", "diskSizeGB")}
    answer = {
        **sandbox,
        **sizes,
        **{
            name: None if sandbox.get(name) is None else sorted(sandbox[name])
            for name in ("labels", "networkAllowlist", "networkDenylist")
        },
        "environmentVars": None,
        "environmentVarNames": None if variables is None else sorted(variables),
        "gpuDescription": gpu_description(gpus),
        "gpu": gpu(gpus),
        "network": reached,
        "secrets": None,
        "secretNames": None if sandbox.get("secrets") is None else sorted(sandbox["secrets"]),
        "expiresAt": expiry(sandbox),
    }
    return {name: value for name, value in answer.items() if value is not None}


def is_cpu_only(gpu_type: str | None) -> bool:
    """Whether the type says that there is no GPU."""
    return (gpu_type or "").upper() == "CPU_NODE"


def gpu(sandbox: Sandbox) -> dict[str, Any] | None:
    """The decoded GPU specification."""
    gpu_type = read(sandbox, "gpuType")
    if is_cpu_only(gpu_type):
        return None
    count = read(sandbox, "gpuCount")
    if count == 0 or (gpu_type is None and count is None):
        return None
    listed = {name.lower(): row for name, row in GPUS.items()}
    known = (gpu_type or "").lower() in listed
    row: tuple[Any, ...] = (gpu_type, None, None, None)
    if known:
        row = listed[str(gpu_type).lower()]
    elif parts := re.match(r"^(.+)_(\d+)GB$", gpu_type or "", re.IGNORECASE):
        row = (parts[1], None, None, int(parts[2]))
    model, display_name, architecture, memory = row
    specification = {
        "type": gpu_type,
        "vendor": "NVIDIA" if known else None,
        "model": model,
        "displayName": display_name,
        "architecture": architecture,
        "memoryGB": memory,
        "count": count,
        "totalMemoryGB": None if memory is None or count is None else memory * count,
        "known": known,
    }
    return {name: value for name, value in specification.items() if value is not None}


def gpu_description(sandbox: Sandbox) -> str:
    """The GPUs in words."""
    specification = gpu(sandbox)
    if specification is None:
        nothing_said = sandbox.get("gpuType") is None and sandbox.get("gpuCount") is None
        return "unknown" if nothing_said else "none"
    words = [specification.get("model", "unknown")]
    if "memoryGB" in specification:
        words.append(f"{specification['memoryGB']}GB")
    if "count" in specification:
        words = [str(specification["count"]), "x", *words]
    return " ".join(words)


def network(sandbox: Sandbox) -> str | None:
    """What it reaches of the network; nothing is said where a field about it cannot be read."""
    access, allowed, denied = (
        sandbox.get(f"network{name}") for name in ("Access", "Allowlist", "Denylist")
    )
    if {} in (access, allowed, denied):
        return None
    if access is False and not allowed:
        return "blocked"
    if allowed is not None:
        return "restricted" if allowed else "blocked"
    if denied:
        return "restricted"
    told = access or {"networkAllowlist", "networkDenylist"} & {*sandbox}
    return "open" if told else None


def expiry(sandbox: Sandbox) -> str | None:
    """When a running sandbox with a time limit ends."""
    start, minutes = moment(sandbox.get("startedAt")), sandbox.get("timeoutMinutes")
    is_running = (sandbox.get("status") or "").upper() == "RUNNING"
    if not is_running or start is None or minutes is None or minutes < 1:
        return None
    try:
        end = EPOCH + timedelta(seconds=start // 1, minutes=minutes)
    except OverflowError:
        return None
    fraction = "".join(re.findall(r"[.,]\d+", sandbox["startedAt"])).rstrip("0.,").replace(",", ".")
    return f"{end:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def when(sandbox: Sandbox, name: str) -> Fraction | None:
    """The time in a field, or the one that follows from others."""
    if name == "expiresAt":
        if status_of(sandbox) != "RUNNING":
            return None
        if sandbox.get("timeoutMinutes") == {} and not read(sandbox, "startedAt"):
            return None
        limit = read(sandbox, "timeoutMinutes")
        if limit is None or limit < 1:
            return None
        started, end = when(sandbox, "startedAt"), moment(expiry(sandbox))
        if started is not None and end is None:
            raise CannotTellError("timeoutMinutes")
        return end
    text = read(sandbox, name)
    found = moment(text)
    if found is None and (text or (text == "" and name in {"createdAt", "updatedAt"})):
        raise CannotTellError(name)
    return found


def moment(text: str | None) -> Fraction | None:
    """Seconds since 1970; None for what is no timestamp."""
    if re.match(r"^[0-9]{9,11}$", text or ""):
        return Fraction(str(text))
    parts = re.match(r"^(.{10})[Tt ](..:..)(:..)?([.,]\d+)?([Zz]?|[+-]\d\d(:?\d\d)?)$", text or "")
    if parts is None:
        return None
    day, clock, second, fraction, zone, minutes = parts.groups()
    leap = second == ":60"
    zone = "Z" if zone in "Zz" else zone if minutes else f"{zone}00"
    stamp = f"{day} {clock}{':59' if leap else second or ':00'} {zone}"
    try:
        whole = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
    fraction = (fraction or "").replace(",", ".")
    return (whole - EPOCH) // timedelta(seconds=1) + leap + Fraction(f"0{fraction}")
