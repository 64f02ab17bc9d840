"""An incident plan that is missing, or lacks a step: found out, contained, removed, recovered, reported, by whom."""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import documents
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import listed, to_declare

_STEPS = {
    "identify": r"identif|detect|triage|erkenn|feststell|détect",
    "contain": r"contain|isol|quarant|kill[- ]switch|disable|eindämm|abschalt|confin|couper|d[ée]sactiv|conten|aisl",
    "eradicate": r"eradicat|remov|revok|rotat|retrain|patch|entfern|widerruf|neu trainier|révoqu|supprim|revoc|elimin",
    "recover": r"recover|restor|roll\s?back|redeploy|wiederherstell|zurückroll|rétabl|revenir|restaur|recuper",
    "notify": r"notif|report\b|inform|communicat|escalat|benachrichtig|\bmeld|prévenir|avertir|avis",
    "contacts": r"[\w.+-]+@[\w-]+\.[\w.]+|\+\d[\d ()-]{6,}|on[- ]call|bereitschaft|astreinte|\bguardia",
    "date": r"\b20\d\d-[01]\d-[0-3]\d\b",
    "model": r"\bmod[eè]l",
}


def _run(subject: ProjectSubject) -> Observation:
    plans = list(documents(subject, "incident", "response-plan", "runbook"))
    if not plans:
        step = "Write INCIDENT_RESPONSE.md: who is called, and how the model is found out, contained and replaced."
        return to_declare("There is no incident plan in the project", step)
    text = "\n".join(read_text(path) for path in plans)
    names = listed(path.relative_to(subject.root).as_posix() for path in plans)
    missing = [step for step, pattern in _STEPS.items() if not re.search(pattern, text, re.IGNORECASE)]
    if missing:
        return failed(
            f"{names} says nothing about: {', '.join(missing)}.", next_step="Add what is missing, with names."
        )
    return passed(f"{names} covers every step, with contacts and a date.")


PROBE = Probe(name="incident-plan", items=("MNT-03",), run=_run, docs=__doc__)
