"""Signed decisions: what a signature proves of an answer or a waiver, and every way in which one is worth nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.decisions import Signing, signing, witness
from jupyter_mlsec.errors import RefusedError, SigningError
from jupyter_mlsec.lifecycle.decision_standing import refusal
from jupyter_mlsec.lifecycle.decision_trail import record_digest
from jupyter_mlsec.lifecycle.records import decode_record, encode_record
from jupyter_mlsec.lifecycle.state import merge
from jupyter_mlsec.model.checklist import Answer, Part, Seal, Waiver
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.runs import decision_seals
from jupyter_mlsec.runs.keys import KeyPair, new_key
from jupyter_mlsec.runs.signers import Signers, load_signers, revoke, trust
from jupyter_mlsec.secrets.redact import contains_secret
from tests.runs.nodes import NODES, QUIET
from tests.runs.nodes import planted as with_node

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
DIGEST = "sha256:" + "1" * 64
ADA, BOB, EVE = "ada@example.org", "bob@example.org", "eve@example.org"


def notebook(source: str = "x = 1", name: str = "train.ipynb") -> Notebook:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": source,
        "execution_count": None,
    }
    return read_notebook(f"work/{name}", {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


HERE = notebook()
ANSWER = Answer(
    item="GOV-01",
    text="The roles stand in the project's handbook, page 3.",
    person=ADA,
    time=NOW - timedelta(hours=1),
    expires=NOW + timedelta(days=90),
    binds={"notebook": DIGEST, "policy": DIGEST},
)
WAIVER = Waiver(
    item="COL-02",
    reason="The table is public, and nobody set limits for it.",
    approver=BOB,
    author=ADA,
    time=NOW - timedelta(hours=1),
    expires=NOW + timedelta(days=30),
    binds={"data:df": DIGEST},
)


@dataclass
class People:
    """Three people with keys, and the list of who counts."""

    folder: Path
    keys: dict[str, KeyPair] = field(default_factory=dict)

    @property
    def signers(self) -> Signers:
        return load_signers(self.folder / "allowed_signers")

    def hand(self, person: str, here: Notebook = HERE) -> Signing:
        """Return a person's key at work in a notebook."""
        return Signing(self.keys[person], person, self.signers, decision(here))

    def says(self, record: Answer | Waiver, *, here: Notebook = HERE, now: datetime = NOW) -> list[str]:
        """Return what is wrong with each signature, as a reader of the notebook sees it."""
        return [seal.problem for seal in self.seals(record, here=here, now=now)]

    def seals(self, record: Answer | Waiver, *, here: Notebook = HERE, now: datetime = NOW) -> tuple[Seal, ...]:
        return witness(here, now=now, signers=self.signers)(record)


def decision(here: Notebook) -> decision_seals.Document:
    from jupyter_mlsec.decisions import document_of

    return document_of(here)


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("MLSEC_KEY_PASSPHRASE", raising=False)
    monkeypatch.delenv("MLSEC_POLICY", raising=False)
    made = People(tmp_path / "team")
    for person in (ADA, BOB):
        made.keys[person] = new_key(tmp_path / f"{person[:3]}.pem", person)
        trust(made.folder, made.keys[person].line, person)
    made.keys[EVE] = new_key(tmp_path / "eve.pem", EVE)
    (made.folder / "signers.toml").write_text(f'[roles]\nreviewer = ["{BOB}"]\nauthor = ["{BOB}", "{ADA}"]\n')
    return made


