"""Data files that no call names are held against the digests that lie beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
LOOP = "import pandas as pd, glob\ndf = pd.concat(pd.read_csv(each) for each in glob.glob('in/*.csv'))"
DIGEST = hashlib.sha256(b"a\n1\n").hexdigest()
NOTES = {
    "in/SHA256SUMS": (f"{DIGEST}  t1.csv\n", "fail"),
    "in/t1.csv.sha256": (DIGEST, "fail"),
    "in/state.json": (f'{{"t1.csv": "{DIGEST}"}}', "warn"),
    "in/files.toml": (f'[one]\nfile = "t1.csv"\nsha256 = "{DIGEST}"\n', "warn"),
    "in/files.ini": (f"[one]\nt1.csv = {DIGEST}\n", "warn"),
}


@pytest.mark.parametrize("note", NOTES)
def test_a_file_of_a_folder_that_was_changed(ask_project: Ask, note: str) -> None:
    text, status = NOTES[note]
    said = (status, "The digest that is kept of in/t1.csv belongs to other bytes.")
    assert ask_project("changed_data", {"in/t1.csv": "a\n2\n", note: text}, LOOP) == said
    assert ask_project("changed_data", {"in/t1.csv": "a\n1\n", note: text}, LOOP)[0] == "pass"


def test_what_others_compare_or_nobody_noted_says_nothing(ask_project: Ask) -> None:
    files = {"t1.csv": "a\n2\n", "t1.csv.sha256": DIGEST, "t2.csv": "a\n"}
    named = "import pandas as pd\ndf = pd.read_csv('t1.csv')"
    said = ("not-applicable", "Does not apply: no digest of a data file is kept in the project.")
    assert ask_project("changed_data", files, named) == said


def test_data_that_cannot_be_read_are_not_evidence(ask_project: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.probes._folder.digest_files._MOST_BYTES", 2)
    assert ask_project("changed_data", {"t1.csv": "a\n2\n", "t1.csv.sha256": DIGEST})[0] == "error"
