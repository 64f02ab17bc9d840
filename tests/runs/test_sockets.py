"""Sockets of a kernel have room for their names, however long the path of temporary files is."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.sockets import prefix, socket_folder


def test_a_short_folder_is_used_as_it_is() -> None:
    own = Path("/run/user/7/mlsec-run-x/rt")
    with socket_folder(own) as folder:
        assert folder == own
    assert prefix(own) == "/run/user/7/mlsec-run-x/rt/k"


def test_a_long_one_is_replaced_by_a_private_one_that_goes_away(tmp_path: Path) -> None:
    own = tmp_path / ("x" * 90)
    assert prefix(own) == ""
    with socket_folder(own) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert prefix(folder) == f"{folder}/k"
        assert len(f"{folder}/k-5") <= 100
    assert not folder.exists()


def test_a_kernel_below_a_long_path_listens_on_no_port(
    write_cells: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    monkeypatch.setattr("tempfile.tempdir", None)
    source = "import json, os\nfrom ipykernel.connect import get_connection_file\n"
    source += "print(json.load(open(get_connection_file()))['transport'])"
    executed = execute(write_cells(source), RunOptions())
    assert executed.record.succeeded
    assert b'"ipc\\n"' in (executed.document or b"")
    assert list(long.iterdir()) == []
