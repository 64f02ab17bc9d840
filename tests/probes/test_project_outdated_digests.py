"""A digest that is kept of a saved model is that of the bytes that lie there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]
OLD, NEW = "weights", "weights, fitted once more"
SAVES = "model.save('model.skops')\nopen('ridge.json', 'w').write(text)\nopen('net.npz', 'wb').write(data)"
STALE = "The digest that is kept of {} belongs to other bytes."


def digest(text: str, kind: str = "sha256") -> str:
    return hashlib.new(kind, text.encode(), usedforsecurity=False).hexdigest()


KEPT = {
    "model.skops": ("model.skops.sha256", "{sha256}  model.skops\n", "fail"),
    "ridge.json": ("SHA256SUMS", "{sha256}  ridge.json\n", "fail"),
    "net.npz": ("net.npz.md5", "{md5}\n", "fail"),
    "out/model.onnx": ("out/pins.json", '{{"model.onnx": "{sha256}"}}', "fail"),
    "model.ubj": ("record.json", '{{"run": 3, "model": "model.ubj", "sha256": "{sha256}"}}', "warn"),
    "model.pt": ("notes.txt", "saved model.pt, sha256 {sha256}\n", "warn"),
    "model.safetensors": ("model.lock", "{sha256}", "warn"),
    "model.gguf": (
        "card.json",
        '{{"data_file": "a.csv", "data_sha256": "{other}", "model_file": "model.gguf", "model_sha256": "{sha256}"}}',
        "warn",
    ),
    "model.joblib": ("manifest.csv", "file,bytes,sha256\nmodel.joblib,7,{sha256}\n", "warn"),
}


@pytest.mark.parametrize("model", KEPT)
def test_a_digest_of_an_older_save(ask_project: Ask, model: str) -> None:
    note, text, status = KEPT[model]
    written = text.format(sha256=digest(OLD), md5=digest(OLD, "md5"), other=digest("rows"))
    assert ask_project("outdated_digests", {model: NEW, note: written}, SAVES) == (status, STALE.format(model))
    assert ask_project("outdated_digests", {model: OLD, note: written}, SAVES)[0] == "pass"


def test_one_of_many_notes_may_fit(ask_project: Ask) -> None:
    log = f"model.pt {digest(OLD)}\nmodel.pt {digest(NEW)}\n"
    assert ask_project("outdated_digests", {"model.pt": NEW, "log.txt": log})[0] == "pass"


@pytest.mark.parametrize(
    "note",
    [
        '{{"model": "model.pt", "commit": "{sha1}"}}',
        '{{"model": "model.pt", "hmac_sha256": "{sha256}"}}',
        '{{"model": "model.pt", "data": "a.csv", "data_sha256": "{sha256}"}}',
        '{{"model": "other.pt", "sha256": "{sha256}"}}',
        '{{"sha256": "{sha256}"}}',
    ],
)
def test_digests_of_something_else_say_nothing(ask_project: Ask, note: str) -> None:
    written = note.format(sha256=digest(OLD), sha1=digest(OLD, "sha1"))
    assert ask_project("outdated_digests", {"model.pt": NEW, "run.json": written}) == (
        "not-applicable",
        "Does not apply: no digest of a saved model is kept in the project.",
    )


def test_files_that_data_are_read_from_are_no_models(ask_project: Ask) -> None:
    files = {"rows.json": NEW, "rows.json.sha256": digest(OLD)}
    reads = "import pandas as pd\ndf = pd.read_json('rows.json')"
    assert ask_project("outdated_digests", files, reads)[0] == "not-applicable"


def test_a_model_that_cannot_be_read_is_not_evidence(
    ask_project: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_mlsec.probes._folder.digest_files._MOST_BYTES", 3)
    assert ask_project("outdated_digests", {"model.pt": NEW, "model.pt.sha256": digest(OLD)})[0] == "error"
    assert (tmp_path / "model.pt").is_file()
