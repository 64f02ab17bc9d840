"""Data whose licence forbids what the notebook does with them, or says nothing.

A licence for non-commercial use ends where a product begins, one without derivatives where a model is trained; data
without a licence may not be used at all. It is looked for in the declarations, and in the records and licences that lie
beside the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.declared import profile_of
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.said import is_blank
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import sources
from jupyter_mlsec.probes._notebook.written_records import written_about

_NONE = re.compile(r"(?:none|unknown|unclear|\?+|n/?a|tbd|todo|-+|unlicen[cs]ed)", re.IGNORECASE)
_SHORT = re.compile(r"\b(?:NC|ND|NDA)\b", re.IGNORECASE)
_SERIOUS = frozenset({"production", "regulated"})


def _run(subject: NotebookSubject) -> Observation:
    licences = dict(_licences(subject))
    if not licences:
        return not_applicable("no data set's licence is declared")
    absent = sorted(name for name, licence in licences.items() if _is_none(licence))
    if absent:
        step = "Ask the owner for a licence, or use other data."
        return failed(f"{listed(absent)} may not be used: nobody gave a licence.", next_step=step)
    narrow = sorted(name for name, licence in licences.items() if _is_narrow(licence))
    if narrow:
        step = "Hold the licence against what the model is for: %mlsec answer COL-03 …"
        what = f"The licence of {listed(narrow)} allows some uses only"
        if profile_of(subject.declarations, subject.config) in _SERIOUS:
            return failed(f"{what}, and the notebook is meant for production.", next_step=step)
        return warned(f"{what}.", next_step=step)
    return passed(f"{count(len(licences), 'data set')} with a licence that narrows nothing down.")


def _licences(subject: NotebookSubject) -> Iterator[tuple[str, str]]:
    """Yield the data sets whose licence is written down somewhere, with what it says; empty where it is left open."""
    for source in sources(read_program(subject.notebook)):
        if source.kind == "file":
            written, _ = written_about(source, subject)
            if "licence" in written:
                yield source.shown, written["licence"].strip()
    for name, fields in declared(subject.declarations, "dataset").items():
        if licence := fields.get("licence", fields.get("license", "")).strip():
            yield name, licence


def _is_none(licence: str) -> bool:
    plain = licence.strip(" .!").casefold()
    return bool(_NONE.fullmatch(plain)) or is_blank(licence) or plain in words("said", "no_licence")


def _is_narrow(licence: str) -> bool:
    return bool(_SHORT.search(licence)) or _narrowing().search(licence.casefold()) is not None


@cache
def _narrowing() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}" for word in sorted(words("said", "narrow_licence"))))


PROBE = Probe(name="dataset-licences", items=("COL-03",), run=_run, partial=True, incidental=True, docs=__doc__)
