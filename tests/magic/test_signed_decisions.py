"""Decisions from a kernel to a verified bundle: signed without a question, approved by another person, run again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.assess import assess
from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.model.checklist import ItemState, Status
from jupyter_mlsec.runs.keys import KeyPair, default_key, new_key
from jupyter_mlsec.runs.signers import revoke, trust
from tests.commands import Command, in_process
from tests.shells import run

ADA, BOB = "ada@example.org", "bob@example.org"
MIME = "application/vnd.jupyter-mlsec.record+json"
ANSWER = '%mlsec answer GOV-06 "Reports go to the address in SECURITY.md, within two days."'
UNTIL = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
WAIVE = (
    f'%mlsec waive TRN-02 --reason "The pilot runs unlocked until the index is ready." --until {UNTIL} --approver {BOB}'
)


@dataclass(frozen=True)
class Project:
    """A project that asks for signatures, its saved notebook, and a kernel of Ada's that works for it."""

    notebook: Path
    shell: InteractiveShell
    ada: KeyPair
    bob: KeyPair

    def say(self, *sources: str) -> list[dict[str, Any]]:
        """Run cells, save their records as outputs, and return these."""
        document = json.loads(self.notebook.read_bytes())
        records = []
        for source in sources:
            shown = run(self.shell, source)
            records.append(shown._repr_mimebundle_()[MIME][0])
            output = {"output_type": "display_data", "metadata": {}, "data": {MIME: records[-1:]}}
            kept = [each for each in document["cells"] if each["source"] != source]
            cell = {"cell_type": "code", "id": f"c{len(kept)}", "metadata": {}, "execution_count": 1, "source": source}
            document["cells"] = [*kept, {**cell, "outputs": [output]}]
            self.notebook.write_text(json.dumps(document))
        return records

    def item(self, name: str) -> ItemState:
        """Return an item as whoever opens the saved notebook sees it."""
        config = load_config(self.notebook)
        found = assess(self.notebook, config, now=datetime.now(UTC)).checklist
        return next(state for state in found.states if state.item.id == name)


@pytest.fixture
def project(shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": "x = 1",
        "execution_count": None,
    }
    notebook = tmp_path / "train.ipynb"
    notebook.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    (tmp_path / "mlsec.toml").write_text('[checklist]\nauthor = "Somebody"\nprofile = "regulated"\n')
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    monkeypatch.delenv("MLSEC_KEY_PASSPHRASE", raising=False)
    ada, bob = new_key(default_key(), ADA), new_key(tmp_path / "bob.pem", BOB)
    own = tmp_path / ".config"
    for pair, person in ((ada, ADA), (bob, BOB)):
        trust(own, pair.line, person)
    (own / "signers.toml").write_text(f'[roles]\nreviewer = ["{BOB}"]\n')
    return Project(notebook, shell, ada, bob)


