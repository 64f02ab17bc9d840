"""The door in front of a service: proxies, ingresses and interfaces without encryption, or that ask nobody.

nginx, Caddy, Traefik, HAProxy, Apache and Envoy, ingresses and gateways of a cluster, load balancers and functions of
a cloud, and OpenAPI documents are read. Where another file of the project ends TLS, a plain proxy behind it is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.infrastructure import canonical, facts, infrastructure
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, everything, read_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_COMMENTS = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)
_PLAIN, _OPEN, _ORIGIN, _SIZE = (
    "speaks without TLS", "lets everybody ask", "allows any origin", "takes requests of any size",
)  # fmt: skip
_TOO = "answers without TLS as well"
_OLD = "speaks an old TLS"
_ENDS_TLS = re.compile(
    r"\blisten\s{1,20}(?:\S{1,100}:)?\d{1,6}\s{1,20}(?:\w{1,40}\s{1,20}){0,6}ssl\b|\bssl_certificate\s|certresolver|websecure|letsencrypt|\bacme\b|SSLCertificateFile"
    r"|\bbind\s{1,20}\S{1,200}\s{1,20}ssl\b|certificate_?arn|ssl-cert\b|managed-certificates|cert-manager|tls_certificates|DownstreamTlsContext"
    r"|ssl_keyfile|--ssl-keyfile|--certfile|ssl_certfile|cloudflared|tailscale|google_compute_managed_ssl|aws_acm_certificate"
    r"|\bsecretName\b|credentialName|listener_?certificate"
)
_METHODS = frozenset({"post", "put", "patch", "delete", "get"})
_PUBLIC = re.compile(r"health|ready|live|ping|status|version|metrics|login|token|docs|openapi", re.IGNORECASE)
_NGINX_ROUTE = re.compile(r"\b(?:proxy_pass|uwsgi_pass|grpc_pass|fastcgi_pass)\b")
_LISTENS = re.compile(r"\blisten\s+(?P<place>[^;]{1,200});")
_REDIRECT = re.compile(
    r"\breturn\s+30[1278]\s+https|\brewrite\b.{0,300}https|redirect\s+scheme\s+https|redirScheme|redirectScheme"
)
_CADDY_PLAIN = re.compile(r"^(?:http://\S+|:80|:8080)\s*\{|^[ \t]*auto_https\s+off\b|^[ \t]*tls\s+off\b", re.MULTILINE)
_HAPROXY = re.compile(r"^[ \t]*bind\s+(?!127\.)\S*:(?:80|8080)\b(?!.*\bssl\b)", re.MULTILINE)
_APACHE = re.compile(r"<VirtualHost\s{1,20}\S{0,200}:80>", re.IGNORECASE)
_STEP = "End TLS at the door (a certificate, TLS 1.2 or newer), and let it ask who somebody is."
_NOTED = ("certificate", "ssl", "tls", "tailscale", "cert-manager", "alb.ingress", "nlb")
_NOTHING = frozenset({"", "0", "disabled", "false", "no", "none", "off"})


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, set[str]] = {}
    looked = 0
    unread: list[str] = []
    for path in require_files(subject):
        answer = _door(path)
        if answer is not None:
            looked += 1
            name = path.relative_to(subject.root).as_posix()
            if "?" in answer:
                unread.append(name)
            found[name] = answer - {"?"}
    for each in infrastructure(subject):
        given = {fact for document in each.documents or () for fact in _declared(document)}
        if given:
            looked += 1
            found.setdefault(each.path.relative_to(subject.root).as_posix(), set()).update(given - {""})
    if any(_PLAIN in given for given in found.values()) and _encrypted_elsewhere(subject, found):
        found = {name: given - {_PLAIN} for name, given in found.items()}
    details = tuple(f"{name}: {', '.join(sorted(given))}" for name, given in found.items() if given)
    if details:
        what = listed(sorted({fact for given in found.values() for fact in given}))
        return failed(f"{listed(name for name, given in found.items() if given)} {what}.", *details, next_step=_STEP)
    if unread:
        return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
    if not looked:
        return not_applicable("the project configures nothing in front of a service")
    return passed(f"{count(looked, 'file')} in front of the service, encrypted and asking.")


def _door(path: Path) -> set[str] | None:
    """Return what a proxy's or an interface's file leaves open; None for other files. ``?``: it cannot be read."""
    suffix = path.suffix.lower()
    if suffix in {".conf", ".nginx", ".cfg", ".template"} or path.name in {"Caddyfile", "nginx"}:
        text = _COMMENTS.sub("", read_text(path))
        facts_ = {*_nginx(text), *_others(text, path)}
        return facts_ or (set() if _is_proxy(text, path) else None)
    if suffix in YAML | {".json"} and re.search(r"openapi|swagger|api[-_]?spec", path.name.lower()):
        documents = read_structured(path)
        if documents is None:
            return {"?"}
        return {fact for document in documents for fact in _interface(document)}
    return None


def _is_proxy(text: str, path: Path) -> bool:
    return path.name == "Caddyfile" or bool(_NGINX_ROUTE.search(text)) or "ProxyPass" in text


def _nginx(text: str) -> Iterator[str]:
    if not _NGINX_ROUTE.search(text):
        return
    for server in _blocks(text, "server") or [text]:
        listens = [match["place"].strip() for match in _LISTENS.finditer(server)]
        outside = [each for each in listens if not each.startswith(("127.", "localhost", "unix:", "[::1]"))]
        plain = [each for each in outside if not re.search(r"\b(?:ssl|quic)\b", each)]
        if (
            plain
            and _NGINX_ROUTE.search(server)
            and not _REDIRECT.search(server)
            and not re.search(r"^[ \t]*ssl\s+on", server, re.MULTILINE)
        ):
            yield _PLAIN
    if re.search(r"\bclient_max_body_size\s+0\s*;", text):
        yield _SIZE
    if re.search(r"Access-Control-Allow-Origin[\"']?\s+[\"']?\*", text):
        yield _ORIGIN
    if re.search(r"\bssl_protocols\b[^;]{0,200}\b(?:SSLv[23]|TLSv1(?:\.[01])?)(?![.\d])", text):
        yield _OLD
    if re.search(r"\bproxy_ssl_verify\s+off|\bssl_verify_client\s+(?:off|optional_no_ca)\b", text):
        yield "believes any certificate"


def _blocks(text: str, name: str) -> list[str]:
    """Return the bodies of blocks of one name, with what is nested in them; one that does not end goes to the end."""
    head = re.compile(rf"\b{name}[ \t\n]{{0,99}}\{{")
    found = []
    match = head.search(text)
    while match is not None:
        depth, end = 1, len(text)
        for brace in re.compile(r"[{}]").finditer(text, match.end()):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                end = brace.end()
                break
        found.append(text[match.end() : end])
        match = head.search(text, end)
    return found


def _hosts(text: str) -> Iterator[str]:
    """Yield the bodies of Apache's hosts on port 80."""
    place, lower = 0, text.lower()
    while (match := _APACHE.search(text, place)) is not None:
        end = lower.find("</virtualhost>", match.end())
        if end < 0:
            return
        yield text[match.end() : end]
        place = end


