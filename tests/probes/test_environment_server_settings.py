from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FILE = "etc/jupyter/jupyter_server_config.py"


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        (FILE, "c.IdentityProvider.token = ''", "no token"),
        (FILE, 'c.ServerApp.token=""', "no token"),
        (FILE, "c.ServerApp.allow_origin = '*'", "any origin"),
        (FILE, "c.ServerApp.ip = '0.0.0.0'", "every interface"),
        (FILE, "c.ServerApp.allow_root = True", "root allowed"),
        ("home/ng/.jupyter/jupyter_notebook_config.json", '{"NotebookApp": {"token": ""}}', "no token"),
        ("home/ng/.jupyter/jupyter_server_config.json", '{"ServerApp": {"allow_root": true}}', "root allowed"),
    ],
)
def test_planted_settings(ask_environment: Ask, name: str, text: str, fact: str) -> None:
    said = ask_environment("server_settings", {name: text}, variables={"HOME": "/home/ng"})
    assert said == ("fail", f"The Jupyter server is open: {fact}.")


@pytest.mark.parametrize(
    "text", ["c.ServerApp.ip = '127.0.0.1'", "# c.ServerApp.token = ''", "c.IdentityProvider.token = load()"]
)
def test_clean_twins(ask_environment: Ask, text: str) -> None:
    assert ask_environment("server_settings", {FILE: text}) == (
        "pass",
        "1 Jupyter configuration file without an open door.",
    )


def test_nothing_can_be_seen(ask_environment: Ask) -> None:
    assert ask_environment("server_settings") == ("open", "No Jupyter server configuration is seen from here.")
