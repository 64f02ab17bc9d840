"""The interpreter that the checklist is filled in on: which distributions its folders hold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.probes._ground.base import EnvironmentSubject

_SUFFIX = ".dist-info"


def this_environment(config: Config, audit: AuditReport | None, now: datetime) -> EnvironmentSubject:
    """Return the environment that was audited, or else the one of this interpreter."""
    return EnvironmentSubject(
        config=config,
        now=now,
        audit=audit,
        packages=installed() if audit is None else audited(audit),
        python=sys.version_info[:2],
        variables=dict(os.environ),
    )


def installed(folders: Iterable[str] | None = None) -> dict[str, str]:
    """Return the version of every distribution on the path, read from its folder's name alone: it takes milliseconds.

    The first one on the path wins, as it does for ``import``.
    """
    found: dict[str, str] = {}
    for folder in sys.path if folders is None else folders:
        try:
            names = sorted(entry.name for entry in Path(folder or ".").iterdir() if entry.name.endswith(_SUFFIX))
        except OSError:
            continue
        for name in names:
            distribution, dash, version = name.removesuffix(_SUFFIX).partition("-")
            if dash:
                found.setdefault(distribution.lower().replace("_", "-").replace(".", "-"), version)
    return found


def audited(audit: AuditReport) -> dict[str, str]:
    """Return the version of every distribution that an audit looked at or skipped."""
    looked_up = {each.name: each.version for each in audit.dependencies}
    return looked_up | {each.name: each.version for each in audit.skipped}
