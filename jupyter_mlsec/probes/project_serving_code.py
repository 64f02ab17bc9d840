"""Code that serves a model without authentication, encryption or limits, or with a debugger that runs code.

Notebooks, the files that their cells write and the project's scripts and settings are read, never imported: FastAPI,
Flask, Django, Gradio, Streamlit, BentoML, Ray Serve, gRPC, functions of a cloud and their like. A gateway in front
that asks who somebody is counts, and so does a policy that names who may call.
"""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._serving.access import ANY_KEY, hollow_checks, open_access
from jupyter_mlsec.probes._serving.gateways import gateway
from jupyter_mlsec.probes._serving.model_servers import server_facts
from jupyter_mlsec.probes._serving.requests import request_facts
from jupyter_mlsec.probes._serving.services import Service, Serving, serving
from jupyter_mlsec.probes._serving.settings import settings_facts

_LOGIN_EVERYWHERE = re.compile(
    r"LoginRequiredMiddleware|DEFAULT_PERMISSION_CLASSES.*(?:Is\w+|Has\w+|Permission)", re.DOTALL
)
_LIMITS = (
    "limiter",
    "slowapi",
    "flask_limiter",
    "ratelimit",
    "fastapi_limiter",
    "throttle",
    "rate_limit",
    "max_ongoing_requests",
    "max_concurrency",
    "concurrency_limit",
    "max_queue_size",
    "throttle_classes",
)
_TLS = ("ssl_keyfile", "ssl_context", "ssl_certfile", "certfile", "ssl_key", "ssl", "ssl_options")
_MILD = frozenset(
    {"no rate limit seen", "no TLS seen", "a gateway asks who somebody is", "only this machine may call", ANY_KEY}
)
_TUNNELS = frozenset(
    {
        "flask_cloudflared.run_with_cloudflared",
        "google.colab.output.serve_kernel_port_as_window",
        "ngrok.connect",
        "ngrok.forward",
        "pycloudflared.try_cloudflare",
        "localtunnel.connect",
    }
)
_KEPT_IN = (
    "auth",
    "oauth_provider",
    "basic_auth",
    "oauth_allow_domains",
    "oauth_allow_emails",
    "mutual_tls_cas",
    "allow_cidr",
)
_FACES = re.compile(r" without (?:auth|a key|a login)|that anybody reaches|asks for no key|everybody may call")
_LOOPBACK = re.compile(
    r"(?:host|server_name|bind|address|hostname|listen_ip|interface)['\"]?\s*[=:]\s*\[?['\"](?:127\.0\.0\.1|localhost|::1|unix:)"
    r"|\buds\s*=\s*['\"]|\(\s*\(?['\"](?:127\.0\.0\.1|localhost)['\"]"
)
_EVERYWHERE = re.compile(r"0\.0\.0\.0|['\"]\[?::\]?['\"]|\[::\]|['\"]\*['\"]:")


def _run(subject: ProjectSubject) -> Observation:
    found = serving(subject)
    facts = _all(subject, found)
    if facts - _MILD:
        step = "Require a key or token on every route, name the allowed origins, and switch the debugger off."
        return failed(f"The serving code: {', '.join(sorted(facts - _MILD))}.", *sorted(facts), next_step=step)
    if found.broken:
        return not_evidence(f"{count(found.broken, 'script')} could not be read", next_step="Repair or remove them.")
    if not found.services:
        return not_applicable("nothing in the project serves a model")
    if not facts:
        return passed("Routes are authenticated, limited and encrypted.")
    step = "Say what the gateway does: %mlsec answer DEP-01 …"
    if ANY_KEY in facts:
        return warned("Routes ask for a key; nothing is seen that compares it.", *sorted(facts), next_step=step)
    return warned(
        "Routes are authenticated; limits and TLS are for a person to confirm.", *sorted(facts), next_step=step
    )


def _all(subject: ProjectSubject, found: Serving) -> set[str]:
    """Return all that the project leaves open, in words; who may call counts only where nobody else asks."""
    guarded = frozenset(
        each.kind
        for each in found.services
        if each.kind == "django" and _LOGIN_EVERYWHERE.search(ast.unparse(each.tree))
    )
    facts = {fact for service in found.services for fact in _facts(service, found, guarded)}
    facts |= set(server_facts(subject))
    if _tunnelled(subject):
        facts.add("a tunnel to the internet")
    open_ = {fact for fact in facts if _FACES.search(fact)}
    if open_ and gateway(subject):
        facts = (facts - open_) | {"a gateway asks who somebody is"}
    elif open_ and "a tunnel to the internet" not in facts and _only_here(subject, found):
        facts = (facts - {fact for fact in open_ if "route" in fact or "gRPC" in fact}) | {"only this machine may call"}
    return facts


def _facts(service: Service, found: Serving, guarded: frozenset[str]) -> set[str]:
    facts = {*open_access(service, found, guarded), *settings_facts(service), *request_facts(service)}
    facts |= set(hollow_checks(service))
    calls = service.program.calls
    words = {part.lower() for call in calls for part in call.name.replace("()", "").split(".")}
    words |= {part.lower() for module in service.program.modules for part in module.split(".")}
    words |= {each.arg for call in calls for each in call.node.keywords if each.arg}
    if not words & set(_LIMITS):
        facts.add("no rate limit seen")
    if not any(call.argument(None, *_TLS) for call in calls):
        facts.add("no TLS seen")
    return facts


def _tunnelled(subject: ProjectSubject) -> bool:
    """Tell whether a cell makes this machine reachable from the internet, and for everybody."""
    for call in read_program(subject.notebook).calls:
        known = call.name in _TUNNELS or call.name.startswith(("pyngrok.ngrok.connect", "flask_ngrok."))
        if known and call.argument(None, *_KEPT_IN) is None:
            return True
    return False


def _only_here(subject: ProjectSubject, found: Serving) -> bool:
    """Tell whether every service that says where it listens says: on this machine."""
    texts = [ast.unparse(each.tree) for each in found.services]
    lines = [line.text for line in command_lines(subject)]
    if any(_EVERYWHERE.search(each) for each in (*texts, *lines)):
        return False
    return all(_LOOPBACK.search(each) for each in texts) and bool(texts)


PROBE = Probe(name="serving-code", items=("DEP-01",), run=_run, version=3, docs=__doc__)
