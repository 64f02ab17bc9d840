from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Ask = Callable[..., tuple[str, str]]
HOME = {"HOME": "/home/me"}
STARTUP = "home/me/.ipython/profile_default/startup/00.py"
CONFIG = "home/me/.ipython/profile_default/ipython_config.py"


def test_start_up_files(ask_environment: Ask) -> None:
    assert ask_environment("startup_code", {STARTUP: "x = 1"}, variables=HOME) == (
        "warn",
        "Code that stands in no notebook runs in each kernel: 1 start-up file.",
    )
    variables = HOME | {"PYTHONPATH": "lib:/opt/lib", "PYTHONSTARTUP": "x.py"}
    files = {CONFIG: "c.InteractiveShellApp.exec_lines = ['x']\n"}
    said = "2 start-up files, 1 relative folder in PYTHONPATH and a start-up file in PYTHONSTARTUP"
    found = ask_environment("startup_code", files, variables=variables)
    assert found == ("warn", f"Code that stands in no notebook runs in each kernel: {said}.")


def test_a_place_where_everybody_may_write(ask_environment: Ask, tmp_path: Path) -> None:
    (tmp_path / "opt/lib").mkdir(parents=True)
    (tmp_path / "opt/lib").chmod(0o777)
    assert ask_environment("startup_code", {}, variables=HOME | {"PYTHONPATH": "/opt/lib"}) == (
        "fail",
        "Everybody may change what each kernel runs first (1 place).",
    )


def test_a_clean_home(ask_environment: Ask) -> None:
    files = {CONFIG: "# c.InteractiveShellApp.exec_lines = ['x']\n"}
    assert ask_environment("startup_code", files, variables=HOME) == (
        "pass",
        "Nothing runs in a kernel before the first cell, as far as is seen from here.",
    )


def test_without_a_home_it_is_not_evidence(ask_environment: Ask) -> None:
    assert ask_environment("startup_code") == (
        "not-applicable",
        "Does not apply: there is no home folder to look into.",
    )
