"""A package index is asked what was yanked and abandoned: in JSON, in HTML, and where it does not answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jupyter_mlsec.environment.index import IndexFacts, ask_index, index_url
from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind
from jupyter_mlsec.errors import UsageError


def file(name: str, **more: object) -> dict[str, object]:
    return {"filename": name, "upload-time": "2020-01-02T03:04:05Z", **more}


def page(*links: str, head: str = "") -> tuple[str, bytes]:
    return "text/html; charset=utf-8", f"<html><head>{head}</head><body>{''.join(links)}</body></html>".encode()


PAGES: dict[str, tuple[str, bytes] | dict[str, object]] = {
    "fine": {
        "files": [file("fine-1.0-py3-none-any.whl"), file("fine-1.1.tar.gz", **{"upload-time": "2026-05-06T00:00:00Z"})]
    },
    "pulled": {
        "files": [
            file("pulled-1.0.tar.gz", yanked="broken\x1b[31m wheel"),
            file("pulled-1.0-py3-none-any.whl", yanked=True),
        ]
    },
    "half": {"files": [file("half-1.0.tar.gz", yanked=True), file("half-1.0-py3-none-any.whl")]},
    "left": {"files": [file("left-1.0.tar.gz")], "project-status": {"status": "archived"}},
    "two-words": {
        "files": [
            file("two_words-1.0.post1-cp311-cp311-manylinux_2_17_x86_64.whl", yanked=True),
            file("Two.Words-1.0.tar.gz"),
        ]
    },
    "gone": {"files": [file("gone-2.0.tar.gz")]},
    "plain": page(
        '<a href="../x/plain-1.0.tar.gz#sha256=ab" data-yanked="&quot;bad&quot;">p</a>',
        '<a href="plain-2.0.tar.gz">p</a>',
    ),
    "quiet": page(
        '<a href="quiet-1.0.tar.gz" data-yanked>q</a>', head='<meta name="pypi:project-status" content="deprecated">'
    ),
    "odd": ("application/json", b"{"),
}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, list[str]]]:
    """Serve the pages, and note who is asked about."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/").rpartition("/")[2]
            asked.append(name)
            found = PAGES.get(name)
            if found is None:
                self.send_error(404)
                return
            if isinstance(found, tuple):
                kind, body = found
            else:
                kind, body = (
                    "application/vnd.pypi.simple.v1+json",
                    json.dumps({"meta": {}, "name": name, **found}).encode(),
                )
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/simple", asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_an_index_says(served: tuple[str, list[str]]) -> None:
    url, asked = served
    names = (*PAGES, "nobody")
    versions = {"two-words": "1.0.post1", "plain": "1.0+local"}
    private = Distribution(name="ours", version="1", origin=Origin(kind=OriginKind.FOLDER))
    broken = Distribution(name="broken", version="", problem="its metadata is gone")
    known = tuple(Distribution(name=name, version=versions.get(name, "1.0")) for name in names)
    found = ask_index(Environment(python="3", distributions=(*known, private, broken)), url)
    old = date(2020, 1, 2)
    assert found == {
        "fine": IndexFacts(newest=date(2026, 5, 6)),
        "pulled": IndexFacts(yanked="broken[31m wheel", newest=old),
        "half": IndexFacts(newest=old),
        "left": IndexFacts(status="archived", newest=old),
        "two-words": IndexFacts(yanked="", newest=old),
        "gone": IndexFacts(newest=old, problem="the index has no file of this version"),
        "plain": IndexFacts(yanked='"bad"'),
        "quiet": IndexFacts(yanked="", status="deprecated"),
        "odd": IndexFacts(problem="the index could not be asked (DecodeError)"),
        "nobody": IndexFacts(problem="the index answered 404"),
    }
    assert sorted(asked) == sorted(names)  # neither the private one nor the broken one


def test_nobody_there_is_a_problem_of_each() -> None:
    environment = Environment(python="3", distributions=(Distribution(name="demo", version="1"),))
    assert (
        ask_index(environment, "http://127.0.0.1:9/simple", timeout=2)["demo"].problem
        == "the index could not be asked (URLError)"
    )


def test_which_index_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UsageError, match=r"^no package index is named$"):
        index_url(None)
    monkeypatch.setenv("PIP_INDEX_URL", "https://pip.example/simple/")
    assert index_url(None) == "https://pip.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    assert index_url(None) == "https://uv.example/simple"
    assert index_url("http://localhost:1/simple") == "http://localhost:1/simple"
    for url in ("http://example.org/simple", "file:///etc", "nowhere"):
        with pytest.raises(UsageError, match=r"^a package index is asked over https only$"):
            index_url(url)
