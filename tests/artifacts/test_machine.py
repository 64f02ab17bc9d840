"""What the machine says of pickles that do harm: each family of tricks, put together byte by byte and never loaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen, call, text

Look = Callable[[bytes], Seen]
MEMO = text("os") + b"\x94" + text("system") + b"\x9400h\x00h\x01\x93."
FRAME = b"\x95\x01\x00\x00\x00\x00\x00\x00\x00"
SYSTEM = {("dangerous-pickle-import", "import of os.system")}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"cos\nsystem\n(S'true'\ntR.", id="protocol 0"),
        pytest.param(b"(S'true'\nios\nsystem\n.", id="INST"),
        pytest.param(b"(cos\nsystem\nS'true'\no.", id="OBJ"),
        pytest.param(call("os", "system"), id="STACK_GLOBAL"),
        pytest.param(b"S'os'\nS'system'\n\x93.", id="old texts as names"),
        pytest.param(b"S'\\x6fs'\nS'sys\\x74em'\n\x93.", id="escaped names"),
        pytest.param(b"Vos\nVs\\u0079stem\n\x93.", id="unicode escapes"),
        pytest.param(b"\x80\x04" + MEMO, id="through the memo"),
        pytest.param(b"\x80\x02K\x01." + call("os", "system"), id="a second pickle"),
    ],
)
def test_a_shell_is_found_however_it_is_named(look: Look, data: bytes) -> None:
    assert look(data) == (SYSTEM, ())


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("posix", "system"),
        ("nt", "system"),
        ("subprocess", "Popen"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("pip", "main"),
        ("pkgutil", "resolve_name"),
        ("IPython.utils.process", "system"),
        ("pandas", "eval"),
        ("sklearn", "os.system"),
        ("some_library.deep", "sys.modules"),
        ("torch.utils.collect_env", "run"),
        ("numpy.f2py.crackfortran", "param_eval"),
        ("pickle", "loads"),
        ("operator", "methodcaller"),
        ("types", "FunctionType"),
        ("urllib.request", "urlopen"),
        ("my_own", "run_command"),
    ],
)
def test_primitives_are_dangerous(look: Look, module: str, name: str) -> None:
    assert look(call(module, name)) == ({("dangerous-pickle-import", f"import of {module}.{name}")}, ())


def test_a_frame_that_ends_inside_an_operation_is_told(look: Look) -> None:
    opaque = ("opaque-pickle", "frame that ends inside an operation")
    assert look(b"\x80\x04" + FRAME + call("os", "system")[2:]) == ({*SYSTEM, opaque}, ())


def test_a_frame_inside_another_is_told(look: Look) -> None:
    frames = b"\x95" + bytes((20, *bytes(7))) + b"\x95" + bytes((3, *bytes(7)))
    assert look(b"\x80\x04" + frames + b"N0" * 12 + b"N.")[0] == {("opaque-pickle", "frame inside another frame")}


def test_names_of_python_2_are_what_python_3_makes_of_them(look: Look) -> None:
    found, _ = look(b"c__builtin__\neval\n(S'1'\ntR.")
    assert found == {("dangerous-pickle-import", "import of __builtin__.eval")}


@pytest.mark.parametrize("name", ["__main__.Model", "sympy.core.add.Add", "sklearn.base.nonsense"])
def test_what_nobody_vetted_is_asked_about(look: Look, name: str) -> None:
    module, _, last = name.rpartition(".")
    assert look(call(module, last)) == ({("unvetted-pickle-import", f"import of {name}")}, ())


COUNTER = text("collections") + text("Counter") + b"\x93"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (COUNTER + b"}b.", ("tampered-pickle-import", "state set on the import collections.Counter")),
        (COUNTER + b"K\x01K\x02s.", ("tampered-pickle-import", "items set on the import collections.Counter")),
        (COUNTER + b"K\x01a.", ("tampered-pickle-import", "members set on the import collections.Counter")),
        (COUNTER + b")R)R.", ("opaque-pickle", "call of something that the pickle has made")),
        (text("os") + COUNTER + b")R\x93.", ("tampered-pickle-import", "import of a computed name")),
        (b"\x82\x01.", ("opaque-pickle", "extension code")),
        (b"Pid\n.", ("opaque-pickle", "persistent id")),
        (b"K\x01Q.", ("opaque-pickle", "persistent id")),
        (b"K\x01.\xff\xff", ("bytes-after-pickle", "bytes after the pickle")),
    ],
)
def test_what_no_list_of_names_can_judge(look: Look, data: bytes, expected: tuple[str, str]) -> None:
    assert look(b"\x80\x04" + data) == ({expected}, ())


def test_a_pickle_in_bytes_for_a_vetted_loader_is_followed(look: Look) -> None:
    inner = call("os", "system")
    data = b"C" + bytes([len(inner)]) + inner
    found, problems = look(call("torch.storage", "_load_from_bytes", data))
    assert found == SYSTEM | {("opaque-pickle", "pickle inside the pickle")}  # it is not the row that the loader reads
    assert problems == ("the file ends too early",)


def test_a_name_that_is_no_identifier_is_never_shown(look: Look) -> None:
    found, _ = look(call("os", "not an identifier \x1b[31m"))
    assert found == {("dangerous-pickle-import", "import of os.a name that is no identifier")}


@pytest.mark.parametrize("length", range(1, len(call("collections", "Counter"))))
def test_a_cut_file_is_never_checked(look: Look, length: int) -> None:
    assert look(call("collections", "Counter")[:length])[1] != ()


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return stream.getvalue()


STORAGE = b"\x80\x02(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQ."
TENSORS = {"m/data.pkl": STORAGE}


def test_an_archive_of_tensors_is_clean(look: Look) -> None:
    assert look(archive({**TENSORS, "m/data/0": b"cos\nsystem\n", "m/version": b"3\n"})) == (set(), ())


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_with_a_shell_is_found(look: Look, compression: int) -> None:
    found = look(archive({"m/data.pkl": call("os", "system"), "m/data/0": b"0000"}, compression))
    assert found == ({("dangerous-pickle-import", "m/data.pkl: import of os.system")}, ())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda data: data.replace(b"m/data.pkl", b"m/data.pkX", 1), "m/data.pkl: a member with two names"),
        (lambda data: data[:6] + b"\x01" + data[7:], "m/data.pkl: a member with two sets of flags"),
        (lambda data: data[:14] + b"abcd" + data[18:], "m/data.pkl: a member with two sizes or checksums"),
        (lambda data: data.replace(b"storage", b"storagf", 1), "m/data.pkl: a member whose checksum or size is wrong"),
        (lambda data: data + b"more", "bytes after its end"),
    ],
)
def test_an_archive_that_contradicts_itself_is_found(
    look: Look, change: Callable[[bytes], bytes], expected: str
) -> None:
    assert ("contradictory-archive", expected) in look(change(archive(TENSORS)))[0]
