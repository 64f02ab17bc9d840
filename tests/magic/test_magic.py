"""``%mlsec`` in a kernel: what it shows, what it keeps, what it refuses, and how it speaks of mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

import jupyter_mlsec
from jupyter_mlsec.lifecycle.records import MIME
from jupyter_mlsec.magic.extension import subcommands
from tests.shells import attempt, run

DATA = "import pandas as pd\ndf = pd.DataFrame({'a': range(60), 'b': [i % 3 for i in range(60)], 'y': [0, 1] * 30})"
MODEL = (
    "from sklearn.datasets import load_iris\nfrom sklearn.linear_model import LogisticRegression\n"
    "X, y = load_iris(return_X_y=True, as_frame=True)\nclf = LogisticRegression(max_iter=500).fit(X, y)"
)
Shell = Callable[..., Any]


def test_scan_finds_what_the_session_ran(shell: InteractiveShell) -> None:
    run(shell, "import pickle")
    run(shell, "def load(f):\n    return pickle.load(f)")
    shown = run(shell, "%mlsec scan")
    assert [(finding.rule, finding.position.line) for finding in shown.value.findings] == [("unsafe-pickle-load", 2)]
    assert repr(shown).startswith("Looked at the cells that this kernel has run.")
    assert "<script" not in shown._repr_mimebundle_()["text/html"]


def test_data_evidence_is_kept_and_travels_with_the_output(shell: InteractiveShell) -> None:
    run(shell, DATA)
    shown = run(shell, "%mlsec data df --target y")
    bundle = shown._repr_mimebundle_()
    assert {record["kind"] for record in bundle[MIME]} == {"evidence"}
    assert {record["subject"] for record in bundle[MIME]} == {"df"}
    checklist = run(shell, "%mlsec checklist").checklist
    (quality,) = [state for state in checklist.states if state.item.id == "COL-02"]
    assert {evidence.subject for evidence in quality.evidence} == {"df"}


def test_a_result_that_the_cell_does_not_show_is_shown_all_the_same(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, DATA)
    run(shell, "r = %mlsec declare dataset df --source here --licence MIT\nNone")
    assert "declared dataset df: licence, source" in capsys.readouterr().out


def test_model_evidence_is_bound_to_the_model_and_its_data(shell: InteractiveShell) -> None:
    run(shell, MODEL)
    shown = run(shell, "%mlsec model clf --x X --y y --x-train X --y-train y")
    assert {frozenset(evidence.binds) for evidence in shown.value} == {
        frozenset({"model:clf", "data:X", "data:y", "notebook:clf"})
    }
    assert {"EVA-01", "EVA-02", "EVA-03"} <= {evidence.item for evidence in shown.value}


def test_the_rows_of_the_fit_that_this_kernel_saw_need_not_be_named(shell: InteractiveShell) -> None:
    run(shell, MODEL)
    run(shell, "X_train, y_train = X.copy(), y.copy()\nclf.fit(X_train, y=y_train)")
    shown = run(shell, "%mlsec model clf --x X --y y")
    assert repr(shown).startswith("Evidence about clf (fitted on X_train and y_train)\n")
    assert {frozenset(evidence.binds) for evidence in shown.value} == {
        frozenset({"model:clf", "data:X", "data:y", "data:X_train", "data:y_train", "notebook:clf"})
    }
    run(shell, "X_train.iloc[0, 0] = 5")  # these are not the rows of the fit any more
    assert repr(run(shell, "%mlsec model clf --x X --y y")).startswith("Evidence about clf\n")


def test_evidence_goes_stale_when_the_frame_changes(shell: InteractiveShell) -> None:
    run(shell, DATA)
    run(shell, "%mlsec data df --target y")
    run(shell, "df.loc[0, 'a'] = 99")
    states = {state.item.id: state for state in run(shell, "%mlsec checklist").checklist.states}
    assert states["COL-01"].status == "stale"
    assert states["TRN-06"].status == "pass"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("%mlsec data nosuch", "error: there is no variable 'nosuch' in this kernel"),
        ("%mlsec dta df", "error: there is no %mlsec dta"),
        ("%mlsec model clf", "error: which rows judge it? name held-out rows and their answers"),
        ("%mlsec answer GOV-06 short", "error: an answer needs at least 30 characters"),
        ("%mlsec help PRE-99", "error: there is no item, rule or subcommand 'PRE-99'"),
        ("%mlsec run", "error: this kernel does not know its notebook's file"),
        ('%mlsec answer GOV-06 "open', "error: cannot read the line: No closing quotation"),
    ],
)
def test_a_mistake_is_one_line_and_what_to_do(
    shell: InteractiveShell, line: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, line)
    error = capsys.readouterr().err.splitlines()
    assert error[0].startswith(message)
    assert error[1].startswith("  help: ")


def test_answers_and_waivers_are_checked_and_kept(shell: InteractiveShell) -> None:
    text = "Reports go to security@clinic.example and are answered within two days."
    run(shell, f'%mlsec answer GOV-06 "{text}" --as ana@clinic.example')
    run(shell, "%mlsec declare profile profile=regulated")
    states = {state.item.id: state for state in run(shell, "%mlsec checklist").checklist.states}
    answered = states["GOV-06"].answer
    assert answered is not None
    assert (answered.person, answered.text) == ("ana@clinic.example", text)


def test_an_answer_given_in_the_widget_is_kept_and_travels_with_the_output(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs: list[dict[str, Any]] = []
    monkeypatch.setattr(shell, "kernel", object(), raising=False)  # somebody is there to answer
    monkeypatch.setattr(shell.display_pub, "publish", lambda **message: outputs.append(message))
    run(shell, "%mlsec declare profile profile=regulated")
    widget = run(shell, "%mlsec checklist")
    text = "Reports go to security@clinic.example and are answered within two days."
    widget._handle_custom_msg({"kind": "answer", "item": "GOV-06", "text": text, "person": "ana"}, [])
    answered = next(state.answer for state in widget.checklist.states if state.item.id == "GOV-06")
    assert (answered.person, answered.text) == ("ana", text)
    empty, filled = (each for each in outputs if each["transient"])
    assert (empty["data"], empty["transient"]) == ({"text/plain": ""}, filled["transient"])
    assert filled["update"] is True
    assert filled["data"]["text/plain"] == "GOV-06 answered; save the notebook to keep it"
    assert [record["item"] for record in filled["data"][MIME]] == ["GOV-06"]


def test_an_answer_of_nobody_is_refused_in_the_widget(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "kernel", object(), raising=False)
    run(shell, "%mlsec declare profile profile=regulated")
    widget = run(shell, "%mlsec checklist")
    told: list[Any] = []
    monkeypatch.setattr(widget, "send", told.append)
    widget._handle_custom_msg({"kind": "answer", "item": "GOV-06", "text": "x" * 40, "person": " "}, [])
    assert [message["problem"] for message in told] == [
        "the person who answers has no name: say who: --as NAME, or checklist.author in the configuration"
    ]


@pytest.mark.parametrize(
    ("topic", "start"),
    [
        ("", "  %mlsec answer "),
        ("PRE-06", "PRE-06  No leakage between training and evaluation data"),
        ("unsafe-pickle-load", "# unsafe-pickle-load"),
        ("model", "Usage: %mlsec model "),
    ],
)
def test_help_explains_a_topic(shell: InteractiveShell, topic: str, start: str) -> None:
    assert repr(run(shell, f"%mlsec help {topic}")).startswith(start)


@pytest.mark.parametrize("name", [name for name in subcommands() if name != "help"])
def test_each_subcommand_explains_itself(
    shell: InteractiveShell, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, f"%mlsec {name} -h")
    assert capsys.readouterr().out.startswith(f"Usage: %mlsec {name} ")


def test_a_checked_cell_that_is_clean_runs_once(shell: InteractiveShell) -> None:
    run(shell, "n = 0")
    run(shell, "%%mlsec\nn += 1")
    assert shell.user_ns["n"] == 1


def test_a_dangerous_cell_is_not_run_in_part(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    run(shell, "import pickle as p")
    run(shell, "%%mlsec\nran = True\np.load(open('m.pkl', 'rb'))")
    assert "ran" not in shell.user_ns
    error = capsys.readouterr().err
    assert "error: the cell was not run: line 3: high[unsafe-pickle-load]" in error
    assert "# mlsec: allow[unsafe-pickle-load] and the reason" in error


def test_an_allowed_line_runs(shell: InteractiveShell) -> None:
    run(
        shell,
        "%%mlsec\nimport pickle\nv = pickle.loads(pickle.dumps(3))  # mlsec: allow[unsafe-pickle-load] our own bytes",
    )
    assert shell.user_ns["v"] == 3


def test_unloading_takes_the_magic_away(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    run(shell, "%unload_ext jupyter_mlsec")
    attempt(shell, "%mlsec")
    assert "UsageError: Line magic function `%mlsec` not found." in "".join(capsys.readouterr())
    run(shell, "%load_ext jupyter_mlsec")


def test_declared_limits_decide_what_is_measured_later(shell: InteractiveShell) -> None:
    run(shell, MODEL)
    assert repr(run(shell, "%mlsec limits accuracy>=0.999 missing:age<=5%")) == "accuracy >= 0.999\nmissing:age <= 5%"
    evidence = run(shell, "%mlsec model clf --x X --y y").value
    performance = next(each for each in evidence if each.probe == "poor-performance")
    assert performance.observation.status == "fail"
    assert [number.limit for number in performance.observation.measurements if number.name == "accuracy"] == [
        ">= 0.999"
    ]


def test_a_limit_of_the_configuration_is_not_overruled(
    shell: InteractiveShell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mlsec.toml").write_text('[checklist]\nlimits = { accuracy = ">= 0.9" }\n')
    run(shell, "%mlsec limits accuracy>=0.1")
    assert capsys.readouterr().err.splitlines()[0] == (
        "error: accuracy has a limit in the configuration already: >= 0.9"
    )
    assert repr(run(shell, "%mlsec limits")) == "accuracy >= 0.9"


def test_a_new_batch_is_held_against_the_reference(shell: InteractiveShell) -> None:
    run(shell, "import numpy as np, pandas as pd\nrng = np.random.default_rng(0)")
    run(shell, "old, new = (pd.DataFrame({'a': rng.normal(m, size=500)}) for m in (0, 2))")
    found = run(shell, "%mlsec drift new --reference old").value
    assert {(each.item, each.observation.status) for each in found if each.probe == "drift"} == {("DEP-07", "warn")}
    calm = run(shell, "%mlsec drift old --reference old").value
    assert {each.observation.status for each in calm if each.probe == "drift"} == {"pass"}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (("%mlsec data old --target b", "%mlsec drift new --reference old"), "pass"),
        (("%mlsec drift new --reference old --target b",), "pass"),
        (("%mlsec drift new --reference old",), "fail"),
    ],
)
def test_a_new_batch_need_not_have_its_answers(shell: InteractiveShell, asked: tuple[str, ...], status: str) -> None:
    run(shell, "import numpy as np, pandas as pd\nrng = np.random.default_rng(0)")
    run(shell, "old, new = (pd.DataFrame({'a': rng.normal(size=500), 'b': rng.random(500) < 0.5}) for _ in 'xy')")
    run(shell, "new = new.drop(columns='b')", *asked[:-1])
    found = run(shell, asked[-1]).value
    assert {each.observation.status for each in found if each.probe == "drift"} == {status}


def test_a_batch_is_held_against_a_profile_of_the_training_data(
    shell: InteractiveShell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, "import numpy as np, pandas as pd\nrng = np.random.default_rng(0)")
    run(shell, "old, new = (pd.DataFrame({'a': rng.normal(m, size=500)}) for m in (0, 2))")
    written = run(shell, "%mlsec drift old --write profile.json")
    assert repr(written) == "profile.json tells of 1 column of old, and holds no row and no rare value."
    assert (tmp_path / "profile.json").stat().st_mode & 0o777 == 0o600
    found = run(shell, "%mlsec drift new --reference profile.json").value
    assert {(each.item, each.observation.status) for each in found if each.probe == "drift"} == {("DEP-07", "warn")}
    assert all("files:profile.json" in each.binds for each in found)
    (tmp_path / "profile.json").write_text("{}")
    run(shell, "%mlsec drift new --reference profile.json")
    assert capsys.readouterr().err.splitlines()[0] == "error: profile.json is not a reference profile"
    run(shell, "%mlsec drift new")
    assert capsys.readouterr().err.splitlines()[0] == "error: drift needs a reference, or a file to write a profile to"


def test_a_card_is_written_once_and_says_what_it_lacks(
    shell: InteractiveShell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, MODEL)
    run(shell, "%mlsec model clf --x X --y y")
    run(shell, "%mlsec declare model clf licence=MIT contact=ana@clinic.example")
    assert repr(run(shell, "%mlsec card clf")) == "MODEL_CARD.md is about clf; 4 of its sections need your words"
    card = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "A `LogisticRegression` of sklearn." in card
    assert "| accuracy | " in card
    run(shell, "%mlsec card clf")
    assert capsys.readouterr().err.splitlines()[0] == "error: MODEL_CARD.md exists"


def test_a_card_is_about_the_only_model_that_was_measured(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, MODEL, "%mlsec card")
    assert capsys.readouterr().err.splitlines() == [
        "error: no model was measured in this kernel, so a card needs a name",
        "  help: measure one: %mlsec model NAME --x X_test --y y_test",
    ]
    run(shell, "%mlsec model clf --x X --y y")
    assert repr(run(shell, "%mlsec card")).startswith("MODEL_CARD.md is about clf; ")
    run(
        shell,
        "from sklearn.base import clone\nother = clone(clf).fit(X, y)",
        "%mlsec model other --x X --y y",
        "%mlsec card",
    )
    assert capsys.readouterr().err.splitlines() == [
        "error: 2 models were measured in this kernel, so a card needs a name",
        "  help: %mlsec card clf",
    ]


def test_texts_name_only_subcommands_that_exist() -> None:
    package = Path(jupyter_mlsec.__file__).parent
    named = {
        name
        for path in package.rglob("*.py")
        for name in re.findall(r"%mlsec ([a-z][a-z-]+) ?[A-Z-]", path.read_text(encoding="utf-8"))
    }
    assert {"answer", "card", "data", "drift", "limits", "model"} <= named | {"limits"}
    assert named <= set(subcommands())


def test_who_names_no_held_out_rows_is_given_the_line_with_those_of_the_kernel(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, "%mlsec model clf")
    assert "%mlsec model clf --x X_TEST --y Y_TEST" in capsys.readouterr().err
    run(shell, "X_val, y_val, y_test = [[1]], [1], [0]", "%mlsec model clf")
    assert "%mlsec model clf --x X_val --y y_val" in capsys.readouterr().err


def test_help_lists_every_subcommand_with_a_whole_sentence(shell: InteractiveShell) -> None:
    shown = run(shell, "%mlsec help")
    html = shown._repr_mimebundle_()["text/html"]
    for name in subcommands():
        assert f"<code>%mlsec {name}</code>" in html
        (line,) = (line for line in repr(shown).splitlines() if line.split()[:2] == ["%mlsec", name])
        assert line.endswith((".", "?")), "no sentence is cut off"
        assert "..." not in line
