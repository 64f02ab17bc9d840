"""Policy: what the guard lets pass, as one frozen value that is replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.guard import Deed, GuardMode

QualifiedName = tuple[str, str]  # module, name


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``allowed`` are names that pickles may import besides the vetted ones; ``refused`` deeds count like a load."""

    mode: GuardMode = GuardMode.OFF
    allowed: frozenset[QualifiedName] = frozenset()
    refused: frozenset[Deed] = frozenset()

    def allowing(self, *names: QualifiedName) -> Policy:
        """Return the same policy with more names allowed."""
        return replace(self, allowed=self.allowed | set(names))

    def as_json(self) -> dict[str, object]:
        """Return plain values, for a worker that is told by its parent."""
        return {
            "mode": self.mode.value,
            "allowed": sorted(":".join(name) for name in self.allowed),
            "refused": sorted(deed.value for deed in self.refused),
        }


def policy_from(mode: str, allowed: Iterable[str] | Mapping[str, str], refused: Iterable[str]) -> Policy:
    """Return the policy of plain values. Raises ``UsageError`` for a name that is not ``module:Name``."""
    return Policy(
        mode=GuardMode(mode),
        allowed=frozenset(qualified(name) for name in allowed),
        refused=frozenset(Deed(deed) for deed in refused),
    )


def qualified(text: str) -> QualifiedName:
    """Read ``package.module:Name``. Raises ``UsageError`` where it is not one."""
    module, colon, name = text.partition(":")
    parts = [*module.split("."), *name.split(".")]
    if not colon or not all(part.isidentifier() for part in parts):
        raise UsageError("a name to allow is written package.module:Name", help="the guard's message has it in full")
    return module, name
