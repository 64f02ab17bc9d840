"""``POST scan`` and its relatives, asked as the front end asks."""

from __future__ import annotations

import hashlib
import json
import secrets
import string
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_mlsec.server.bodies import MAX_BYTES
from tests.artifacts.conftest import call

Notebook = Callable[..., dict[str, Any]]

LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"


def found(answer: Any) -> list[tuple[int, str]]:
    assert answer.status == 200, answer.json
    return [(finding["cell"]["index"], finding["rule"]) for finding in answer.json["findings"]]


def digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_a_saved_notebook_is_read_through_the_contents_manager(server: Any, notebook: Notebook) -> None:
    folder = server.root / "deep"
    folder.mkdir(exist_ok=True)
    (folder / "saved.ipynb").write_text(json.dumps(notebook("x = 1", LOAD)), encoding="utf-8")
    answer = server.scan({"path": "deep/saved.ipynb"})
    assert found(answer) == [(1, "unsafe-pickle-load")]
    assert answer.json["format"] == "mlsec-scan/1"
    assert answer.json["verdict"] == "findings"
    assert answer.json["targets"] == [
        {"path": "deep/saved.ipynb", "kind": "notebook", "outcome": "checked", "reason": None, "cells": 2}
    ]


def test_the_unsaved_text_counts_and_every_cell_has_its_hash(server: Any, notebook: Notebook) -> None:
    answer = server.scan({"path": "unsaved.ipynb", "notebook": notebook("x = 'é'", LOAD)})
    assert found(answer) == [(1, "unsafe-pickle-load")]
    assert answer.json["cells"] == [
        {"index": 0, "id": "c0", "hash": digest("x = 'é'")},
        {"index": 1, "id": "c1", "hash": digest(LOAD)},
    ]
    assert answer.json["findings"][0]["cell"] == {"index": 1, "id": "c1", "hash": digest(LOAD)}


def test_only_the_cells_asked_for_are_answered_and_the_rest_is_context(server: Any, notebook: Notebook) -> None:
    split = notebook("import pickle as p", "p.load(open('m.pkl', 'rb'))", LOAD)
    answer = server.scan({"path": "x.ipynb", "notebook": split, "cells": [1]})
    assert found(answer) == [(1, "unsafe-pickle-load")]
    clean = server.scan({"path": "x.ipynb", "notebook": split, "cells": [0]})
    assert (found(clean), clean.json["verdict"]) == ([], "clean")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"path": 3}',
        b'{"path": ""}',
        b'{"path": "/"}',
        b'{"path": "x.ipynb", "notebook": 3}',
        b'{"path": "x.ipynb", "notebook": [1]}',
        b'{"path": "x.ipynb", "cells": [0]}',
        b'{"path": "x.ipynb", "notebook": {}, "cells": [-1]}',
        b'{"path": "x.ipynb", "notebook": {}, "cells": [true]}',
        b'{"path": "x.ipynb", "notebook": {}, "cells": 1}',
        b'{"path": "x.ipynb", "extra": 1}',
        b'{"path": "x\\u0000.ipynb"}',
        b'\xff{"path": "x.ipynb"}',
        b'{"path": "x.ipynb", "notebook": ' + b"[" * 100_000,
    ],
)
def test_a_malformed_body_is_a_400_that_says_what_to_send(server: Any, body: bytes) -> None:
    answer = server.scan(body)
    assert answer.status == 400
    assert set(answer.json) == {"message", "help"}
    assert answer.json["message"]
    assert answer.json["help"]


def test_a_cell_beyond_the_end_is_a_400(server: Any, notebook: Notebook) -> None:
    answer = server.scan({"path": "x.ipynb", "notebook": notebook("x = 1"), "cells": [1]})
    assert answer.status == 400
    assert answer.json == {
        "message": "the notebook has 1 cell, and a cell beyond them was asked for",
        "help": "cells counts all cells from 0",
    }


def test_an_unknown_path_is_a_404(server: Any) -> None:
    answer = server.scan({"path": "nowhere.ipynb"})
    assert answer.status == 404
    assert answer.json == {"message": "there is no such document", "help": "save it first, or look at the path"}


def test_a_hidden_document_does_not_exist(server: Any, notebook: Notebook) -> None:
    (server.root / ".hidden.ipynb").write_text(json.dumps(notebook("x = 1")), encoding="utf-8")
    assert server.scan({"path": ".hidden.ipynb"}).status == 404


def test_a_folder_is_a_400(server: Any) -> None:
    (server.root / "folder").mkdir(exist_ok=True)
    assert server.scan({"path": "folder"}).json["message"] == "path is a folder"


def test_too_much_is_a_413(server: Any) -> None:
    with (server.root / "huge.ipynb").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    answer = server.scan({"path": "huge.ipynb"})
    assert answer.status == 413
    assert answer.json["message"] == "the notebook is larger than 128 MiB"