def _others(text: str, path: Path) -> Iterator[str]:
    if path.name == "Caddyfile" and "reverse_proxy" in text and _CADDY_PLAIN.search(text):
        yield _PLAIN
    if (
        re.search(r"^[ \t]*(?:frontend|backend|listen)\s+\w", text, re.MULTILINE)
        and _HAPROXY.search(text)
        and not _REDIRECT.search(text)
    ):
        yield _PLAIN
    for host in _hosts(text):
        if "ProxyPass" in host and not re.search(r"(?:Redirect\w{0,20}\s|RewriteRule).{0,300}https", host):
            yield _PLAIN


def _interface(document: Any) -> Iterator[str]:  # noqa: ANN401 - a document of a stranger
    paths = within(document, "paths")
    if not isinstance(paths, dict) or not ({"openapi", "swagger"} & set(document)):
        return
    everywhere = document.get("security")
    for name, methods in paths.items():
        for method, operation in methods.items() if isinstance(methods, dict) else ():
            if method in _METHODS and isinstance(operation, dict) and not _PUBLIC.search(str(name)):
                said = operation.get("security", everywhere)
                if not said or (isinstance(said, list) and {} in said):
                    yield _OPEN
    servers = within(document, "servers")
    for server in servers if isinstance(servers, list) else ():
        address = str(within(server, "url"))
        if address.startswith("http://") and not re.match(r"http://(?:localhost|127\.)", address):
            yield _PLAIN


