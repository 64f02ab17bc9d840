from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
V2 = "sys/fs/cgroup/"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"memory.max": "max\n", "cpu.max": "max 100000\n", "pids.max": "max\n"},
            ("warn", "The kernel may take all of the machine's memory, processors and processes."),
        ),
        (
            {"memory.max": "2147483648\n", "cpu.max": "200000 100000\n", "pids.max": "512\n"},
            ("pass", "The kernel is limited in memory, processors and processes."),
        ),
        (
            {"memory/memory.limit_in_bytes": "9223372036854771712\n"},
            ("warn", "The kernel may take all of the machine's memory."),
        ),
        ({"memory/memory.limit_in_bytes": "1073741824\n"}, ("pass", "The kernel is limited in memory.")),
        ({}, ("not-applicable", "Does not apply: this system shows no limits of a process.")),
    ],
)
def test_limits(ask_environment: Ask, files: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_environment("resource_limits", {V2 + name: text for name, text in files.items()}) == said
