"""Folders and files of the file browser: looked at with progress, cancelled, verified."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.server import sweeps
from jupyter_mlsec.server.sweeping import steps

SWEEPS = "jupyter-mlsec/v1/sweeps"
PICKLED = b"cos\nsystem\n(S'true'\ntR."  # never loaded


@pytest.fixture
def project(server: Any, notebook: Callable[..., Any]) -> Path:
    """A folder with a notebook, a script, a model and a thing that is none of them."""
    folder: Path = server.root / "project"
    (folder / "models").mkdir(parents=True, exist_ok=True)
    (folder / "load.ipynb").write_text(json.dumps(notebook("import pickle\npickle.load(open('m', 'rb'))")))
    (folder / "plain.py").write_text("x = 1\n")
    (folder / "models" / "m.pkl").write_bytes(PICKLED)
    (folder / "note.txt").write_text("nothing")
    return folder


def finished(server: Any, id_: str) -> Any:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        answer = server.ask("GET", f"{SWEEPS}/{id_}")
        if answer.json["state"] != "running":
            return answer.json
        time.sleep(0.05)
    pytest.fail("the sweep did not end")


def test_a_folder_is_looked_at_file_by_file(server: Any, project: Path) -> None:
    begun = server.ask("POST", SWEEPS, {"path": project.name})
    assert (begun.status, begun.json["format"], begun.json["state"]) == (202, "mlsec-sweep/1", "running")
    told = finished(server, begun.json["id"])
    assert (told["state"], told["total"], told["looked"], told["more"]) == ("done", 3, 3, 0)
    assert told["scan"]["verdict"] == "findings"
    assert [target["path"] for target in told["scan"]["targets"]] == [
        "project/load.ipynb",
        "project/models/m.pkl",
        "project/plain.py",
    ]
    assert sorted((found["path"], found["rule"]) for found in told["scan"]["findings"]) == [
        ("project/load.ipynb", "unsafe-pickle-load"),
        ("project/models/m.pkl", "dangerous-pickle-import"),
    ]


def test_one_file_and_the_whole_root_can_be_chosen(server: Any, project: Path) -> None:
    one = server.ask("POST", SWEEPS, {"path": f"{project.name}/models/m.pkl"})
    told = finished(server, one.json["id"])
    assert [target["path"] for target in told["scan"]["targets"]] == ["project/models/m.pkl"]
    root = server.ask("POST", SWEEPS, {"path": "/"})
    told = finished(server, root.json["id"])
    assert "project/plain.py" in {target["path"] for target in told["scan"]["targets"]}


def test_a_sweep_can_be_cancelled(server: Any, project: Path) -> None:
    begun = server.ask("POST", SWEEPS, {"path": project.name})
    told = server.ask("DELETE", f"{SWEEPS}/{begun.json['id']}").json
    assert told["state"] == "cancelled"
    assert told["message"].startswith("cancelled after 0 of ")
    assert finished(server, begun.json["id"])["scan"] is None


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"path": "nowhere"}, 404, "there is no such file or folder"),
        ({"path": "../"}, 403, "path leads outside the server's root"),
        ({"path": ""}, 400, "path is empty or not a path"),
        ({"path": "project", "notebook": {}}, 400, "only saved files can be looked at"),
        ({"folder": "project"}, 400, "the request's body is malformed"),
    ],
)
@pytest.mark.parametrize("route", ["sweeps", "verify"])
def test_what_cannot_be_chosen_is_refused(
    server: Any, project: Path, route: str, body: dict[str, Any], status: int, message: str
) -> None:
    assert project.is_dir()
    answer = server.ask("POST", f"jupyter-mlsec/v1/{route}", body)
    assert (answer.status, answer.json["message"]) == (status, message)


def test_a_sweep_that_nobody_began_is_not_there(server: Any) -> None:
    answer = server.ask("GET", f"{SWEEPS}/{'0' * 16}")
    assert (answer.status, answer.json["message"]) == (404, "this look at files is forgotten")


def test_only_signed_runs_are_verified(server: Any, project: Path) -> None:
    answer = server.ask("POST", "jupyter-mlsec/v1/verify", {"path": f"{project.name}/models"})
    assert (answer.status, answer.json["message"]) == (400, "this is no signed run")


def test_what_only_looks_like_a_signed_run_fails(server: Any, project: Path) -> None:
    (project / "false.mlrun").mkdir(exist_ok=True)
    answer = server.ask("POST", "jupyter-mlsec/v1/verify", {"path": f"{project.name}/false.mlrun"})
    assert answer.status == 200
    told = answer.json
    assert (told["format"], told["verdict"], told["trust_level"]) == ("mlsec-verify/1", "failed", 0)
    assert told["trust"] == "nothing is proven about who made it"
    assert told["failures"]


def test_the_worst_are_kept_where_there_are_too_many(
    tmp_path: Path, notebook: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_mlsec.server.sweeping.MOST_FINDINGS", 1)
    (tmp_path / "x.ipynb").write_text(
        json.dumps(notebook("!pip install lightgbm", "import pickle\npickle.load(open('m', 'rb'))"))
    )
    *_, last = steps(tmp_path, "a")
    assert (last["more"], [found["rule"] for found in last["scan"]["findings"]]) == (1, ["unsafe-pickle-load"])


def test_a_configuration_that_cannot_be_read_is_told(server: Any, project: Path) -> None:
    (project / "mlsec.toml").write_text("nonsense = 1\n")
    begun = server.ask("POST", SWEEPS, {"path": project.name})
    told = finished(server, begun.json["id"])
    (project / "mlsec.toml").unlink()
    assert told["state"] == "failed"
    assert "nonsense" in told["message"]


def test_no_more_than_a_few_run_at_a_time(tmp_path: Path) -> None:
    known = sweeps.Sweeps()
    for _ in range(sweeps.MAX_RUNNING):
        one = sweeps.Sweep("a", tmp_path)
        known._known[one.id] = one
    with pytest.raises(sweeps.TooManySweeps):
        known.start("a", tmp_path)
    known.stop()
    assert {one.state for one in known._known.values()} == {"cancelled"}
