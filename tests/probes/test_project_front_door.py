from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
ROUTE = "location / { proxy_pass http://app:8000; }"
SHUT = "server { listen 443 ssl; ssl_certificate /c.pem; " + ROUTE + " }\n"
INGRESS = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {rules: []}\n"
PATHS = "openapi: 3.1.0\npaths: {/score: {post: {}}, /health: {get: {}}}\n"


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        ("nginx.conf", "server { listen 80; " + ROUTE + " }\n", "speaks without TLS"),
        ("nginx.conf", SHUT + "client_max_body_size 0;\n", "takes requests of any size"),
        ("nginx.conf", SHUT + "ssl_protocols TLSv1 TLSv1.2;\n", "speaks an old TLS"),
        ("nginx.conf", SHUT + "add_header Access-Control-Allow-Origin *;\n", "allows any origin"),
        ("Caddyfile", ":80 {\n  reverse_proxy app:8000\n}\n", "speaks without TLS"),
        ("i.yaml", INGRESS, "speaks without TLS"),
        ("openapi.yaml", PATHS, "lets everybody ask"),
        ("a.tf", 'resource "aws_lambda_function_url" "u" {\n  authorization_type = "NONE"\n}\n', "lets everybody ask"),
    ],
)
def test_open_doors(ask_project: Ask, name: str, text: str, fact: str) -> None:
    assert ask_project("front_door", {name: text}) == ("fail", f"{name} {fact}.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nginx.conf", SHUT),
        ("nginx.conf", "server { listen 80; return 301 https://$host; }\n" + SHUT),
        ("nginx.conf", "server { listen 127.0.0.1:80; " + ROUTE + " }\n"),
        ("Caddyfile", "api.lab.net {\n  reverse_proxy app:8000\n}\n"),
        ("i.yaml", INGRESS.replace("{rules: []}", "{tls: [{secretName: a}]}")),
        ("openapi.yaml", PATHS + "security: [{key: []}]\n"),
    ],
)
def test_doors_that_are_shut(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("front_door", {name: text}) == (
        "pass",
        "1 file in front of the service, encrypted and asking.",
    )


def test_a_plain_proxy_behind_one_that_ends_tls(ask_project: Ask) -> None:
    files = {
        "nginx.conf": "server { listen 80; " + ROUTE + " }\n",
        "traefik.yml": "certificatesResolvers: {a: {acme: {}}}\n",
    }
    assert ask_project("front_door", files)[0] == "pass"


def test_not_evidence(ask_project: Ask) -> None:
    assert ask_project("front_door", {"openapi.yaml": "openapi: [\n"}) == (
        "error",
        "Not evidence: openapi.yaml cannot be read.",
    )


def test_nothing_in_front(ask_project: Ask) -> None:
    assert ask_project("front_door", {"app.py": "x = 1\n"})[0] == "not-applicable"
