"""``mlsec scan --fix`` and ``--diff`` as their users meet them."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

Write = Callable[..., Path]


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_bytes())["cells"]]


def test_fix_changes_the_files_and_says_what_and_what_remains(
    mlsec: Run, write_notebook: Write, hf_token: str, tmp_path: Path
) -> None:
    path = write_notebook(f'key = "{hf_token}"', "import pickle\npickle.load(f)")
    script = tmp_path / "y.py"
    script.write_text(f"# {hf_token}\n")
    done = mlsec("scan", ".", "--fix", "--format", "json")
    assert done.returncode == 1
    assert done.stderr == (
        'x.ipynb: cell 1 (c0), line 1:8: hugging-face-token: read it from os.environ["HF_TOKEN"]\n'
        "y.py: line 1:3: hugging-face-token: put a stand-in in its place\n"
        "2 findings fixed in 2 files\n"
        "note: a secret that was written out stays valid: revoke it, then set the new one\n"
    ).replace("x.ipynb", "./x.ipynb").replace("y.py", "./y.py")
    assert [finding["rule"] for finding in json.loads(done.stdout)["findings"]] == ["unsafe-pickle-load"]
    assert sources(path) == ['import os\nkey = os.environ["HF_TOKEN"]', "import pickle\npickle.load(f)"]
    assert script.read_text() == "# REDACTED\n"
    before = path.read_bytes()
    again = mlsec("scan", ".", "--fix", "--format", "json")
    assert (again.returncode, again.stderr) == (1, "0 findings fixed in 0 files\n")
    assert path.read_bytes() == before


def test_a_file_that_is_clean_now_is_0(mlsec: Run, write_notebook: Write, hf_token: str) -> None:
    write_notebook(f'key = "{hf_token}"')
    assert mlsec("scan", "x.ipynb", "--fix").returncode == 0
    assert mlsec("scan", "x.ipynb").returncode == 0


def test_diff_shows_the_change_without_the_secret_and_changes_nothing(
    mlsec: Run, write_notebook: Write, hf_token: str
) -> None:
    path = write_notebook(f'key = "{hf_token}" if a else "{hf_token}"\nx = 1')
    before = path.read_bytes()
    done = mlsec("scan", "x.ipynb", "--diff")
    mask = "•" * len(hf_token)
    assert done.stdout == (
        "--- a/x.ipynb cell 1\n+++ b/x.ipynb cell 1\n@@ -1,2 +1,3 @@\n"
        f'-key = "{mask}" if a else "{mask}"\n'
        '+import os\n+key = os.environ["HF_TOKEN"] if a else os.environ["HF_TOKEN"]\n x = 1\n'
    )
    assert done.returncode == 1
    assert hf_token not in done.stderr
    assert path.read_bytes() == before


def test_mode_and_links_stay_and_nothing_is_left_beside_the_file(
    mlsec: Run, write_notebook: Write, hf_token: str, tmp_path: Path
) -> None:
    path = write_notebook(f'key = "{hf_token}"', name="real/x.ipynb")
    path.chmod(0o640)
    (tmp_path / "link.ipynb").symlink_to(path)
    assert mlsec("scan", "link.ipynb", "--fix").returncode == 0
    assert (tmp_path / "link.ipynb").is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(path.parent) == ["x.ipynb"]  # noqa: PTH208 - hidden files too


def test_what_cannot_be_written_is_said_and_is_2(mlsec: Run, write_notebook: Write, hf_token: str) -> None:
    path = write_notebook(f'key = "{hf_token}"')
    path.chmod(0o444)
    done = mlsec("scan", "x.ipynb", "--fix")
    assert done.returncode == 2
    assert done.stderr.splitlines()[:2] == [
        "error: x.ipynb was not fixed: the file is write-protected",
        "  help: make it writable, then run the command again",
    ]
    assert hf_token in path.read_text()
    assert "1 finding" in done.stdout


def test_a_baseline_and_allowances_are_respected(mlsec: Run, write_notebook: Write, hf_token: str) -> None:
    path = write_notebook(f'key = "{hf_token}"')
    assert mlsec("scan", "x.ipynb", "--write-baseline", "b.json").returncode == 0
    assert mlsec("scan", "x.ipynb", "--fix", "--baseline", "b.json").returncode == 0
    assert hf_token in path.read_text()


def test_unsafe_fixes_are_for_those_who_ask(mlsec: Run, write_notebook: Write) -> None:
    path = write_notebook('import torch\ntorch.load("w.pt", weights_only=False)')
    assert mlsec("scan", "x.ipynb", "--fix").returncode == 1
    assert mlsec("scan", "x.ipynb", "--fix", "--unsafe-fixes").returncode == 0
    assert sources(path) == ['import torch\ntorch.load("w.pt", weights_only=True)']


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.ipynb", "--unsafe-fixes"], "--unsafe-fixes does nothing by itself"),
        (["-", "--stdin-name", "x.ipynb", "--fix"], "what comes from stdin cannot be fixed"),
        (["--staged", "--fix"], "only files can be fixed"),
        (["x.ipynb", "--fix", "--write-baseline", "b.json"], "only files can be fixed"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], message: str, mlsec: Run, write_notebook: Write) -> None:
    write_notebook("x = 1")
    done = mlsec("scan", *arguments)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"error: {message}")
