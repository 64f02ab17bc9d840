"""The story of the reports' tests as a dossier: with a bill, a model, declarations and an earlier sign-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from jupyter_mlsec.environment.installed import Distribution, Environment
from jupyter_mlsec.environment.sbom import sbom_json
from jupyter_mlsec.environment.tiers import tiers
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Checklist, Declaration, Evidence, Measurement, Observation, Status
from jupyter_mlsec.model.notebook import Json
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.runs.strict_json import table

MODEL, DATA, FILE = "sha256:" + "c0" * 32, "sha256:" + "da" * 32, "sha256:" + "f1" * 32


@pytest.fixture
def bill() -> dict[str, Json]:
    environment = Environment(
        python="3.11.7",
        markers={"python_version": "3.11", "extra": ""},
        distributions=(
            Distribution(name="numpy", version="2.4.6", requires=("six",), licence="BSD-3-Clause"),
            Distribution(name="six", version="1.17", declared_licence="MIT License"),
        ),
    )
    return table(
        sbom_json(
            environment, notebook="train.ipynb", version="0", tiers=tiers(environment, frozenset({"numpy"}))
        ).encode()
    )


@pytest.fixture
def measured(checklist: Checklist, now: datetime) -> Checklist:
    """Return the checklist with evidence about a model, one of its numbers beyond all bounds."""
    seen = Observation(
        status=Status.PASS,
        summary="clf keeps to all its limits.",
        measurements=(
            Measurement(name="accuracy", value=0.9467, low=0.91, high=0.98, limit=">= 90%"),
            Measurement(name="log-loss", value=float("nan"), low=float("-inf"), high=float("inf")),
        ),
    )
    binds = {"model:clf": MODEL, "data:X_test": DATA, "files:train.csv": FILE}
    about = Evidence(
        item="EVA-01", probe="poor-performance", observation=seen, collected=now, subject="clf", binds=binds
    )
    states = tuple(
        replace(state, evidence=(*state.evidence, about)) if state.item.id == "EVA-01" else state
        for state in checklist.states
    )
    return replace(checklist, states=states, fingerprints={**checklist.fingerprints, **binds})


@pytest.fixture
def dossier(assessment: Assessment, measured: Checklist, bill: dict[str, Json], now: datetime) -> Dossier:
    declared = (
        Declaration(
            topic="model", name="clf", fields={"licence": "MIT", "intended-use": "Triage by a person."}, time=now
        ),
        Declaration(topic="dataset", name="X_test", fields={"source": "clinic", "owner": "A. Ng"}, time=now),
    )
    previous = replace(measured, coverage=0.5, fingerprints={"notebook": "sha256:" + "0" * 64})
    return Dossier(
        assessment=replace(assessment, checklist=measured),
        now=now,
        previous=previous,
        declarations=declared,
        bill=bill,
        pins={"iso27001": "2022"},
    )


@pytest.fixture
def hostile(dossier: Dossier) -> Dossier:
    """Return the same, its texts made awkward: line ends, controls, markup, blanks."""
    awkward = "  a\n\u202eb\x1b[31m <script>&\"']]> \ud800"
    states = tuple(
        replace(
            state,
            next_step=awkward,
            changed=(awkward,),
            answer=state.answer and replace(state.answer, text=awkward, person=" "),
            waiver=state.waiver and replace(state.waiver, reason="\n", approver=awkward),
            evidence=tuple(
                replace(each, observation=replace(each.observation, summary=awkward, details=(awkward,)))
                for each in state.evidence
            ),
        )
        for state in dossier.assessment.checklist.states
    )
    checklist = replace(dossier.assessment.checklist, states=states)
    declared = tuple(replace(each, fields=dict.fromkeys(each.fields, awkward)) for each in dossier.declarations)
    path = 'my "notes"\n\u202e <b>.ipynb'
    assessment = replace(dossier.assessment, path=path, checklist=checklist)
    return replace(dossier, assessment=assessment, declarations=declared)
