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
from jupyter_mlsec.lifecycle.fingerprint import file_fingerprint
from jupyter_mlsec.lifecycle.json import to_json
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.reports.scan_json import scan_object
from jupyter_mlsec.runs.export import Export, ExportOptions, export_run
from jupyter_mlsec.secrets.redact import contains_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.model.audit import AuditReport
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
        from jupyter_mlsec.environment.runtime import runtime_json
        from jupyter_mlsec.environment.sbom import sbom
        from jupyter_mlsec.reports.html.report import render_report

        self.executed = f"sha256:{hashlib.sha256(executed.document or b'').hexdigest()}"
        environment = read_environment(executed.kernel.python)
        audited = self._audit(environment, executed)
        now = executed.record.finished
        assessment = assess(
            self.notebook, self.config, now=now, document=executed.document, audit=audited, run=executed.record
        )
        scan = replace(assessment.scan, path=self.notebook.name)
        return {
            "findings.json": _json(scan_object([scan])),
            "checklist.json": _json(to_json(assessment.checklist)),
            "audit.json": audit_json(audited, version=__version__).encode(),
            "report.html": render_report(assessment, now=now).encode(),
            "sbom.cdx.json": sbom(environment),
            "env/runtime.json": runtime_json(environment),
            **_lock(environment),
        }

    def _audit(self, environment: Environment, executed: Executed) -> AuditReport:
        imports = imported_modules(read_notebook(self.notebook.name, executed.input))
        return audit(environment, imports, self.config.audit, online=self.online)


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
    digests = {"notebook": file_fingerprint(notebook)}
    if done.record.succeeded:
        digests["executed"] = members.executed
    outcome = "completed" if done.record.succeeded else "failed"
    trail.append(TrailEvent(kind=TrailKind.RUN, subject=notebook.name, outcome=outcome, digests=digests))
    return done


def _lock(environment: Environment) -> dict[str, bytes]:
    from jupyter_mlsec.environment.lock import lock

    locked = lock(environment)
    return {"env/pylock.toml": locked.pylock, "env/requirements.txt": locked.requirements}


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
