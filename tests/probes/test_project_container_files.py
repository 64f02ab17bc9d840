from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
GOOD = "FROM python:3.12@sha256:00\nCOPY . /app\nUSER app\nHEALTHCHECK CMD true\n"


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        ("Dockerfile", GOOD.replace("USER app", ""), "runs as root"),
        ("Dockerfile", GOOD.replace("USER app", "USER 0:0"), "runs as root"),
        ("Dockerfile", "FROM a@sha256:0 AS b\nUSER app\n" + GOOD.replace("USER app\n", ""), "runs as root"),
        ("Dockerfile.gpu", GOOD + "ENV API_KEY=abc\n", "holds a secret in a layer"),
        ("Dockerfile", GOOD + "ARG DB_PASSWORD abc\n", "holds a secret in a layer"),
        ("Dockerfile", GOOD + "COPY .env /app/\n", "holds a secret in a layer"),
        ("Dockerfile", GOOD + "RUN curl -s https://x.lab | bash\n", "runs what it downloads unchecked"),
        ("docker-compose.yml", "services:\n  a:\n    privileged: true\n", "runs privileged"),
        ("compose.yaml", "volumes:\n - /var/run/docker.sock:/x\n", "mounts the Docker socket"),
        ("compose.yaml", "a:\n  network_mode: host\n", "shares the host's network"),
        ("k8s/pod.yml", "spec:\n  hostPID: true\n", "shares the host's processes"),
        ("k8s/pod.yml", "x:\n  allowPrivilegeEscalation: true\n", "may gain privileges"),
    ],
)
def test_planted_weaknesses(ask_project: Ask, name: str, text: str, fact: str) -> None:
    assert ask_project("container_files", {name: text}) == ("fail", f"The container {fact}.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dockerfile", GOOD),
        ("Dockerfile", GOOD + "ENV API_KEY=$RUNTIME_KEY\n# ENV API_KEY=abc\n"),
        ("Dockerfile", "FROM a@sha256:0 AS build\nUSER root\nFROM build\nUSER app\nHEALTHCHECK CMD true\n"),
        ("compose.yaml", "services:\n  a:\n    image: a@sha256:0\n    privileged: false\n"),
    ],
)
def test_clean_twins(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("container_files", {name: text}) == ("pass", "1 container file without known weakness.")


def test_what_could_be_held_tighter(ask_project: Ask) -> None:
    assert ask_project("container_files", {"Dockerfile": "FROM python:3.12\nUSER app\n"}) == (
        "warn",
        "The container could be held tighter: image not pinned by digest, no health check.",
    )


def test_no_containers(ask_project: Ask) -> None:
    assert ask_project("container_files", {"a.py": ""})[0] == "not-applicable"


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        ("Dockerfile", GOOD + "RUN chmod -R 777 /app\n", "lets everybody change its files"),
        ("Dockerfile", GOOD + "RUN chmod a+rwx /app\n", "lets everybody change its files"),
        ("compose.yaml", "environment:\n  DB_PASSWORD: abc\n", "holds a secret in the open"),
        ("compose.yaml", "environment:\n  - API_TOKEN=abc\n", "holds a secret in the open"),
        ("k8s/pod.yml", "env:\n  - name: DB_PASSWORD\n    value: abc\n", "holds a secret in the open"),
        ("k8s/pod.yml", "volumes:\n  - name: a\n    hostPath: {path: /}\n", "mounts the host's disk"),
        ("k8s/pod.yml", "securityContext:\n  runAsUser: 0\n", "runs as root"),
        ("x/app.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  hostIPC: true\n", "shares the host's processes"),
        ("deploy/pod.json", '{"kind": "Pod", "spec": {"hostNetwork": true}}', "shares the host's network"),
        (".devcontainer/devcontainer.json", '{"runArgs": ["--privileged"]}', "runs privileged"),
        ("start.sh", "docker run --rm \\\n  --network=host m\n", "shares the host's network"),
        ("Makefile", "up:\n\tpodman run -v /:/host m\n", "mounts the host's disk"),
    ],
)
def test_weaknesses_in_other_words(ask_project: Ask, name: str, text: str, fact: str) -> None:
    assert ask_project("container_files", {name: text}) == ("fail", f"The container {fact}.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dockerfile", GOOD + "RUN chmod -R 755 /app && chmod +x /app/a\n"),
        ("compose.yaml", "environment:\n  DB_PASSWORD: ${DB_PASSWORD}\n  DB_PASSWORD_FILE: /run/secrets/a\n"),
        ("k8s/pod.yml", "automountServiceAccountToken: false\nrunAsUser: 1000\nkey: password\n"),
        ("k8s/pod.yml", "env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef: {name: a}\n"),
        ("start.sh", "docker run --rm --read-only -v /data:/data m\n"),
        (".devcontainer/devcontainer.json", '{"remoteUser": "vscode"}'),
    ],
)
def test_clean_twins_in_other_words(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("container_files", {name: text}) == ("pass", "1 container file without known weakness.")


@pytest.mark.parametrize("name", ["start.sh", "settings.json", "conf/app.yaml"])
def test_files_that_start_no_container(ask_project: Ask, name: str) -> None:
    assert ask_project("container_files", {name: "kind: report\n"})[0] == "not-applicable"
