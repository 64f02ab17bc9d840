"""What is said of the files that code names: confined, bounded, remembered as long as the file stays the same."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.model.kernel import FileFact, Loading
from jupyter_mlsec.scan import file_facts
from jupyter_mlsec.scan.artifact import scan_artifact
from jupyter_mlsec.scan.file_facts import FileFacts, facts_beside
from tests.artifacts.conftest import call

HARMLESS = pickle.dumps({"a": [1]})
VETTED = FileFact(exists=True, loading=Loading.VETTED, saw="only vetted names")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "nb/models").mkdir(parents=True)
    (tmp_path / "nb/models/good.pkl").write_bytes(HARMLESS)
    (tmp_path / "nb/bad.pkl").write_bytes(call("os", "system"))
    (tmp_path / "nb/own.pkl").write_bytes(call("__main__", "Model"))
    (tmp_path / "nb/cut.pkl").write_bytes(HARMLESS[:-1])
    (tmp_path / "shared.pkl").write_bytes(HARMLESS)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("models/good.pkl", VETTED),
        ("./models/../models/good.pkl", VETTED),
        (
            "bad.pkl",
            FileFact(
                exists=True,
                loading=Loading.DANGEROUS,
                saw="loading this file reaches os.system, which can run code or reach the system",
            ),
        ),
        (
            "own.pkl",
            FileFact(
                exists=True,
                loading=Loading.ASKS,
                saw="loading this file uses __main__.Model, which is whatever the loading program calls so",
            ),
        ),
        ("cut.pkl", FileFact(exists=True, loading=Loading.UNREAD, saw="the file ends too early")),
    ],
)
def test_a_fact_says_what_loading_would_do(project: Path, path: str, fact: FileFact) -> None:
    facts = FileFacts(project / "nb", project / "nb")
    assert facts[path] == fact
    assert dict(facts) == {path: fact}


@pytest.mark.parametrize(
    "path",
    ["", "a\0b", "~/x.pkl", "https://x.example/m.pkl", "s3://b/m.pkl", "data:m.pkl", "missing.pkl", "models",
     "../shared.pkl", "/etc/hostname", "../nb/../shared.pkl", "link.pkl", "folder/shared.pkl"],
)  # fmt: skip
def test_what_is_elsewhere_has_no_fact(project: Path, path: str) -> None:
    (project / "nb/link.pkl").symlink_to(project / "shared.pkl")
    (project / "nb/folder").symlink_to(project)
    assert FileFacts(project / "nb", project / "nb").get(path) is None


def test_the_project_is_the_limit_where_there_is_one(project: Path) -> None:
    notebook = str(project / "nb/train.ipynb")
    assert facts_beside(notebook, project)["../shared.pkl"] == VETTED
    assert facts_beside(notebook, None).get("../shared.pkl") is None
    assert facts_beside(notebook, project / "other").get("../shared.pkl") is None


def test_a_pipe_is_not_waited_for(project: Path) -> None:
    os.mkfifo(project / "nb/pipe.pkl")
    assert FileFacts(project / "nb", project).get("pipe.pkl") is None


def test_a_file_is_looked_at_again_when_it_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def noted(path: str) -> TargetReport:
        looks.append(path)
        return scan_artifact(path)

    monkeypatch.setattr(file_facts, "scan_artifact", noted)
    path = project / "nb/models/good.pkl"
    os.utime(path, ns=(1, 1))
    for _ in range(3):
        assert FileFacts(project / "nb", project)["models/good.pkl"] == VETTED
    assert looks == [str(path)]
    path.write_bytes(call("os", "system"))
    for _ in range(2):  # just written: it may change again within the clock's tick, so nothing is remembered
        assert FileFacts(project / "nb", project)["models/good.pkl"].loading is Loading.DANGEROUS
    assert len(looks) == 3


def test_a_notebook_that_names_very_many_files_is_not_followed_to_the_end(project: Path) -> None:
    facts = FileFacts(project, project)
    for index in range(40):
        (project / f"{index}.pkl").write_bytes(HARMLESS)
    said = [facts[f"{index}.pkl"].loading for index in range(40)]
    assert said == [Loading.VETTED] * 32 + [Loading.UNREAD] * 8


def test_time_is_bounded_for_all_files_together(project: Path) -> None:
    facts = FileFacts(project / "nb", project, deadline=0.0)
    assert facts["bad.pkl"] == FileFact(exists=True, loading=Loading.UNREAD, saw="there are too many files to look at")
