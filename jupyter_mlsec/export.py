"""A notebook in, a signed bundle out: the run, and everything that is known about what was run."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jupyter_mlsec import __version__
from jupyter_mlsec.assess import assess
from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.environment.audit import audit
from jupyter_mlsec.environment.imports import imported_modules
from jupyter_mlsec.environment.installed import Environment, read_environment
from jupyter_mlsec.environment.json import audit_json
from jupyter_mlsec.environment.tiers import tiers
from jupyter_mlsec.lifecycle.json import to_json
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.reports.scan_json import scan_object
from jupyter_mlsec.run_artifacts import scan_used
from jupyter_mlsec.runs.export import Export, ExportOptions, export_run
from jupyter_mlsec.secrets.redact import contains_secret
from jupyter_mlsec.stored_assessment import MEMBER, encode_assessment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.runs.execution import Executed, Progress


@dataclass(slots=True)
class Described:
    """Makes the members of a bundle that describe what was run: findings, audit, lock, SBOM, checklist, report.

    ``online`` lets the audit ask the advisory service where no advisories were imported.
    """

    notebook: Path
    config: Config
    online: bool = False
    executed: str = ""  # digest of the executed notebook, once there is one

    def __call__(self, executed: Executed) -> Mapping[str, bytes]:
        """Return the members for one successful execution."""
        from jupyter_mlsec.environment.runtime import runtime_facts, runtime_json
        from jupyter_mlsec.environment.sbom import sbom_json
        from jupyter_mlsec.reports.html.report import render_report

        self.executed = _digest(executed.document or b"")
        environment = read_environment(executed.kernel.python)
        imports = imported_modules(read_notebook(self.notebook.name, executed.input))
        audited = audit(environment, imports, self.config.audit, online=self.online)
        now = executed.record.finished
        assessment = assess(
            self.notebook, self.config, now=now, document=executed.document, audit=audited, run=executed.record
        )
        scan = replace(assessment.scan, path=self.notebook.name)
        used = scan_used(executed.files, self.notebook.resolve().parent, self.config)
        assessment = replace(assessment, path=self.notebook.name, scan=scan, artifacts=used)
        bill = sbom_json(
            environment, notebook=self.notebook.name, version=__version__, tiers=tiers(environment, imports)
        )
        return {
            "findings.json": _json(scan_object([scan, *used])),
            "checklist.json": _json(to_json(assessment.checklist)),
            "audit.json": audit_json(audited, version=__version__).encode(),
            MEMBER: encode_assessment(assessment),
            "report.html": render_report(assessment, now=now).encode(),
            "sbom.cdx.json": bill.encode(),
            "env/runtime.json": runtime_json(runtime_facts(executed.kernel.python)).encode(),
            **_lock(environment, executed.kernel.python, online=self.online),
        }


def export(
    notebook: Path,
    bundle: str | os.PathLike[str],
    options: ExportOptions,
    *,
    online: bool = False,
    progress: Progress | None = None,
) -> Export:
    """Run ``notebook`` and leave a signed bundle, or nothing; the project's trail says which.

    Raises what ``runs.export.export_run`` raises, and ``StateError`` where the trail cannot be written.
    """
    config = load_config(notebook)
    trail = Trail(config.root or notebook.absolute().parent)
    members = Described(notebook, config, online)
    done = export_run(notebook, bundle, members, contains_secret, options, progress)
    digests = {"notebook": _digest(notebook.read_bytes())}
    if done.record.succeeded:
        digests["executed"] = members.executed
    outcome = "completed" if done.record.succeeded else "failed"
    trail.append(TrailEvent(kind=TrailKind.RUN, subject=notebook.name, outcome=outcome, digests=digests))
    return done


def _lock(environment: Environment, python: str | None, *, online: bool) -> dict[str, bytes]:
    from jupyter_mlsec.environment.lock import lock

    locked = lock(environment, python=python, online=online)
    members = {"env/requirements.txt": locked.requirements.encode()}
    return members if locked.pylock is None else members | {"env/pylock.toml": locked.pylock.encode()}


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
