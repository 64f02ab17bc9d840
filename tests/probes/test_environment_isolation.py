from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


def status(uid: int = 1000, capabilities: int = 0, no_new: int = 1, seccomp: int = 2) -> dict[str, str]:
    lines = f"Uid:\t{uid}\t{uid}\nCapEff:\t{capabilities:016x}\nNoNewPrivs:\t{no_new}\nSeccomp:\t{seccomp}\n"
    return {"proc/self/status": lines}


BOX = {".dockerenv": ""}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (status() | BOX, ("pass", "The kernel runs unprivileged in a container with seccomp.")),
        (status(uid=0) | BOX, ("fail", "The kernel is not kept apart: it runs as root.")),
        (status(capabilities=1 << 21) | BOX, ("fail", "The kernel is not kept apart: it holds SYS_ADMIN.")),
        (
            status() | BOX | {"var/run/docker.sock": ""},
            ("fail", "The kernel is not kept apart: it can reach the container engine."),
        ),
        (status(), ("warn", "No container or virtual machine is seen around the kernel.")),
        (status(no_new=0) | BOX, ("warn", "The kernel runs in a container that is loosely held.")),
        (
            status() | {"proc/1/cgroup": "0::/kubepods/pod1"},
            ("pass", "The kernel runs unprivileged in a container with seccomp."),
        ),
        ({}, ("error", "Not evidence: this system does not show a process's privileges.")),
    ],
)
def test_facts(ask_environment: Ask, files: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_environment("isolation", files, variables={"JPY_PARENT_PID": "7"}) == said


def test_outside_a_kernel_it_is_no_failure(ask_environment: Ask) -> None:
    said = "No kernel is seen from here; one started like this would not be kept apart: it runs as root."
    assert ask_environment("isolation", status(uid=0) | BOX) == ("warn", said)
