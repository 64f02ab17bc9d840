"""Data whose licence forbids what the notebook does with them, or says nothing.

A licence for non-commercial use ends where a product begins, one without derivatives where a model is trained; data
without a licence may not be used at all.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.declared import profile_of
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.said import is_blank
from jupyter_mlsec.probes._names.read import words

_NONE = re.compile(r"(?:none|unknown|unclear|\?+|n/?a|tbd|todo|-+|unlicen[cs]ed)", re.IGNORECASE)
_SHORT = re.compile(r"\b(?:NC|ND)\b", re.IGNORECASE)
_SERIOUS = frozenset({"production", "regulated"})


def _run(subject: NotebookSubject) -> Observation:
    licences = {
        name: licence
        for name, fields in declared(subject.declarations, "dataset").items()
        if (licence := fields.get("licence", fields.get("license", "")).strip())
    }
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


def _is_none(licence: str) -> bool:
    plain = licence.strip(" .!").casefold()
    return bool(_NONE.fullmatch(plain)) or is_blank(licence) or plain in words("said", "no_licence")


def _is_narrow(licence: str) -> bool:
    plain = licence.casefold()
    return bool(_SHORT.search(licence)) or any(word in plain for word in words("said", "narrow_licence"))


PROBE = Probe(name="dataset-licences", items=("COL-03",), run=_run, partial=True, incidental=True, docs=__doc__)
