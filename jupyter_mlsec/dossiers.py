"""What a report is made from: a notebook or a bundle on disk, with all that stands around it, as one dossier."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import BundleError, UsageError
from jupyter_mlsec.reports.dossier import Dossier, Event

if TYPE_CHECKING:
    from jupyter_mlsec.model.assessment import Assessment
    from jupyter_mlsec.model.checklist import Declaration
    from jupyter_mlsec.model.finding import Finding
    from jupyter_mlsec.model.notebook import Notebook

_EPOCH = "SOURCE_DATE_EPOCH"  # https://reproducible-builds.org/specs/source-date-epoch/


def clock() -> datetime:
    """Return the present time, or that of SOURCE_DATE_EPOCH: a report made again must be able to come out the same."""
    epoch = os.environ.get(_EPOCH, "")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{_EPOCH} is not a number of seconds", help=f"unset {_EPOCH}") from None


def read_dossier(
    source: Path,
    *,
    now: datetime,
    signers: Path | None = None,
    previous: Path | None = None,
    bill: bool = False,
    model: str = "",
) -> Dossier:
    """Return the dossier of a notebook, or of a bundle, which is verified first.

    ``previous`` names the bundle to compare with (a notebook is compared with the one beside it), ``bill`` asks for
    the bill of the environment, ``model`` says which model a document about one is about. Raises ``BundleError``,
    ``UnreadableError``, ``StateError`` or ``ConfigError``.
    """
    is_notebook = source.suffix == ".ipynb"
    assessment = _assess_notebook(source, now) if is_notebook else _assess_bundle(source, signers, now)
    before = _previous(previous, source, signers, now)
    return with_context(
        assessment,
        now=now,
        previous=before,
        declarations=_declarations(source),
        bill=_bill(source, assessment) if bill else None,
        model=model,
        history=trail_history(source, assessment.path, now),
    )


def with_context(
    assessment: Assessment,
    *,
    now: datetime,
    previous: Assessment | None = None,
    declarations: tuple[Declaration, ...] = (),
    bill: Mapping[str, Any] | None = None,
    model: str = "",
    history: tuple[Event, ...] = (),
) -> Dossier:
    """Return an assessment with what every dossier needs besides: the rules and the editions of the standards.

    ``previous`` is what was known at the last sign-off.
    """
    from jupyter_mlsec.lifecycle.catalogue.items import catalogue
    from jupyter_mlsec.scan.registry import all_rules

    return Dossier(
        assessment=assessment,
        now=now,
        previous=None if previous is None else previous.checklist,
        findings_before=None if previous is None else _findings(previous),
        declarations=declarations,
        bill=bill,
        rules=tuple(all_rules().values()),
        pins=catalogue().pins,
        model=model,
        history=history,
    )


def trail_history(source: Path, notebook: str, now: datetime) -> tuple[Event, ...]:
    """Return the runs and sign-offs of a notebook that the project's audit trail tells; nothing of a broken one.

    ``source`` is the notebook or a bundle of it. A bundle that left its project has no trail beside it.
    """
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.errors import StateError
    from jupyter_mlsec.lifecycle.trail import Trail
    from jupyter_mlsec.lifecycle.trail_entry import TrailKind

    trail = Trail(load_config(source).root or source.absolute().parent)
    stem = Path(notebook).stem
    names = {Path(notebook).name, source.name, f"{stem}.mlrun", f"{stem}.mlrun.zip"}
    try:
        entries = [entry for entry in trail.entries() if entry.subject in names] if trail.path.is_file() else []
    except StateError:
        return ()
    told: list[Event] = []
    for entry in entries:
        time = datetime.fromisoformat(entry.time)
        if time <= now and entry.kind == TrailKind.SIGN_OFF:
            told.append(Event(time, f"{entry.subject} {entry.outcome} by {entry.person}", decisive=True))
        elif time <= now and entry.kind == TrailKind.RUN:
            told.append(Event(time, f"run {entry.outcome}"))
    return tuple(told)


def _findings(assessment: Assessment) -> tuple[Finding, ...]:
    return tuple(finding for target in (assessment.scan, *assessment.artifacts) for finding in target.findings)


def host_bill(notebook: Notebook) -> Mapping[str, Any]:
    """Return the bill of the environment that this process runs in, as far as ``notebook`` uses it."""
    import msgspec

    from jupyter_mlsec import __version__
    from jupyter_mlsec.environment.imports import imported_modules
    from jupyter_mlsec.environment.installed import read_environment
    from jupyter_mlsec.environment.sbom import sbom_json
    from jupyter_mlsec.environment.tiers import tiers

    here = read_environment(None)
    used = tiers(here, imported_modules(notebook))
    bill: Mapping[str, Any] = msgspec.json.decode(
        sbom_json(here, notebook=Path(notebook.path).name, version=__version__, tiers=used)
    )
    return bill


def _assess_notebook(source: Path, now: datetime) -> Assessment:
    from jupyter_mlsec.assess import assess
    from jupyter_mlsec.config.load import load_config

    return assess(source, load_config(source), now=now)


def _assess_bundle(source: Path, signers: Path | None, now: datetime) -> Assessment:
    from jupyter_mlsec.stored_assessment import assess_bundle

    return assess_bundle(source, signers, now=now)


def _declarations(source: Path) -> tuple[Declaration, ...]:
    from jupyter_mlsec.lifecycle.state import read_state
    from jupyter_mlsec.notebook.read import read_notebook

    data = source.read_bytes() if source.suffix == ".ipynb" else _executed(source)
    return read_state(read_notebook(source.name, data)).declarations


def _executed(bundle: Path) -> bytes:
    from jupyter_mlsec.runs import layout
    from jupyter_mlsec.runs.archive import opened

    with opened(bundle) as snapshot:
        return snapshot.read(layout.EXECUTED)


def _bill(source: Path, assessment: Assessment) -> Mapping[str, Any]:
    """Return the bill that a bundle holds, or that of the environment which a notebook is looked at in."""
    from jupyter_mlsec.notebook.read import read_notebook
    from jupyter_mlsec.runs import layout, strict_json
    from jupyter_mlsec.runs.archive import opened

    if source.suffix == ".ipynb":
        return host_bill(read_notebook(assessment.path, source.read_bytes()))
    with opened(source) as snapshot:
        return strict_json.table(snapshot.read(layout.SBOM))


def _previous(named: Path | None, source: Path, signers: Path | None, now: datetime) -> Assessment | None:
    """Return what to compare with. A bundle that does not verify is no ground to compare with."""
    from jupyter_mlsec.runs.layout import bundle_beside
    from jupyter_mlsec.stored_assessment import assess_bundle

    bundle = named or (bundle_beside(source) if source.suffix == ".ipynb" else None)
    if bundle is None:
        return None
    try:
        stored = assess_bundle(bundle, signers, now=now)
    except BundleError:
        if named is not None:
            raise
        return None  # what lies beside it was not asked for
    if stored.verification is not None and stored.verification.verified:
        return stored
    if named is not None:
        raise BundleError(
            f"{named} does not verify, so that nothing can be compared with it", help=f"mlsec verify {named}"
        )
    return None
