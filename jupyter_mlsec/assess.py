"""The one call that surfaces make: a notebook and a configuration in, an assessment out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.lifecycle.checklist import Context, build_checklist
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.scan.engine import scan_notebook
from jupyter_mlsec.scan.file_facts import facts_in, patient

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.lifecycle.records import Record
    from jupyter_mlsec.model.audit import AuditReport
    from jupyter_mlsec.model.notebook import Json, Notebook
    from jupyter_mlsec.model.run import RunRecord, Verification


def assess(
    path: Path,
    config: Config,
    *,
    now: datetime,
    document: bytes | Mapping[str, Json] | None = None,
    audit: AuditReport | None = None,
    run: RunRecord | None = None,
    verification: Verification | None = None,
) -> Assessment:
    """Scan the notebook at ``path`` and fill in its checklist as it stands ``now`` (with a time zone).

    ``document`` is looked at in place of the file's content (unsaved, or inside a bundle). Raises ``UnreadableError``
    where it is no notebook, ``StateError`` where its own records are malformed.
    """
    notebook = read_notebook(str(path), path.read_bytes() if document is None else document)
    if verification is None and run is None:
        verification = verify_beside(path)
    return assess_notebook(notebook, config, now=now, audit=audit, run=run, verification=verification)


def bundle_beside(path: Path) -> Path | None:
    """Return the bundle that lies beside a notebook under its name, or None."""
    bundles = (path.with_suffix(suffix) for suffix in (".mlrun", ".mlrun.zip"))
    return next((bundle for bundle in bundles if bundle.exists()), None)


def verify_beside(path: Path) -> Verification | None:
    """Verify the bundle that lies beside a notebook under its name, as a run of that very file; None without one."""
    from jupyter_mlsec.runs.verify import verify_bundle

    bundle = bundle_beside(path)
    return None if bundle is None else verify_bundle(bundle, notebook=path)


def assess_notebook(
    notebook: Notebook,
    config: Config,
    *,
    now: datetime,
    audit: AuditReport | None = None,
    run: RunRecord | None = None,
    verification: Verification | None = None,
    records: Iterable[Record] = (),
    fingerprints: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Assessment:
    """Do the same for a notebook that was read already, with records and fingerprints fresh from a kernel."""
    beside = facts_in(folder or Path(notebook.path).parent, config.root)
    scan = scan_notebook(notebook, config, KernelFacts(files=beside))
    checklist = build_checklist(
        notebook,
        scan.findings,
        config,
        now=now,
        audit=audit,
        evidence=records,
        context=Context(
            folder=folder,
            verification=verification,
            fingerprints=fingerprints,
            scanned=scan.outcome is Outcome.CHECKED,
            files=patient(beside),
        ),
    )
    return Assessment(
        path=notebook.path, scan=scan, checklist=checklist, audit=audit, run=run, verification=verification
    )