@pytest.fixture
def mlsec(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return in_process(monkeypatch, capsys)


def test_an_answer_is_signed_and_counts(project: Project) -> None:
    (record,) = project.say(ANSWER)
    assert (record["person"], len(record["signatures"])) == (ADA, 1)
    assert project.item("GOV-06").answer is not None
    assert [(seal.identity, seal.problem) for seal in project.item("GOV-06").seals] == [(ADA, "")]
    trail = [(entry.kind, entry.outcome) for entry in Trail(project.notebook.parent).entries()]
    assert trail == [("answer", "answered"), ("answer", "signed")]
    said = repr(run(project.shell, ANSWER))
    assert said.endswith("; signed before")
    assert len(Trail(project.notebook.parent).entries()) == 2


def test_without_a_key_it_does_not_count_where_signatures_are_asked_for(project: Project) -> None:
    default_key().unlink()
    default_key().with_suffix(".pub").unlink()
    project.say(f"{ANSWER} --as Ada")
    state = project.item("GOV-06")
    assert state.status is not Status.PASS
    assert state.changed == ("the answer does not count: Ada has not signed it",)
    assert state.seals == ()
    config = project.notebook.with_name("mlsec.toml")
    config.write_text(config.read_text().replace("regulated", "production"))
    assert [text for text in project.item("GOV-06").changed if "does not count" in text] == []
    config.write_text(f"signed-decisions = true\n{config.read_text()}")
    assert project.item("GOV-06").changed == ("the answer does not count: Ada has not signed it",)


def test_an_altered_answer_never_counts(project: Project) -> None:
    project.say(ANSWER)
    project.notebook.write_text(project.notebook.read_text().replace("within two days.", "within two years."))
    for profile in ("regulated", "production"):
        project.notebook.with_name("mlsec.toml").write_text(f'[checklist]\nprofile = "{profile}"\n')
        state = project.item("GOV-06")
        assert state.changed == ("the answer does not count: its text is not what was signed",)
        assert state.status is not Status.PASS


def test_an_encrypted_key_asks_nobody(project: Project, mlsec: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    default_key().unlink()
    default_key().with_suffix(".pub").unlink()
    pair = new_key(default_key(), ADA, passphrase=b"correct horse")
    trust(project.notebook.parent / ".config", pair.line, ADA)
    (record,) = project.say(ANSWER)
    assert "signatures" not in record
    assert "; not signed: the key is encrypted; set MLSEC_KEY_PASSPHRASE" in repr(run(project.shell, ANSWER))
    project.say(ANSWER)
    asked: list[str] = []

    def prompt(question: str, **_options: object) -> str:
        asked.append(question)
        return "correct horse"

    monkeypatch.setattr("click.prompt", prompt)
    assert mlsec("answer", project.notebook, "--sign")[0] == 0
    assert asked == ["Passphrase of default.pem"]
    assert [seal.problem for seal in project.item("GOV-06").seals] == [""]


def test_a_waiver_is_asked_for_and_approved(project: Project, mlsec: Command) -> None:
    said = repr(run(project.shell, WAIVE))
    assert said.endswith(f"; signed by {ADA}. {BOB} approves it: mlsec waive NOTEBOOK TRN-02 --approve")
    project.say(WAIVE)
    waiting = project.item("TRN-02")
    assert waiting.status is not Status.WAIVED
    assert waiting.changed[-1] == f"the waiver does not count: {BOB} has not signed it"
    code, out, _ = mlsec("waive", project.notebook)
    assert (code, out.splitlines()[-3:]) == (
        0,
        [
            f"TRN-02  approver {BOB}, asked for by {ADA}, until {UNTIL}",
            "  The pilot runs unlocked until the index is ready.",
            f"  requested by {ADA}, key {project.ada.fingerprint}",
        ],
    )
    refused = mlsec("waive", project.notebook, "--approve")
    assert refused[::2] == (
        2,
        f"error: no waiver in train.ipynb waits for {ADA}\n  help: name its ITEM to see why\n",
    )
    code, out, err = mlsec("waive", project.notebook, "--approve", "--key", project.bob.path)
    assert (code, err, out.splitlines()[-1]) == (0, "", f"  approved by {BOB}, key {project.bob.fingerprint}")
    assert project.item("TRN-02").status is Status.WAIVED
    shown = json.loads(mlsec("waive", project.notebook, "--format", "json")[1])
    assert shown["format"] == "mlsec-waive/1"
    assert [seal["part"] for seal in shown["decisions"][0]["signatures"]] == ["requested", "approved"]
    assert repr(run(project.shell, WAIVE)).endswith("; signed before")
    revoke(project.notebook.parent / ".config", project.bob.line)
    assert project.item("TRN-02").status is not Status.WAIVED
    assert mlsec("waive", project.notebook)[0] == 1


def test_the_author_does_not_approve(project: Project, mlsec: Command) -> None:
    project.say(WAIVE)
    code, _, err = mlsec("waive", project.notebook, "TRN-02", "--approve")
    assert (code, err.splitlines()) == (
        2,
        [
            f"error: your key is that of {ADA}, and the approver is {BOB}",
            f"  help: decide as {ADA}, or sign with the key of {BOB}",
        ],
    )
    assert project.item("TRN-02").status is not Status.WAIVED


def test_a_decision_is_not_carried_into_another_notebook(project: Project) -> None:
    (record,) = project.say(ANSWER)
    other = project.notebook.with_name("other.ipynb")
    document = json.loads(project.notebook.read_bytes())
    document["cells"] = [{**document["cells"][0], "source": "y = 2", "outputs": []}]
    document["metadata"]["mlsec"] = {"format": "mlsec-record/1", "records": [record]}
    other.write_text(json.dumps(document))
    project.notebook.unlink()
    other.rename(other.with_name("carried.ipynb"))
    moved = Project(other.with_name("carried.ipynb"), project.shell, project.ada, project.bob)
    assert moved.item("GOV-06").changed == (
        "the answer does not count: it was given for another notebook, train.ipynb",
    )


def test_what_was_signed_outlives_a_run_and_is_verified_with_it(
    project: Project, mlsec: Command, tmp_path: Path, write_lie: Callable[[Path], None]
) -> None:
    project.say(f"%load_ext jupyter_mlsec\n{ANSWER}", WAIVE)
    mlsec("waive", project.notebook, "--approve", "--key", project.bob.path)
    bundle = tmp_path / "out" / "train.mlrun"
    bundle.parent.mkdir()
    code, _, err = mlsec("run", project.notebook, "-o", bundle, "--offline", "--progress", "none")
    assert code == 0, err
    assert mlsec("verify", bundle)[0] == 0
    told = json.loads(mlsec("report", bundle, "--format", "json")[1])["sources"][0]
    items = {item["id"]: item for item in told["items"]}
    assert items["GOV-06"]["answer"]["person"] == ADA
    assert [text for text in items["GOV-06"]["changed"] if "does not count" in text] == []
    assert items["TRN-02"]["status"] == "waived"
    page = tmp_path / "page.html"
    assert mlsec("report", bundle, "-o", page)[0] == 0
    assert "2 answers and waivers: 2 signed." in page.read_text()
    revoke(tmp_path / ".config", project.bob.line)
    told = json.loads(mlsec("report", bundle, "--format", "json")[1])["sources"][0]
    item = next(item for item in told["items"] if item["id"] == "TRN-02")
    assert item["status"] != "waived"
    assert item["changed"][-1] == f"the waiver does not count: the key {project.bob.fingerprint} was revoked"
    write_lie(bundle)
    told = json.loads(mlsec("verify", bundle, "--format", "json")[1])
    assert [(failure["code"], failure["message"]) for failure in told["failures"]] == [
        ("notebook-mismatch", "its metadata are not those of the input notebook"),
        ("decision-forged", "answer GOV-06: its text is not what was signed"),
    ]


@pytest.fixture
def write_lie() -> Callable[[Path], None]:
    """Return what changes an answer in an executed notebook and signs the bundle anew, as its author can."""
    import shutil

    from jupyter_mlsec.runs import layout
    from jupyter_mlsec.runs.canonical import dump
    from jupyter_mlsec.runs.keys import open_key
    from jupyter_mlsec.runs.report_binding import bind_report
    from jupyter_mlsec.runs.ro_crate import crate
    from jupyter_mlsec.runs.sign import sign_folder
    from jupyter_mlsec.runs.statements import hex_digest

    def write(bundle: Path) -> None:
        path = bundle / layout.EXECUTED
        document = json.loads(path.read_bytes())
        document["metadata"]["mlsec"]["records"] = [
            {**record, "text": "Reports go nowhere, and nobody ever answers them."}
            if record["kind"] == "answer"
            else record
            for cell in document["cells"]
            for output in cell.get("outputs", ())
            for record in output.get("data", {}).get(MIME, ())
        ]
        path.write_bytes(dump(document))
        files = {each.relative_to(bundle).as_posix(): each.read_bytes() for each in bundle.rglob("*") if each.is_file()}
        page = files[layout.REPORT].split(b"\n")
        files[layout.REPORT] = b"\n".join(line for line in page if not line.startswith(b'<meta name="mlsec-'))
        (bundle / layout.REPORT).write_bytes(bind_report(files)[layout.REPORT])
        sealed = {each.relative_to(bundle).as_posix(): each for each in bundle.rglob("*") if each.is_file()}
        digests = {name: hex_digest(each.read_bytes()) for name, each in sealed.items() if layout.is_sealed(name)}
        digests.pop(layout.CRATE, None)
        (bundle / layout.CRATE).write_bytes(dump(crate(digests, lambda name: (bundle / name).read_bytes())))
        for name in layout.SEALS:
            (bundle / name).unlink()
        shutil.rmtree(bundle / layout.ATTESTATIONS)
        sign_folder(bundle, open_key(default_key()))

    return write
