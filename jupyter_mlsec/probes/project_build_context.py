"""An image that takes the whole folder along: notebooks with their outputs, data, keys and the history of Git.

Whoever may pull the image may read all of it. ``.dockerignore`` says what stays outside.
"""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.dockerfiles import dockerfiles, instructions
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_COPIES = re.compile(
    r"(?:COPY|ADD)\s+(?!.*--from=)(?:--\S+\s+)*(?:\[\s*[\"'])?(?:\.|\./|\*|\./\*)[\"']?[\s,]", re.IGNORECASE
)
_KEPT_OUT = {".git": (".git", ".git/", "**/.git"), ".env": (".env", "*.env", ".env*", "**/.env", "**/.env*", ".*")}


def _run(subject: ProjectSubject) -> Observation:
    files = dockerfiles(subject)
    if not files:
        return not_applicable("the project has no container files")
    whole = [path for path in files if any(_COPIES.match(line) for line in instructions(read_text(path)))]
    if not whole:
        return passed(f"{count(len(files), 'container file')}, none copies the whole folder into the image.")
    names = listed(sorted(path.relative_to(subject.root).as_posix() for path in whole))
    ignores = [rules for path in whole if (rules := _rules(path, subject.root)) is not None]
    step = "Copy what the service needs by name, or list the rest in .dockerignore: .git, .env, data, *.ipynb"
    if len(ignores) < len(whole):
        return failed(f"{names} copies the whole folder into the image.", next_step=step)
    open_ = sorted(name for name, known in _KEPT_OUT.items() if not all(rules & {*known, "*"} for rules in ignores))
    if open_:
        return warned(f"{names} copies the folder, and .dockerignore lets {listed(open_)} through.", next_step=step)
    return passed(f"{names} copies the folder without what .dockerignore keeps out.")


def _rules(dockerfile: Path, root: Path) -> set[str] | None:
    """Return the patterns of the ignore file that counts for a container file; None without one."""
    for place in (
        dockerfile.with_name(f"{dockerfile.name}.dockerignore"),
        dockerfile.with_name(".dockerignore"),
        root / ".dockerignore",
    ):
        if place.is_file():
            lines = (line.strip() for line in read_text(place).splitlines())
            return {line for line in lines if line and not line.startswith("#")}
    return None


PROBE = Probe(name="build-context", items=("DEP-02",), run=_run, partial=True, incidental=True, docs=__doc__)
