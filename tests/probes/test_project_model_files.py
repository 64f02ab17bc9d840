from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jupyter_mlsec.model.kernel import FileFact, Loading
from jupyter_mlsec.scan.file_facts import FileFacts
from tests.artifacts.conftest import call

Ask = Callable[..., tuple[str, str]]
GOOD = FileFact(exists=True, loading=Loading.VETTED, saw="only vetted names")


def test_a_planted_file_and_its_clean_twin(ask_project: Ask, tmp_path: Path) -> None:
    files = {"models/a.pkl": "N.", "notes.md": "x"}
    facts = FileFacts(tmp_path, tmp_path)
    assert ask_project("model_files", files, artifacts=facts) == (
        "pass",
        "1 model file scanned without loading: only vetted names.",
    )
    (tmp_path / "models/b.joblib").write_bytes(call("posix", "system"))
    assert ask_project("model_files", files, artifacts=FileFacts(tmp_path, tmp_path)) == (
        "fail",
        "b.joblib is dangerous to load.",
    )


def test_what_nobody_can_look_at_is_not_evidence(ask_project: Ask) -> None:
    files = {"a.pkl": "N."}
    assert ask_project("model_files", files) == ("error", "Not evidence: nobody looked at the model files.")
    many = tuple(Path(f"/x/{index}.pkl") for index in range(201))
    assert ask_project("model_files", {}, files=many, artifacts={}) == (
        "error",
        "Not evidence: 201 model files are too many to look at here.",
    )


def test_a_project_without_models_has_nothing_to_scan(ask_project: Ask) -> None:
    assert ask_project("model_files", {"a.py": "x = 1"}, artifacts={})[0] == "not-applicable"
