"""The one call that surfaces make: a notebook and a configuration in, an assessment out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.decisions import sign_off_witness, witness
from jupyter_mlsec.lifecycle.checklist import Context, build_checklist
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.runs.layout import bundle_beside
from jupyter_mlsec.runs.signer_policy import AUTHOR, RUNNER
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
    before = run_before(path, now=now)
    return assess_notebook(notebook, config, now=now, audit=audit, run=run, verification=verification, before=before)


def run_before(path: Path, *, now: datetime) -> Assessment | None:
    """Return what the signed bundle beside the notebook at ``path`` says; None without one that verifies."""
    if bundle_beside(path) is None:
        return None  # reading one needs a decoder that most notebooks need not pay for
    from jupyter_mlsec.stored_assessment import last_run

    return last_run(path, now=now)


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
    before: Assessment | None = None,
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
            previous=None if before is None else before.checklist,
            reviewed=before is not None and _reviewed(before.verification),
            witness=witness(notebook, now=now),
            sign_offs=sign_off_witness(config.root or folder or Path(notebook.path).parent, now=now),
        ),
    )
    return Assessment(
        path=notebook.path, scan=scan, checklist=checklist, audit=audit, run=run, verification=verification
    )


def _reviewed(verification: Verification | None) -> bool:
    """Whether somebody signed in another role than those who made the run."""
    return verification is not None and any(signer.role not in {AUTHOR, RUNNER} for signer in verification.signers)
