"""Decisions that are given in this kernel, written into the trail of a project that has one."""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Answer, Waiver


def remember_decision(session: Session, record: Answer | Waiver) -> None:
    """Record an answer or a waiver; where the trail cannot be written that is said, and the decision stands."""
    from jupyter_mlsec.errors import MlsecError
    from jupyter_mlsec.lifecycle.decision_trail import record_decision

    try:
        root = project_root(session)
        if root is not None:
            record_decision(root, record)
    except MlsecError as error:
        print(f"warning: not recorded in the trail: {error.message}", file=sys.stderr)  # noqa: T201 - magics are a surface


def project_root(session: Session) -> Path | None:
    """Return the folder that a trail belongs into: that of the configuration, or one that has a trail already."""
    folder = session.folder()
    return session.config().root or (folder if (folder / ".mlsec").is_dir() else None)
