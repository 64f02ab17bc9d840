"""Update, import and status; the network of these tests ends at the loopback address."""

from __future__ import annotations

import io
import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from jupyter_mlsec.environment.advisories import import_advisories, open_store, store_path, update_advisories
from jupyter_mlsec.errors import AuditError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def export(day: int = 19, package: str = "demo") -> bytes:
    record = {
        "id": "PYSEC-2026-1",
        "modified": f"2026-11-{day:02}T08:00:00Z",
        "affected": [{"package": {"name": package, "ecosystem": "PyPI"}, "versions": ["1.0"]}],
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("PYSEC-2026-1.json", json.dumps(record))
    return stream.getvalue()


@contextmanager
def served(body: bytes, *, length: int | None = None, code: int = 200) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/all.zip"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MLSEC_DATA_DIR", str(tmp_path / "data"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "data"


def test_the_store_lies_in_the_data_folder(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store_path() == data_folder / "advisories.sqlite"
    monkeypatch.delenv("MLSEC_DATA_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(data_folder))
    monkeypatch.setattr(sys, "platform", "linux")
    assert store_path() == data_folder / "jupyter-mlsec" / "advisories.sqlite"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(data_folder))
    assert store_path() == data_folder / "jupyter-mlsec" / "advisories.sqlite"


def test_nothing_imported_is_no_store() -> None:
    assert open_store() is None


def test_import_then_open(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(export())
    status = import_advisories(tmp_path / "all.zip", now=NOW)
    assert (status.source, status.date, status.advisories) == ("all.zip", date(2026, 11, 19), 1)
    store = open_store()
    assert store is not None
    assert store.status == status
    again = open_store(store_path())
    assert again is not None
    assert again.status == status


def test_an_export_can_be_opened_without_importing_it(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(export())
    store = open_store(tmp_path / "all.zip")
    assert store is not None
    assert list(store.lookup(["demo"])) == ["demo"]
    assert not store_path().exists()


def test_update_fetches_and_indexes() -> None:
    seen: list[tuple[int, int | None]] = []
    body = export()
    with served(body) as url:
        status = update_advisories(url, progress=lambda done, total: seen.append((done, total)), now=NOW)
    assert (status.source, status.date) == ("OSV export of PyPI", date(2026, 11, 19))
    assert seen[-1] == (len(body), len(body))
    assert [path.name for path in store_path().parent.iterdir()] == ["advisories.sqlite"]


def test_update_does_not_go_back_in_time() -> None:
    with served(export(19)) as url:
        update_advisories(url, now=NOW)
    with served(export(18, "older")) as url, pytest.raises(AuditError) as caught:
        update_advisories(url, now=NOW)
    assert caught.value.message == (
        "the fetched advisories end on 2026-11-18, but those in use reach to 2026-11-19; nothing was changed"
    )
    store = open_store()
    assert store is not None
    assert list(store.lookup(["demo", "older"])) == ["demo"]


def test_a_cut_off_answer_changes_nothing() -> None:
    body = export()
    with served(body[:100], length=len(body)) as url, pytest.raises(AuditError) as caught:
        update_advisories(url, now=NOW)
    assert caught.value.message == f"the export from 127.0.0.1 was cut off after 100 of {len(body)} bytes"
    assert open_store() is None


@pytest.mark.parametrize(("body", "code"), [(b"<html>", 200), (b"gone", 404)])
def test_an_answer_that_is_no_export_changes_nothing(body: bytes, code: int) -> None:
    with served(body, code=code) as url, pytest.raises(AuditError):
        update_advisories(url, now=NOW)
    assert open_store() is None


def test_no_network_is_said_with_the_way_out() -> None:
    with pytest.raises(AuditError) as caught:
        update_advisories("http://127.0.0.1:9/all.zip", timeout=5)
    assert caught.value.message == "the advisories could not be fetched from 127.0.0.1 (URLError)"
    assert caught.value.help == (
        "check the network and the proxy settings",
        "or bring an export along: mlsec advisories import FILE",
    )


@pytest.mark.parametrize("url", ["http://example.invalid/all.zip", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_only_https_is_fetched(url: str) -> None:
    with pytest.raises(AuditError, match=r"^advisories are fetched over https only$"):
        update_advisories(url)


def test_a_damaged_store_can_be_replaced_by_an_update() -> None:
    store_path().parent.mkdir(parents=True)
    store_path().write_bytes(b"damaged")
    with served(export()) as url:
        update_advisories(url, now=NOW)
    assert open_store() is not None
