"""Who may call: an API key, the user behind it, and that user's teams."""

from __future__ import annotations

from dataclasses import dataclass

from primeintellect_simulator.checks import require


@dataclass(frozen=True, kw_only=True)
class Account:
    """One API key and what it may see.

    Attributes:
        key: The bearer token.
        user_id: The user the key belongs to.
        teams: Teams whose sandboxes the user may read.
        admin_of: Teams the user administers, and so is a member of: there the caller may also
            ask for another user's sandboxes.

    Raises:
        ValueError: For a key that no request could bear.
    """

    key: str
    user_id: str
    teams: frozenset[str] = frozenset()
    admin_of: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        is_text = self.key.isascii() and self.key.isprintable() and self.key == self.key.strip()
        require(self.key and is_text, "a key is ASCII text without spaces around it")

    def belongs_to(self, team_id: str) -> bool:
        """Say whether the user is a member or an admin of the team."""
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
"""The account a simulator knows unless told otherwise: admin of the first team only."""
