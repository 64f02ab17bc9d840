"""A folder's public modules are found, the private ones are not, and one without the agreed name is an error."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jupyter_mlsec.discovery import members


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    package = tmp_path / "found_here"
    package.mkdir()
    for name, text in {"__init__": "", "one": "N = 1", "two": "N = 2", "_three": "N = 3"}.items():
        (package / f"{name}.py").write_text(text + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for name in [name for name in sys.modules if name.partition(".")[0] == "found_here"]:
        monkeypatch.delitem(sys.modules, name)
    return str(package / "__init__.py")


def test_public_modules_in_the_order_of_their_names(folder: str) -> None:
    assert list(members(folder, "found_here", "N", int)) == [1, 2]


@pytest.mark.parametrize("text", ["", "N = 'text'"])
def test_a_module_without_the_name_is_an_error(folder: str, text: str) -> None:
    (Path(folder).parent / "wrong.py").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(TypeError, match=r"^found_here\.wrong defines no N$"):
        list(members(folder, "found_here", "N", int))
