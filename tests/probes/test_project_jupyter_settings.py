from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("files", "facts"),
    [
        ({"jupyter_server_config.py": "c.ServerApp.token = ''\n"}, "no token"),
        ({"a/jupyter_notebook_config.json": '{"NotebookApp": {"password_required": false}}'}, "no password asked for"),
        ({"jupyter_lab_config.py": "c.ServerApp.allow_origin = '*'\nc.ServerApp.allow_root = True\n"},
         "any origin and root allowed"),
        ({"up.sh": "jupyter lab --no-browser --ServerApp.token=\n"}, "no token"),
        ({"compose.yaml": "services:\n  a:\n    image: x\n    environment: {JUPYTER_TOKEN: ''}\n"}, "no token"),
        ({"jupyterhub_config.py": "c.Authenticator.allow_all = True\n"}, "everybody may log in"),
    ],
)  # fmt: skip
def test_open_servers(ask_project: Ask, files: dict[str, str], facts: str) -> None:
    assert ask_project("jupyter_settings", files) == ("fail", f"The Jupyter server is open: {facts}.")


@pytest.mark.parametrize(
    "files",
    [
        {"jupyter_server_config.py": "c.ServerApp.token = ''\nc.ServerApp.password = 'argon2:…'\n"},
        {"jupyter_server_config.json": '{"ServerApp": {"disable_check_xsrf": false}}'},
        {"up.sh": "jupyter lab --no-browser\n"},
    ],
)
def test_servers_that_ask(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("jupyter_settings", files) == (
        "pass",
        "1 place with settings of a Jupyter server, none leaves a door open.",
    )


def test_every_interface_alone_is_for_a_person_to_look_at(ask_project: Ask) -> None:
    assert ask_project("jupyter_settings", {"jupyter_server_config.py": "c.ServerApp.ip = '0.0.0.0'\n"}) == (
        "warn",
        "The Jupyter server listens on every interface.",
    )


def test_not_evidence(ask_project: Ask) -> None:
    assert ask_project("jupyter_settings", {"jupyter_server_config.json": "{"}) == (
        "error",
        "Not evidence: jupyter_server_config.json cannot be read.",
    )


def test_no_server(ask_project: Ask) -> None:
    assert ask_project("jupyter_settings", {"README.md": "jupyter lab --ServerApp.token=''\n"}) == (
        "not-applicable",
        "Does not apply: the project configures no Jupyter server.",
    )