@pytest.mark.parametrize("content", [b"", b"no json", b"[]", b"{}", b'{"nbformat": 4}'])
def test_what_is_no_notebook_is_incomplete_and_never_clean(server: Any, content: bytes) -> None:
    (server.root / "odd.ipynb").write_bytes(content)
    answer = server.scan({"path": "odd.ipynb"})
    assert (answer.status, answer.json["verdict"]) == (200, "incomplete")
    assert answer.json["targets"][0]["reason"]


def test_what_the_contents_manager_cannot_read_is_refused(server: Any) -> None:
    (server.root / "odd.ipynb").write_bytes(b"\xff\xfe\x00")
    answer = server.scan({"path": "odd.ipynb"})
    assert answer.status == 400
    assert answer.json == {"message": "this document cannot be read", "help": "look at its kind and rights"}


def test_no_secret_comes_back(server: Any, notebook: Notebook) -> None:
    token = "hf" + "_" + "".join(secrets.choice(string.ascii_letters) for _ in range(34))
    document = notebook(f"token = '{token}'")
    document["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": f"{token}\n"}]
    answer = server.scan({"path": "x.ipynb", "notebook": document})
    assert found(answer) == [(0, "hugging-face-token"), (0, "hugging-face-token")]
    assert token not in json.dumps(answer.json)
    assert token not in server.log.read_text(encoding="utf-8")


def test_a_wrong_configuration_is_said_and_nothing_is_clean(server: Any, notebook: Notebook) -> None:
    folder = server.root / "misconfigured"
    folder.mkdir(exist_ok=True)
    (folder / "mlsec.toml").write_text("selct = []\n", encoding="utf-8")
    answer = server.scan({"path": "misconfigured/x.ipynb", "notebook": notebook("x = 1")})
    assert answer.status == 409
    assert "unknown field `selct`" in answer.json["message"]
    assert answer.json["help"] == "see docs/configuration.md for the keys"


def test_the_checklist_shows_every_item(server: Any, notebook: Notebook) -> None:
    answer = server.ask("POST", "jupyter-mlsec/v1/checklist", {"path": "x.ipynb", "notebook": notebook("x = 1")})
    assert answer.status == 200
    assert answer.json["format"] == "mlsec-checklist/1"
    assert len(answer.json["items"]) == 62
    assert answer.json["unparsed"] == []


def test_the_checklist_says_which_cells_are_no_python(server: Any, notebook: Notebook) -> None:
    half = notebook("x = 1", "%%bash\nls |\n", "y = f(x", "%time z = (", "!pip list")
    answer = server.ask("POST", "jupyter-mlsec/v1/checklist", {"path": "x.ipynb", "notebook": half})
    assert answer.json["unparsed"] == [2]


def test_rules_are_listed_and_each_has_its_page(server: Any) -> None:
    listed = server.ask("GET", "jupyter-mlsec/v1/rules").json
    assert listed["format"] == "mlsec-rules/1"
    assert "unsafe-pickle-load" in {rule["name"] for rule in listed["rules"]}
    page = server.ask("GET", "jupyter-mlsec/v1/rules/unsafe-pickle-load").json
    assert page["severity"] in {"high", "critical"}
    assert page["docs"]
    assert server.ask("GET", "jupyter-mlsec/v1/rules/no-such-rule").status == 404


def test_a_model_file_is_looked_at_where_it_lies(server: Any) -> None:
    folder = server.root / "models"
    folder.mkdir(exist_ok=True)
    (folder / "bad.pkl").write_bytes(call("os", "system"))
    (folder / "weights").write_bytes(b"\x80\x04N.")
    answer = server.scan({"path": "models/bad.pkl"})
    assert answer.status == 200
    assert answer.json["targets"] == [
        {"path": "models/bad.pkl", "kind": "artifact", "outcome": "checked", "reason": None, "cells": 0}
    ]
    told = [(finding["path"], finding["rule"], finding["severity"]) for finding in answer.json["findings"]]
    assert told == [("models/bad.pkl", "dangerous-pickle-import", "critical")]
    assert server.scan({"path": "models/weights"}).json["verdict"] == "clean"
    assert server.scan({"path": "models"}).status == 400
    assert server.scan({"path": "models/none.pkl"}).status == 404
    assert server.scan({"path": "models/.hidden.pkl"}).status == 404
    assert server.ask("POST", "jupyter-mlsec/v1/checklist", {"path": "models/bad.pkl"}).status in {400, 422}


def test_a_cell_is_told_what_the_file_beside_it_would_do(server: Any, notebook: Notebook) -> None:
    folder = server.root / "beside"
    folder.mkdir(exist_ok=True)
    (folder / "m.pkl").write_bytes(call("os", "system"))
    (server.root / "up.pkl").write_bytes(call("os", "system"))
    unsaved = notebook(LOAD, LOAD.replace("m.pkl", "../up.pkl"))
    answer = server.scan({"path": "beside/x.ipynb", "notebook": unsaved})
    assert [(finding["cell"]["index"], finding["severity"]) for finding in answer.json["findings"]] == [
        (0, "critical"),
        (1, "high"),
    ]
