"""A notebook in, a signed bundle out: the run, and everything that is known about what was run."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import msgspec

from jupyter_mlsec import __version__
from jupyter_mlsec.assess import assess
from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.environment.audit import audit
from jupyter_mlsec.environment.imports import imported_modules
from jupyter_mlsec.environment.json import audit_json
from jupyter_mlsec.environment.surroundings import Survey
from jupyter_mlsec.environment.tiers import tiers
from jupyter_mlsec.errors import RefusedError
from jupyter_mlsec.lifecycle.json import to_json
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.reports.scan_json import scan_object
from jupyter_mlsec.run_artifacts import scan_used
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.archive import opened
from jupyter_mlsec.runs.export import Export, ExportOptions, export_run
from jupyter_mlsec.runs.kernel_environment import kernel_environment
from jupyter_mlsec.runs.remote import is_remote
from jupyter_mlsec.runs.run_json import file_name
from jupyter_mlsec.runs.trail_heads import trail_member
from jupyter_mlsec.secrets.redact import contains_secret
from jupyter_mlsec.stored_assessment import MEMBER, encode_assessment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.runs.execution import Executed, KernelFacts, Progress


@dataclass(slots=True)
class Described:
    """Makes the members of a bundle that describe what was run: findings, audit, lock, SBOM, checklist, report.

    ``path`` stands for the notebook in the folder that it runs in. ``online`` lets the audit ask the advisory service
    where no advisories were imported, and the lock the package index.
    """

    path: Path
    config: Config
    variables: Mapping[str, str]
    trail: Trail
    online: bool = False
    survey: Survey | None = None
    digests: dict[str, str] = field(default_factory=dict)  # of the notebook and of what came out, once there is one

    def prepare(self, kernel: KernelFacts) -> None:
        """Begin with what does not need the results, while the kernel runs."""
        self.survey = Survey(kernel.python, online=self.online, variables=self.variables)
        Thread(target=_warm_up, daemon=True).start()

    def __call__(self, executed: Executed) -> Mapping[str, bytes]:
        """Return the members for one successful execution."""
        from jupyter_mlsec.environment.runtime import runtime_json
        from jupyter_mlsec.environment.sbom import sbom_json
        from jupyter_mlsec.reports.html.report import render_report

        self.digests = {"notebook": executed.source, "executed": _digest(executed.document or b"")}
        survey = self.survey or Survey(executed.kernel.python, online=self.online, variables=self.variables)
        known = survey.finish()
        imports = imported_modules(read_notebook(self.path.name, executed.input))
        audited = audit(known.environment, imports, self.config.audit, online=self.online)
        now = executed.record.finished
        assessment = assess(
            self.path, self.config, now=now, document=executed.document, audit=audited, run=executed.record
        )
        scan = replace(assessment.scan, path=self.path.name)
        used = scan_used(executed.files, self.path.resolve().parent, self.config)
        assessment = replace(assessment, path=self.path.name, scan=scan, artifacts=used)
        bill = sbom_json(
            known.environment, notebook=self.path.name, version=__version__, tiers=tiers(known.environment, imports)
        )
        members = {
            "findings.json": _json(scan_object([scan, *used])),
            "checklist.json": _json(to_json(assessment.checklist)),
            "audit.json": audit_json(audited, version=__version__).encode(),
            MEMBER: encode_assessment(assessment),
            "report.html": render_report(assessment, now=now).encode(),
            "sbom.cdx.json": bill.encode(),
            "env/runtime.json": runtime_json(known.facts).encode(),
            "env/requirements.txt": known.lock.requirements.encode(),
            layout.TRAIL: _json(trail_member(self.trail.head_json())),
        }
        return members if known.lock.pylock is None else members | {"env/pylock.toml": known.lock.pylock.encode()}


def export(
    notebook: str | os.PathLike[str],
    bundle: str | os.PathLike[str],
    options: ExportOptions,
    *,
    online: bool = False,
    progress: Progress | None = None,
) -> Export:
    """Run ``notebook`` (a path, or an address that papermill knows) and leave a signed bundle, or nothing.

    The project's trail says which. Raises what ``runs.export.export_run`` raises, and ``StateError`` where the trail
    cannot be written.
    """
    name = os.fspath(notebook)
    path = Path.cwd() / file_name(name) if is_remote(name) else Path(name)
    config = load_config(path)
    trail = Trail(config.root or path.absolute().parent)
    variables = kernel_environment(os.environ, options.run.pins, options.run.keep_env)
    members = Described(path, config, variables, trail, online)
    before = _sealed(Path(bundle))
    try:
        prepared = replace(options, prepare=members.prepare)
        done = export_run(notebook, bundle, members, contains_secret, prepared, progress)
    except RefusedError:
        trail.append(TrailEvent(kind=TrailKind.RUN, subject=path.name, outcome="refused"))
        raise
    finally:
        if members.survey is not None:
            members.survey.close()
    if not done.record.succeeded and not is_remote(name):
        members.digests = {"notebook": _digest(path.read_bytes())}
    if done.digest and before:
        replaced = {"bundle": before, "by": done.digest}
        trail.append(
            TrailEvent(kind=TrailKind.DELETION, subject=Path(bundle).name, outcome="replaced", digests=replaced)
        )
    if done.digest:
        members.digests["bundle"] = done.digest
    outcome = "completed" if done.record.succeeded else "failed"
    trail.append(TrailEvent(kind=TrailKind.RUN, subject=path.name, outcome=outcome, digests=members.digests))
    return done


def _sealed(bundle: Path) -> str:
    """Return the digest of the signed list of a bundle that is there already; "" where there is none."""
    if not bundle.exists():
        return ""
    with opened(bundle) as snapshot:
        return _digest(snapshot.read(layout.SUMS)) if layout.SUMS in snapshot.files else ""


def _warm_up() -> None:
    """Load what the description of the run will need; a failure shows where it is needed."""
    with suppress(Exception):
        import jupyter_mlsec.environment.sbom
        import jupyter_mlsec.reports.html.report  # noqa: F401 - loading it is the point
        from jupyter_mlsec.scan.registry import all_rules

        all_rules()


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
