from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"app.py": "uvicorn.run(app, host='0.0.0.0')"}, ("warn", "app.py listens on every interface.")),
        ({"compose.yml": "ports:\n  - 8888:8888\n"}, ("warn", "compose.yml listens on every interface.")),
        ({"s.yml": "kind: Service\nspec:\n  type: NodePort\n"}, ("warn", "s.yml listens on every interface.")),
        ({"k8s/d.yml": "kind: Deployment\n"}, ("fail", "k8s/d.yml runs without a network policy.")),
        (
            {"k8s/d.yml": "kind: Deployment\n", "k8s/n.yml": "kind: NetworkPolicy\n"},
            ("pass", "k8s/n.yml restricts k8s/d.yml."),
        ),
        (
            {"compose.yml": "ports:\n  - 127.0.0.1:8888:8888\n"},
            ("open", "Nothing in the project says how its network is divided."),
        ),
        ({}, ("open", "Nothing in the project says how its network is divided.")),
    ],
)
def test_exposure(ask_project: Ask, files: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_project("network_exposure", files) == said


def test_a_cell_that_listens_on_every_interface(ask_project: Ask) -> None:
    cell = "!mlflow models serve -m m --host 0.0.0.0"
    assert ask_project("network_exposure", {}, cell) == ("warn", "the notebook listens on every interface.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", 'a:\n  ports: ["5432:5432"]\n'),
        ("gunicorn.conf.py", "bind = '0.0.0.0:8000'\n"),
        ("run.sh", "gunicorn -b 0.0.0.0:80 app:app\n"),
        ("Procfile", "web: mlflow models serve -h 0.0.0.0\n"),
        ("serve/config.properties", "inference_address=http://0.0.0.0:8080\n"),
        ("main.tf", 'ingress {\n  cidr_blocks = ["0.0.0.0/0"]\n}\n'),
        ("main.tf", 'resource "google_compute_firewall" "a" {\n  source_ranges = ["0.0.0.0/0"]\n}\n'),
    ],
)
def test_doors_in_other_words(ask_project: Callable[..., tuple[str, str]], name: str, text: str) -> None:
    assert ask_project("network_exposure", {name: text}) == ("warn", f"{name} listens on every interface.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", 'a:\n  ports: ["127.0.0.1:5432:5432"]\n'),
        ("gunicorn.conf.py", "bind = '127.0.0.1:8000'\n"),
        ("main.tf", 'egress {\n  cidr_blocks = ["0.0.0.0/0"]\n}\ningress {\n  cidr_blocks = ["10.0.0.0/8"]\n}\n'),
    ],
)
def test_doors_to_one_room(ask_project: Callable[..., tuple[str, str]], name: str, text: str) -> None:
    assert ask_project("network_exposure", {name: text})[0] == "open"
