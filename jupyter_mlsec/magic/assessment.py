"""The notebook's state as this kernel sees it: the document, the records made here, the live fingerprints."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jupyter_mlsec.assess import assess_notebook, run_before
from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.magic.digests import DIGESTS
from jupyter_mlsec.magic.live_objects import live_evidence
from jupyter_mlsec.magic.paths import root
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Evidence

if TYPE_CHECKING:
    from jupyter_mlsec.model.assessment import Assessment


def assess_session(session: Session) -> tuple[Assessment, str]:
    """Return the assessment, and in words what it was made of."""
    assessment, what, _ = assess_observed(session)
    return assessment, what


def assess_observed(session: Session) -> tuple[Assessment, str, tuple[Evidence, ...]]:
    """Return the same, and the evidence in it that nobody but this kernel has: what the guard saw, what objects say.

    Whoever shows it puts it into the output as records, or the panel beside the notebook would not know of it.
    """
    notebook, what = session.notebook()
    observed = (*session.guard.evidence(), *live_evidence(session, notebook))
    path, now = session.notebook_path(), datetime.now(UTC)
    assessment = assess_notebook(
        notebook,
        session.config(),
        now=now,
        audit=session.audit,
        records=[*session.records, *observed],
        fingerprints=live_fingerprints(session),
        before=None if path is None else run_before(path, now=now),
        folder=session.folder(),
    )
    return assessment, what, observed


def live_fingerprints(session: Session) -> dict[str, str]:
    """Return the digests, as they are now, of the tables and models that this kernel has evidence about.

    A variable that is gone, or cannot be fingerprinted any more, has none: its evidence is then not called fresh.
    """
    names = {key for record in session.records if isinstance(record, Evidence) for key in record.binds}
    found: dict[str, str] = {}
    for key in sorted(names):
        ground, _, name = key.partition(":")
        if ground in DIGESTS and root(name) in session.shell.user_ns:
            with suppress(MlsecError):
                found[key] = DIGESTS[ground](session.value(name))
    return found
