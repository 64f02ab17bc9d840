"""A bundle is looked at once: what changes meanwhile cannot be one thing to the digest and another to the reader."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import archive
from jupyter_mlsec.runs.archive import opened
from jupyter_mlsec.runs.verify import verify_bundle


def test_what_was_digested_is_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(b"signed")
    with opened(tmp_path) as snapshot:
        assert snapshot.digest("run.json") == hashlib.sha256(b"signed").hexdigest()
        (tmp_path / "run.json").write_bytes(b"forged")
        assert snapshot.read("run.json") == b"signed"
        snapshot.copy("run.json", tmp_path / "copied")
    assert (tmp_path / "copied").read_bytes() == b"signed"


@pytest.mark.parametrize("first", ["digest", "read"])
def test_a_large_file_that_changes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    monkeypatch.setattr(archive, "_KEPT", 3)
    (tmp_path / "run.json").write_bytes(b"signed")
    with opened(tmp_path) as snapshot:
        getattr(snapshot, first)("run.json")
        (tmp_path / "run.json").write_bytes(b"forged")
        with pytest.raises(BundleError, match=r"^run\.json changed while it was looked at$"):
            snapshot.read("run.json")


def test_no_more_is_kept_than_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_KEPT_ALL", 10)
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"signed")
    with opened(tmp_path) as snapshot:
        assert [snapshot.read(name) for name in ("a", "b")] == [b"signed"] * 2
        for name in ("a", "b"):
            (tmp_path / name).write_bytes(b"forged")
        assert snapshot.read("a") == b"signed"
        with pytest.raises(BundleError):
            snapshot.read("b")


def test_a_verification_opens_each_file_once(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times: Counter[str] = Counter()
    real = archive._open

    def counted(path: str) -> object:
        times[Path(path).relative_to(bundle).as_posix()] += 1
        return real(path)

    monkeypatch.setattr(archive, "_open", counted)
    assert verify_bundle(bundle).failures == ()
    files = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    assert times == dict.fromkeys(files, 1)
