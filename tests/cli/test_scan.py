"""``mlsec scan`` as its users meet it: exit codes, formats, suppressions, baselines, bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

UNSAFE = "import pickle\npickle.load(open('m.pkl', 'rb'))"


def findings(output: str) -> list[tuple[str, int, int, str]]:
    return [
        (finding["rule"], finding["cell"]["index"], finding["line"], (finding["suppressed"] or {}).get("by", ""))
        for finding in json.loads(output)["findings"]
    ]


@pytest.fixture
def unsafe(write_notebook: Callable[..., Path]) -> Path:
    return write_notebook("x = 1", UNSAFE)


def test_clean_is_0(mlsec: Run, write_notebook: Callable[..., Path]) -> None:
    done = mlsec("scan", write_notebook("x = 1"), "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["verdict"] == "clean"
    assert done.stderr == ""


def test_findings_are_1_and_have_the_shape_of_the_contract(mlsec: Run, unsafe: Path, tmp_path: Path) -> None:
    done = mlsec("scan", "x.ipynb", "--format", "json")
    assert done.returncode == 1
    document: dict[str, Any] = json.loads(done.stdout)
    assert document["format"] == "mlsec-scan/1"
    assert document["verdict"] == "findings"
    assert document["targets"] == [
        {"path": "x.ipynb", "kind": "notebook", "outcome": "checked", "reason": None, "cells": 2}
    ]
    (finding,) = document["findings"]
    assert finding["family"] == "unsafe-load"
    assert (finding["path"], finding["cell"], finding["place"]) == ("x.ipynb", {"index": 1, "id": "c1"}, "source")
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (2, 1, 2, 33)
    assert finding["suppressed"] is None
    assert unsafe.parent == tmp_path


def test_what_could_not_be_looked_at_is_2_and_wins(mlsec: Run, unsafe: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.ipynb").write_text('{"cells": [')
    done = mlsec("scan", ".", "--format", "json")
    assert done.returncode == 2
    document = json.loads(done.stdout)
    assert document["verdict"] == "incomplete"
    assert [target["outcome"] for target in document["targets"]] == ["not-checked", "checked"]
    assert len(document["findings"]) == 1
    assert unsafe.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gone.ipynb",), "cannot be opened: No such file or directory"),
        (("x.ipynb", "--select", "unsafe-pickle"), "there is no rule or family named 'unsafe-pickle'"),
        (("x.ipynb", "--fail-on", "loud"), "'loud' is not one of"),
        (("x.ipynb", "--baseline", "gone.json"), "cannot read the baseline gone.json"),
        ((), "Missing argument"),
    ],
)
def test_a_wrong_command_line_is_2_and_says_what_to_do(
    mlsec: Run, unsafe: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = mlsec("scan", *arguments)
    assert done.returncode == 2
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert unsafe.exists()


def test_fail_on_decides_what_counts(mlsec: Run, unsafe: Path) -> None:
    assert mlsec("scan", unsafe, "--fail-on", "critical").returncode == 0


def test_select_and_ignore_name_rules_or_families(mlsec: Run, unsafe: Path) -> None:
    assert mlsec("scan", unsafe, "--select", "secret").returncode == 0
    assert mlsec("scan", unsafe, "--ignore", "unsafe-load").returncode == 0
    assert mlsec("scan", unsafe, "--select", "unsafe-load").returncode == 1


def test_an_inline_suppression_needs_a_reason(mlsec: Run, write_notebook: Callable[..., Path]) -> None:
    rule = findings(mlsec("scan", write_notebook(UNSAFE), "--format", "json").stdout)[0][0]
    with_reason = mlsec("scan", write_notebook(f"{UNSAFE}  # mlsec: allow[{rule}] ours"), "--format", "json")
    assert (with_reason.returncode, findings(with_reason.stdout)) == (0, [(rule, 0, 2, "inline")])
    without = mlsec("scan", write_notebook(f"{UNSAFE}  # mlsec: allow[{rule}]"), "--format", "json")
    assert without.returncode == 1
    assert (rule, 0, 2, "") in findings(without.stdout)


def test_a_notebook_can_allow_a_rule_as_a_whole(mlsec: Run, write_notebook: Callable[..., Path]) -> None:
    allow = "# mlsec: allow-notebook[unsafe-pickle-load] we wrote these files"
    done = mlsec("scan", write_notebook(UNSAFE, allow, UNSAFE), "--format", "json")
    rows = [("unsafe-pickle-load", 0, 2, "inline"), ("unsafe-pickle-load", 2, 2, "inline")]
    assert (done.returncode, findings(done.stdout)) == (0, rows)


@pytest.mark.parametrize("locked", ["unsafe-pickle-load", "unsafe-load"])
def test_what_the_hub_locks_nobody_can_switch_off(
    mlsec: Run, write_notebook: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str
) -> None:
    rule = "unsafe-pickle-load"
    write_notebook(UNSAFE)
    assert mlsec("scan", "x.ipynb", "--write-baseline", "base.json").returncode == 0
    allow = f"# mlsec: allow-notebook[{rule}] ours"
    write_notebook(f"{UNSAFE}  # mlsec: allow[{rule}] ours", allow)
    (tmp_path / "mlsec.toml").write_text(f'ignore = ["{rule}"]\nbaseline = "base.json"\nselect = ["secret"]\n')
    assert mlsec("scan", "x.ipynb").returncode == 0
    policy = tmp_path / "policy.toml"
    policy.write_text(f'locked-rules = ["{locked}"]\n')
    monkeypatch.setenv("MLSEC_POLICY", str(policy))
    done = mlsec("scan", "x.ipynb", "--ignore", rule, "--format", "json")
    assert (done.returncode, findings(done.stdout)) == (1, [(rule, 0, 2, "")])


def test_a_baseline_hides_what_was_there_and_nothing_new(
    mlsec: Run, write_notebook: Callable[..., Path], tmp_path: Path
) -> None:
    write_notebook(UNSAFE)
    assert mlsec("scan", "x.ipynb", "--write-baseline", "base.json").returncode == 0
    write_notebook("moved = True", UNSAFE)
    moved = mlsec("scan", tmp_path / "x.ipynb", "--baseline", "base.json", "--format", "json")
    assert (moved.returncode, [by for *_, by in findings(moved.stdout)]) == (0, ["baseline"])
    write_notebook(UNSAFE, "import torch\ntorch.load('new.pt', weights_only=False)")
    assert mlsec("scan", "x.ipynb", "--baseline", "base.json").returncode == 1


def test_stdin_is_read_under_the_name_given(mlsec: Run, unsafe: Path) -> None:
    done = mlsec("scan", "-", "--stdin-name", "y.ipynb", "--format", "json", input=unsafe.read_text())
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"][0]["path"] == "y.ipynb"


def test_output_goes_to_the_file_alone(mlsec: Run, unsafe: Path, tmp_path: Path) -> None:
    done = mlsec("scan", unsafe, "--format", "json", "--output", "out.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((tmp_path / "out.json").read_text())["verdict"] == "findings"


def test_a_wrong_configuration_is_2(mlsec: Run, unsafe: Path, tmp_path: Path) -> None:
    (tmp_path / "mlsec.toml").write_text("fail_on = 'low'\n")
    done = mlsec("scan", unsafe)
    assert done.returncode == 2
    assert "unknown field `fail_on`" in done.stderr
    assert "help: see docs/configuration.md" in done.stderr


def test_processes_and_one_process_say_the_same(mlsec: Run, unsafe: Path, write_notebook: Callable[..., Path]) -> None:
    for number in range(5):
        write_notebook(UNSAFE, name=f"sub/n{number}.ipynb")
    one, two = (mlsec("scan", ".", "--format", "json", "--jobs", jobs) for jobs in ("1", "2"))
    assert one.stdout == two.stdout
    assert len(json.loads(one.stdout)["targets"]) == 6
    assert unsafe.exists()
