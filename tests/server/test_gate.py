"""``gate``: one cell that is about to run, judged by its text and by what a kernel has said."""

from __future__ import annotations

import json
import os
import pickle
import secrets
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.server.gate_tasks import gate_policy
from jupyter_mlsec.server.probe_text import probe_text
from tests.artifacts.conftest import call

Notebook = Callable[..., dict[str, Any]]
GATE = "jupyter-mlsec/v1/gate"
LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"
PLAIN = "unpickling runs whatever code the file holds"


def ask(server: Any, document: dict[str, Any], cell: int, path: str = "x.ipynb", **kernel: Any) -> Any:
    body = {"path": path, "notebook": document, "cell": cell, "kernel": kernel or None}
    answer = server.ask("POST", GATE, body)
    assert answer.status == 200, answer.json
    return answer.json


def seen(findings: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["rule"], one["severity"], one["line"]) for one in findings]


def on_disk(path: Path) -> dict[str, Any]:
    found = path.stat()
    stamp = [str(number) for number in (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)]
    return {"exists": True, "real": str(path.resolve()), "stamp": stamp, "written": True, "loading": None}


def test_without_a_kernel_the_text_is_what_counts(server: Any, notebook: Notebook) -> None:
    answer = ask(server, notebook("x = 1", "import pickle\npickle.load(open('n.pkl', 'rb'))"), 1)
    assert seen(answer["text"]) == seen(answer["findings"]) == [("unsafe-pickle-load", "high", 2)]
    assert (answer["basis"], answer["outcome"], answer["gate"]) == ([], "checked", "high")


@pytest.mark.parametrize(
    "case",  # cells, the kernel's answer, findings by text, findings with the kernel, basis
    [
        (
            ["x = 1", "L(open('n.pkl', 'rb'))"],
            {"names": {"L": "pickle.load"}},
            [],
            [("unsafe-pickle-load", "high", 1)],
            ["the name L is pickle.load in the live kernel"],
        ),
        (
            ["from pickle import load", "load(open('n.pkl', 'rb'))"],
            {"names": {"load": "json.load"}},
            [("unsafe-pickle-load", "high", 1)],
            [],
            ["the name load is json.load in the live kernel"],
        ),
        (
            ["from pickle import load", "load(open('n.pkl', 'rb'))"],
            {"names": {"load": "__main__.load"}, "definitions": {"load": "def load(f):\n    return f.read()\n"}},
            [("unsafe-pickle-load", "high", 1)],
            [],
            ["the name load is this session's own function in the live kernel"],
        ),
        (
            ["x = 1", "fetch('n.pkl')"],
            {
                "names": {"fetch": "__main__.fetch", "inner": "__main__.inner", "pickle": "pickle"},
                "definitions": {
                    "fetch": "def fetch(path):\n    return inner(open(path, 'rb'))\n",
                    "inner": "def inner(stream):\n    return pickle.load(stream)\n",
                },
            },
            [],
            [("unsafe-pickle-load", "high", 1)],
            ["the name fetch is this session's own function in the live kernel"],
        ),
        (
            ["x = 1", "import torch\ntorch.load('n.pt')"],
            {"names": {"torch": "torch"}, "versions": {"torch": "2.3.0"}},
            [("unsafe-torch-load", "medium", 2)],
            [("unsafe-torch-load", "high", 2)],
            ["the kernel has torch 2.3.0"],
        ),
        (
            ["x = 1", "import torch\ntorch.load('n.pt')"],
            {"names": {"torch": "torch"}, "versions": {"torch": "2.7.1"}},
            [("unsafe-torch-load", "medium", 2)],
            [("unsafe-torch-load", "low", 2)],
            ["the kernel has torch 2.7.1"],
        ),
        (["def fetch(p):\n    return p", "fetch('n')"], {"names": {"fetch": "__main__.fetch"}}, [], [], []),
        (["x = 1", "L('n')"], {"names": {"L": "evil;import os"}, "definitions": {"L": "def L(:\n"}}, [], [], []),
    ],
)
def test_what_the_kernel_says_changes_the_verdict_and_is_named(
    server: Any, notebook: Notebook, case: tuple[Any, ...]
) -> None:
    cells, kernel, *expected = case
    answer = ask(server, notebook(*cells), 1, **kernel)
    assert [seen(answer["text"]), seen(answer["findings"]), answer["basis"]] == expected


def test_a_function_that_is_seen_is_found_where_it_is_defined(server: Any, notebook: Notebook) -> None:
    source = "def fetch(path):\n    return pickle.load(open(path, 'rb'))\n"
    facts: dict[str, Any] = {"names": {"fetch": "__main__.fetch", "pickle": "pickle"}, "definitions": {"fetch": source}}
    document = notebook(f"import pickle\n{source}", "fetch('n.pkl')")
    assert seen(ask(server, document, 1, **facts)["findings"]) == []
    gone = ask(server, notebook("x = 1", "fetch('n.pkl')"), 1, **facts)["findings"]
    assert [one["message"] for one in gone] == [
        f"{PLAIN} (in a function that this session defined in a cell that is gone)"
    ]


