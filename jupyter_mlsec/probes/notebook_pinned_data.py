"""Input files whose bytes are not those that were pinned.

The digest of every file that the notebook reads is held against its declaration, or against what is kept beside it:
DVC's pointers and lock, lists of sums, data packages, Croissant, notes of one's own. A file that nobody pinned may have
been swapped yesterday.
"""

from __future__ import annotations

import re

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.digest_files import kept_digests
from jupyter_mlsec.probes._folder.files import file_fingerprint
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.declared import declaration_for
from jupyter_mlsec.probes._ground.fingerprint import short
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import Source, local_path, sources

_SHA256 = re.compile(r"(?:sha256:)?(?P<digest>[0-9a-f]{64})")
_PIN = "Pin each once: %mlsec declare dataset NAME source=PATH sha256=…"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    files = [source for source in sources(program) if source.kind == "file"]
    if files:
        return _verdict(files, subject)
    if (problem := unreadable(program)) is not None:
        return problem
    elsewhere = [source.shown for source in sources(program) if not source.pinned]
    if elsewhere:
        step = "Pin the table once it is loaded: %mlsec data NAME"
        return to_declare(f"{listed(elsewhere)} cannot be compared from here", step)
    return not_applicable("the notebook reads no data that could change")


def _verdict(files: list[Source], subject: NotebookSubject) -> Observation:
    verdicts = {source.shown: _compare(source, subject) for source in files}
    details = tuple(f"{name}: {verdict}" for name, verdict in verdicts.items())
    changed = [name for name, verdict in verdicts.items() if verdict.startswith("changed")]
    lost = [name for name, verdict in verdicts.items() if verdict.startswith("cannot")]
    loose = [name for name, verdict in verdicts.items() if verdict.startswith("not pinned")]
    if changed:
        step = "Find out who changed the data; if it was on purpose, declare the new digest."
        return failed(f"{listed(changed)} is not what was pinned.", *details, next_step=step)
    if lost:
        return not_evidence(f"{listed(lost)} could not be compared", next_step="Restore the file, or run where it is.")
    if len(loose) == len(files):
        return to_declare(f"None of {count(len(files), 'input file')} is pinned", _PIN)
    if loose:
        return warned(f"{listed(loose)} is not pinned.", *details, next_step=_PIN)
    return passed(f"{count(len(files), 'input file')} as pinned.", *details)


def _compare(source: Source, subject: NotebookSubject) -> str:
    path = local_path(source, subject.folder)
    declared = declaration_for(source, subject.declarations).get("sha256", "")
    pin = _SHA256.fullmatch(declared.strip().lower())
    try:
        digest = file_fingerprint(path)
        if pin is not None:
            same = digest == f"sha256:{pin['digest']}"
        else:
            kept = kept_digests(path, subject.config.root or subject.folder)
            if not kept:
                return f"not pinned ({short(digest)})"
            same = all(each.fits(path) for each in kept)
    except UnreadableError:
        return "cannot be read"
    return f"as pinned ({short(digest)})" if same else f"changed (now {short(digest)})"


PROBE = Probe(name="pinned-data", items=("COL-05",), run=_run, docs=__doc__)
