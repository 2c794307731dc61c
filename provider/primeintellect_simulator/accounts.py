"""Defines accounts: an API key, its user, and that user's teams."""

from __future__ import annotations

from dataclasses import dataclass

from primeintellect_simulator.checks import require


@dataclass(frozen=True, kw_only=True)
class Account:
    """An API key and the sandboxes that it may read.

    Attributes:
        key: The bearer token.
        user_id: The user the key belongs to.
        teams: Teams whose sandboxes the user may read.
        admin_of: Teams the user administers. The user is also a member of these, and may list
            another user's sandboxes in them.

    Raises:
        ValueError: For a key that no request could send.
    """

    key: str
    user_id: str
    teams: frozenset[str] = frozenset()
    admin_of: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        is_text = self.key.isascii() and self.key.isprintable() and self.key == self.key.strip()
        require(self.key and is_text, "a key is ASCII text without spaces around it")

    def belongs_to(self, team_id: str) -> bool:
        """Returns whether the user is a member or an admin of the team."""
        return team_id in self.teams | self.admin_of


DEMO_USER = "user-demo"
DEMO_COLLEAGUE = "user-colleague"
DEMO_TEAMS = ("team-research", "team-serving")
DEMO_ACCOUNT = Account(
    key="simulator-key",
    user_id=DEMO_USER,
    teams=frozenset(DEMO_TEAMS),
    admin_of=frozenset({"team-research"}),
)
"""The default account of a simulator: admin of the first team only."""
