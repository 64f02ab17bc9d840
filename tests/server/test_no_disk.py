"""A server whose contents manager keeps no files: documents are looked at, and nothing on the disk has a say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.server.tasks import config_of

Notebook = Callable[..., dict[str, Any]]
LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"


@pytest.fixture(scope="module")
def server(running_server: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server that stands in a folder with a configuration, and with a file of the name that the notebook loads."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "mlsec.toml").write_text('gate = "low"\nignore = ["unsafe-pickle-load"]\n', encoding="utf-8")
    (folder / "m.pkl").write_bytes(b"\x80\x04N.")
    (folder / "own.py").write_text("import pickle\ndef fetch(path):\n    return pickle.load(open(path, 'rb'))\n")
    manager = "tests.server.memory_contents.MemoryManager"
    with running_server(f"--ServerApp.contents_manager_class={manager}", cwd=folder) as made:
        yield made


def kept(server: Any, path: str, document: dict[str, Any]) -> None:
    body = {"type": "notebook", "format": "json", "content": document}
    assert server.ask("PUT", f"api/contents/{path}", body).status in {200, 201}


def test_a_notebook_that_is_on_no_disk_is_looked_at(server: Any, notebook: Notebook) -> None:
    document = notebook("x = 1", LOAD)
    kept(server, "x.ipynb", document)
    for body in ({"path": "x.ipynb"}, {"path": "x.ipynb", "notebook": document}):
        answer = server.scan(body)
        assert answer.status == 200
        found = [(one["rule"], one["severity"], one["cell"]["index"]) for one in answer.json["findings"]]
        assert found == [("unsafe-pickle-load", "high", 1)]
        assert [target["outcome"] for target in answer.json["targets"]] == ["checked"]
    assert server.scan({"path": "y.ipynb"}).status == 404


def test_its_cells_are_gated_and_no_file_has_a_say(server: Any, notebook: Notebook) -> None:
    body = {"path": "x.ipynb", "notebook": notebook("x = 1", LOAD), "cell": 1}
    for kernel in (None, {"names": {"pickle": "pickle"}}):
        answer = server.ask("POST", "jupyter-mlsec/v1/gate", {**body, "kernel": kernel})
        assert answer.status == 200
        assert [(one["rule"], one["severity"]) for one in answer.json["findings"]] == [("unsafe-pickle-load", "high")]
        assert answer.json["gate"] == "high"
    policy = server.ask("GET", "jupyter-mlsec/v1/gate?path=x.ipynb").json
    assert (policy["mode"], policy["locked"], policy["gate"]) == (None, False, "high")


def test_running_a_cell_anyway_is_recorded_nowhere_and_said(server: Any) -> None:
    body = {"path": "x.ipynb", "source": "x = 1", "rules": ["unsafe-pickle-load"], "reason": "mine"}
    answer = server.ask("POST", "jupyter-mlsec/v1/gate/overrides", body)
    assert answer.status == 200
    assert answer.json["recorded"] is False
    assert answer.json["problem"] == "this server does not keep notebooks as files"


def test_its_checklist_is_made(server: Any, notebook: Notebook) -> None:
    answer = server.ask("POST", "jupyter-mlsec/v1/checklist", {"path": "x.ipynb", "notebook": notebook("x = 1")})
    assert answer.status == 200
    assert answer.json["items"]


def test_the_hubs_policy_counts_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('gate-mode = "block"\ngate = "critical"\nlocked = ["gate-mode"]\n', encoding="utf-8")
    (tmp_path / "mlsec.toml").write_text('gate = "low"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLSEC_POLICY", str(policy))
    config = config_of({"folder": None})
    assert (config.gate.value, config.gate_mode, config.root) == ("critical", "block", None)


def test_modules_are_those_beside_the_notebook_and_not_the_servers_own(server: Any, notebook: Notebook) -> None:
    document = notebook("import own", "own.fetch('n.pkl')")
    for kernel in (None, {"names": {"own": "own"}, "versions": {"x": "1"}}):
        body = {"path": "x.ipynb", "notebook": document, "cell": 1, "kernel": kernel}
        answer = server.ask("POST", "jupyter-mlsec/v1/gate", body)
        assert (answer.status, answer.json["findings"]) == (200, [])