def test_files_are_those_that_the_kernel_sees(server: Any, notebook: Notebook) -> None:
    folder = server.root / "gated"
    folder.mkdir(exist_ok=True)
    (folder / "m.pkl").write_bytes(pickle.dumps([1]))
    document, names = notebook("x = 1", LOAD), {"names": {"pickle": "pickle"}}
    here = on_disk(folder / "m.pkl")

    def findings(fact: dict[str, Any] | None) -> Any:
        answer = ask(server, document, 1, "gated/x.ipynb", **names, files={} if fact is None else {"m.pkl": fact})
        return [(one["severity"], one["message"]) for one in answer["findings"]], answer["unknown_files"]

    assert findings(None) == ([("high", PLAIN)], ["m.pkl"])
    own = f"{PLAIN} (m.pkl was written by this session and was scanned: only vetted names)"
    assert findings(here) == ([("low", own)], [])
    elsewhere = {**here, "stamp": ["1", "2", "3", "4"]}  # a remote kernel: the server's file is another one
    assert findings(elsewhere) == ([("high", PLAIN)], [])
    far = f"{PLAIN} (m.pkl was scanned: it would run code)"
    assert findings({**elsewhere, "written": None, "loading": "dangerous"}) == ([("critical", far)], [])
    assert findings({"exists": False}) == ([("high", f"{PLAIN} (m.pkl is not there now)")], [])


def test_the_server_looks_at_no_file_outside_its_root(server: Any, notebook: Notebook, tmp_path: Path) -> None:
    (tmp_path / "m.pkl").write_bytes(call("os", "system"))
    fact = on_disk(tmp_path / "m.pkl")
    answer = ask(server, notebook(LOAD), 0, names={"pickle": "pickle"}, files={"m.pkl": fact})
    assert [(one["severity"], one["message"]) for one in answer["findings"]] == [("high", PLAIN)]


@pytest.mark.parametrize(
    "change",
    [
        {"cell": -1},
        {"cell": "0"},
        {"cell": 7},
        {"notebook": []},
        {"path": ""},
        {"kernel": {"names": {"x": 3}}},
        {"kernel": {"extra": {}}},
        {"kernel": {"files": {"x": {"exists": True, "loading": "fine"}}}},
        {"kernel": {"names": {"x": "y" * 30_000}}},
        {"kernel": {"names": {f"x{number}": "y" for number in range(3000)}}},
        {"more": 1},
    ],
)
def test_a_malformed_body_is_refused(server: Any, notebook: Notebook, change: dict[str, Any]) -> None:
    answer = server.ask("POST", GATE, {"path": "x.ipynb", "notebook": notebook("x = 1"), "cell": 0, **change})
    assert answer.status == 400
    assert set(answer.json) == {"message", "help"}


def test_a_project_and_its_policy_are_told(server: Any) -> None:
    folder = server.root / "strict"
    folder.mkdir(exist_ok=True)
    (folder / "mlsec.toml").write_text('gate = "low"\ngate-mode = "block"\n', encoding="utf-8")
    answer = server.ask("GET", f"{GATE}?path=strict/x.ipynb").json
    assert answer.pop("probe") == probe_text()
    assert answer == {
        "format": "mlsec-gate-policy/1",
        "mode": "block",
        "locked": False,
        "gate": "low",
        "gate_locked": False,
    }
    assert server.ask("GET", f"{GATE}?path=x.ipynb").json["mode"] is None


def override(server: Any, path: str, reason: str) -> Any:
    body = {"path": path, "source": "x = 1", "rules": ["unsafe-pickle-load"], "reason": reason}
    return server.ask("POST", f"{GATE}/overrides", body)


def test_a_cell_that_was_run_anyway_is_in_the_trail_without_its_reason(server: Any) -> None:
    folder = server.root / "recorded"
    folder.mkdir(exist_ok=True)
    (folder / "mlsec.toml").write_text("", encoding="utf-8")
    token = "hf" + "_" + "".join(secrets.choice(string.ascii_letters) for _ in range(34))
    answer = override(server, "recorded/x.ipynb", f"  my own model,\nloaded with {token}  ")
    assert answer.status == 200
    said = answer.json["reason"]
    assert said.startswith("my own model, loaded with ")
    assert token not in json.dumps(answer.json)
    assert (answer.json["recorded"], answer.json["entry"], answer.json["problem"]) == (True, 0, None)
    [entry] = Trail(folder).entries()
    assert (entry.kind, entry.subject, entry.outcome) == (
        "guard",
        "recorded/x.ipynb unsafe-pickle-load",
        "run-anyway",
    )
    assert set(entry.digests) == {"cell", "reason"}
    kept = Trail(folder).path.read_text(encoding="utf-8")
    assert token not in kept
    assert "my own model" not in kept
    assert token not in server.log.read_text(encoding="utf-8")


