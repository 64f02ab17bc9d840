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
from jupyter_mlsec.probes._folder.manifests import CONDA, conda_needs, loose_needs
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare

_HASHED = frozenset(
    {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pixi.lock", "conda-lock.yml", "pylock.toml"}
)
_REQUIREMENTS = re.compile(r"requirements[\w.-]*\.(?:txt|lock)|constraints[\w.-]*\.txt")
_PIN = re.compile(r"^[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*===?\s*[^\s;*]+(?:\s*;[^\\]*?)?(?:\s|\\|$)")
_HASH = re.compile(r"sha256\s*[:=-]\s*[\"']?[0-9A-Za-z+/=]{32,}")
_OPTION = re.compile(r"^(?:--?[a-zA-Z]|#|$)")
_EXPLICIT = re.compile(r"conda-[\w.-]+\.lock|[\w-]*(?:spec|explicit)[\w-]*\.txt")
_EXPLICIT_HASH = re.compile(r"^https?://\S+#[0-9a-f]{32,64}\s*$", re.MULTILINE)
_MANIFESTS = ("pyproject.toml", "pixi.toml", "Pipfile", "setup.py")
_FOLDERS = ("", "requirements", "binder", ".binder", "conda", "environments")  # where people keep what they install


def _run(subject: ProjectSubject) -> Observation:
    near = [path for folder in dict.fromkeys((subject.folder, subject.root)) for path in _candidates(folder)]
    if not near:
        return _unlocked(subject)
    judged = {path.name: _judge(path) for path in near}
    verdicts = {name: verdict for name, verdict in judged.items() if verdict is not None}
    if not verdicts:
        return _unlocked(subject)
    details = tuple(f"{name}: {verdict or 'pinned with hashes'}" for name, verdict in verdicts.items())
    whole = [name for name, verdict in verdicts.items() if not verdict]
    if whole:
        return passed(f"{listed(whole)} pins everything with hashes.", *details)
    step = "Write a lock with hashes: uv lock, or uv pip compile --generate-hashes"
    if all(verdict.startswith("not pinned") for verdict in verdicts.values()):
        return failed(f"{listed(verdicts)} leaves versions open.", *details, next_step=step)
    return warned(f"{listed(verdicts)} pins versions, but not what is downloaded.", *details, next_step=step)


def _unlocked(subject: ProjectSubject) -> Observation:
    """Say what a project without any lock leaves open: the versions in its manifest, or everything."""
    for folder in dict.fromkeys((subject.folder, subject.root)):
        for name in _MANIFESTS:
            loose = loose_needs(folder / name) if (folder / name).is_file() else []
            if loose:
                step = "Write a lock and keep it beside: uv lock, poetry lock, pixi lock or pipenv lock"
                what = f"{name} names no exact version of {listed(loose)}, and there is no lock."
                return warned(what, next_step=step)
    return to_declare("There is no lock beside the notebook or in the project", "Write one: uv lock, or pip freeze")


def _candidates(folder: Path) -> list[Path]:
    found: list[Path] = []
    for name in _FOLDERS:
        try:
            entries = sorted((folder / name).iterdir())
        except OSError:
            continue
        found += [path for path in entries if _is_lock(path, inner=bool(name)) and path.is_file()]
    return found


def _is_lock(path: Path, *, inner: bool) -> bool:
    """Tell whether a file says what is installed; in a folder of requirements any list does."""
    if path.name in _HASHED or _REQUIREMENTS.fullmatch(path.name) or CONDA.fullmatch(path.name):
        return True
    if _EXPLICIT.fullmatch(path.name):
        return True
    return inner and path.parent.name == "requirements" and path.suffix == ".txt"


def _judge(path: Path) -> str | None:
    """Return what is missing in one lock; empty where nothing is, None where the file is about something else."""
    text = read_text(path)
    if path.name in _HASHED:
        return "" if _HASH.search(text) else "no hashes"
    if CONDA.fullmatch(path.name):
        return _judge_conda(path)
    if "@EXPLICIT" in text:
        return "" if _EXPLICIT_HASH.search(text) else "no hashes"
    if _EXPLICIT.fullmatch(path.name):
        return None
    lines = re.sub(r"\\\r?\n", " ", text).splitlines()
    required = [line.strip() for line in lines if not _OPTION.match(line.strip())]
    loose = [line for line in required if not _PIN.match(line) and " @ " not in line]
    if loose or not required:
        return f"not pinned ({count(len(loose), 'line')})"
    return "" if all(_HASH.search(line) for line in required) else "no hashes"


def _judge_conda(path: Path) -> str | None:
    needs = conda_needs(path)
    if needs is None:
        return None
    loose = [name for name, exact, _ in needs if not exact]
    if loose or not needs:
        return f"not pinned ({count(len(loose), 'package')})"
    return "" if all(built for _, _, built in needs) else "no hashes"


PROBE = Probe(name="lock-file", items=("TRN-02",), run=_run, docs=__doc__)
