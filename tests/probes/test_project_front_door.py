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


def _ingress(notes: str, *, tls: bool) -> str:
    spec = "{tls: [{secretName: a}], rules: []}" if tls else "{rules: []}"
    return INGRESS.replace("spec: {rules: []}", f"metadata:\n  annotations: {{{notes}}}\nspec: {spec}")


ROUTED = "apiVersion: route.openshift.io/v1\nkind: Route\nspec: {to: {kind: Service, name: a}%s}\n"
PROXY = (
    "apiVersion: projectcontour.io/v1\nkind: HTTPProxy\n"
    "spec: {virtualhost: {fqdn: a.lab.net%s}, routes: [{services: []%s}]}\n"
)
TOO = "answers without TLS as well"
ONLY_HTTP = _ingress("""alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}]'""", tls=False)
CHART = "ingress:\n  enabled: true\n  hosts: [{host: a.lab.net}]\n  tls: %s\n"


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        ("i.yaml", _ingress("nginx.ingress.kubernetes.io/ssl-redirect: 'false'", tls=False), "speaks without TLS"),
        ("i.yaml", _ingress("traefik.ingress.kubernetes.io/router.tls: 'false'", tls=False), "speaks without TLS"),
        ("i.yaml", _ingress("haproxy.org/ssl-certificate: ''", tls=False), "speaks without TLS"),
        ("i.yaml", ONLY_HTTP, "speaks without TLS"),
        ("i.yaml", _ingress("nginx.ingress.kubernetes.io/ssl-redirect: 'false'", tls=True), TOO),
        ("r.yaml", ROUTED % "", "speaks without TLS"),
        ("r.yaml", ROUTED % ", tls: {insecureEdgeTerminationPolicy: Allow}", TOO),
        ("p.yaml", PROXY % ("", ""), "speaks without TLS"),
        ("p.yaml", PROXY % (", tls: {secretName: a}", ", permitInsecure: true"), TOO),
        ("deploy/values.yaml", CHART % "[]", "speaks without TLS"),
    ],
)  # fmt: skip
def test_notes_that_say_there_is_no_tls(ask_project: Ask, name: str, text: str, fact: str) -> None:
    assert ask_project("front_door", {name: text}) == ("fail", f"{name} {fact}.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("i.yaml", _ingress("nginx.ingress.kubernetes.io/force-ssl-redirect: 'true'", tls=True)),
        ("i.yaml", _ingress("kubernetes.io/ingress.allow-http: 'false'", tls=False)),
        ("i.yaml", _ingress("alb.ingress.kubernetes.io/certificate-arn: 'arn:a'", tls=False)),
        ("r.yaml", ROUTED % ", tls: {termination: edge, insecureEdgeTerminationPolicy: Redirect}"),
        ("p.yaml", PROXY % (", tls: {secretName: a}", "")),
        ("deploy/values.yaml", CHART % "[{secretName: a}]"),
    ],
)
def test_notes_of_tls(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("front_door", {name: text})[0] == "pass"


def test_an_ingress_that_a_chart_leaves_out(ask_project: Ask) -> None:
    text = (CHART % "[]").replace("enabled: true", "enabled: false")
    assert ask_project("front_door", {"deploy/values.yaml": text})[0] == "not-applicable"


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
