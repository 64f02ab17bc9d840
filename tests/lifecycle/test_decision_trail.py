from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jupyter_mlsec.lifecycle import decision_trail, lesson_evidence, signer_evidence, standard_coverage
from jupyter_mlsec.lifecycle.decision_trail import DecisionSubject, record_decision
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TRAIL, TrailEvent, TrailKind
from jupyter_mlsec.model.checklist import Answer, Checklist, Declaration, ItemState, Observation, Status, Waiver
from jupyter_mlsec.model.notebook import Notebook

BINDS = {"notebook": "sha256:" + "0" * 64}


@pytest.fixture
def decisions(now: datetime) -> tuple[Answer, Waiver]:
    answer = Answer(item="GOV-01", text="x" * 40, person="A. Ng", time=now, binds=BINDS)
    later = now + timedelta(days=10)
    waiver = Waiver(
        item="COL-02", reason="y" * 40, approver="B. Li", author="A. Ng", time=now, expires=later, binds=BINDS
    )
    return answer, waiver


def said(observation: Observation) -> tuple[Status, str]:
    return observation.status, observation.summary


class TestDecisions:
    def ask(self, root: Path, *decisions: Answer | Waiver) -> tuple[Status, str]:
        return said(decision_trail.PROBE.run(DecisionSubject(root=root, decisions=decisions)))

    def test_what_was_recorded(self, tmp_path: Path, decisions: tuple[Answer, Waiver]) -> None:
        for each in decisions:
            record_decision(tmp_path, each)
        assert self.ask(tmp_path, *decisions) == (Status.PASS, "2 decisions, each in the audit trail as it stands.")
        kinds = [(entry.kind, entry.subject, entry.outcome, entry.person) for entry in Trail(tmp_path).entries()]
        assert kinds == [("answer", "GOV-01", "answered", "A. Ng"), ("waiver", "COL-02", "waived", "B. Li")]

    def test_what_was_changed_by_hand(self, tmp_path: Path, decisions: tuple[Answer, Waiver], now: datetime) -> None:
        answer, waiver = decisions
        record_decision(tmp_path, answer)
        record_decision(tmp_path, waiver)
        longer = replace(waiver, expires=now + timedelta(days=170))
        assert self.ask(tmp_path, answer, longer) == (
            Status.WARN,
            "The decision about COL-02 does not stand in the audit trail as the notebook has it.",
        )

    def test_a_broken_trail_is_not_evidence(self, tmp_path: Path, decisions: tuple[Answer, Waiver]) -> None:
        record_decision(tmp_path, decisions[0])
        (tmp_path / TRAIL).write_text("{}\n")
        assert self.ask(tmp_path, *decisions) == (Status.ERROR, "Not evidence: the audit trail is broken.")

    def test_without_a_trail(self, tmp_path: Path, decisions: tuple[Answer, Waiver]) -> None:
        assert self.ask(tmp_path, *decisions)[0] is Status.NOT_APPLICABLE

    def test_the_checklist_asks(
        self,
        write: Callable[..., Notebook],
        fill: Callable[..., Checklist],
        tmp_path: Path,
        decisions: tuple[Answer, Waiver],
    ) -> None:
        record_decision(tmp_path, decisions[0])
        filled = fill(write("x = 1"), [decisions[1]])
        state = next(each for each in filled.states if each.item.id == "MNT-04")
        assert (state.status, [each.probe for each in state.evidence]) == (
            Status.WARN,
            ["audit-trail", "decisions-in-trail"],
        )


class TestSigners:
    def ask(self, root: Path, *reviewers: str) -> tuple[Status, str]:
        subject = signer_evidence.SignerSubject(root=root, author="A. Ng", reviewers=reviewers)
        return said(signer_evidence.PROBE.run(subject))

    def sign(self, root: Path, person: str) -> None:
        Trail(root).append(TrailEvent(kind=TrailKind.SIGN_OFF, subject="x.mlrun", outcome="approved", person=person))

    def test_who_signed(self, tmp_path: Path) -> None:
        self.sign(tmp_path, "B. Li")
        assert self.ask(tmp_path, "B. Li") == (Status.PASS, "All who signed off are reviewers (1).")
        self.sign(tmp_path, "Z. Xi")
        assert self.ask(tmp_path, "B. Li") == (Status.FAIL, "1 person signed off who is no reviewer.")
        self.sign(tmp_path, "a. ng")
        assert self.ask(tmp_path, "B. Li", "A. Ng") == (Status.FAIL, "The author signed off their own work.")

    def test_what_is_not_evidence(self, tmp_path: Path) -> None:
        assert self.ask(tmp_path, "B. Li")[0] is Status.NOT_APPLICABLE
        self.sign(tmp_path, "B. Li")
        (tmp_path / TRAIL).write_text("{}\n")
        assert self.ask(tmp_path, "B. Li")[0] is Status.ERROR


class TestLessons:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"closed": "2026-03-01"}, (Status.FAIL, "1 closed incident changed nothing that is checked: leak.")),
            (
                {"closed": "2026-03-01", "lesson": "be careful, ABC-99"},
                (Status.FAIL, "1 closed incident changed nothing that is checked: leak."),
            ),
            (
                {"closed": "2026-03-01", "lesson": "PRE-04 is asked now"},
                (Status.PASS, "1 closed incident, each became a check."),
            ),
            (
                {"closed": "2026-03-01", "lesson": "limit: label-errors"},
                (Status.PASS, "1 closed incident, each became a check."),
            ),
            ({"lesson": "x"}, (Status.NOT_APPLICABLE, "Does not apply: no closed incident is declared.")),
        ],
    )
    def test_lessons(self, now: datetime, fields: dict[str, str], expected: tuple[Status, str]) -> None:
        declaration = Declaration(topic="incident", name="leak", fields=fields, time=now)
        assert said(lesson_evidence.PROBE.run(lesson_evidence.LessonSubject(declarations=(declaration,)))) == expected


class TestStandards:
    def ask(self, states: tuple[ItemState, ...], *laws: str) -> Observation:
        return standard_coverage.PROBE.run(standard_coverage.StandardSubject(states=states, laws=laws))

    def test_requirements_without_evidence(
        self, write: Callable[..., Notebook], fill: Callable[..., Checklist]
    ) -> None:
        found = self.ask(fill(write("x = 1")).states, "EU-AI-Act")
        assert found.status is Status.WARN
        assert found.summary.startswith("Requirements that stand on evidence: eu_ai_act ")
        assert any(detail.startswith("eu_ai_act Art.") for detail in found.details)

    def test_requirements_that_all_stand(self, write: Callable[..., Notebook], fill: Callable[..., Checklist]) -> None:
        states = tuple(replace(state, computed=Status.PASS, status=Status.PASS) for state in fill(write("x")).states)
        found = self.ask(states, "ISO 42001", "OWASP ML Top 10")
        assert found.status is Status.PASS
        assert {each.name: each.value for each in found.measurements} == {
            "covered:iso42001": 1.0,
            "covered:owasp_ml": 1.0,
        }

    def test_other_laws(self, write: Callable[..., Notebook], fill: Callable[..., Checklist]) -> None:
        assert self.ask(fill(write("x")).states, "GDPR").status is Status.NOT_APPLICABLE
