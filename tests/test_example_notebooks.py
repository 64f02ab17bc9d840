"""Each example goes from nothing to a report that two keys have signed, as its cells say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import Run

EXAMPLES = Path(__file__).parents[1] / "example_notebooks"
DECISIONS = {"credit": "approve", "digits": "reject", "support": "approve"}
PERFORMED = {"EVA-01", "EVA-02", "EVA-03", "EVA-04", "EVA-05", "EVA-07", "COL-02", "COL-03", "PRE-06", "TRN-07"}


def cells(name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((EXAMPLES / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return found


def lay_out(name: str, folder: Path) -> Path:
    for file in (f"{name}.ipynb", "mlsec.toml"):
        (folder / file).write_bytes((EXAMPLES / file).read_bytes())
    return folder / f"{name}.ipynb"


@pytest.mark.parametrize("name", DECISIONS)
def test_it_has_fewer_than_fifteen_cells_and_no_outputs(name: str) -> None:
    assert len(cells(name)) < 15
    assert [cell for cell in cells(name) if cell.get("outputs")] == []


@pytest.mark.parametrize("name", ["digits", "support"])
def test_it_runs_and_is_signed(name: str, mlsec: Run, tmp_path: Path) -> None:
    notebook = lay_out(name, tmp_path)
    own = {"MLSEC_CONFIG_DIR": str(tmp_path / ".config"), "MLSEC_DATA_DIR": str(tmp_path / ".data")}
    command = [sys.executable, "-W", "error", "-m", "jupyter_mlsec", "run", notebook.name, "-o", f"{name}.mlrun"]
    done = subprocess.run(  # noqa: S603 - our own command, with more patience than the fixture has
        command, cwd=tmp_path, env=os.environ | own, capture_output=True, text=True, check=False, timeout=540
    )
    assert done.returncode == 0, done.stdout + done.stderr
    review(mlsec, tmp_path, name)


def test_the_first_one_runs_as_a_person_runs_it(mlsec: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a kernel: every cell, the export and both signatures included."""
    notebook = lay_out("credit", tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))  # as Jupyter Server tells a kernel
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / ".config"))
    monkeypatch.setenv("MLSEC_DATA_DIR", str(tmp_path / ".data"))
    document = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(document, timeout=540, resources={"metadata": {"path": str(tmp_path)}}).execute()
    said = {cell.id: "".join(text(output) for output in cell.outputs) for cell in document.cells if "outputs" in cell}
    assert [name for name, words in said.items() if "error:" in words] == []
    assert "exported to credit.mlrun, signed by" in said["sign"]
    assert "credit.html shows credit.mlrun as it was signed" in said["sign"]
    assert (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8").count("[More Information Needed]") == 0
    review(mlsec, tmp_path, "credit")
    page = (tmp_path / "credit.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 150_000
    assert "Selection rate by sex" in page


def review(mlsec: Run, folder: Path, name: str) -> None:
    """Sign as the last cells say, with a reviewer's key, and hold the report against what every example promises."""
    (source,) = (cell["source"] for cell in cells(name) if cell["id"] == "sign-title")
    assert isinstance(source, list)
    told = "".join(source)
    decision = DECISIONS[name]
    assert f"$ mlsec sign-off {name}.mlrun --as reviewer --decision {decision}\n" in told
    mlsec("key", "new", "--output", "lee.pem", "--identity", "lee@example.org", "--no-passphrase")
    assert mlsec("key", "trust", "lee.pub", "--as", "lee@example.org").returncode == 0
    (folder / ".config" / "signers.toml").write_text('[roles]\nreviewer = ["lee@example.org"]\n')
    signed = mlsec("sign-off", f"{name}.mlrun", "--as", "reviewer", "--decision", decision, "--key", "lee.pem")
    assert signed.returncode == 0, signed.stderr
    done = mlsec("report", f"{name}.mlrun", "-o", f"{name}.html", "--format", "json")
    assert done.returncode == (decision == "reject"), done.stderr
    (source,) = json.loads(done.stdout)["sources"]
    trust = source["trust"]
    if decision == "approve":
        assert [(signer["role"], signer["identity"]) for signer in trust["signers"]][1:] == [
            ("reviewer", "lee@example.org")
        ]
        assert trust["verified"] is True
    else:
        assert [failure["code"] for failure in trust["failures"]] == ["run-rejected"]
    computed = {item["id"] for item in source["items"] if item["evidence"]}
    assert computed >= PERFORMED
    assert [
        item["id"] for item in source["items"] if item["id"] in {"EVA-03", "EVA-04"} and item["status"] == "error"
    ] == []
    assert len((folder / f"{name}.html").read_bytes()) < 150_000
    assert source["findings"] == []


def text(output: nbformat.NotebookNode) -> str:
    return str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
