"""A notebook that looks for keys, agents and tokens, while it runs and from a process that it leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.execution import Executed
from jupyter_mlsec.runs.export import ExportOptions, export_run
from jupyter_mlsec.runs.keys import new_key
from jupyter_mlsec.runs.verify import verify_bundle

TOKENS = ("SSH_AUTH_SOCK", "GITHUB_TOKEN", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "MLSEC_KEY_PASSPHRASE", "PGPASSWORD")
LOOK = """
import os, subprocess, sys
names = {names!r}
seen = [name for name in names if name in os.environ]
child = subprocess.run(["env"], capture_output=True, text=True).stdout.splitlines()
seen += [line.partition("=")[0] for line in child if line.partition("=")[0] in names]
seen += [name for name in names if any(name.encode() + b"=" in open(f"/proc/{{pid}}/environ", "rb").read()
                                       for pid in ("self", os.getppid()))]
agent = subprocess.run(["ssh-add", "-l"], capture_output=True, text=True)
print(sorted(seen), agent.returncode, "Could not open a connection to your authentication agent" in agent.stderr)
"""
STAY = """
import os, subprocess, sys
code = '''
import os, time
while True:
    with open({log!r}, "a") as log:
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{{{{pid}}}}/stat") as stat, open(f"/proc/{{{{pid}}}}/cmdline", "rb") as file:
                    parent = stat.read().rpartition(")")[2].split()[1]
                    log.write(parent + " " + file.read().replace(b"\\\\0", b" ").decode() + "\\\\n")
            except OSError:
                pass
'''
process = subprocess.Popen([sys.executable, "-c", code.format()], start_new_session=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
def test_a_notebook_finds_no_agent_no_token_and_nothing_of_the_process_that_signs(
    write_cells: Callable[..., Path],
    members: Callable[[Executed], dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent, adder = shutil.which("ssh-agent"), shutil.which("ssh-add")
    assert agent is not None
    assert adder is not None
    address, log = tmp_path / "agent", tmp_path / "log"
    key = new_key(tmp_path / "k.pem", "ada@example.org", "p256")
    process = subprocess.Popen([agent, "-D", "-a", str(address)], stdout=subprocess.DEVNULL)  # noqa: S603
    for name in TOKENS:
        monkeypatch.setenv(name, "of no use")
    monkeypatch.setenv("SSH_AUTH_SOCK", str(address))
    monkeypatch.delenv("MLSEC_KEY_PASSPHRASE")
    try:
        while not address.exists():
            assert process.poll() is None
        subprocess.run([adder, "-q", str(key.path)], check=True, capture_output=True)  # noqa: S603
        key.path.unlink()
        notebook = write_cells(LOOK.format(names=TOKENS), STAY.format(log=str(log)), "import time; time.sleep(1)")
        options = ExportOptions(key=key.path.with_suffix(".pub"))
        done = export_run(notebook, tmp_path / "x.mlrun", members, lambda _text: False, options)
    finally:
        process.terminate()
        process.wait(10)
    assert done.bundle is not None, done.record.reason
    executed = json.loads((done.bundle / layout.EXECUTED).read_bytes())
    assert executed["cells"][0]["outputs"][0]["text"] == "[] 2 True\n"
    seen = log.read_text()
    assert "ipykernel" in seen
    own = [line for line in seen.splitlines() if line.startswith(f"{os.getpid()} ")]  # others may sign beside it
    assert any("ssh-agent" in line for line in own)
    assert [line for line in own if "jupyter_mlsec.runs.signer" in line] == []
    time.sleep(0.2)
    assert log.read_text() == seen  # what the notebook left behind is dead
    found = verify_bundle(done.bundle)
    assert [failure.code for failure in found.failures] == ["untrusted-key"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system call does not exist elsewhere")
def test_a_shielded_process_cannot_be_read_by_others() -> None:
    program = (
        "import ctypes; from jupyter_mlsec.runs.process import shield; libc = ctypes.CDLL(None);"
        "before = libc.prctl(3, 0, 0, 0, 0); shield(); print(before, libc.prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "1 0\n"
