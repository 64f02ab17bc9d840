"""The rules of the secret family: one for each kind, as the engine, the editor and the rule pages know them."""

from __future__ import annotations

from functools import lru_cache

from jupyter_mlsec.model.rule import Family, Rule
from jupyter_mlsec.secrets.kind import Kind, kinds

_CREDENTIALS_IN_CODE, _CLEAR_TEXT_STORAGE = 798, 312  # CWE ids


@lru_cache(maxsize=1)
def secret_rules() -> tuple[Rule, ...]:
    """Return one rule for each kind of secret, in alphabetical order."""
    return tuple(_rule(kind) for kind in kinds())


def _rule(kind: Kind) -> Rule:
    return Rule(
        name=kind.name,
        family=Family.SECRET,
        severity=kind.severity,
        confidence=kind.confidence,
        message=kind.message,
        remedy=kind.remedy,
        docs=_docs(kind),
        cwe=(_CREDENTIALS_IN_CODE, _CLEAR_TEXT_STORAGE),
    )


def _docs(kind: Kind) -> str:
    """Return the rule's page in Markdown: what it is, how long it lives, how to revoke it, what to do instead."""
    lines = [f"Finds {kind.article} {kind.title} in source, outputs, metadata and attachments."]
    if kind.why:
        lines.append(kind.why)
    lines.append(
        "Whoever gets the notebook (a colleague, a repository's readers, a report's recipients) can use it "
        f"{kind.lifetime}; deleting the cell does not take it back."
    )
    if kind.revoke:
        lines.append(f"Revoke it: <{kind.revoke}>.")
    lines.append("Use instead: `os.environ[...]`, `getpass.getpass()` or `keyring.get_password(...)`.")
    return "\n\n".join(lines)
