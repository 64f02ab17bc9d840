"""The checklist as an in-toto Statement with the test-result v0.1 predicate: what a registry or a pipeline asks for.

Subjects are the fingerprints that the evidence is bound to. Every item that applies is a test: ``passed`` where it
passes, ``warned`` where a person accepted the risk or should look, else ``failed``: an open or stale item has not
passed. Not signed: a bundle holds the signed statement of its own run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jupyter_mlsec import __version__
from jupyter_mlsec.model.checklist import ItemState, Status
from jupyter_mlsec.model.notebook import Json
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.html.standing import standing
from jupyter_mlsec.reports.json_document import json_document
from jupyter_mlsec.reports.scan_sarif import HOME

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"
_RESULTS = {"pass": "PASSED", "warn": "WARNED", "fail": "FAILED"}
_WARNED = frozenset({Status.WARN, Status.WAIVED})


def _render(dossiers: Sequence[Dossier]) -> str:
    dossier = dossiers[0]
    checklist = dossier.assessment.checklist
    applies = [state for state in checklist.states if state.status is not Status.NOT_APPLICABLE]
    predicate: dict[str, Json] = {
        "result": _RESULTS[standing(dossier.assessment, dossier.now).tone],
        "configuration": [
            {"name": f"jupyter-mlsec {__version__}, profile {checklist.profile}", "uri": HOME},
        ],
        "passedTests": _names(state for state in applies if state.status is Status.PASS),
        "warnedTests": _names(state for state in applies if state.status in _WARNED),
        "failedTests": _names(state for state in applies if state.status not in {Status.PASS, *_WARNED}),
    }
    statement: dict[str, Json] = {
        "_type": STATEMENT,
        "subject": _subjects(dossier),
        "predicateType": PREDICATE,
        "predicate": predicate,
    }
    return json_document(statement)


def _names(states: Iterable[ItemState]) -> list[Json]:
    return [f"MLSEC_{state.item.id}" for state in states]


def _subjects(dossier: Dossier) -> list[Json]:
    """Return every fingerprint by its ground; the notebook's own name stands with its own."""
    found: list[Json] = []
    for ground, digest in sorted(dossier.assessment.checklist.fingerprints.items()):
        name = dossier.assessment.path if ground == "notebook" else ground
        algorithm, _, value = digest.partition(":")
        found.append({"name": name, "digest": {algorithm: value}})
    return found


FORMAT = ReportFormat(
    name="in-toto", suffix=".intoto.json", about="in-toto Statement, test-result v0.1", render=_render
)
