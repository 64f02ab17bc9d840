"""A run whose output holds a secret leaves nothing behind, and while it lasts nobody else can read along."""

from __future__ import annotations

import json
import stat
import threading
import time
from pathlib import Path
from typing import Any

from tests.canaries import Canary, Search, document
from tests.canary.conftest import Command


def test_a_run_that_prints_a_secret(command: Command, tmp_path: Path, hf_token: str) -> None:
    letters = ", ".join(str(ord(letter)) for letter in hf_token)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": f"import time\nprint(''.join(map(chr, [{letters}])))\ntime.sleep(0.5)",
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "x.ipynb").write_text(json.dumps(document([cell], kernelspec=kernel)))
    seen: dict[str, int] = {}
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.is_set():
            for path in (*(tmp_path / "tmp").iterdir(), *tmp_path.glob("*.mlrun*"), *tmp_path.glob(".*mlrun*")):
                try:
                    seen[path.name] = stat.S_IMODE(path.stat().st_mode)
                except OSError:
                    continue
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        said = command("run", "x.ipynb", "-o", "x.mlrun")
    finally:
        is_over.set()
        watcher.join()
    search = Search([Canary("hugging-face-token", "HF_TOKEN", hf_token, hf_token[3:])])
    assert said.code == 2
    assert b"cell 1 holds a secret in its output" in said.parts["stdout"] + said.parts["stderr"]
    assert {where for where in ("stdout", "stderr", "log") if search.found(said.parts[where])} == set()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert {name for name in seen if seen[name] & 0o077} == set()
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in left if search.found(path.read_bytes())] == []
