from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\ndf = pd.read_csv('train.csv')"


@pytest.fixture
def digest(tmp_path: Path) -> str:
    (tmp_path / "train.csv").write_bytes(b"a,b\n1,2\n")
    return hashlib.sha256(b"a,b\n1,2\n").hexdigest()


@pytest.mark.parametrize("name", ["df", "train.csv"])
def test_a_file_as_declared(ask_notebook: Ask, digest: str, name: str) -> None:
    assert ask_notebook("pinned_data", READ, declare={f"dataset__{name}": {"sha256": f"sha256:{digest}"}}) == (
        "pass",
        "1 input file as pinned.",
    )


def test_one_changed_byte(ask_notebook: Ask, digest: str, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(b"a,b\n1,3\n")
    assert ask_notebook("pinned_data", READ, declare={"dataset__df": {"sha256": digest}}) == (
        "fail",
        "train.csv is not what was pinned.",
    )


@pytest.mark.parametrize(("content", "status"), [(b"a,b\n1,2\n", "pass"), (b"a,b\n1,3\n", "fail")])
def test_a_file_that_dvc_keeps(ask_notebook: Ask, tmp_path: Path, content: bytes, status: str) -> None:
    pinned = hashlib.md5(b"a,b\n1,2\n", usedforsecurity=False).hexdigest()
    (tmp_path / "train.csv").write_bytes(content)
    (tmp_path / "train.csv.dvc").write_text(f"outs:\n- md5: {pinned}\n  size: 8\n  path: train.csv\n")
    assert ask_notebook("pinned_data", READ)[0] == status


@pytest.mark.usefixtures("digest")
def test_a_file_that_nobody_pinned(ask_notebook: Ask) -> None:
    assert ask_notebook("pinned_data", READ) == ("open", "None of 1 input file is pinned.")


def test_some_files_pinned(ask_notebook: Ask, digest: str, tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_bytes(b"")
    source = READ + "\ntest = pd.read_csv('test.csv')"
    assert ask_notebook("pinned_data", source, declare={"dataset__df": {"sha256": digest}}) == (
        "warn",
        "test.csv is not pinned.",
    )


def test_a_file_that_is_not_here_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("pinned_data", READ, declare={"dataset__df": {"sha256": "0" * 64}}) == (
        "error",
        "Not evidence: train.csv could not be compared.",
    )


def test_nothing_is_read(ask_notebook: Ask) -> None:
    assert ask_notebook("pinned_data", "x = 1")[0] == "not-applicable"


def test_data_that_are_not_files(ask_notebook: Ask) -> None:
    source = "import pandas as pd\npd.read_csv('https://data.lab/a.csv')"
    assert ask_notebook("pinned_data", source) == ("open", "https://data.lab/a.csv cannot be compared from here.")


KEPT = {
    "SHA256SUMS": "{sha256}  train.csv\n",
    "train.csv.sha256": "{sha256}\n",
    "CHECKSUMS.txt": "SHA512 (train.csv) = {sha512}\n",
    "md5sums": "{md5} *./train.csv\n",
    "dvc.lock": "schema: '2.0'\nstages:\n  fit:\n    deps:\n    - path: train.csv\n      md5: {md5}\n",
    "datapackage.json": '{{"resources": [{{"path": "train.csv", "hash": "sha256:{sha256}"}}]}}',
    "train.csv.lock": '{{"file": "train.csv", "sha256": "{sha256}", "rows": 2}}',
    "pins.json": '{{"train.csv": "{sha256}"}}',
    "state.json": '{{"inputs": {{"train.csv": {{"md5": "{md5}", "bytes": 8}}}}}}',
    "inputs.csv": "name,sha256\ntrain.csv,{sha256}\n",
    "notes.ini": "[digests]\ntrain.csv = {sha512}\n",
    "croissant.json": '{{"distribution": [{{"contentUrl": "train.csv", "sha256": "{sha256}"}}]}}',
}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_what_other_tools_keep(ask_notebook: Ask, tmp_path: Path, name: str) -> None:
    content = b"a,b\n1,2\n"
    (tmp_path / "train.csv").write_bytes(content)
    digests = {kind: hashlib.new(kind, content).hexdigest() for kind in ("md5", "sha256", "sha512")}
    (tmp_path / name).write_text(KEPT[name].format(**digests))
    assert ask_notebook("pinned_data", READ) == ("pass", "1 input file as pinned.")
    (tmp_path / "train.csv").write_bytes(content + b"3,4\n")
    assert ask_notebook("pinned_data", READ) == ("fail", "train.csv is not what was pinned.")
    (tmp_path / name).write_text(KEPT[name].format(**digests).replace("train.csv", "other.csv"))
    assert ask_notebook("pinned_data", READ)[0] == ("open" if name != "train.csv.sha256" else "fail")
