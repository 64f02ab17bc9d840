"""Data that travel unencrypted: http and ftp addresses, database connections without TLS, switched-off verification.

Anybody on the way can read such data, or change them: a poisoned training set needs no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.probes._base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._found import by_rule, counted
from jupyter_mlsec.probes._observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._program import read_program
from jupyter_mlsec.probes._shell_lines import shell_lines
from jupyter_mlsec.probes._sources import sources
from jupyter_mlsec.probes._transport import is_plain

_FETCHES = re.compile(r"\b(?:wget|curl|aria2c|git\s+clone|pip\s+download|rsync|lftp)\b")
_ADDRESS = re.compile(r"\b(?:http|ftp|git)://(?:[^@/\s]*@)?(?P<host>[\w.-]+)")
_LOCAL = frozenset({"127.0.0.1", "localhost"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = counted(subject.findings, {Family.TRANSPORT})
    remote = [source for source in sources(program) if source.kind in {"url", "hub", "database"}]
    plain = [source for source in remote if is_plain(source)]
    fetched = sorted({host for line in shell_lines(subject.notebook) for host in _fetched(line)})
    if plain or found or fetched:
        names = [*(source.shown for source in plain), *fetched]
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


def _fetched(line: str) -> Iterator[str]:
    """Yield the hosts from which a shell's line fetches something without encryption."""
    if _FETCHES.search(line):
        for match in _ADDRESS.finditer(line):
            if match["host"] not in _LOCAL:
                yield f"http://{match['host']}"


PROBE = Probe(name="plain-transport", items=("COL-06",), run=_run, docs=__doc__)
