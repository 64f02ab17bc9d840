"""Runtime facts: what results depend on, and nothing that names a person or a machine."""

from __future__ import annotations

import getpass
import json
import platform
import socket
import sys
from pathlib import Path

import pytest

from jupyter_mlsec.environment.runtime import runtime_facts, runtime_json
from jupyter_mlsec.errors import AuditError


def test_the_facts_of_this_interpreter() -> None:
    facts = runtime_facts(variables={"OMP_NUM_THREADS": "1", "TZ": "UTC", "API_TOKEN": "x" * 20})
    assert set(facts) == {"python", "platform", "cpu", "thread_pools", "time_zone", "variables"}
    assert facts["variables"] == {"OMP_NUM_THREADS": "1", "TZ": "UTC"}
    assert facts["time_zone"] == ["UTC", "UTC"]
    python = facts["python"]
    assert isinstance(python, dict)
    assert python["version"] == platform.python_version()
    pools = facts["thread_pools"]
    assert isinstance(pools, list)
    assert {pool["num_threads"] for pool in pools} == {1}
    assert {"blas"} <= {pool["user_api"] for pool in pools}
    assert all("filepath" not in pool for pool in pools)


def test_the_same_facts_give_the_same_text_without_names_or_paths() -> None:
    text = runtime_json(runtime_facts(variables={"HOME": str(Path.home())}))
    assert text == runtime_json(runtime_facts(variables={"HOME": str(Path.home())}))
    assert json.loads(text)["format"] == "mlsec-runtime/1"
    assert list(json.loads(text)) == sorted(json.loads(text))
    for private in (sys.prefix, str(Path.home()) + "/", f'"{socket.gethostname()}"', f'"{getpass.getuser()}"'):
        assert private not in text


@pytest.mark.parametrize("body", ["exit 3", "echo hello"])
def test_an_interpreter_that_does_not_answer(tmp_path: Path, body: str) -> None:
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    with pytest.raises(AuditError, match=r"^python did not tell its runtime facts$"):
        runtime_facts(script)
    with pytest.raises(AuditError, match=r"^gone did not tell its runtime facts \(FileNotFoundError\)$"):
        runtime_facts(tmp_path / "gone")
