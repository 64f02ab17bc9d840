"""Code beside a notebook is part of what evidence is bound to: of what was read with it, by meaning, and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import ChecklistSettings, Config
from jupyter_mlsec.lifecycle.fingerprint import beside_fingerprints, code_fingerprint
from jupyter_mlsec.lifecycle.grounds import Grounds
from jupyter_mlsec.lifecycle.slices import slice_files, slice_fingerprint
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.notebook.code_beside import read_beside

Write = Callable[..., Notebook]
FILES = {
    "prep.py": "from shared import LIMIT\n\ndef load(path):\n    return open(path)\n",
    "shared.py": "LIMIT = 40\n",
    "looks.py": "def show(df):\n    print(df)\n",
    "late.py": "extra = 3\n",
}
CELLS = (
    "from prep import load",
    "import looks",
    "df = load('d.csv')",
    "looks.show(df)",
    "%run late.py",
    "more = extra + 1",
    "own = 1",
)


def lay(folder: Path, notebook: Notebook, **changed: str) -> Notebook:
    for name, text in {**FILES, **{f"{key}.py": text for key, text in changed.items()}}.items():
        (folder / name).write_text(text)
    return replace(notebook, beside=read_beside(notebook, folder, folder))


@pytest.mark.parametrize(
    ("name", "files"), [("df", ("prep.py", "shared.py")), ("more", ("late.py",)), ("own", ())]
)  # fmt: skip
def test_a_variable_depends_on_the_files_that_its_cells_use(
    write: Write, tmp_path: Path, name: str, files: tuple[str, ...]
) -> None:
    assert slice_files(lay(tmp_path, write(*CELLS)), name) == files


@pytest.mark.parametrize(
    ("changed", "phrases"),
    [
        ({}, ()),
        ({"prep": "# what loads\n" + FILES["prep.py"].replace("open(path)", "open(  path )")}, ()),
        ({"shared": "LIMIT = 41\n"}, ("shared.py changed since 2026-11-20",)),
        ({"looks": "def show(df):\n    print(df, df)\n"}, ()),
        ({"prep": "from shared import LIMIT\ndef load(:\n"}, ("prep.py changed since 2026-11-20",)),
    ],
)
def test_an_edit_of_a_file_reaches_what_is_made_with_it(
    write: Write, tmp_path: Path, now: datetime, changed: dict[str, str], phrases: tuple[str, ...]
) -> None:
    before = lay(tmp_path, write(*CELLS))
    digests = beside_fingerprints(before)
    binds = {"notebook:df": slice_fingerprint(before, "df") or ""}
    binds |= {f"notebook:{path}": digests[f"notebook:{path}"] for path in slice_files(before, "df")}
    grounds = Grounds(now, tmp_path, {}, lay(tmp_path, write(*CELLS), **changed))
    assert grounds.changes(binds, now - timedelta(days=1)) == phrases


def test_a_file_that_is_gone_is_said(write: Write, tmp_path: Path, now: datetime) -> None:
    notebook = lay(tmp_path, write(*CELLS))
    binds = {"notebook:shared.py": beside_fingerprints(notebook)["notebook:shared.py"]}
    (tmp_path / "shared.py").unlink()
    grounds = Grounds(now, tmp_path, {}, replace(notebook, beside=read_beside(notebook, tmp_path, tmp_path)))
    assert grounds.changes(binds, now - timedelta(days=1)) == ("shared.py cannot be read any more",)


def test_comments_and_layout_of_a_file_do_not_count(write: Write) -> None:
    texts = [
        write(source).cells[0].source for source in ("x = 1\ny = (2,)\n", "# one\nx = 1\n\n\ny = 2,  # two\n", "x = 2")
    ]
    first, same, other = ([text] for text in texts)
    assert code_fingerprint(first) == code_fingerprint(same) != code_fingerprint(other)


def test_evidence_of_what_reads_the_code_is_bound_to_the_files(
    write: Write, fill: Callable[..., Checklist], tmp_path: Path
) -> None:
    notebook = lay(tmp_path, write("from prep import load\nimport random", "x = random.random()"))
    made = fill(notebook, config=Config(checklist=ChecklistSettings(profile="regulated")))
    binds = {each.probe: sorted(each.binds) for state in made.states for each in state.evidence}
    assert binds["unseeded-randomness"] == ["notebook", "notebook:prep.py", "notebook:shared.py", "policy"]
    assert binds["execution-order"] == ["notebook", "policy"]
    assert {"notebook:prep.py", "notebook:shared.py"} <= made.fingerprints.keys()
