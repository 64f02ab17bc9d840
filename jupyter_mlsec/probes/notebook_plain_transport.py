"""Data that travel in the clear, or to a server whose certificate nobody looks at.

Whatever a call is given counts, whichever library it belongs to: an address without encryption (``http:``, ``ftp:``,
a database's without TLS), an option that switches verification off, a client that encrypts nothing unless it is told
to. Shell lines and magics are read as their shell reads them.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.found import by_rule, counted
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.exposure import exposures
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import sources
from jupyter_mlsec.probes._notebook.transport import is_plain


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = counted(subject.findings, {Family.TRANSPORT})
    remote = [source for source in sources(program) if source.kind in {"url", "hub", "database"}]
    plain = [source.shown for source in remote if source.kind != "database" and is_plain(source)]
    names = list(dict.fromkeys([*plain, *exposures(analysed(subject.notebook))]))
    if names or found:
        what = f"{listed(names)} read without encryption" if names else f"{count(len(found), 'unprotected connection')}"
        return failed(
            f"Data travel unprotected: {what}.",
            *by_rule(found),
            next_step="Use https (or TLS for the database), keep verification on, and pin the file's digest.",
        )
    if not program.python or program.broken:
        return not_evidence("not every cell could be read as Python", next_step="Repair the cell.")
    unknown = [source for source in sources(program) if source.kind == "unknown"]
    if unknown:
        return not_evidence(
            f"it is not known where {count(len(unknown), 'call')} read from ({listed(each.shown for each in unknown)})",
            next_step="Write the address as a constant, or declare the data set: %mlsec declare dataset NAME source=…",
        )
    if not remote:
        return not_applicable("the notebook reads nothing over a network")
    return passed(f"{count(len(remote), 'remote source')}, all encrypted in transit.", *(each.shown for each in remote))


PROBE = Probe(name="plain-transport", items=("COL-06",), run=_run, docs=__doc__)
