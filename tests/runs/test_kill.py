"""kill -9 at any moment: afterwards there is a complete bundle or none, and the next run goes through."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.runs.verify import verify_bundle

# Kills itself at the n-th step that a file or a process is touched; the parent tries every n until nothing is left.
EVERY_MOMENT = """
import os, shutil, signal, sys
from pathlib import Path
from jupyter_mlsec.runs.bundle import publish, staging, write_members
from jupyter_mlsec.runs import private_folder

target, members = Path(sys.argv[1]), {f"env/{n}.txt": b"new" for n in range(3)}
TOUCHES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "shutil.rmtree", "ctypes.call_function"}

def work():
    with staging() as folder:
        write_members(folder, members)
        publish(folder, target, overwrite=True)

def look():
    if not target.exists():
        return None
    if target.is_dir():
        return {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    import zipfile
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}

def lay_old():
    shutil.rmtree(target, ignore_errors=True)
    target.unlink(missing_ok=True) if target.is_file() else None
    if sys.argv[2] == "old":
        with staging() as folder:
            (folder / "SHA256SUMS").write_bytes(b"old")
            publish(folder, target)

moment, ended = 0, False
while not ended:
    moment += 1
    lay_old()
    before = look()
    child = os.fork()
    if child == 0:
        left = [moment]
        def hook(event, _arguments):
            if event in TOUCHES:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)
        work()
        os._exit(0)
    ended = os.waitpid(child, 0)[1] == 0
    found = look()
    assert found in (before, members, None), (moment, found)
    if found is None and before is not None:  # between two renames: the old one comes back with the next run
        assert sys.argv[3] == "swap"
    work()
    assert look() == members, moment
    assert [p.name for p in target.parent.iterdir()] == [target.name], (moment, list(target.parent.iterdir()))
    for folder in Path(os.environ["TMPDIR"]).iterdir():
        if folder.name.startswith("mlsec-new-"):
            (folder / ".in-use").unlink(missing_ok=True)
        folder.rmdir()  # killed while it was made or removed: it holds nothing, and goes once it is an hour old
print(moment)
"""


@pytest.mark.parametrize(
    ("name", "before", "way"),
    [("x.mlrun", "none", ""), ("x.mlrun", "old", ""), ("x.mlrun", "old", "swap"), ("x.mlrun.zip", "old", "")],
)
def test_publishing_is_killed_at_every_step(tmp_path: Path, name: str, before: str, way: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "tmp").mkdir()
    script = EVERY_MOMENT
    if way:  # as on a system that cannot exchange two folders in one step
        script = script.replace(
            "moment, ended = 0",
            "import jupyter_mlsec.runs.bundle as b; b.exchange = lambda *_: False\nmoment, ended = 0",
        )
    command = [sys.executable, "-c", script, str(tmp_path / "out" / name), before, way]
    own = os.environ | {"TMPDIR": str(tmp_path / "tmp")}
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


EXPORT = """
import sys
from jupyter_mlsec.runs.export import ExportOptions, export_run
def stage(name):
    print(name, flush=True)
options = ExportOptions(stage=stage, overwrite=True)
export_run(sys.argv[1], sys.argv[2], lambda executed: {}, lambda text: False, options)
print("done", flush=True)
"""


def test_a_whole_run_is_killed_in_each_phase(write_cells: Callable[..., Path], tmp_path: Path) -> None:
    path, target = write_cells("open('begun', 'w').close()"), tmp_path / "x.mlrun"
    (tmp_path / "tmp").mkdir()
    chance = random.Random(7)
    for phase in ("", "looking for secrets", "signing", "writing the bundle"):
        (path.parent / "begun").unlink(missing_ok=True)
        with begun(path, target, tmp_path / "tmp") as process:
            assert process.stdout is not None
            while phase and process.stdout.readline().strip() != phase:
                assert process.poll() is None
            threading.Event().wait(chance.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
        assert not target.exists() or verify_bundle(target).verified
    with begun(path, target, tmp_path / "tmp") as process:
        assert process.communicate(timeout=120)[0].endswith("done\n")
    assert [failure.message for failure in verify_bundle(target).failures] == []
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["project", "tmp", "x.mlrun"]
    assert list((tmp_path / "tmp").iterdir()) == []


def begun(path: Path, target: Path, temporary: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", EXPORT, str(path), str(target)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(temporary)})  # noqa: S603 - our own interpreter


def test_runs_of_one_notebook_at_once_do_not_disturb_each_other(
    write_cells: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_cells(("parameters", "n = 0"), "import os, time\ntime.sleep(0.5)\nprint(n, len(os.listdir('.')))")
    (tmp_path / "tmp").mkdir()
    script = EXPORT.replace("overwrite=True", "run=RunOptions(parameters={'n': int(sys.argv[3])})").replace(
        "import sys\n", "import sys\nfrom jupyter_mlsec.runs.execution import RunOptions\n", 1
    )
    targets = [tmp_path / f"{number}.mlrun" for number in range(3)]
    processes = [
        subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", script, str(path), str(target), str(number)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"TMPDIR": str(tmp_path / "tmp")},
        )
        for number, target in enumerate(targets)
    ]
    assert [process.communicate(timeout=120)[0].splitlines()[-1] for process in processes] == ["done"] * 3
    for number, target in enumerate(targets):
        assert verify_bundle(target).verified
        cells = json.loads((target / "notebook/executed.ipynb").read_text())["cells"]
        assert cells[-1]["outputs"][0]["text"] == f"{number} 1\n"
    assert list((tmp_path / "tmp").iterdir()) == []
