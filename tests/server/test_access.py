"""Who may ask: every route wants authentication, cookies want the XSRF token, and no path leads outside."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_mlsec.server.routes import BASE, HANDLERS

EXAMPLES = {"([a-z0-9-]{1,80})": "unsafe-pickle-load", "([0-9a-f]{16})": "0123456789abcdef"}


def example(route: str) -> str:
    for pattern, value in EXAMPLES.items():
        route = route.replace(pattern, value)
    return route


POSTS = ["scan", "checklist", "decisions", "exports", "gate", "gate/overrides", "ignored", "sweeps", "verify"]
ROUTES = sorted(example(route) for route, _ in HANDLERS)

EXAMPLE_FINDING = {"rule": "r", "cell": 0, "place": "output", "line": 1, "column": 1, "end_line": 1, "end_column": 2}


def test_the_table_of_routes_is_what_this_file_walks_through() -> None:
    assert ROUTES == [
        "checklist",
        "decisions",
        "exports",
        "exports/0123456789abcdef",
        "gate",
        "gate/overrides",
        "ignored",
        "rules",
        "rules/unsafe-pickle-load",
        "scan",
        "sweeps",
        "sweeps/0123456789abcdef",
        "verify",
    ]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("route", ROUTES)
def test_nobody_gets_in_without_authentication(server: Any, route: str, method: str) -> None:
    answer = server.ask(method, f"{BASE}/{route}", b"{}" if method != "GET" else None, headers={})
    assert answer.status == 403


def test_a_policy_is_asked_for_below_the_root_only(server: Any) -> None:
    assert server.ask("GET", f"{BASE}/gate?path=../outside.ipynb").status == 403
    assert server.ask("GET", f"{BASE}/gate").status == 400


def test_no_route_is_left_to_chance(server: Any) -> None:
    for route in ROUTES:
        server.ask("GET", f"{BASE}/{route}", headers={})
    lines = server.log.read_text(encoding="utf-8").splitlines()
    # other extensions of this environment have their own such lines: "- GET of Handler registered for /route"
    assert [line for line in lines if "registered for" in line and BASE in line] == []


@pytest.mark.parametrize("route", POSTS)
def test_a_cookie_alone_is_not_enough(server: Any, route: str) -> None:
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(f"{server.url}api/status?token={server.token}", timeout=30):
        pass
    with opener.open(f"{server.url}api/status", timeout=30) as response:
        assert response.status == 200  # the cookie alone is a way in where nothing is changed
    request = urllib.request.Request(f"{server.url}{BASE}/{route}", b'{"path": "x.ipynb"}', method="POST")  # noqa: S310 - local
    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(request, timeout=30)
    with refused.value:
        assert refused.value.code == 403


@pytest.mark.parametrize("route", POSTS)
@pytest.mark.parametrize(
    "path", ["../outside.ipynb", "a/../../outside.ipynb", "..\\outside.ipynb", "/../outside.ipynb", "C:/outside.ipynb"]
)
@pytest.mark.parametrize("unsaved", [False, True])
def test_no_path_leads_outside(
    server: Any, notebook: Callable[..., Any], path: str, route: str, *, unsaved: bool
) -> None:
    answered = {"kind": "answer", "item": "GOV-06", "text": "x", "person": "ana"}
    own = {
        "decisions": {"notebook": notebook("x = 1"), "decision": answered},
        "gate": {"notebook": notebook("x = 1"), "cell": 0},
        "ignored": {"notebook": notebook("x = 1"), "finding": EXAMPLE_FINDING, "reason": "mine"},
        "gate/overrides": {"source": "x = 1", "rules": ["unsafe-pickle-load"], "reason": "mine"},
    }
    own |= {only_saved: {} for only_saved in ("exports", "sweeps", "verify")}
    body = {"path": path, **own.get(route, {"notebook": notebook("x = 1")} if unsaved else {})}
    answer = server.ask("POST", f"{BASE}/{route}", body)
    assert answer.status == 403
    assert answer.json == {
        "message": "path leads outside the server's root",
        "help": "name a notebook below the server's root",
    }
