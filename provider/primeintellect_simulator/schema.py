"""The vocabulary of the sandbox API: its types, enumerations and bounds."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
"""Any JSON value."""

Sandbox: TypeAlias = "dict[str, JSON]"
"""One sandbox as the API sends it, keyed by its camelCase field names."""

Shape: TypeAlias = Literal["documented", "newest"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
"""The forms of sandboxes and error bodies: as documented, or as newer servers send them."""

DEFAULT_PER_PAGE = 50
MAX_PER_PAGE = 1000

STATUSES = ("PENDING", "PROVISIONING", "RUNNING", "PAUSED", "ERROR", "TERMINATED")
NEWEST_STATUSES = (*STATUSES, "TIMEOUT")
"""The statuses of the newest shape; every official client knows `TIMEOUT`."""

PARAMETERS = ("team_id", "user_id", "status", "is_active", "labels", "page", "per_page")
"""The query parameters of the list endpoint."""

PAGING_KEYS = ("total", "page", "per_page", "has_next")
"""The keys of a page that describe it."""

GPU_TYPES = (
    "CPU_NODE",
    "A10_24GB",
    "A100_80GB",
    "A100_40GB",
    "A30_24GB",
    "A40_48GB",
    "B200_180GB",
    "B300_262GB",
    "GB200",
    "GB300",
    "RTX3070_8GB",
    "RTX3070_8GB",  # the documentation lists it twice
    "RTX3080_10GB",
    "RTX3080Ti_12GB",
    "RTX3090_24GB",
    "RTX3090Ti_24GB",
    "RTX4070Ti_12GB",
    "RTX4080_16GB",
    "RTX4080Ti_16GB",
    "RTX4090_24GB",
    "RTX5090_32GB",
    "H100_80GB",
    "H200_96GB",
    "GH200_96GB",
    "H200_141GB",
    "GH200_480GB",
    "GH200_624GB",
    "L4_24GB",
    "L40_48GB",
    "L40S_48GB",
    "RTX4000_8GB",
    "RTX5000_16GB",
    "RTX6000_24GB",
    "RTX8000_48GB",
    "RTX2000Ada_16GB",
    "RTX4000Ada_20GB",
    "RTX5000Ada_32GB",
    "RTX6000Ada_48GB",
    "A2000_6GB",
    "A4000_16GB",
    "A4500_20GB",
    "A5000_24GB",
    "A6000_48GB",
    "V100_16GB",
    "V100_32GB",
    "P100_16GB",
    "T4_16GB",
    "P4_8GB",
    "P40_24GB",
    "RTX_PRO_6000B_96GB",
)
