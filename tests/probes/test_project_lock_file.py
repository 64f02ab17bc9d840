from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HASH = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "requirements.txt",
            f"--index-url https://i.lab\n# all\nnumpy==2.4.6 \\\n    --hash={HASH}\n",
            ("pass", "requirements.txt pins everything with hashes."),
        ),
        (
            "requirements.txt",
            "numpy==2.4.6\nscikit-learn[x]==1.9.1 ; python_version > '3'\n",
            ("warn", "requirements.txt pins versions, but not what is downloaded."),
        ),
        ("requirements.txt", "numpy>=2\n", ("fail", "requirements.txt leaves versions open.")),
        ("requirements.txt", "numpy==2.*\n", ("fail", "requirements.txt leaves versions open.")),
        ("requirements.txt", "", ("fail", "requirements.txt leaves versions open.")),
        ("uv.lock", f'hash = "{HASH}"', ("pass", "uv.lock pins everything with hashes.")),
        ("pylock.toml", f'hashes = {{sha256 = "{"a" * 64}"}}', ("pass", "pylock.toml pins everything with hashes.")),
        ("poetry.lock", "[[package]]", ("warn", "poetry.lock pins versions, but not what is downloaded.")),
        ("notes.txt", "numpy", ("open", "There is no lock beside the notebook or in the project.")),
    ],
)
def test_locks(ask_project: Ask, name: str, text: str, said: tuple[str, str]) -> None:
    assert ask_project("lock_file", {name: text}) == said


def test_one_whole_lock_is_enough(ask_project: Ask) -> None:
    assert ask_project("lock_file", {"requirements.txt": "numpy", "uv.lock": HASH})[0] == "pass"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("conda-linux-64.lock", f"@EXPLICIT\nhttps://c.lab/a.conda#{'a' * 32}\n", "pass"),
        ("spec-file.txt", "@EXPLICIT\nhttps://c.lab/a.conda\n", "warn"),
        ("spec.txt", "what the model has to do", "open"),
        ("environment.yml", "dependencies: [python=3.11, pip]", "warn"),
        ("environment.yml", "production: true", "open"),
        ("pyproject.toml", "[tool.ruff]\nline-length = 100\n", "open"),
        ("pyproject.toml", '[project]\ndependencies = ["numpy==2.4.6", "x @ file:x"]\n', "open"),
        ("setup.py", "import (", "open"),
    ],
)
def test_what_else_says_what_is_installed(ask_project: Ask, name: str, text: str, said: str) -> None:
    assert ask_project("lock_file", {name: text})[0] == said
