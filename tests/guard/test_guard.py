"""The guard's parts: one hook, a policy that is replaced, counts, files that were written, the environment."""

# ruff: noqa: S301 - what the guard guards
from __future__ import annotations

import io
import mmap
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mlsec.errors import GuardError, UsageError
from jupyter_mlsec.guard import hook
from jupyter_mlsec.guard.deeds import program
from jupyter_mlsec.guard.environment import is_installed, is_shadowed
from jupyter_mlsec.guard.guard import Guard
from jupyter_mlsec.guard.ledger import OTHERS, Ledger
from jupyter_mlsec.guard.policy import Policy, policy_from, qualified
from jupyter_mlsec.guard.written import Written
from jupyter_mlsec.model.guard import Answer, Deed, GuardEvent, GuardMode

BLOCK = Policy(mode=GuardMode.BLOCK)


@pytest.fixture
def guard() -> Iterator[Guard]:
    found = Guard(tell=lambda _event: None)
    yield found
    found.follow(Policy())


def test_the_hook_is_installed_once_and_its_table_is_emptied(guard: Guard) -> None:
    for _ in range(3):
        guard.follow(BLOCK)
        guard.follow(Policy())
    assert hook._installed == [True]
    assert hook._handlers == {}


def test_modes(guard: Guard) -> None:
    told: list[GuardEvent] = []
    guard.tell = told.append
    data = pickle.dumps(os.getpid)
    guard.follow(Policy(mode=GuardMode.WARN))
    assert pickle.loads(data) is pickle.loads(data) is os.getpid
    assert told == [
        GuardEvent(
            deed=Deed.LOAD,
            name="posix.getpid",
            answer=Answer.WARNED,
            reason="which can run code or reach the system",
        )
    ]  # once for each name
    guard.follow(BLOCK)
    with pytest.raises(GuardError):
        pickle.loads(data)
    guard.follow(BLOCK.allowing(("posix", "getpid")))
    assert pickle.loads(data) is os.getpid
    guard.follow(Policy())
    assert pickle.loads(data) is os.getpid
    assert guard.ledger.total(Deed.LOAD, Answer.WARNED) == 2
    assert guard.ledger.total(Deed.LOAD, Answer.BLOCKED) == 1


def test_a_listener_that_fails_lets_nothing_pass(guard: Guard, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_event: GuardEvent) -> None:
        raise OSError("disk full")

    guard.tell = fail
    guard.follow(BLOCK)
    with pytest.raises(GuardError):
        pickle.loads(pickle.dumps(os.getpid))
    assert [record.message for record in caplog.records] == [
        "blocked: posix.getpid which can run code or reach the system"
    ]


def test_an_error_of_the_guard_comes_back_from_a_worker() -> None:
    error = GuardError("the guard stopped this load", help=("first", "second"))
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == "the guard stopped this load\n  help: first\n  help: second"


def test_a_name_that_could_be_anything_is_not_shown(guard: Guard) -> None:
    guard.follow(BLOCK)
    secret = "not a name " + "x" * 9
    with pytest.raises(GuardError) as caught:
        pickle.loads(f"c{secret}\n{secret}\n.".encode())
    assert secret not in str(caught.value)


@pytest.mark.parametrize("text", ["os.system", "os:", ":x", "os:a b", "os:1", "o s:x", "os:a:b", ""])
def test_names_to_allow_are_written_in_one_way(text: str) -> None:
    with pytest.raises(UsageError, match=r"a name to allow is written package\.module:Name"):
        qualified(text)


def test_a_policy_travels_as_plain_values() -> None:
    policy = Policy(
        mode=GuardMode.WARN, allowed=frozenset({("a.b", "C"), ("d", "E.f")}), refused=frozenset({Deed.TEXT})
    )
    plain = policy.as_json()
    assert plain == {"mode": "warn", "allowed": ["a.b:C", "d:E.f"], "refused": ["text"]}
    assert policy_from("warn", ["a.b:C", "d:E.f"], ["text"]) == policy


