"""Private folders: gone at the end, gone after a kill as soon as somebody looks, and never taken from anybody alive."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from jupyter_mlsec.runs.private_folder import private_folder, sweep_abandoned

SCRIPT = """
import sys, time
from jupyter_mlsec.runs.private_folder import private_folder
with private_folder() as folder:
    (folder / "deep").mkdir()
    (folder / "deep" / "file").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_a_folder_is_private_and_goes_away(temporary: Path) -> None:
    with private_folder() as folder:
        assert folder.parent == temporary.resolve()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "file").write_text("x")
        (folder / "link").symlink_to(temporary)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_leaves_is_removed_by_the_next_one(temporary: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own interpreter
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    sweep_abandoned()
    assert (folder / "deep/file").is_file()  # it is in use
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert folder.is_dir()
    with private_folder() as mine:
        assert [entry.name for entry in temporary.iterdir()] == [mine.name]


def test_other_things_stay(temporary: Path) -> None:
    (temporary / "mlsec-run-file").write_text("not a folder")
    (temporary / "mlsec-run-young").mkdir()
    (temporary / "mlsec-run-full").mkdir()
    (temporary / "mlsec-run-full/file").write_text("x")
    (temporary / "mlsec-run-link").symlink_to(temporary / "mlsec-run-full")
    (temporary / "mlsec-run-old").mkdir()
    for name in ("mlsec-run-old", "mlsec-run-full"):
        os.utime(temporary / name, (0, 0))
    sweep_abandoned()
    left = sorted(entry.name for entry in temporary.iterdir())
    assert left == ["mlsec-run-file", "mlsec-run-full", "mlsec-run-link", "mlsec-run-young"]


def test_what_was_left_while_it_was_made_goes_when_it_is_old(temporary: Path) -> None:
    for name in ("mlsec-new-young", "mlsec-new-old", "mlsec-new-held"):
        (temporary / name).mkdir()
        (temporary / name / ".in-use").touch()
    with (temporary / "mlsec-new-held" / ".in-use").open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for name in ("mlsec-new-old", "mlsec-new-held"):
            os.utime(temporary / name, (0, 0))
        sweep_abandoned()
        assert sorted(entry.name for entry in temporary.iterdir()) == ["mlsec-new-held", "mlsec-new-young"]


def test_a_lock_that_somebody_else_holds_makes_no_folder(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = tempfile.mkdtemp
    with ExitStack() as stack:

        def taken(prefix: str, dir: Path | None = None) -> str:  # noqa: A002 - as tempfile calls it
            folder = Path(make(prefix=prefix, dir=dir))
            held = stack.enter_context((folder / ".in-use").open("w"))
            fcntl.flock(held, fcntl.LOCK_EX)
            return str(folder)

        monkeypatch.setattr("tempfile.mkdtemp", taken)
        before = open_descriptors()
        with pytest.raises(BlockingIOError), private_folder():
            pass
        assert open_descriptors() - before == 1  # the holder's
    assert list(temporary.iterdir()) == []


def test_a_folder_that_cannot_get_its_name_leaves_nothing(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: Path, _target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "rename", refused)
    before = open_descriptors()
    with pytest.raises(PermissionError), private_folder():
        pass
    assert open_descriptors() == before
    assert list(temporary.iterdir()) == []


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_many_at_once_do_not_take_each_others_folders(temporary: Path) -> None:
    lost: list[str] = []

    def work() -> None:
        for _ in range(20):
            with private_folder() as folder:
                (folder / "file").write_text("x")
                time.sleep(0.001)
                if not (folder / "file").is_file():
                    lost.append(folder.name)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert list(temporary.iterdir()) == []
