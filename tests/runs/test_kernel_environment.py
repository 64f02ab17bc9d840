"""The kernel's environment: pinned, and closed to everything that could act as the person."""

from __future__ import annotations

import secrets

import pytest

from jupyter_mlsec.runs.kernel_environment import Pins, is_sensitive, kernel_environment, withheld

HIDDEN = (
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "GPG_AGENT_INFO",
    "DBUS_SESSION_BUS_ADDRESS",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "HF_TOKEN",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "OPENAI_API_KEY",
    "AZURE_CLIENT_SECRET",
    "WANDB_API_KEY",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "PGPASSWORD",
    "MYSQL_PWD",
    "DB_PASSWORD",
    "DB_PASS",
    "JUPYTERHUB_API_TOKEN",
    "JPY_API_TOKEN",
    "MLSEC_KEY_PASSPHRASE",
    "MLSEC_CONFIG_DIR",
    "SLACK_WEBHOOK_URL",
    "SENTRY_DSN",
    "AZURE_STORAGE_CONNECTION_STRING",
    "NPM_AUTH",
    "api_key1",
    "STRIPE_KEY",
    "SESSION_COOKIE",
    "GITLAB_PAT",
    "APIKEY",
)
SHOWN = (
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "CUDA_VISIBLE_DEVICES",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "KEYBOARD_LAYOUT",
    "TMPDIR",
    "XDG_DATA_HOME",
    "AUTHOR",
    "PASSIVE_MODE",
    "MONKEY",
    "PATTERN",
    "DISPLAY",
    "SHELL",
)


@pytest.mark.parametrize("name", HIDDEN)
def test_doors_and_secrets_are_hidden(name: str) -> None:
    assert is_sensitive(name, "x")


@pytest.mark.parametrize("name", SHOWN)
def test_what_programs_need_is_shown(name: str) -> None:
    assert not is_sensitive(name, "/x")


def test_a_password_in_an_address_is_hidden_whatever_its_name() -> None:
    assert is_sensitive("BASE", f"postgres://me:{secrets.token_hex(4)}@host/db")
    assert not is_sensitive("BASE", "https://example.org/a:b@c")


def test_pins_win_and_kept_names_stay() -> None:
    environ = {"TZ": "Asia/Tokyo", "A_TOKEN": "a", "B_TOKEN": "b", "PYTHONSTARTUP": "x.py", "HOME": "/home/me"}
    assert kernel_environment(environ, Pins(seed=3, threads=2), ["B_TOKEN"]) == {
        "B_TOKEN": "b",
        "HOME": "/home/me",
        "PYTHONHASHSEED": "3",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8",
        "SOURCE_DATE_EPOCH": "315532800",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "2",
        "MKL_NUM_THREADS": "2",
        "BLIS_NUM_THREADS": "2",
        "NUMEXPR_NUM_THREADS": "2",
        "VECLIB_MAXIMUM_THREADS": "2",
    }
    assert "OMP_NUM_THREADS" not in kernel_environment({}, Pins(threads=0))


def test_a_token_is_hidden_whatever_it_is_called(hf_token: str) -> None:
    assert is_sensitive("PLAIN", hf_token)
    assert not is_sensitive("PLAIN", "an-ordinary-word-2")
    assert "PLAIN" not in kernel_environment({"PLAIN": hf_token}, Pins())


def test_what_was_withheld_may_be_shown_nowhere(hf_token: str) -> None:
    environ = {
        "PLAIN": hf_token,
        "MY_API_KEY": "abcdef0123456789",
        "KEPT_TOKEN": "abcdef9876543210",
        "AUTH": "none",
        "SSH_AUTH_SOCK": "/tmp/ssh-abc123/agent.12",  # noqa: S108 - a path as agents use them
        "AZURE_CREDENTIALS": "/home/ada/azure1.json",
        "DB_PASSWORD": "correct horse battery staple 1",
        "PIN": "1234567890123",
        "HOME": "/home/ada1",
    }
    assert withheld(environ, keep=("KEPT_TOKEN",)) == (hf_token, "abcdef0123456789")
