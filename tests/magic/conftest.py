"""Shells in a folder of their own, that know no notebook and keep no history on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tests.shells import attempt


@pytest.fixture
def bare_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell without our magics."""
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME", "MLSEC_NOTEBOOK", "MLSEC_POLICY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / ".config"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    settings = Config()
    settings.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance(config=settings, colors="nocolor")
    InteractiveShell.clear_instance()


@pytest.fixture
def shell(bare_shell: InteractiveShell) -> Iterator[InteractiveShell]:
    """A shell with our magics."""
    attempt(bare_shell, "%load_ext jupyter_mlsec")
    yield bare_shell
    attempt(bare_shell, "%unload_ext jupyter_mlsec")
