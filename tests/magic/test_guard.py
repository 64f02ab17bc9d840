"""``%mlsec guard`` in a kernel: cells that are refused, loads that are stopped, modes that are locked, what is kept."""

from __future__ import annotations

import calendar
import multiprocessing
import os
import pickle
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.assess import assess_notebook
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.ledger import Ledger
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.guard.written import Written
from jupyter_mlsec.lifecycle.records import MIME
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
from jupyter_mlsec.magic.cell_guard import CellRefused
from jupyter_mlsec.model.guard import GuardMode
from jupyter_mlsec.notebook.read import read_notebook
from tests.shells import attempt, run

LOAD = "with open('m.pkl', 'rb') as f:\n    m = pickle.load(f)"
ALLOWED = f"{LOAD}  # mlsec: allow[unsafe-pickle-load] ours"
HONEST = "It guards loads; it is not a sandbox: code that already runs in this kernel can switch it off."


class Payload:
    """Pickles as a call that makes a file; only ever loaded where the guard stops it."""

    def __reduce__(self) -> Any:
        return os.system, (": > ran",)


@pytest.fixture
def shell(bare_shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell whose guard starts with nothing in its memory, and goes off in the end."""
    monkeypatch.setattr(GUARD, "ledger", Ledger())
    monkeypatch.setattr(GUARD, "written", Written())
    monkeypatch.setitem(sys.modules, "__main__", bare_shell.user_module)
    yield bare_shell
    attempt(bare_shell, "%unload_ext jupyter_mlsec")
    GUARD.follow(Policy())


def refusal(shell: InteractiveShell, source: str) -> str:
    error = attempt(shell, source).error_before_exec
    assert isinstance(error, CellRefused)
    return str(error)


def test_a_notebook_shows_the_words_of_the_guard_and_not_that_evidence_is_missing(shell: InteractiveShell) -> None:
    run(shell, "%load_ext jupyter_mlsec")
    for line in ("%mlsec guard", "%mlsec guard warn"):
        bundle = run(shell, line)._repr_mimebundle_()
        assert bundle["text/plain"].startswith("Guard: ")
        assert "text/html" not in bundle, "an empty table would stand in its place"


def save(name: str, thing: object) -> None:
    Path(name).write_bytes(pickle.dumps(thing))


def test_it_is_off_until_somebody_switches_it_on(shell: InteractiveShell) -> None:
    assert repr(run(shell, "%load_ext jupyter_mlsec", "%mlsec guard")) == "Guard: off\n"
    assert shell.ast_transformers == []
    shown = repr(run(shell, "%mlsec guard block")).splitlines()
    assert shown[0].startswith("Guard: block, since ")
    assert shown[0].endswith("; names that pickles imported: 0 passed, 0 warned about, 0 blocked")
    assert shown[1] == HONEST


def test_a_dangerous_cell_is_refused_before_anything_of_it_runs(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    save("m.pkl", Payload())
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block", "import pickle as p")
    capsys.readouterr()
    words = refusal(shell, "begun = True\np.load(open('m.pkl', 'rb'))")
    assert words == (
        "the guard did not run this cell: line 2: critical[unsafe-pickle-load] unpickling runs whatever code the file"
        " holds (m.pkl was scanned: loading this file reaches posix.system, which can run code or reach the system)"
    )
    assert capsys.readouterr().out.splitlines() == [
        f"error: {words}",
        "  help: Use a format without code: skops for scikit-learn, safetensors for weights, JSON or Parquet for data.",
        "  help: if it is meant, end the line with  # mlsec: allow[unsafe-pickle-load] and the reason",
    ]
    assert "begun" not in shell.user_ns
    assert not Path("ran").exists()


def test_a_load_that_the_cell_allows_is_stopped_in_the_middle(shell: InteractiveShell) -> None:
    save("m.pkl", Payload())
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block", "import pickle")
    result = attempt(shell, ALLOWED)
    assert str(result.error_in_exec) == (
        "the guard stopped this load: the pickle imports posix.system, which can run code or reach the system;"
        " none of it has run\n"
        "  help: mlsec scan FILE lists everything that the file imports\n"
        '  help: if you know why it is there: %mlsec guard allow posix:system --reason "…"'
    )
    assert not Path("ran").exists()


def test_a_file_that_names_vetted_functions_only_is_loaded(shell: InteractiveShell) -> None:
    save("m.pkl", {"a": [1, 2]})
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block")
    assert run(shell, f"import pickle\n{LOAD}\nm") == {"a": [1, 2]}


def test_classes_of_the_session_are_loaded_and_dangerous_ones_are_not(shell: InteractiveShell) -> None:
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block")
    run(shell, "import os, pickle\nclass Net:\n    size = 3", "data = pickle.dumps(Net())")
    assert run(shell, "pickle.loads(data).size  # mlsec: allow[unsafe-pickle-load] ours") == 3
    run(shell, "class Runner:\n    def __setstate__(self, state):\n        os.system(state['x'])")
    run(shell, "r = Runner(); r.x = ': > ran'; data = pickle.dumps(r)")
    result = attempt(shell, "pickle.loads(data)  # mlsec: allow[unsafe-pickle-load] ours")
    assert "imports __main__.Runner, your own code, which can run what it is given (system)" in str(
        result.error_in_exec
    )
    assert not Path("ran").exists()


def test_warnings_are_told_and_the_cell_runs(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard warn")
    save("m.pkl", os.getpid)
    capsys.readouterr()
    run(shell, f"import pickle\n{LOAD}")
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("warning: line 3: critical[unsafe-pickle-load] ")
    assert told[0].endswith("; in block mode the guard would not have run this cell")
    assert told[1] == (
        "warning: a pickle imports posix.getpid, which can run code or reach the system;"
        " in block mode the guard would have stopped it"
    )


def test_a_name_is_allowed_for_a_reason_and_in_this_session_only(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    save("m.pkl", calendar.Calendar)
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block", "%mlsec guard allow calendar:Calendar")
    assert capsys.readouterr().err.splitlines()[0] == "error: a name is allowed for a reason"
    run(shell, '%mlsec guard allow calendar:Calendar --reason "ours, by Ana"')
    load = f"import pickle\n{ALLOWED}"
    run(shell, load)
    assert shell.user_ns["m"] is calendar.Calendar
    run(shell, "%unload_ext jupyter_mlsec", "%load_ext jupyter_mlsec", "%mlsec guard block")
    assert "calendar.Calendar" in str(attempt(shell, load).error_in_exec)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("%mlsec guard maybe", "error: Invalid value for '[off|warn|block|allow]'"),
        ("%mlsec guard allow", "error: which name?"),
        ('%mlsec guard allow os.system --reason "a b"', "error: a name to allow is written package.module:Name"),
        ("%mlsec guard off x", "error: off takes no name"),
    ],
)
def test_mistakes(shell: InteractiveShell, line: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(shell, "%load_ext jupyter_mlsec")
    attempt(shell, line)
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(message)
    assert told[1].startswith("  help: ")


def test_the_configuration_switches_it_on(shell: InteractiveShell) -> None:
    Path("mlsec.toml").write_text('guard = "warn"\nguard-allow = {"posix:system" = "for this test"}\n')
    run(shell, "%load_ext jupyter_mlsec")
    assert GUARD.policy == Policy(mode=GuardMode.WARN, allowed=frozenset({("posix", "system")}))


def test_a_configuration_that_cannot_be_read_means_block(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mlsec.toml").write_text("guard = 3\n")
    run(shell, "%load_ext jupyter_mlsec")
    assert GUARD.mode is GuardMode.BLOCK
    assert "the guard blocks until that is mended" in capsys.readouterr().err


def test_a_locked_mode_cannot_be_lowered(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("policy.toml").write_text('guard = "warn"\nlocked = ["guard", "guard-allow"]\nguard-allow = {}\n')
    Path("mlsec.toml").write_text('guard = "off"\nguard-allow = {"posix:system" = "mine"}\n')
    monkeypatch.setenv("MLSEC_POLICY", str(Path("policy.toml").absolute()))
    run(shell, "%load_ext jupyter_mlsec")
    assert GUARD.policy == Policy(mode=GuardMode.WARN)
    run(shell, "%mlsec guard off", '%mlsec guard allow posix:system --reason "a b"')
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "error: the guard is locked at warn by the policy file",
        "  help: ask whoever runs this hub",
        "error: the policy file locks what the guard allows",
        "  help: ask whoever runs this hub",
    ]
    run(shell, "%mlsec guard block", "%mlsec guard warn", "%unload_ext jupyter_mlsec")
    assert GUARD.mode is GuardMode.WARN


def test_what_was_done_is_evidence_and_travels_with_the_output(shell: InteractiveShell) -> None:
    save("m.pkl", Payload())
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block", "import subprocess, sys, pickle")
    run(shell, "done = subprocess.run([sys.executable, '-c', ''])", "exec('x = 1')")
    attempt(shell, ALLOWED)
    shown = run(shell, "%mlsec guard")
    (evidence,) = shown.value
    assert (evidence.item, evidence.probe, evidence.observation.status) == ("TRN-06", "observed-deeds", "fail")
    assert evidence.observation.summary == "The guard stopped 1 deed: posix.system."
    program = Path(sys.executable).name
    assert evidence.observation.details == ("text run as code: text (1)", f"programs started: {program} (1)")
    assert [record["kind"] for record in shown._repr_mimebundle_()[MIME]] == ["evidence"]
    states = {state.item.id: state for state in run(shell, "%mlsec checklist").checklist.states}
    assert states["TRN-06"].status == "fail"


def test_events_go_to_the_trail_of_a_project_that_has_one(shell: InteractiveShell, tmp_path: Path) -> None:
    Path("mlsec.toml").write_text("")
    trail = Trail(tmp_path)
    trail.append(TrailEvent(kind=TrailKind.RUN, subject="x.ipynb", outcome="completed"))
    save("m.pkl", Payload())
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block", "import pickle")
    attempt(shell, ALLOWED)
    run(shell, '%mlsec guard allow posix:system --reason "the secret reason"', "%mlsec guard off")
    told = [(entry.kind, entry.subject, entry.outcome) for entry in trail.entries()][1:]
    assert told == [
        ("guard", "mode of the guard", "block"),
        ("guard", "posix.system", "blocked"),
        ("guard", "posix.system", "allowed"),
        ("guard", "mode of the guard", "off"),
    ]
    assert "secret" not in trail.path.read_text()


def test_a_project_can_refuse_more_than_loads(shell: InteractiveShell) -> None:
    Path("mlsec.toml").write_text('guard = "block"\nguard-refuse = ["process"]\n')
    run(shell, "%load_ext jupyter_mlsec", "import subprocess, sys")
    result = attempt(shell, "subprocess.run([sys.executable, '-c', 'open(\"ran\", \"w\")'])")
    assert "the guard stopped this cell: process (" in str(result.error_in_exec)
    assert not Path("ran").exists()


def test_a_cell_that_nobody_can_check_does_not_run(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block")

    def fail(*_arguments: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr("jupyter_mlsec.magic.cell_guard.stopping", fail)
    assert refusal(shell, "x = 1") == "the guard did not run this cell: it could not be checked (ValueError)"
    assert len(shell.ast_transformers) == 1


def test_cells_inside_cells_and_silent_ones_are_checked(shell: InteractiveShell) -> None:
    save("m.pkl", Payload())
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block", "import pickle")
    load = "pickle.load(open('m.pkl', 'rb'))"
    assert "unsafe-pickle-load" in refusal(shell, f"%time {load}")
    assert "unsafe-pickle-load" in refusal(shell, f"%%time\nx = 1\n{load}")
    anything: Any = shell
    assert isinstance(anything.run_cell(load, silent=True).error_before_exec, CellRefused)
    shell.user_ns["text"] = load
    run(shell, "inner = get_ipython().run_cell(text)")
    assert isinstance(shell.user_ns["inner"].error_before_exec, CellRefused)


def test_status_names_the_mode(shell: InteractiveShell) -> None:
    run(shell, "%load_ext jupyter_mlsec")
    assert repr(run(shell, "%mlsec")).splitlines()[-1] == "Guard:     off"
    run(shell, "%mlsec guard warn")
    assert repr(run(shell, "%mlsec")).splitlines()[-1].startswith("Guard:     warn, since ")


def test_workers_that_ran_before_are_told(shell: InteractiveShell) -> None:
    with multiprocessing.get_context("spawn").Pool(1):
        shown = repr(run(shell, "%load_ext jupyter_mlsec", "%mlsec guard block"))
    told = "Not guarded: 1 worker process(es) that ran before the guard; start them again."
    assert told in shown.splitlines()
    assert told not in repr(run(shell, "%mlsec guard")).splitlines()


def test_a_document_with_the_widget_says_of_the_session_what_the_widget_says(shell: InteractiveShell) -> None:
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard warn")
    widget = run(shell, "%mlsec declare profile profile=production", "%mlsec checklist")
    data, _ = widget._repr_mimebundle_()
    assert [(record["item"], record["probe"]) for record in data[MIME]] == [("TRN-06", "observed-deeds")]
    output = {"output_type": "execute_result", "data": {MIME: data[MIME]}, "metadata": {}, "execution_count": 1}
    cell = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "source": "x = 1",
        "execution_count": 1,
        "outputs": [output],
    }
    document: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    read = assess_notebook(read_notebook("x.ipynb", document), Config(), now=datetime.now(UTC)).checklist
    (there,) = [state for state in read.states if state.item.id == "TRN-06"]
    (here,) = [item for item in widget.state["items"] if item["id"] == "TRN-06"]
    recorded = [each for each in there.evidence if each.probe == "observed-deeds"]
    assert [(each.probe, each.observation.summary) for each in recorded] == [
        (each["probe"], each["summary"]) for each in here["evidence"] if each["probe"] == "observed-deeds"
    ]


def test_a_widget_carries_nothing_where_the_session_says_nothing(shell: InteractiveShell) -> None:
    run(shell, "%load_ext jupyter_mlsec", "%mlsec guard off")
    data, _ = run(shell, "%mlsec checklist")._repr_mimebundle_()
    assert MIME not in data
