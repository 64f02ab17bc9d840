"""Files of keys and passwords that Git would take along: nothing in ``.gitignore`` keeps them out.

One ``git add .`` publishes them to everybody who may read the repository, and removing them later leaves them in its
history.
"""

from __future__ import annotations

import fnmatch
from pathlib import Path, PurePosixPath

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_SECRET = (
    ".env", ".env.*", "*.env", "*.key", "*.p12", "*.pfx", "*.jks", "*.kdbx", "id_rsa", "id_ed25519", "id_ecdsa",
    ".netrc", "_netrc", ".pgpass", ".pypirc", "kaggle.json", "credentials.json", "client_secret*.json",
    "service[-_]account*.json", "*-service-account.json", "secrets.toml", "secrets.y*ml", ".htpasswd", "*.ovpn",
    "*.pem", "*.ppk", "*.keystore", ".git-credentials", ".dockercfg", "application_default_credentials.json",
)  # fmt: skip
_HARMLESS = (
    "*.example", "*.sample", "*.template", "*.dist", "*.pub", "ca.pem", "*[-_]ca.pem", "ca[-_]*.pem", "*cert*.pem",
    "*chain*.pem", "*public*.pem", "*pub.pem",
)  # fmt: skip
_FOLDERS = (".aws", ".kube", ".ssh", ".gnupg")


def _run(subject: ProjectSubject) -> Observation:
    if not (subject.root / ".git").exists():
        return not_applicable("the project is in no Git repository of its own")
    files = require_files(subject)
    secret = [path.relative_to(subject.root) for path in files if _is_secret(path.relative_to(subject.root))]
    if not secret:
        return not_applicable("the project holds no file of keys or passwords, by its name")
    rules = _rules(subject.root, files)
    loose = sorted(path.as_posix() for path in secret if not _ignored(PurePosixPath(path.as_posix()), rules))
    if loose:
        step = "Add them to .gitignore; if they were committed, withdraw what is in them."
        return failed(f"Git would take {listed(loose)} along.", next_step=step)
    return passed(f"{count(len(secret), 'file')} of keys or passwords, kept out of Git.")


def _is_secret(path: Path) -> bool:
    if any(fnmatch.fnmatch(path.name, pattern) for pattern in _HARMLESS):
        return False
    return any(fnmatch.fnmatch(path.name, pattern) for pattern in _SECRET) or any(
        part in _FOLDERS for part in path.parts[:-1]
    )


def _rules(root: Path, files: tuple[Path, ...]) -> list[tuple[str, str]]:
    """Return the patterns of all ignore files, each with the folder that it speaks of."""
    places = [path for path in files if path.name == ".gitignore"]
    places += [path for path in (root / ".git" / "info" / "exclude",) if path.is_file()]
    found = []
    for place in places:
        folder = "" if place.parent.name == "info" else place.parent.relative_to(root).as_posix().removeprefix(".")
        lines = (line.rstrip() for line in read_text(place).splitlines())
        found += [(folder, line) for line in lines if line and not line.startswith("#")]
    return found


def _ignored(path: PurePosixPath, rules: list[tuple[str, str]]) -> bool:
    """Tell whether the last pattern that matches a file, or a folder that it lies in, keeps it out."""
    kept_out = False
    for folder, pattern in rules:
        if folder and not path.as_posix().startswith(f"{folder}/"):
            continue
        own = path.relative_to(folder) if folder else path
        if _matches(own, pattern.removeprefix("!")):
            kept_out = not pattern.startswith("!")
    return kept_out


def _matches(path: PurePosixPath, pattern: str) -> bool:
    wanted = pattern.rstrip("/")
    places = [path, *path.parents[:-1]] if not pattern.endswith("/") else list(path.parents[:-1])
    if "/" not in wanted:
        return any(fnmatch.fnmatch(place.name, wanted) for place in places)
    anchored = wanted.lstrip("/").replace("**/", "*").replace("/**", "/*")
    return any(fnmatch.fnmatch(place.as_posix(), anchored) for place in places)


PROBE = Probe(name="unignored-secrets", items=("TRN-08",), run=_run, partial=True, incidental=True, docs=__doc__)
