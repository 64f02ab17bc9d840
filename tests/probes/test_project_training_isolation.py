"""Options of a container engine, one by one; what else is read stands in ``families/training_isolation.md``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
PASS = ("pass", "1 place of training without privileges: the notebook.")


def failed(what: str) -> tuple[str, str]:
    return ("fail", f"Training is not kept apart: the notebook {what}.")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("", PASS),
        ("--rm --gpus all -v ./data:/data:ro", PASS),
        ("--privileged=false", PASS),
        ("--user 1000:1000 --network none --pid=container:web", PASS),
        ("--privileged", failed("runs privileged")),
        ("-v /:/host", failed("mounts the host's disk")),
        ("--mount type=bind,src=/etc,dst=/etc", failed("mounts the host's disk")),
        ("--volume=/var/run/docker.sock:/s", failed("mounts the Docker socket")),
        ("--cap-add=SYS_ADMIN", failed("adds all capabilities")),
        ("--pid host", failed("shares the host's processes")),
        ("--net=host", failed("shares the host's network")),
        ("--security-opt=seccomp=unconfined", failed("runs unconfined")),
        ("-u 0 --privileged", failed("runs as root and runs privileged")),
        ("-u root", ("warn", "1 place of training: the notebook runs as root.")),
    ],
)
def test_options(ask_project: Ask, options: str, said: tuple[str, str]) -> None:
    assert ask_project("training_isolation", {}, f"!docker run {options} team/img python train.py") == said


@pytest.mark.parametrize(
    "cell",
    ["!docker run --privileged team/db", "# docker run --privileged team/train", "!docker pull team/train", "x = 1"],
)
def test_what_trains_nothing_is_not_its_subject(ask_project: Ask, cell: str) -> None:
    assert ask_project("training_isolation", {}, cell) == (
        "not-applicable",
        "Does not apply: nothing in the project says where training runs.",
    )


def test_quotes_without_an_end_are_read_as_they_stand(ask_project: Ask) -> None:
    line = "!docker run --privileged team/img python train.py --name 'a"
    assert ask_project("training_isolation", {}, line) == failed("runs privileged")