def test_counts_of_many_threads_are_complete() -> None:
    ledger = Ledger()
    threads = [threading.Thread(target=lambda: [ledger.note(Deed.LOAD, "a.B") for _ in range(2000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.total(Deed.LOAD) == 8000


def test_a_hostile_number_of_names_is_counted_together() -> None:
    ledger = Ledger()
    for number in range(2000):
        ledger.note(Deed.LOAD, f"a.B{number}")
    counts = ledger.counted()
    assert len(counts) == 501
    assert counts[Deed.LOAD, OTHERS, Answer.PASSED] == 1500


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("/usr/bin/git", "git"),
        (b"C:\\Windows\\cmd.exe", "cmd.exe"),
        (Path("/opt/a b/x"), "x"),
        ("/bin/--token=hunter2", "unnamed"),
        ("a b", "unnamed"),
        (["git"], "unnamed"),
        ("x" * 50, "unnamed"),
    ],
)
def test_a_program_is_named_by_a_plain_word_or_not_at_all(given: object, name: str) -> None:
    assert program(given) == name


def test_files_that_a_cell_wrote(tmp_path: Path) -> None:
    written = Written()
    mine, other, read = (str(tmp_path / name) for name in ("mine", "other", "read"))
    written.opened((mine, "wb", os.O_WRONLY | os.O_CREAT))
    written.opened((read, "rb", os.O_RDONLY))
    written.opened((7, "wb", os.O_WRONLY))
    for path in (mine, other, read):
        Path(path).write_bytes(b"x")
    assert [written.is_unchanged(path) for path in (mine, other, read)] == [True, False, False]
    written.settle()
    assert written.is_unchanged(mine)
    Path(mine).write_bytes(b"somebody else's")
    assert not written.is_unchanged(mine)


def test_what_belongs_to_the_environment(tmp_path: Path) -> None:
    import numpy as np

    assert is_installed(np.__file__)
    assert is_installed(subprocess.__file__)
    assert not is_installed(str(tmp_path / "numpy.py"))


def test_a_folder_that_replaces_a_library_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dateutil").mkdir()
    (tmp_path / "dateutil/__init__.py").write_text("")
    (tmp_path / "zoneinfo.py").write_text("")
    assert not is_shadowed("dateutil.tz.tz")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] in {"dateutil", "zoneinfo"}]:
        monkeypatch.delitem(sys.modules, name)
    assert is_shadowed("dateutil.tz.tz")
    assert is_shadowed("zoneinfo")
    assert not is_shadowed("no_such_library")


def test_a_replaced_library_is_not_imported_by_a_pickle(tmp_path: Path) -> None:
    (tmp_path / "uuid.py").write_text("open('ran', 'w').close()\nclass UUID: pass\n")
    source = (
        "import pickle, sys\n"
        "from jupyter_mlsec.guard.guard import GUARD\n"
        "from jupyter_mlsec.guard.policy import Policy\n"
        "from jupyter_mlsec.model.guard import GuardMode\n"
        "sys.modules.pop('uuid', None)\n"
        "sys.path.insert(0, '')\n"
        "GUARD.follow(Policy(mode=GuardMode.BLOCK))\n"
        "pickle.loads(b'cuuid\\nUUID\\n.')\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", source], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert "imports uuid.UUID, which a file outside the environment replaces" in done.stderr
    assert not (tmp_path / "ran").exists()


def test_a_name_from_a_stream_that_cannot_be_found_is_stopped(guard: Guard) -> None:
    from zoneinfo import ZoneInfo

    class Own(io.BytesIO):
        """A stream that reads in a way of its own."""

        def read(self, size: int | None = -1) -> bytes:
            return super().read(size)

    data = pickle.dumps(ZoneInfo("UTC"))
    guard.follow(BLOCK)
    found = pickle.loads(data)
    again = pickle.load(io.BytesIO(data))
    assert found is again is ZoneInfo("UTC")
    with pytest.raises(GuardError, match=r"builtins\.getattr"):
        pickle.load(Own(data))
    with pytest.raises(GuardError, match=r"builtins\.getattr"):
        list(map(pickle.loads, [data]))


def test_streams_of_well_known_libraries_are_followed(guard: Guard, tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    class Named(io.BytesIO):
        """A stream with a name, as upload widgets make them."""

    zone = ZoneInfo("UTC")
    data = pickle.dumps(zone)
    plain = tmp_path / "zone.pkl"
    plain.write_bytes(data)
    with zipfile.ZipFile(tmp_path / "zones.zip", "w") as archive:
        archive.writestr("stored", data)
        archive.writestr("deflated", data, zipfile.ZIP_DEFLATED)
        archive.writestr("bzip2", data, zipfile.ZIP_BZIP2)
    guard.follow(BLOCK)
    assert pickle.load(Named(data)) is zone
    with plain.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert pickle.load(mapped) is zone
    with tempfile.NamedTemporaryFile() as temporary, tempfile.SpooledTemporaryFile() as spooled:
        for stream in (temporary, spooled):
            stream.write(data)
            stream.flush()
            stream.seek(0)
            assert pickle.load(stream) is zone
    with zipfile.ZipFile(tmp_path / "zones.zip") as archive:
        for name in ("stored", "deflated"):
            with archive.open(name) as member:
                assert pickle.load(member) is zone
        with archive.open("bzip2") as member, pytest.raises(GuardError, match=r"builtins\.getattr"):
            pickle.load(member)


def test_a_stream_that_only_looks_like_a_known_one_is_not_believed(guard: Guard) -> None:
    from zoneinfo import ZoneInfo

    class _TemporaryFileWrapper:
        def __init__(self, shown: bytes, read: bytes) -> None:
            self.file = io.BytesIO(shown)
            self.other = io.BytesIO(read)
            self.readline = self.other.readline

        def read(self, size: int = -1) -> bytes:
            return self.other.read(size)

    _TemporaryFileWrapper.__module__ = "tempfile"
    hostile = b"cbuiltins\ngetattr\n(cos\nOrderedDict\nVx\ntR."
    guard.follow(BLOCK)
    with pytest.raises(GuardError, match=r"builtins\.getattr"):
        pickle.load(_TemporaryFileWrapper(pickle.dumps(ZoneInfo("UTC")), hostile))
