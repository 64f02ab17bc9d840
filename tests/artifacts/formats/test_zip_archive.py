"""Members are found by their content, and what an archive says twice is compared."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, HARMLESS, changed, reaches, zipped

Look = Callable[[bytes], Seen]
BASE = zipped({"m.pkl": EVIL})
DIRECTORY = BASE.index(b"PK\1\2")
END = BASE.rindex(b"PK\5\6")
PLAIN = zipped({"a.txt": b"hi"})


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_read_in_every_method_and_depth(look: Look, method: int) -> None:
    assert look(zipped({"m.pkl": EVIL}, method)) == ({reaches("m.pkl")}, ())
    nested = zipped({"b.dat": zipped({"c.bin": EVIL}, method)}, method)
    assert look(zipped({"a.zip": nested}, method)) == ({reaches("a.zip: b.dat: c.bin")}, ())
    assert look(zipped({"m.pkl": HARMLESS, "notes/readme.txt": b"text\n", "empty": b""}, method)) == (set(), ())


@pytest.mark.parametrize("name", ["readme.md", "config.yaml", "load.py", "data", "weights.bin"])
def test_a_name_does_not_hide_a_pickle(look: Look, name: str) -> None:
    assert look(zipped({name: EVIL})) == ({reaches(name)}, ())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (changed(BASE, DIRECTORY + 16, bytes(4)), "a member with two sizes or checksums"),
        (changed(BASE, 6, b"\1"), "a member with two sets of flags"),
        (changed(BASE, DIRECTORY + 8, b"\1"), "a member that says it is encrypted"),
        (changed(BASE, 30, b"x"), "a member with two names"),
        (changed(BASE, 8, b"\x08"), "a member with two methods"),
        (b"GIF89a" + bytes(50) + BASE, "bytes in front of it"),
        (BASE + EVIL, "bytes after its end"),
        (changed(BASE, END + 10, b"\5"), "a wrong number of members"),
        (zipped([("m.pkl", HARMLESS), ("M.pkl", EVIL)]), "names that differ only in case"),
        (zipped({"m.txtX": EVIL}).replace(b"m.txtX", b"m.txt\0"), "a name with a zero byte"),
        (PLAIN[:-2] + struct.pack("<H", len(BASE)) + BASE, "a second end in its comment"),
    ],
)
def test_lies_are_told(look: Look, data: bytes, what: str) -> None:
    assert ("contradictory-archive", what) in {(rule, thing.rpartition(": ")[2]) for rule, thing in look(data)[0]}


def test_two_members_of_one_name(look: Look) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped([("m.pkl", HARMLESS), ("m.pkl", EVIL)])
    assert look(data) == ({("contradictory-archive", "two members of one name"), reaches("m.pkl")}, ())


@pytest.mark.parametrize("end", [changed(BASE, END + 12, bytes(4)), changed(BASE, END + 16, b"\xff\xff")])
def test_a_directory_that_cannot_be_found_is_a_lie_and_not_checked(look: Look, end: bytes) -> None:
    found, problems = look(end)
    assert ("contradictory-archive", "a directory that is not where its end says") in found
    assert len(problems) == 1


@pytest.mark.parametrize("name", ["../../m.txt", "/etc/m.txt", "..\\m.txt", "C:/m.txt", "a/../../m.txt"])
def test_paths_that_leave_the_archive(look: Look, name: str) -> None:
    assert look(zipped({name: b"x"}))[0] == {("escaping-archive-member", "a path that leaves the archive")}


@pytest.mark.parametrize(("target", "leads_out"), [("/etc/passwd", True), ("../../x", True), ("b/c", False)])
def test_links(look: Look, target: str, *, leads_out: bool) -> None:
    info = zipfile.ZipInfo("a/link")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    data = zipped({"a/link": target.encode()})
    at = data.index(b"PK\1\2")
    data = changed(changed(data, at + 5, b"\3"), at + 38, struct.pack("<I", info.external_attr))
    told = {("escaping-archive-member", "a/link: a link that leads out of the archive")}
    assert look(data) == (told if leads_out else set(), ())


def test_overlapping_members(look: Look) -> None:
    data = zipped({"a.txt": b"a" * 99, "b.txt": b"b" * 99})
    data = changed(data, data.rindex(b"PK\1\2") + 42, bytes(4))
    assert ("contradictory-archive", "members that overlap") in look(data)[0]


def test_bombs_are_told_by_what_they_declare_and_by_depth(look: Look) -> None:
    data = zipped({"a.txt": b"a" * 5000}, zipfile.ZIP_DEFLATED)
    at = data.index(b"PK\1\2")
    told = look(changed(data, at + 24, struct.pack("<I", 1 << 30)))[0]
    assert ("decompression-bomb", "content that grows beyond reason") in {(r, t.rpartition(": ")[2]) for r, t in told}
    for _ in range(9):
        data = zipped({"a.zip": data})
    found, problems = look(data)
    assert [rule for rule, _ in found] == ["decompression-bomb"]
    assert problems[0].endswith("archives are nested too deeply")


def test_notebooks_and_scripts_are_handed_up(look: Look) -> None:

    from jupyter_mlsec.artifacts.scan import scan_stream

    notebook = b'{"nbformat": 4, "cells": []}'
    data = zipped({"a/x.ipynb": notebook, "b.py": b"import os\n", "c.json": b'{"a": 1}'})
    looked = scan_stream(BytesIO(data))
    assert (looked.hits, looked.problems) == ((), ())
    assert looked.documents == (("a/x.ipynb", notebook), ("b.py", b"import os\n"))
    assert look(data) == (set(), ())


@pytest.mark.parametrize("place", [1, 2])
def test_a_member_that_the_directory_does_not_know(look: Look, place: int) -> None:
    names = ["a.txt", "b.txt"]
    names.insert(place, "hidden.pkl")
    data = zipped({name: EVIL if name == "hidden.pkl" else b"a" for name in names})
    first = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", first + 1)
    third = data.index(b"PK\1\2", second + 1)
    end = data.rindex(b"PK\5\6")
    entries = [data[first:second], data[second:third], data[third:end]]
    directory = b"".join(entries[:place] + entries[place + 1 :])
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(directory), first, 0)
    told = ("contradictory-archive", "a member that its directory does not know")
    assert look(data[:first] + directory + tail) == ({told}, ())


def test_a_folder_with_a_content(look: Look) -> None:
    data = zipped({"m.pkl/": EVIL})
    assert look(data) == ({reaches("m.pkl/")}, ())
    at = data.index(b"PK\1\2") + 20
    hidden = changed(data, at, bytes(8))  # the directory says that it is empty
    assert ("contradictory-archive", "a folder with a content") in look(hidden)[0]
    assert look(zipped({"m/": b""})) == (set(), ())


def test_a_second_name_in_utf_8(look: Look) -> None:
    stream = BytesIO()
    info = zipfile.ZipInfo("a.txt")
    info.extra = struct.pack("<HHBI", 0x7075, 5 + 5, 1, 0) + b"m.pkl"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, b"text")
    assert ("contradictory-archive", "a member with two names") in look(stream.getvalue())[0]


def test_large_arrays_are_not_read_for_their_checksum(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.artifacts.formats.zip_archive._CRC_LIMIT", 100)
    data = zipped({"a.txt": b"a" * 80, "b.txt": b"b" * 80})
    assert look(data.replace(b"b" * 80, b"c" * 80)) == (set(), ())
    told = ("contradictory-archive", "a.txt: a member whose checksum or size is wrong")
    assert look(data.replace(b"a" * 80, b"c" * 80)) == ({told}, ())
