"""Kernels that run elsewhere: the server's own files say nothing about what such a kernel would load."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_server.gateway.gateway_client import GatewayClient

from jupyter_mlsec.server.gate_tasks import gate
from jupyter_mlsec.server.kernels import see_our_files
from jupyter_mlsec.server.tasks import scan

LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))"


class Manager:
    """Kernels by id, each with what provides it."""

    def __init__(self, *provisioners: object) -> None:
        self._kernels = {str(number): SimpleNamespace(provisioner=one) for number, one in enumerate(provisioners)}

    def list_kernel_ids(self) -> list[str]:
        return list(self._kernels)

    def get_kernel(self, id_: str) -> object:
        return self._kernels[id_]


@pytest.fixture
def gateway() -> Iterator[GatewayClient]:
    """The process's one gateway client, gone again at the end."""
    GatewayClient.clear_instance()
    yield GatewayClient.instance()
    GatewayClient.clear_instance()


@pytest.mark.parametrize(
    ("provisioners", "expected"),
    [
        ((), True),
        ((None,), True),  # not started yet
        ((LocalProvisioner(), LocalProvisioner()), True),
        ((LocalProvisioner(), object()), False),
    ],
)
def test_kernels_of_another_kind_do_not_see_our_files(provisioners: tuple[object, ...], expected: bool) -> None:  # noqa: FBT001 - a case
    assert see_our_files(Manager(*provisioners)) is expected


def test_kernels_behind_a_gateway_do_not_see_our_files(gateway: GatewayClient) -> None:
    assert see_our_files(Manager()) is True
    gateway.url = "http://127.0.0.1:9"
    assert see_our_files(Manager()) is False


@pytest.mark.parametrize(("same_disk", "severity"), [(True, "low"), (False, "high")])
def test_a_busy_kernel_elsewhere_is_not_judged_by_our_files(
    tmp_path: Path,
    notebook: Callable[..., dict[str, Any]],
    same_disk: bool,  # noqa: FBT001 - a case
    severity: str,
) -> None:
    (tmp_path / "m.pkl").write_bytes(pickle.dumps([1]))
    document = json.dumps(notebook(LOAD)).encode()
    header = {"path": "x.ipynb", "folder": str(tmp_path), "same_disk": same_disk, "cells": None}
    found = gate({**header, "cell": 0, "kernel": None}, document)["findings"]
    assert [one["severity"] for one in found] == [severity]
    marked: Any = scan(header, document)["findings"]
    assert [one["severity"] for one in marked] == [severity]
