"""``signers.toml``: what a bundle needs at least, and who may sign in which role."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_mlsec.errors import SigningError

FILE = "signers.toml"
AUTHOR, RUNNER, REVIEWER = "author", "runner", "reviewer"
ROLES = frozenset({AUTHOR, RUNNER, REVIEWER})
_ROLE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KEYS = frozenset({"roles", "required-roles", "min-signers", "require-timestamp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerPolicy:
    """Roles, numbers and time stamps that are asked for. An identity that no role lists may sign as author."""

    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)  # identity -> roles
    required_roles: frozenset[str] = frozenset({AUTHOR})
    min_signers: int = 1
    require_timestamp: bool = False

    def roles_of(self, identity: str) -> frozenset[str]:
        """Return what an identity may sign as."""
        return self.roles.get(identity, frozenset({AUTHOR}))


def read_policy(text: str) -> SignerPolicy:
    """Read the file; raise SigningError for unknown keys, wrong types and roles that are required and never given."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise SigningError(f"{FILE} is not TOML") from None
    if unknown := set(table) - _KEYS:
        raise SigningError(f"{FILE} has unknown keys: {', '.join(sorted(unknown))}")
    listed = _roles(table.get("roles", {}))
    required = _words(table.get("required-roles", [AUTHOR]), "required-roles")
    if missing := sorted(set(required) - ROLES - set(listed)):
        raise SigningError(f"{FILE} asks for the role {missing[0]}, which nobody has")
    minimum, stamped = table.get("min-signers", 1), table.get("require-timestamp", False)
    if not isinstance(minimum, int) or isinstance(minimum, bool) or minimum < 1:
        raise SigningError(f"min-signers in {FILE} must be 1 or more")
    if not isinstance(stamped, bool):
        raise SigningError(f"require-timestamp in {FILE} must be true or false")
    roles: dict[str, frozenset[str]] = {}
    for role, names in listed.items():
        for name in names:
            roles[name] = roles.get(name, frozenset()) | {role}
    return SignerPolicy(roles=roles, required_roles=frozenset(required), min_signers=minimum, require_timestamp=stamped)


def _roles(table: Any) -> dict[str, list[str]]:  # noqa: ANN401 - TOML
    if not isinstance(table, dict):
        raise SigningError(f"roles in {FILE} must be a table: role = [identities]")
    for role in table:
        if not _ROLE.fullmatch(role):
            raise SigningError(f"a role in {FILE} must be one kebab-case word")
    return {role: _words(names, f"the role {role}") for role, names in table.items()}


def _words(value: Any, name: str) -> list[str]:  # noqa: ANN401 - TOML
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise SigningError(f"{name} in {FILE} must be a list of names")
    return value
