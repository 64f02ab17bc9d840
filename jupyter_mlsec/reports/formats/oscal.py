"""The checklist as OSCAL assessment results 1.2 (NIST), for programs of governance, risk and compliance.

What a probe saw is an observation by TEST, what a person answered one by INTERVIEW. OSCAL knows only "satisfied" and
"not-satisfied": a warning, a stale or an open item is not satisfied, for a reason that is not "fail". A waiver is a
risk with the status "deviation-approved" and a deadline. Identifiers follow from the content: two exports agree.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jupyter_mlsec import __version__
from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState, Status, Waiver
from jupyter_mlsec.reports.checklist_text import summary_of
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.html.numbers import figure
from jupyter_mlsec.reports.json_document import json_document
from jupyter_mlsec.reports.status_words import WORDS
from jupyter_mlsec.reports.times import iso
from jupyter_mlsec.reports.visible import visible

VERSION = "1.2.1"
_NAMESPACE = uuid.UUID("0c2f7a2e-5d38-5f2b-8a1c-7be6d1f3a905")  # fixed once: the same content has the same number
_NS = "https://github.com/jupyter-mlsec/jupyter-mlsec/ns/oscal"
_REASONS = {Status.PASS: "pass", Status.FAIL: "fail"}


def _render(dossiers: Sequence[Dossier]) -> str:
    writer = _Writer(dossiers[0])
    return json_document({"assessment-results": writer.document()})


class _Writer:
    """One document; its identifiers depend on the notebook, the time of its run, and what they name."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.checklist: Checklist = dossier.assessment.checklist
        self.states = [state for state in self.checklist.states if state.status is not Status.NOT_APPLICABLE]
        fingerprints = json.dumps(dict(sorted(self.checklist.fingerprints.items())))
        self.seed = f"{dossier.assessment.path} {iso(dossier.made)} {fingerprints}"

    def name(self, *parts: object) -> str:
        """Return the identifier (UUIDv5) of one part of the document."""
        return str(uuid.uuid5(_NAMESPACE, json.dumps([self.seed, *map(str, parts)])))

    def document(self) -> dict[str, Any]:
        made = iso(self.dossier.made)
        plan = self.name("plan")
        return {
            "uuid": self.name("document"),
            "metadata": {
                "title": _line(f"Lifecycle checklist of {self.dossier.assessment.path}"),
                "last-modified": made,
                "version": self.name("content", *(f"{each.item.id} {each.status}" for each in self.states)),
                "oscal-version": VERSION,
                "roles": [{"id": "assessor", "title": "Assessor"}],
                "parties": [self.tool()],
                "responsible-parties": [{"role-id": "assessor", "party-uuids": [self.name("tool")]}],
            },
            "import-ap": {"href": f"#{plan}", "remarks": "The catalogue of the tool stands for a plan."},
            "results": [self.result()],
            "back-matter": {
                "resources": [
                    {
                        "uuid": plan,
                        "title": f"Catalogue of jupyter-mlsec {__version__}",
                        "description": f"The items that the profile {self.checklist.profile} asks for.",
                    }
                ]
            },
        }

    def tool(self) -> dict[str, Any]:
        return {"uuid": self.name("tool"), "type": "organization", "name": f"jupyter-mlsec {__version__}"}

    def result(self) -> dict[str, Any]:
        observations = [each for state in self.states for each in self.observations(state)]
        risks = [self.risk(state, state.waiver) for state in self.states if state.waiver is not None]
        result: dict[str, Any] = {
            "uuid": self.name("result"),
            "title": _line(f"Checklist of {self.dossier.assessment.path}"),
            "description": "Every item that applies, with the evidence that the tool computed and what people decided.",
            "start": iso(self.start()),
            "end": iso(self.dossier.made),
            "props": [
                _prop("coverage", f"{self.checklist.coverage:.4f}"),
                _prop("conformance", f"{self.checklist.conformance:.4f}"),
                _prop("profile", self.checklist.profile),
                *(
                    _prop("fingerprint", f"{key} {digest}")
                    for key, digest in sorted(self.checklist.fingerprints.items())
                ),
            ],
            "local-definitions": {"components": [self.notebook()]},
            "reviewed-controls": {"control-selections": [self.selection()]},
        }
        findings = [self.finding(state) for state in self.states]
        parts = {"observations": observations, "risks": risks, "findings": findings}
        return result | {name: part for name, part in parts.items() if part}  # OSCAL has no empty lists

    def start(self) -> datetime:
        times = [each.collected for state in self.states for each in state.evidence]
        return min([*times, self.dossier.made])

    def selection(self) -> dict[str, Any]:
        if not self.states:
            return {"include-all": {}}
        return {"include-controls": [{"control-id": _control(state)} for state in self.states]}

    def notebook(self) -> dict[str, Any]:
        return {
            "uuid": self.name("notebook"),
            "type": "software",
            "title": _line(self.dossier.assessment.path),
            "description": "The notebook that was looked at.",
            "status": {"state": "operational"},
        }

    def observations(self, state: ItemState) -> list[dict[str, Any]]:
        found = [self.observation(state, each, place) for place, each in enumerate(state.evidence)]
        if answer := state.answer:
            told: dict[str, Any] = {
                "uuid": self.name("answer", state.item.id),
                "title": _line(f"{state.item.id}: answer of {answer.person}"),
                "description": visible(answer.text, keep="\n") or "-",
                "methods": ["INTERVIEW"],
                "types": ["control-objective"],
                "collected": iso(answer.time),
            }
            found.append(told | ({"expires": iso(answer.expires)} if answer.expires else {}))
        return found

    def observation(self, state: ItemState, evidence: Evidence, place: int) -> dict[str, Any]:
        seen = evidence.observation
        props = [_prop("probe", evidence.probe), _prop("state", seen.status.value)]
        props += [_prop("bound-to", f"{key} {digest}") for key, digest in sorted(evidence.binds.items())]
        made: dict[str, Any] = {
            "uuid": self.observation_name(state, place),
            "title": _line(f"{state.item.id}: {evidence.probe}"),
            "description": visible(seen.summary) or WORDS[seen.status],
            "props": props,
            "methods": ["TEST"],
            "types": ["control-objective"],
            "origins": [{"actors": [{"type": "tool", "actor-uuid": self.name("tool")}]}],
            "subjects": [{"subject-uuid": self.name("notebook"), "type": "component"}],
        }
        measured = [figure(one) for one in seen.measurements]
        if measured:
            made["relevant-evidence"] = [
                {"description": " ".join(filter(None, (one.name, one.value, one.interval, one.limit)))}
                for one in measured
            ]
        made["collected"] = iso(evidence.collected)
        return made | ({"expires": iso(evidence.expires)} if evidence.expires else {})

    def observation_name(self, state: ItemState, place: int) -> str:
        return self.name("observation", state.item.id, place)

    def finding(self, state: ItemState) -> dict[str, Any]:
        passed = state.status is Status.PASS
        finding: dict[str, Any] = {
            "uuid": self.name("finding", state.item.id),
            "title": _line(f"{state.item.id}: {state.item.title}"),
            "description": visible(summary_of(state)) or WORDS[state.status],
            "props": [_prop("state", state.status.value), _prop("risk", state.item.risk.value)],
            "target": {
                "type": "objective-id",
                "target-id": _control(state),
                "status": {
                    "state": "satisfied" if passed else "not-satisfied",
                    "reason": _REASONS.get(state.status, "other"),
                    "remarks": visible(state.next_step) or WORDS[state.status],
                },
            },
        }
        related = [self.observation_name(state, place) for place in range(len(state.evidence))]
        if state.answer is not None:
            related.append(self.name("answer", state.item.id))
        if related:
            finding["related-observations"] = [{"observation-uuid": each} for each in related]
        if state.waiver is not None:
            finding["related-risks"] = [{"risk-uuid": self.name("risk", state.item.id)}]
        return finding

    def risk(self, state: ItemState, waiver: Waiver) -> dict[str, Any]:
        counts = state.status is Status.WAIVED
        return {
            "uuid": self.name("risk", state.item.id),
            "title": _line(f"{state.item.id}: {state.item.title}"),
            "description": visible(summary_of(state)) or WORDS[state.status],
            "statement": visible(waiver.reason, keep="\n") or "-",
            "props": [_prop("approver", waiver.approver), _prop("author", waiver.author)],
            "status": "deviation-approved" if counts else "open",
            "deadline": iso(waiver.expires),
        }


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": _NS, "value": _line(value)}


def _line(text: str) -> str:
    """Return a text as OSCAL's one-line types want it: no line ends, no blanks around it, never empty."""
    return visible(" ".join(text.split())) or "-"


def _control(state: ItemState) -> str:
    return state.item.id.lower()


FORMAT = ReportFormat(name="oscal", suffix=".oscal.json", about="OSCAL assessment results 1.2.1 (NIST)", render=_render)
