"""What an answer rests on: as long as the system says the same of every path, the answer counts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.notebook.confined import confined
from jupyter_mlsec.notebook.witness import ask_about, watched

OLD = 1_000_000_000


def aged(*paths: Path) -> None:
    for path in paths:
        os.utime(path, ns=(OLD, OLD))


def touched(path: Path) -> None:
    path.write_text("another text", encoding="utf-8")


def rewritten(path: Path) -> None:
    """Write as many bytes as there were and set the time back, as ``cp -p`` does."""
    path.write_text("y", encoding="utf-8")
    aged(path)


def replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_text("x", encoding="utf-8")
    aged(other)
    other.replace(path)


@pytest.mark.parametrize("change", [touched, rewritten, replaced, Path.unlink])
def test_a_file_that_changes_ends_it(tmp_path: Path, change: Callable[[Path], None]) -> None:
    path = tmp_path / "own.py"
    path.write_text("x", encoding="utf-8")
    aged(path)
    with watched() as witness:
        assert confined(tmp_path, tmp_path, "own.py") is not None
    assert witness.holds()
    change(path)
    assert not witness.holds()


def test_what_was_not_there_and_then_is_ends_it(tmp_path: Path) -> None:
    with watched() as witness:
        assert confined(tmp_path, tmp_path, "own.py") is None
    assert (len(witness), witness.holds(), witness.is_settled()) == (1, True, True)
    (tmp_path / "own.py").touch()
    assert not witness.holds()


def test_a_folder_that_was_listed_ends_it_when_something_is_put_into_it(tmp_path: Path) -> None:
    aged(tmp_path)
    with watched() as witness:
        ask_about(tmp_path)
    assert witness.holds()
    (tmp_path / "new.py").touch()
    assert not witness.holds()


def test_a_link_that_leads_elsewhere_ends_it(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("x", encoding="utf-8")
        aged(tmp_path / name)
    link = tmp_path / "link"
    link.symlink_to("a")
    with watched() as witness:
        assert confined(tmp_path, tmp_path, "link") is not None
    assert witness.holds()
    link.unlink()
    link.symlink_to("b")
    assert not witness.holds()


def test_what_has_just_been_written_may_change_unseen(tmp_path: Path) -> None:
    (tmp_path / "own.py").touch()
    with watched() as witness:
        ask_about(tmp_path / "own.py")
    assert (witness.holds(), witness.is_settled()) == (True, False)


def test_the_first_look_counts_and_whoever_watches_outside_hears_of_it(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.touch()
    with watched() as outer:
        ask_about(path)
        path.write_text("changed while it was looked at", encoding="utf-8")
        with watched() as inner:
            ask_about(path)
            ask_about("\0 is no path")
    assert [(len(one), one.holds()) for one in (outer, inner)] == [(2, False), (2, True)]
    ask_about(path)  # nobody watches
    assert len(outer) == 2
