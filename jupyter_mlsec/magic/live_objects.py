"""What the objects in this kernel say by themselves: budgets that were spent, keys and clients, tables of people."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Declaration, Ground

if TYPE_CHECKING:
    from jupyter_mlsec.model.checklist import Evidence
    from jupyter_mlsec.model.notebook import Notebook

# Packages whose objects are read; without one of them there is nothing to look at, and nothing is imported.
_PACKAGES = frozenset({
    "art", "concrete", "diffprivlib", "flwr", "geopandas", "numpy", "opacus", "opendp", "pandas", "polars", "pyarrow",
    "tenseal", "tensorflow_privacy",
})  # fmt: skip


def live_evidence(session: Session, notebook: Notebook) -> tuple[Evidence, ...]:
    """Return what is seen of the variables that cells of ``notebook`` made."""
    if not _PACKAGES & sys.modules.keys():
        return ()
    from jupyter_mlsec.lifecycle.collect import collect
    from jupyter_mlsec.lifecycle.discovery import probes_for
    from jupyter_mlsec.lifecycle.fingerprint import notebook_fingerprint
    from jupyter_mlsec.magic.limits import limits
    from jupyter_mlsec.probes._ground.namespace import NamespaceSubject

    hidden = getattr(session.shell, "user_ns_hidden", {})
    now = datetime.now(UTC)
    subject = NamespaceSubject(
        names={name: value for name, value in dict(session.shell.user_ns).items() if name not in hidden},
        now=now,
        limits=limits(session),
        declarations=tuple(record for record in session.records if isinstance(record, Declaration)),
    )
    binds = {Ground.NOTEBOOK.value: notebook_fingerprint(notebook)}
    return collect(probes_for(NamespaceSubject), subject, binds=binds, now=now)
