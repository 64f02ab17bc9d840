"""The notebook's state as this kernel sees it: the document, the records made here, the live fingerprints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jupyter_mlsec.assess import assess_notebook
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.model.assessment import Assessment


def assess_session(session: Session) -> tuple[Assessment, str]:
    """Return the assessment, and in words what it was made of."""
    notebook, what = session.notebook()
    assessment = assess_notebook(
        notebook,
        session.config(),
        now=datetime.now(UTC),
        audit=session.audit,
        records=session.records,
        folder=session.folder(),
    )
    return assessment, what