@pytest.fixture(autouse=True)
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign in this process, but where it is the process of its own that is tested."""
    from jupyter_mlsec.runs import dsse, signing
    from jupyter_mlsec.runs.keys import open_key

    if request.cls is None:
        monkeypatch.setattr(signing, "seal_quietly", lambda told, pair: dsse.seal(open_key(pair.path), told))


def forged(record: Answer | Waiver, change: Callable[[dict[str, Any]], object]) -> Answer | Waiver:
    """Return a decision whose signed statement was changed, the signature left as it is."""
    (text,) = record.signatures
    bundle = json.loads(text)
    statement = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
    change(statement)
    payload = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    bundle["dsseEnvelope"]["payload"] = base64.b64encode(payload).decode()
    return replace(record, signatures=(json.dumps(bundle, indent=1, sort_keys=True) + "\n",))


def test_an_answer_in_its_persons_hand(people: People) -> None:
    signed = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    key = people.keys[ADA].fingerprint
    assert people.seals(signed) == (Seal(part=Part.ANSWERED, identity=ADA, key=key),)
    assert refusal(signed, people.seals(signed), strict=True) == ""
    statement = json.loads(base64.b64decode(json.loads(signed.signatures[0])["dsseEnvelope"]["payload"]))
    assert [subject["name"] for subject in statement["subject"]] == ["answer GOV-01", "notebook", "policy"]
    assert statement["subject"][0]["digest"]["sha256"] == record_digest(signed).removeprefix("sha256:")
    assert ANSWER.text not in json.dumps(statement)  # its digest alone
    assert statement["predicate"]["notebook"]["name"] == "train.ipynb"


def test_a_record_carries_its_signatures(people: People) -> None:
    for record in (
        people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW),
        people.hand(BOB).sign(WAIVER, Part.APPROVED, NOW),
    ):
        published = json.loads(json.dumps(encode_record(record)))
        assert decode_record(published, where="x") == record
        assert record_digest(record) == record_digest(replace(record, signatures=()))
        assert not contains_secret(json.dumps(published))
    assert "signatures" not in encode_record(ANSWER)  # as it was before there were any


def test_a_waiver_is_asked_for_by_one_and_approved_by_another(people: People) -> None:
    asked = people.hand(ADA).sign(WAIVER, Part.REQUESTED, NOW)
    assert refusal(asked, people.seals(asked), strict=True) == f"{BOB} has not signed it"
    assert refusal(asked, people.seals(asked), strict=False) == ""
    approved = people.hand(BOB).sign(asked, Part.APPROVED, NOW)
    assert [(seal.part, seal.identity) for seal in people.seals(approved)] == [
        (Part.REQUESTED, ADA),
        (Part.APPROVED, BOB),
    ]
    assert refusal(approved, people.seals(approved), strict=True) == ""
    again = people.hand(BOB).sign(approved, Part.APPROVED, NOW + timedelta(minutes=1))
    assert len(again.signatures) == 2


def test_copies_of_one_decision_join_their_signatures(people: People) -> None:
    asked = people.hand(ADA).sign(WAIVER, Part.REQUESTED, NOW)
    approved = people.hand(BOB).sign(WAIVER, Part.APPROVED, NOW)
    (joined,) = merge([approved, asked]).waivers
    assert {seal.part for seal in people.seals(joined)} == {Part.REQUESTED, Part.APPROVED}
    (other,) = merge([approved, replace(asked, reason=f"{WAIVER.reason}.")]).waivers
    assert other.signatures == asked.signatures


ALTERED: dict[str, tuple[dict[str, Any], str]] = {
    "text": ({"text": "The roles stand nowhere, and nobody asks for them."}, "its text is not what was signed"),
    "item": ({"item": "GOV-02"}, "its item is not what was signed"),
    "person": ({"person": EVE}, "its person is not what was signed"),
    "end": ({"expires": NOW + timedelta(days=300)}, "its end is not what was signed"),
    "no end": ({"expires": None}, "its end is not what was signed"),
    "date": ({"time": NOW}, "its date is not what was signed"),
    "grounds": ({"binds": {"notebook": "sha256:" + "2" * 64}}, "what it is bound to is not what was signed"),
    "text and end": (
        {"text": "x" * 40, "expires": NOW + timedelta(days=300)},
        "its end and its text are not what was signed",
    ),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_answer_that_was_changed_afterwards(people: People, name: str) -> None:
    change, problem = ALTERED[name]
    changed = replace(people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW), **change)
    assert people.says(changed) == [problem]
    for strict in (False, True):
        assert refusal(changed, people.seals(changed), strict=strict) == problem


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"reason": "Nobody will ever ask for limits of it."}, "its reason is not what was signed"),
        ({"approver": EVE}, "its approver is not what was signed"),
        ({"author": EVE}, "its author is not what was signed"),
        ({"expires": NOW + timedelta(days=170)}, "its end is not what was signed"),
        ({"binds": {"data:other": DIGEST}}, "what it is bound to is not what was signed"),
    ],
)
def test_a_waiver_that_was_changed_afterwards(people: People, change: dict[str, Any], problem: str) -> None:
    changed = replace(people.hand(BOB).sign(WAIVER, Part.APPROVED, NOW), **change)
    assert people.says(changed) == [problem]
    assert refusal(changed, people.seals(changed), strict=False) == problem


STATEMENTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "another digest": lambda told: told["subject"][0]["digest"].update(sha256="0" * 64),
    "another notebook": lambda told: told["predicate"]["notebook"].update(name="other.ipynb"),
    "another part": lambda told: told["predicate"].update(part="approved"),
    "another time": lambda told: told["predicate"].update(time="2026-11-21T09:13:00Z"),
    "another text": lambda told: told["predicate"]["decision"].update(text=DIGEST),
    "one more word": lambda told: told["predicate"].update(more="x"),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_that_was_changed_afterwards(people: People, name: str) -> None:
    signed = forged(people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW), STATEMENTS[name])
    assert people.says(signed) == ["its signature does not fit"]
    assert refusal(signed, people.seals(signed), strict=False) == "its signature does not fit"


@pytest.mark.parametrize("text", ["", "{}", "[1]", "no json", '{"mediaType": 1}', "[" * 50_000, "x" * 70_000, "\ud800"])
def test_what_is_no_signature(people: People, text: str) -> None:
    (seal,) = people.seals(replace(ANSWER, signatures=(text,)))
    assert (seal.problem, seal.forged, seal.identity) == ("its signature cannot be read", True, "")


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(predicateType="https://slsa.dev/verification_summary/v1"),
        lambda told: told["predicate"].update(part="owner"),
        lambda told: told["predicate"].update(time="yesterday"),
        lambda told: told["predicate"].update(time="2026-11-21T09:13:00"),
        lambda told: told["predicate"].pop("decision"),
        lambda told: told.pop("predicate"),
        lambda told: told.update(more=1),
    ],
)
def test_another_statement_of_the_same_key_is_no_decision(
    people: People, change: Callable[[dict[str, Any]], object]
) -> None:
    """A key signs runs and reviews as well: what it signed for those must not pass for a decision."""
    from jupyter_mlsec.runs import dsse
    from jupyter_mlsec.runs.keys import open_key

    statement = decision_seals.decision_statement(encode_record(ANSWER), Part.ANSWERED, decision(HERE), NOW)
    change(statement)
    sealed = dsse.seal(open_key(people.keys[ADA].path), statement).decode()
    assert people.says(replace(ANSWER, signatures=(sealed,))) == ["its signature cannot be read"]


def test_a_decision_is_not_carried_into_another_notebook(people: People) -> None:
    signed = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    other = notebook("y = 2", "other.ipynb")
    assert people.says(signed, here=other) == ["it was given for another notebook, train.ipynb"]
    assert refusal(signed, people.seals(signed, here=other), strict=False) != ""
    assert people.says(signed, here=notebook("x = 1", "renamed.ipynb")) == [""]  # it computes the same
    assert people.says(signed, here=notebook("x = 2")) == [""]  # whether it still holds is for its grounds to say


def test_a_key_that_nobody_knows(people: People) -> None:
    record = replace(ANSWER, person=EVE)
    trust(people.folder, people.keys[EVE].line, EVE)
    signed = people.hand(EVE).sign(record, Part.ANSWERED, NOW)
    allowed = people.folder / "allowed_signers"
    allowed.write_text("".join(line for line in allowed.read_text().splitlines(keepends=True) if EVE not in line))
    (seal,) = people.seals(signed)
    assert (seal.problem, seal.forged) == ("nobody among the allowed signers has the key that signed it", False)
    assert refusal(signed, (seal,), strict=False) == ""  # as good as unsigned
    assert refusal(signed, (seal,), strict=True) == seal.problem


def test_a_revoked_key_never_counts(people: People) -> None:
    signed = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    revoke(people.folder, people.keys[ADA].line)
    problem = f"the key {people.keys[ADA].fingerprint} was revoked"
    assert people.says(signed) == [problem]
    assert refusal(signed, people.seals(signed), strict=False) == problem


def dated(people: People, person: str, options: str) -> None:
    allowed = people.folder / "allowed_signers"
    lines = allowed.read_text().splitlines()
    changed = [line.replace('namespaces="', f'{options},namespaces="') if person in line else line for line in lines]
    allowed.write_text("\n".join(changed) + "\n")


def test_an_expired_key_does_not_count(people: People) -> None:
    signed = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    dated(people, ADA, 'valid-before="20261122Z"')
    fingerprint = people.keys[ADA].fingerprint
    assert people.says(signed) == [""]
    assert people.says(signed, now=NOW + timedelta(days=2)) == [f"the key {fingerprint} has expired"]


def test_a_key_that_was_not_valid_yet(people: People) -> None:
    signed = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    dated(people, ADA, 'valid-after="20261122Z"')
    assert people.says(signed, now=NOW + timedelta(days=2)) == [
        f"the key {people.keys[ADA].fingerprint} was not valid yet"
    ]


def test_clocks(people: People) -> None:
    signed = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    assert people.says(signed, now=NOW - timedelta(minutes=4)) == [""]
    assert people.says(signed, now=NOW - timedelta(minutes=6)) == ["it was signed after now"]


def test_a_new_key_takes_over(people: People, tmp_path: Path) -> None:
    """Two keys of one person count side by side; an old one that was revoked does no harm beside the new one."""
    first = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    old = people.keys[ADA]
    people.keys[ADA] = new_key(tmp_path / "ada2.pem", ADA)
    trust(people.folder, people.keys[ADA].line, ADA)
    both = people.hand(ADA).sign(first, Part.ANSWERED, NOW)
    assert people.says(both) == ["", ""]
    revoke(people.folder, old.line)
    assert people.says(both) == [f"the key {old.fingerprint} was revoked", ""]
    assert refusal(both, people.seals(both), strict=True) == ""
    assert refusal(first, people.seals(first), strict=False) == f"the key {old.fingerprint} was revoked"


def sealed_by(people: People, person: str, record: Answer | Waiver, part: Part) -> Answer | Waiver:
    """Sign whatever it is, as somebody does who does not use our tool."""
    from jupyter_mlsec.runs import dsse
    from jupyter_mlsec.runs.keys import open_key

    statement = decision_seals.decision_statement(encode_record(record), part, decision(HERE), NOW)
    text = dsse.seal(open_key(people.keys[person].path), statement).decode()
    return replace(record, signatures=(*record.signatures, text))


@pytest.mark.parametrize(
    ("person", "record", "part", "problem"),
    [
        (BOB, ANSWER, Part.ANSWERED, f"it names {ADA}, and {BOB} signed it"),
        (ADA, WAIVER, Part.APPROVED, f"it names {BOB}, and {ADA} signed it"),
        (
            ADA,
            replace(WAIVER, approver=ADA, author=BOB),
            Part.APPROVED,
            f"{ADA} may not approve waivers: signers.toml gives no role for it",
        ),
        (ADA, ANSWER, Part.APPROVED, f"{ADA} signed it as something that it is not"),
        (BOB, WAIVER, Part.ANSWERED, f"{BOB} signed it as something that it is not"),
    ],
)
def test_a_signature_in_a_part_that_is_not_ones_own(
    people: People, person: str, record: Answer | Waiver, part: Part, problem: str
) -> None:
    signed = sealed_by(people, person, record, part)
    assert people.says(signed) == [problem]
    assert refusal(signed, people.seals(signed), strict=False) == problem
    with pytest.raises(RefusedError):
        people.hand(person).sign(record, part, NOW)


def test_a_machine_decides_nothing(people: People) -> None:
    (people.folder / "signers.toml").write_text(f'[roles]\nrunner = ["{ADA}"]\n')
    signed = sealed_by(people, ADA, ANSWER, Part.ANSWERED)
    assert people.says(signed) == [f"{ADA} only runs notebooks, and decides nothing about them"]


def test_who_asks_does_not_approve_with_another_name(people: People) -> None:
    """One key in two lines of the list would be two people."""
    twice = replace(WAIVER, approver=BOB, author=BOB)
    signed = sealed_by(people, BOB, sealed_by(people, BOB, twice, Part.REQUESTED), Part.APPROVED)
    assert refusal(signed, people.seals(signed), strict=False) == "its author approved it"


def test_a_name_with_an_address_means_the_address(people: People) -> None:
    named = replace(ANSWER, person=f"Ada Lovelace <{ADA.upper()}>")
    signed = people.hand(ADA).sign(named, Part.ANSWERED, NOW)
    assert people.says(signed) == [""]
    assert people.says(sealed_by(people, ADA, replace(ANSWER, person=f"{ADA} <{BOB}>"), Part.ANSWERED)) == [
        f"it names {ADA} <{BOB}>, and {ADA} signed it"
    ]


def test_lists_that_cannot_be_read_let_nothing_count(people: People) -> None:
    signed = people.hand(ADA).sign(ANSWER, Part.ANSWERED, NOW)
    allowed = people.folder / "allowed_signers"
    allowed.write_text("nonsense\n")
    look = witness(HERE, now=NOW, signers=allowed)
    (seal,) = look(signed)
    assert seal.problem.startswith("who may sign could not be read: line 1 of the allowed signers")
    assert refusal(signed, (seal,), strict=False) == seal.problem
    assert look(ANSWER) == ()


class TestOwnKey:
    """The key that a person has, found without a question."""

    def own(self, people: People, tmp_path: Path, passphrase: str = "") -> KeyPair:
        from jupyter_mlsec.runs.keys import default_key

        pair = new_key(default_key(), ADA, passphrase=passphrase.encode() or None)
        trust(tmp_path / "own", pair.line, ADA)
        people.keys[ADA] = pair
        return pair

    def test_there_is_none(self, people: People) -> None:
        assert people.folder.is_dir()
        assert signing(HERE, now=NOW) is None

    def test_it_signs(self, people: People, tmp_path: Path) -> None:
        self.own(people, tmp_path)
        mine = signing(HERE, now=NOW)
        assert mine is not None
        signed = mine.sign(ANSWER, Part.ANSWERED, datetime.now(UTC))
        assert [seal.problem for seal in witness(HERE, now=datetime.now(UTC))(signed)] == [""]

    def test_it_asks_nobody_for_a_passphrase(self, people: People, tmp_path: Path) -> None:
        self.own(people, tmp_path, "correct horse")
        mine = signing(HERE, now=NOW)
        assert mine is not None
        with pytest.raises(SigningError, match=r"^the key is encrypted$"):
            mine.sign(ANSWER, Part.ANSWERED, NOW)

    def test_what_opens_it_may_be_in_the_environment(
        self, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.own(people, tmp_path, "correct horse")
        monkeypatch.setenv("MLSEC_KEY_PASSPHRASE", "correct horse")
        mine = signing(HERE, now=NOW)
        assert mine is not None
        assert len(mine.sign(ANSWER, Part.ANSWERED, NOW).signatures) == 1

    def test_one_that_does_not_count_is_not_used(self, people: People, tmp_path: Path) -> None:
        pair = self.own(people, tmp_path)
        revoke(tmp_path / "own", pair.line)
        with pytest.raises(RefusedError, match=r"was revoked$"):
            signing(HERE, now=NOW)

    def test_a_kernel_without_a_notebook_signs_nothing(self, people: People, tmp_path: Path) -> None:
        self.own(people, tmp_path)
        nameless = read_notebook("this session", {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})
        with pytest.raises(RefusedError, match=r"^this kernel does not know which notebook it works for$"):
            signing(nameless, now=NOW)


@pytest.mark.parametrize("name", ["part", "time", "notebook", "decision"])
def test_a_statement_that_lacks_something_is_none(people: People, name: str) -> None:
    """A stranger can write it as well: nobody knows their key, and nothing must fall over."""
    from jupyter_mlsec.runs import dsse
    from jupyter_mlsec.runs.keys import open_key

    statement = decision_seals.decision_statement(encode_record(ANSWER), Part.ANSWERED, decision(HERE), NOW)
    del statement["predicate"][name]
    lost = "its signature does not say for which notebook it was given"
    for person in (ADA, EVE):
        sealed = dsse.seal(open_key(people.keys[person].path), statement).decode()
        expected = lost if name == "notebook" else "its signature cannot be read"
        assert people.says(replace(ANSWER, signatures=(sealed,))) == [expected]


@QUIET
@given(place=st.integers(0, 10_000), node=NODES)
def test_no_signed_statement_passes_for_another_one(people: People, place: int, node: Any) -> None:
    """Whatever its person's own key signs: it is this decision, or it does not count; nothing falls over."""
    from jupyter_mlsec.runs import dsse
    from jupyter_mlsec.runs.keys import open_key

    statement = decision_seals.decision_statement(encode_record(ANSWER), Part.ANSWERED, decision(HERE), NOW)
    changed = json.loads(with_node(json.dumps(statement).encode(), place, node))
    sealed = dsse.seal(open_key(people.keys[ADA].path), changed).decode()
    (seal,) = people.seals(replace(ANSWER, signatures=(sealed,)))
    if not seal.problem:  # the name or the code may be another one by now, not both
        notebook = changed["predicate"].pop("notebook")
        first = statement["predicate"].pop("notebook")
        assert changed == statement
        assert {key: type(value) for key, value in notebook.items()} == {"name": str, "digest": str}
        assert notebook["name"] == first["name"] or notebook["digest"] == first["digest"]
    assert seal.forged == bool(seal.problem)