def _declared(document: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    """Yield what infrastructure puts in front of a service; the empty word where it is a door that is shut."""
    yield from facts(document, "door")
    kind, spec = within(document, "kind"), within(document, "spec")
    if kind == "Ingress":
        yield from _ingress(spec, within(document, "metadata", "annotations"))
    elif kind == "Route" or kind == "HTTPProxy":  # noqa: PLR1714 - a stranger's value need not have a hash
        yield from _route(spec)
    elif kind == "Gateway":
        yield from _gateway(spec)
    elif kind == "IngressRoute":
        entries = {str(each).lower() for each in within(spec, "entryPoints") or ()}
        yield (
            ""
            if within(spec, "tls") or (isinstance(spec, dict) and "tls" in spec) or "websecure" in entries
            else _PLAIN
        )
    values = within(document, "ingress")  # of a chart
    if isinstance(values, dict) and values.get("enabled") is True and values.get("hosts"):
        yield from _ingress(values, within(values, "annotations"))
    yield from _balancers(document)


def _ingress(spec: Any, annotations: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    notes = {str(key).lower(): str(value).lower().strip() for key, value in _pairs(annotations)}
    said = {key: value for key, value in notes.items() if value not in _NOTHING}  # a note may say that there is none
    shut = any(each in f"{key}: {value}" for key, value in said.items() for each in _NOTED)
    shut = shut or any(key.endswith("allow-http") and value == "false" for key, value in notes.items())
    shut = shut and not any(key.endswith("listen-ports") and "https" not in value for key, value in said.items())
    sent = any(key.endswith("force-ssl-redirect") for key in said)
    stays = any(key.endswith("ssl-redirect") and value in _NOTHING for key, value in notes.items())
    if not within(spec, "tls") and not shut:
        yield _PLAIN
    else:
        yield _TOO if stays and not sent and within(spec, "tls") else ""
    if any("cors-allow-origin" in key and value == "*" for key, value in notes.items()):
        yield _ORIGIN


def _pairs(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - see above
    return list(value.items()) if isinstance(value, dict) else []


def _route(spec: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    """Yield how a route of OpenShift or a proxy of Contour answers; one without a host is part of another."""
    proxy = within(spec, "virtualhost")
    if not proxy and not within(spec, "to"):
        return
    routes = [each for each in within(spec, "routes") or () if isinstance(each, dict)]
    plain = str(within(spec, "tls", "insecureEdgeTerminationPolicy")).lower() == "allow"
    plain = plain or any(each.get("permitInsecure") is True for each in routes)
    if not within(proxy or spec, "tls"):
        yield _PLAIN
    else:
        yield _TOO if plain else ""


def _gateway(spec: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    listeners = [*(within(spec, "listeners") or ()), *(within(spec, "servers") or ())]
    protocols = {str(within(each, "protocol") or within(each, "port", "protocol")).upper() for each in listeners}
    redirected = any(within(each, "tls", "httpsRedirect") is True for each in listeners)
    if protocols and protocols <= {"HTTP"} and not redirected:
        yield _PLAIN
    elif protocols:
        yield ""


def _balancers(document: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    """Yield the listeners of load balancers that answer in the open and send nobody to TLS."""
    for key, value in everything(document):
        each = {canonical(str(name)): inner for name, inner in value.items()} if isinstance(value, dict) else {}
        labels = (
            [str(label) for label in value.get("labels", ())]
            if isinstance(value, dict) and isinstance(value.get("labels"), list)
            else []
        )
        listener = canonical(key) in {"listener", "listeners", "httplistener"} or any(
            "_listener" in label for label in labels
        )
        listener = listener or str(each.get("type", "")).endswith("::Listener")
        text = str(value)
        if listener and re.search(r"'[Pp]rotocol': 'HTTP'", text) and "redirect" not in text.lower():
            yield _PLAIN


def _encrypted_elsewhere(subject: ProjectSubject, found: dict[str, set[str]]) -> bool:
    """Tell whether another file of the project ends TLS in front of the plain door."""
    plain = {name for name, given in found.items() if _PLAIN in given}
    for path in require_files(subject):
        name = path.relative_to(subject.root).as_posix()
        suffix = path.suffix.lower()
        read = suffix in YAML | {".conf", ".tf", ".bicep", ".py", ".sh", ".cfg"} or path.name in {
            "Caddyfile",
            "Dockerfile",
        }
        if (
            name not in plain
            and read
            and ".github" not in path.parts
            and _ENDS_TLS.search(_COMMENTS.sub("", read_text(path)))
        ):
            return True
    return False


PROBE = Probe(name="front-door", items=("DEP-01",), run=_run, partial=True, incidental=True, docs=__doc__)
