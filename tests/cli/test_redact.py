"""``mlsec redact`` as its users meet it."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

Write = Callable[..., Path]


@pytest.fixture
def leaky(write_notebook: Write, hf_token: str) -> Path:
    path = write_notebook(f'key = "{hf_token}"', f"print('{hf_token}')")
    path.chmod(0o640)
    return path


def test_the_copy_is_clean_and_the_notebook_stays(mlsec: Run, leaky: Path, hf_token: str, tmp_path: Path) -> None:
    before = leaky.read_bytes()
    done = mlsec("redact", "x.ipynb", "-o", "copy.ipynb")
    copy = tmp_path / "copy.ipynb"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "x.ipynb: 1 value masked in 2 places; the copy is copy.ipynb\n"
    assert leaky.read_bytes() == before
    assert copy.read_text() == leaky.read_text().replace(hf_token, "•" * len(hf_token))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o640
    assert mlsec("scan", "copy.ipynb").returncode == 0


def test_json(mlsec: Run, leaky: Path) -> None:
    done = mlsec("redact", leaky.name, "-o", "copy.ipynb", "--format", "json")
    assert json.loads(done.stdout) == {
        "format": "mlsec-redact/1",
        "notebook": "x.ipynb",
        "copy": "copy.ipynb",
        "values": 1,
        "places": 2,
    }


def test_stdin_to_stdout(mlsec: Run, leaky: Path, hf_token: str) -> None:
    done = mlsec("redact", "-", "-o", "-", input=leaky.read_text())
    assert done.returncode == 0
    assert json.loads(done.stdout)["cells"][0]["source"] == f'key = "{"•" * len(hf_token)}"'
    assert done.stderr == "-: 1 value masked in 2 places\n"


def test_the_notebook_is_replaced_only_where_that_is_asked_for(
    mlsec: Run, leaky: Path, hf_token: str, tmp_path: Path
) -> None:
    (tmp_path / "link.ipynb").symlink_to(leaky)
    for copy in ("x.ipynb", "link.ipynb"):
        done = mlsec("redact", "x.ipynb", "-o", copy)
        assert done.stderr.splitlines()[0] == "error: the copy would overwrite the notebook"
        assert done.returncode == 2
    assert hf_token in leaky.read_text()
    assert mlsec("redact", "x.ipynb", "--in-place").returncode == 0
    assert hf_token not in leaky.read_text()
    assert stat.S_IMODE(leaky.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.ipynb"], "the copy needs one place to go"),
        (["x.ipynb", "-o", "y.ipynb", "--in-place"], "the copy needs one place to go"),
        (["none.ipynb", "-o", "y.ipynb"], "none.ipynb cannot be read: No such file or directory"),
        (["x.ipynb", "-o", "none/y.ipynb"], "cannot write none/y.ipynb: No such file or directory"),
        (["x.ipynb", "-o", "-", "--format", "json"], "the copy and the result cannot both go to stdout"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: list[str], message: str, mlsec: Run, leaky: Path, tmp_path: Path
) -> None:
    done = mlsec("redact", *arguments)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"error: {message}")
    assert leaky.is_file()
    assert not (tmp_path / "y.ipynb").exists()


def test_there_is_no_copy_of_what_could_not_be_looked_at(
    mlsec: Run, write_notebook: Write, hf_token: str, tmp_path: Path
) -> None:
    path = write_notebook(f'key = "{hf_token}"', {"cell_type": "code", "source": 3})
    done = mlsec("redact", "x.ipynb", "-o", "copy.ipynb")
    assert done.returncode == 2
    assert done.stderr == (
        "error: x.ipynb was not redacted: not all of it can be looked at: "
        "cell 2: the source is neither a string nor a list of strings\n"
        "  help: repair the notebook (open it in JupyterLab and save it), then redact it\n"
    )
    path.write_text(path.read_text()[:-5])
    done = mlsec("redact", "x.ipynb", "-o", "copy.ipynb")
    assert done.returncode == 2
    assert hf_token not in done.stderr
    assert not (tmp_path / "copy.ipynb").exists()
