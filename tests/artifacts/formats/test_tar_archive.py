"""Tar archives in every dialect; what unpacking would write elsewhere."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, HARMLESS, changed, entry, reaches, tarred, zipped

Look = Callable[[bytes], Seen]
KINDS = [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT]
PATH = ("escaping-archive-member", "a path that leaves the archive")


@pytest.mark.parametrize("kind", KINDS)
def test_members_are_read(look: Look, kind: int) -> None:
    weights = zipped({"archive/data.pkl": EVIL, "archive/version": b"3\n"})
    data = tarred([("./model_config.yaml", b"a: 1\n"), ("./weights.ckpt", weights)], kind)
    told = {("dangerous-pickle-import", "./weights.ckpt: archive/data.pkl: import of os.system")}
    assert look(data) == (told, ())
    assert look(gzip.compress(data)) == (told, ())
    assert look(tarred([("a/b.txt", b"text"), ("m.pkl", HARMLESS)], kind)) == (set(), ())


@pytest.mark.parametrize("kind", KINDS[:2])
def test_long_names(look: Look, kind: int) -> None:
    name = "d/" * 60 + "m"
    assert look(tarred([(name, EVIL)], kind))[0] == {reaches("a member with an unusual name")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("member", "what"),
    [
        (("../../x", b"x"), "a path that leaves the archive"),
        (("/etc/x", b"x"), "a path that leaves the archive"),
        (entry("l", tarfile.SYMTYPE, "/etc/passwd"), "a link that leads out of the archive"),
        (entry("a/l", tarfile.SYMTYPE, "../../x"), "a link that leads out of the archive"),
        (entry("l", tarfile.LNKTYPE, "../x"), "a link that leads out of the archive"),
        (entry("d", tarfile.CHRTYPE), "a device or pipe"),
        (entry("d", tarfile.FIFOTYPE), "a device or pipe"),
    ],
)
def test_what_leads_out(look: Look, kind: int, member: tuple[str, bytes] | tarfile.TarInfo, what: str) -> None:
    found = look(tarred([member], kind))[0]
    assert {(rule, thing.rpartition(": ")[2]) for rule, thing in found} == {("escaping-archive-member", what)}


def test_links_inside_are_no_finding_and_what_is_written_through_them_is(look: Look) -> None:
    inside = entry("a/l", tarfile.SYMTYPE, "../b")
    assert look(tarred([inside, ("b", b"")])) == (set(), ())
    assert look(tarred([entry("l", tarfile.SYMTYPE, "sub"), ("l/x.txt", b"x")]))[0] == {
        ("escaping-archive-member", "a member behind a link of the archive")
    }


def test_lies(look: Look) -> None:
    twice = tarred([("m.pkl", HARMLESS), ("./m.pkl", HARMLESS)])
    assert look(twice) == ({("contradictory-archive", "two members of one name")}, ())
    assert look(tarred([("a.txt", b"x")]) + EVIL) == ({("contradictory-archive", "bytes after its end")}, ())
    assert look(tarred([("a.txt", b"x"), ("b.txt", b"x")])[:1300])[1] == ("the tar archive is damaged",)


def test_two_sizes_and_a_folder_with_a_content(look: Look) -> None:
    info = tarfile.TarInfo("m.txt")
    info.size, info.pax_headers = len(EVIL), {"size": "2"}
    block = info.tobuf(tarfile.PAX_FORMAT) + EVIL + bytes(-len(EVIL) % 512) + bytes(1024)
    assert ("contradictory-archive", "a member with two sizes") in look(block)[0]
    folder = tarfile.TarInfo("m.pkl/")
    folder.type, folder.size = tarfile.DIRTYPE, len(EVIL)
    assert ("contradictory-archive", "a folder with a content") in look(folder.tobuf() + EVIL + bytes(1024))[0]


def test_sparse_files_are_not_checked(look: Look) -> None:
    data = tarred([entry("s", tarfile.GNUTYPE_SPARSE)])
    assert look(data)[1] == ("s: a sparse file in a tar archive is not read by this version",)


def test_a_file_that_is_a_pickle_as_well(look: Look) -> None:
    data = bytearray(tarred([("a" * 50, b"x")]))
    data[: len(EVIL)] = EVIL
    data[148:156] = b" " * 8
    data = bytearray(changed(bytes(data), 148, b"%06o\0 " % sum(data[:512])))
    assert {
        ("two-formats-in-one-file", "a pickle and a tar archive"),
        ("dangerous-pickle-import", "import of os.system"),
    } <= look(bytes(data))[0]
