"""An environment without a lock: tomorrow's ``pip install`` gives other packages than today's.

A lock names every distribution with its exact version and the hash of what was downloaded; without hashes an index
that was taken over can still hand out something else under the same version.
"""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare

_HASHED = frozenset(
    {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pixi.lock", "conda-lock.yml", "pylock.toml"}
)
_REQUIREMENTS = re.compile(r"requirements[\w.-]*\.(?:txt|lock)|constraints[\w.-]*\.txt")
_PIN = re.compile(r"^[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*===?\s*[^\s;*]+(?:\s*;[^\\]*?)?(?:\s|\\|$)")
_HASH = re.compile(r"sha256\s*[:=-]\s*[\"']?[0-9A-Za-z+/=]{32,}")
_OPTION = re.compile(r"^(?:--?[a-zA-Z]|#|$)")


def _run(subject: ProjectSubject) -> Observation:
    near = [path for folder in dict.fromkeys((subject.folder, subject.root)) for path in _candidates(folder)]
    if not near:
        return to_declare("There is no lock beside the notebook or in the project", "Write one: uv lock, or pip freeze")
    verdicts = {path.name: _judge(path) for path in near}
    details = tuple(f"{name}: {verdict or 'pinned with hashes'}" for name, verdict in verdicts.items())
    whole = [name for name, verdict in verdicts.items() if not verdict]
    if whole:
        return passed(f"{listed(whole)} pins everything with hashes.", *details)
    step = "Write a lock with hashes: uv lock, or uv pip compile --generate-hashes"
    if all(verdict.startswith("not pinned") for verdict in verdicts.values()):
        return failed(f"{listed(verdicts)} leaves versions open.", *details, next_step=step)
    return warned(f"{listed(verdicts)} pins versions, but not what is downloaded.", *details, next_step=step)


def _candidates(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in entries if path.name in _HASHED or (_REQUIREMENTS.fullmatch(path.name) and path.is_file())]


def _judge(path: Path) -> str:
    """Return what is missing in one lock; empty where nothing is."""
    text = read_text(path)
    if path.name in _HASHED:
        return "" if _HASH.search(text) else "no hashes"
    lines = re.sub(r"\\\r?\n", " ", text).splitlines()
    required = [line.strip() for line in lines if not _OPTION.match(line.strip())]
    loose = [line for line in required if not _PIN.match(line) and " @ " not in line]
    if loose or not required:
        return f"not pinned ({count(len(loose), 'line')})"
    return "" if all(_HASH.search(line) for line in required) else "no hashes"


PROBE = Probe(name="lock-file", items=("TRN-02",), run=_run, docs=__doc__)