def test_a_policy_can_lock_the_mode(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('gate-mode = "block"\nlocked = ["gate-mode", "gate"]\n', encoding="utf-8")
    monkeypatch.setenv("MLSEC_POLICY", str(policy))
    (tmp_path / "mlsec.toml").write_text('gate-mode = "off"\n', encoding="utf-8")
    told = gate_policy({"folder": str(tmp_path)}, b"")
    assert (told["mode"], told["locked"], told["gate_locked"]) == ("block", True, True)


@pytest.mark.parametrize("reason", ["", "   ", "\n", "...", "x" * 501])
def test_a_reason_that_says_nothing_is_refused(server: Any, reason: str) -> None:
    answer = override(server, "x.ipynb", reason)
    assert answer.status == 400
    assert answer.json["message"] == "a reason has between 1 and 500 characters"


def test_a_trail_that_cannot_be_written_is_said(server: Any) -> None:
    folder = server.root / "stuck"
    folder.mkdir(exist_ok=True)
    (folder / ".mlsec").write_text("a file", encoding="utf-8")
    answer = override(server, "stuck/x.ipynb", "a reason")
    assert answer.status == 200
    assert answer.json["recorded"] is False
    assert answer.json["problem"] == ".mlsec could not be made (FileExistsError)"


@pytest.mark.parametrize("body", [{"source": 3}, {"rules": []}, {"rules": ["<b>"]}, {"rules": ["a"] * 51}, {"more": 1}])
def test_a_malformed_override_is_refused(server: Any, body: dict[str, Any]) -> None:
    whole = {"path": "x.ipynb", "source": "x = 1", "rules": ["a"], "reason": "mine", **body}
    assert server.ask("POST", f"{GATE}/overrides", whole).status == 400


def test_the_umask_of_the_trail_is_the_persons_own(server: Any) -> None:
    folder = server.root / "private"
    folder.mkdir(exist_ok=True)
    assert override(server, "private/x.ipynb", "a reason").json["recorded"] is True
    assert os.stat(folder / ".mlsec" / "trail.jsonl").st_mode & 0o077 == 0  # noqa: PTH116 - one number


def test_a_file_that_an_earlier_cell_wrote_is_as_it_is_now(server: Any, notebook: Notebook) -> None:
    folder = server.root / "written"
    folder.mkdir(exist_ok=True)
    (folder / "m.pkl").write_bytes(pickle.dumps([1]))
    write = "import pickle, pathlib\npathlib.Path('m.pkl').write_bytes(pickle.dumps([1]))"
    facts = {"names": {"pickle": "pickle"}, "files": {"m.pkl": on_disk(folder / "m.pkl")}}

    def severities(*cells: str) -> list[str]:
        answer = ask(server, notebook(*cells), len(cells) - 1, "written/x.ipynb", **facts)
        return [one["severity"] for one in answer["findings"]]

    assert severities(write, "pickle.load(open('m.pkl', 'rb'))") == ["low"]
    assert severities("x = 1", f"{write}\npickle.load(open('m.pkl', 'rb'))") == ["high"]
    helper = "import pickle, shutil\ndef fetch():\n    shutil.copy('other', 'm.pkl')"
    assert severities(helper, "fetch()\npickle.load(open('m.pkl', 'rb'))") == ["high"]
    assert severities("import pickle", "!curl x > m.pkl\npickle.load(open('m.pkl', 'rb'))") == ["high"]
    magic = "import pickle\n!ls\nwith open('m.pkl', 'wb') as stream:\n    pickle.dump([1], stream)"
    assert severities(magic, "pickle.load(open('m.pkl', 'rb'))") == ["low"]
    broken = f"{magic}\ndef save():\n    with open('m.pkl', 'wb') as stream:\n        pickle.dump([2], stream)"
    assert severities(broken, "pickle.load(open('m.pkl', 'rb'))") == ["medium"]  # save() may be called in between
    plain = "import pickle\nwith open('m.pkl', 'wb') as stream:\n    pickle.dump([1], stream)"
    assert severities(plain, "pickle.load(open('m.pkl', 'rb'))") == ["low"]


def test_modules_beside_the_notebook_are_read_with_a_kernel_too(server: Any, notebook: Notebook) -> None:
    folder = server.root / "modules"
    folder.mkdir(exist_ok=True)
    code = "import pickle\ndef fetch(path):\n    return pickle.load(open(path, 'rb'))\n"
    (folder / "own.py").write_text(code, encoding="utf-8")
    document, names = notebook("import own", "own.fetch('n.pkl')"), {"own": "own"}
    for facts in ({}, {"names": names, "versions": {"x": "1"}}):
        answer = ask(server, document, 1, "modules/x.ipynb", **facts)
        assert seen(answer["findings"]) == [("unsafe-pickle-load", "high", 1)]
