"""The answers of probes that ask the records of a project: their fields, and their rows where they have some.

Fields and rows are two ways to read one file, so that a probe says once what either of them shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._folder.ledgers import KEPT, Remark, ledgers_of
from jupyter_mlsec.probes._folder.ledgers import Judge as RowJudge
from jupyter_mlsec.probes._folder.record_rules import rules_about
from jupyter_mlsec.probes._folder.records import Judge, records_of, said_about, unread_of
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_SPLIT = "Split what is longer than 256 KB, and make it readable."
_STEP = "Do it, and write what came out into the record; or say there who accepts that it is open, and until when."
_MOST = 5  # files that are named
_GRAVE = (Status.FAIL, Status.ERROR, Status.WARN)  # the worst first, as the item counts them
_CALM = frozenset({Status.PASS, Status.NOT_APPLICABLE})

FolderJudge = Callable[[ProjectSubject], Iterable[tuple[str, str]]]


def records_about(
    item: str,
    *fields: Judge,
    rows: tuple[RowJudge, ...] = (),
    others: FolderJudge = lambda _: (),
    step: str = _STEP,
) -> Callable[[ProjectSubject], Observation]:
    """Return the run of a probe that asks the records about an item.

    ``fields`` see what no single field says, ``rows`` what a row says, ``others`` what files say that are read in a
    way of their own. What is broken fails, doubts warn; doubts about other files than the broken ones are details of
    the failure.
    """

    def run(subject: ProjectSubject) -> Observation:
        said = said_about(subject, item)
        opened = [*others(subject), *said.opened]
        for judge in fields:
            opened.extend((kept.path, what) for kept in records_of(subject) for what in judge(kept))
        told = list(_remarks(subject, rows))
        opened.extend((path, remark.what) for path, remark in told if remark.broken)
        broken = {path for path, _ in opened}
        doubts = [(path, remark.what) for path, remark in told if remark.unsure and path not in broken]
        if opened:
            more = (f"In doubt: {_by_file(doubts)}.",) if doubts else ()
            return failed(f"The records say it themselves. {_by_file(opened)}.", *more, next_step=step)
        if unread := unread_of(subject, frozenset[str]().union(*(rule.kinds for rule in rules_about(item)))):
            return not_evidence(f"{listed(unread)} could not be looked at", next_step=_SPLIT)
        if doubts:
            return warned(f"The records leave doubts. {_by_file(doubts)}.", next_step=step)
        if cut := _cut_short(subject, told):
            return not_evidence(f"{listed(cut)} holds more than is looked at", next_step=_SPLIT)
        looked = [count(said.looked, "field")] if said.looked else []
        looked += [count(len(told), "row")] if told else []
        if not looked:
            return not_applicable("no record in the project speaks of it")
        return passed(f"{listed(looked)} of the records in the project, none left open.")

    return run


def ledgers_about(*judges: RowJudge, step: str) -> Callable[[ProjectSubject], Observation]:
    """Return the run of a probe that asks the registers: broken words fail, unsure ones warn."""

    def run(subject: ProjectSubject) -> Observation:
        told = list(_remarks(subject, judges))
        if all(remark == KEPT for _, remark in told) and (cut := _cut_short(subject, told)):
            return not_evidence(f"{listed(cut)} holds more than is looked at", next_step="Split it.")
        return answer(told, step)

    return run


def answer(told: Iterable[tuple[str, Remark]], step: str) -> Observation:
    """Return the answer to what was noticed in which file."""
    told = list(told)
    if broken := [(path, remark.what) for path, remark in told if remark.broken]:
        return failed(f"The registers contradict themselves. {_by_file(broken)}.", next_step=step)
    if unsure := [(path, remark.what) for path, remark in told if remark.unsure]:
        return warned(f"The registers leave doubts. {_by_file(unsure)}.", next_step=step)
    if not told:
        return not_applicable("no record in the project speaks of it")
    return passed(f"{count(len(told), 'entry', 'entries')} of the registers in the project, each as it should be.")


def with_records(document: Observation, records: Observation) -> Observation:
    """Return one answer for a document and what its records say; where both see something, the lighter is a detail.

    A document that is missing is no news beside records that say something; that they say nothing amiss replaces none.
    """
    if records.status in _CALM:
        return records if document.status is Status.NOT_APPLICABLE and records.status is Status.PASS else document
    if document.status in _CALM or document.status is Status.OPEN:
        return records
    graver, other = sorted((records, document), key=lambda each: _GRAVE.index(each.status))
    return replace(graver, details=(*graver.details, other.summary))


def _remarks(subject: ProjectSubject, judges: tuple[RowJudge, ...]) -> Iterator[tuple[str, Remark]]:
    for ledger in ledgers_of(subject) if judges else ():
        for judge in judges:
            yield from ((ledger.path, remark) for remark in judge(ledger, subject.now.date()))


def _cut_short(subject: ProjectSubject, told: Iterable[tuple[str, Remark]]) -> list[str]:
    """Return the files of which something was noticed, and that hold more than is looked at."""
    return sorted({path for path, _ in told}.intersection(each.path for each in ledgers_of(subject) if each.cut))


def _by_file(said: Iterable[tuple[str, str]]) -> str:
    """Return what is said of each file, each thing once."""
    found: dict[str, list[str]] = {}
    for path, what in dict.fromkeys(said):
        found.setdefault(path, []).append(what)
    return "; ".join(f"{path}: {listed(whats)}" for path, whats in list(found.items())[:_MOST])
