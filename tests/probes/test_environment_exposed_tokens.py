from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NONE = ("pass", "No key and no token stands in the kernel's environment, by the names of its variables.")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"AWS_SECRET_ACCESS_KEY": "x", "HF_TOKEN": "y", "PATH": "/bin"},
            ("warn", "2 keys and tokens in the kernel's environment (AWS and HF)."),
        ),
        ({"OPENAI_API_KEY": "x"}, ("warn", "1 key or token in the kernel's environment (OPENAI).")),
        ({"DATABASE_URL": "x"}, ("warn", "1 key or token in the kernel's environment (DATABASE).")),
        ({"HF_TOKEN": ""}, NONE),
        ({"TOKENIZERS_PARALLELISM": "false", "SSH_KEY_PATH": "/x", "AWS_ACCESS_KEY_ID_FILE": "/x"}, NONE),
        ({"JUPYTERHUB_API_TOKEN": "x"}, NONE),
        ({}, ("not-applicable", "Does not apply: the kernel's environment is not known.")),
    ],
)
def test_names(ask_environment: Ask, variables: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_environment("exposed_tokens", variables=variables) == said
