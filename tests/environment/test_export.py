"""Archives and folders of advisories are read without unpacking, and broken ones are not half read."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from jupyter_mlsec.environment import export
from jupyter_mlsec.environment.export import Member, members
from jupyter_mlsec.errors import AuditError

FILES = {"vulns/a/1.yaml": b"id: 1", "vulns/b/2.json": b"{}", "LICENSE": b"text"}
EXPECTED = [Member("vulns/a/1.yaml", b"id: 1"), Member("vulns/b/2.json", b"{}")]


def as_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def as_tar(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def test_zip_tar_folder_and_file_hold_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert list(members(as_zip(tmp_path / "a.zip", FILES))) == EXPECTED
    assert list(members(as_tar(tmp_path / "a.tar.gz", FILES))) == EXPECTED
    assert list(members(folder)) == EXPECTED
    assert list(members(folder / "vulns/b/2.json")) == [Member("2.json", b"{}")]


def test_links_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        entry = tarfile.TarInfo("evil.json")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(entry)
    assert list(members(path)) == []


@pytest.mark.parametrize("make", [as_zip, as_tar])
def test_a_cut_off_archive_is_refused_as_a_whole(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = make(tmp_path / "a.bin", {f"{n}.json": bytes(range(256)) * 40 for n in range(20)})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(AuditError, match=r"^a\.bin could not be read as an advisory export \("):
        list(members(path))


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "a.zip", {"1.json": b"x" * 500, "2.json": b"{}"})
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF
    path.write_bytes(data)
    assert list(members(path)) == [Member("1.json", None, "is damaged or encrypted in the archive"), EXPECTED_TWO]


EXPECTED_TWO = Member("2.json", b"{}")


def test_members_of_absurd_size_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MEMBER_LIMIT", 10)
    files = {"big.json": b"x" * 11, "small.json": b"{}"}
    large = Member("big.json", None, "is larger than any advisory")
    small = Member("small.json", b"{}")
    assert list(members(as_zip(tmp_path / "a.zip", files))) == [large, small]
    assert list(members(as_tar(tmp_path / "a.tgz", files))) == [large, small]
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    assert list(members(folder)) == [large, small]


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "TOTAL_LIMIT", 1000)
    path = as_zip(tmp_path / "a.zip", {f"{n}.json": b"x" * 400 for n in range(9)})
    with pytest.raises(AuditError, match=r"^a\.zip unpacks to more than"):
        list(members(path))


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(AuditError, match=r"^notes\.txt could not be read as an advisory export"):
        list(members(tmp_path / "notes.txt"))
    with pytest.raises(AuditError, match=r"^gone\.zip does not exist$"):
        list(members(tmp_path / "gone.zip"))
