"""Data and models of a retired model that are still there: by their path, or under another name with the same bytes.

What was declared deleted is looked for in the project, by name and by digest. Overwriting on solid-state, copy-on-write
and remote storage cannot be proven from here, and backups cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import file_fingerprint
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare


def _run(subject: ProjectSubject) -> Observation:
    gone = declared(subject.declarations, "deletion")
    if not gone:
        step = "Record each: %mlsec declare deletion --name PATH sha256=… date=…"
        return to_declare("No deletion is recorded", step)
    left = [name for name in gone if name and (subject.folder / name).exists()]
    if left:
        return failed(
            f"{listed(left)} was declared deleted and is still there.", next_step="Delete it, or say why not."
        )
    digests = {fields["sha256"].removeprefix("sha256:").lower() for fields in gone.values() if fields.get("sha256")}
    copies = sorted(_copies(subject, digests))
    if copies:
        return failed(
            f"{listed(copies)} holds the same bytes as something that was deleted.", next_step="Delete it, too."
        )
    if len(digests) < len(gone):
        unknown = count(len(gone) - len(digests), "deletion")
        return warned(f"{unknown} names no digest, so copies could not be looked for.", next_step="Declare sha256=…")
    looked = count(len(require_files(subject)), "file")
    return passed(
        f"{count(len(gone), 'deletion')} confirmed: the paths are gone, and none of {looked} holds the same bytes.",
        "overwriting on solid-state, copy-on-write and remote storage cannot be proven",
    )


def _copies(subject: ProjectSubject, digests: set[str]) -> Iterator[str]:
    for path in require_files(subject) if digests else ():
        if path.is_file() and file_fingerprint(path).removeprefix("sha256:") in digests:
            yield path.relative_to(subject.root).as_posix()


PROBE = Probe(name="deleted-artifacts", items=("RET-01", "RET-03"), run=_run, docs=__doc__)
