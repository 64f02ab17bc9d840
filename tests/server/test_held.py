"""Cells that are not sent again: the same text, the same page's, or nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from jupyter_mlsec.server.held import HeldCells, NotHeldError, with_digests

Notebook = Callable[..., dict[str, Any]]
LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))\n" + "# a comment\n" * 10
LONG = "x = 1\n" * 40
PAGE = "a0" * 16
SCAN, GATE = "jupyter-mlsec/v1/scan", "jupyter-mlsec/v1/gate"


def as_json(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def spared(document: dict[str, Any], digests: dict[int, str]) -> bytes:
    cells = [{"held": digests[index]} if index in digests else cell for index, cell in enumerate(document["cells"])]
    return as_json({**document, "cells": cells})


def test_a_notebook_is_put_together_from_what_was_sent_before(notebook: Notebook) -> None:
    cells, document = HeldCells(), notebook(LONG, "x", LOAD)
    whole, digests = cells.whole("ana", as_json(document))
    assert (json.loads(whole), sorted(digests)) == (document, [0, 2])
    again, fresh = cells.whole("ana", spared(document, digests))
    assert (json.loads(again), fresh) == (document, {})
    changed = notebook(LONG, "x", LOAD)
    changed["cells"][2]["source"] = LONG
    whole, fresh = cells.whole("ana", spared(changed, {0: digests[0]}))
    assert (json.loads(whole), sorted(fresh)) == (changed, [2])


def test_a_digest_means_nothing_to_anybody_else(notebook: Notebook) -> None:
    cells, document = HeldCells(), notebook(LONG)
    _, digests = cells.whole("ana", as_json(document))
    for user, sent in (("bob", digests), ("ana", {0: "0" * 32}), ("ana", {0: ""}), ("ana", {0: "ü"})):
        with pytest.raises(NotHeldError):
            cells.whole(user, spared(document, sent))
    assert HeldCells().whole("ana", as_json(document))[1] == digests  # of this process alone


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"3", b'{"cells": 3}', b"{", b'{"nbformat":4,"nbformat_minor":5,"metadata":{}}']
)
def test_what_is_no_notebook_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        HeldCells().whole("ana", body)


def test_the_oldest_give_way_and_what_is_idle_is_forgotten(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("jupyter_mlsec.server.held.time.monotonic", lambda: now[0])
    cells = HeldCells(most=1500, idle=10.0)
    digests = [cells.whole("ana", as_json(notebook(f"{name} = 1\n" * 60)))[1] for name in "abc"]
    assert len(cells) == 2
    with pytest.raises(NotHeldError):
        cells.whole("ana", spared(notebook("a"), digests[0]))
    now[0] = 9.0
    cells.whole("ana", spared(notebook("b"), digests[1]))
    now[0] = 11.0
    cells.forget_idle()
    assert len(cells) == 1
    cells.whole("ana", spared(notebook("b"), digests[1]))
    with pytest.raises(NotHeldError):
        cells.whole("ana", spared(notebook("c"), digests[2]))
    now[0] = 30.0
    cells.forget_idle()
    assert len(cells) == 0


def test_a_server_forgets_by_itself(notebook: Notebook) -> None:
    forgotten = asyncio.Event()

    class Watched(HeldCells):
        def forget_idle(self) -> None:
            super().forget_idle()
            if not len(self):
                forgotten.set()

    async def serve() -> None:
        cells = Watched(idle=0.001)
        cells.whole("ana", as_json(notebook(LONG)))
        assert len(cells) == 1
        await forgotten.wait()

    asyncio.run(asyncio.wait_for(serve(), 20))


def test_the_digests_join_the_answer() -> None:
    assert json.loads(with_digests(b'{"a":1}', {3: "d"})) == {"a": 1, "held": {"3": "d"}}


@pytest.mark.parametrize("route", [SCAN, GATE])
def test_the_answer_is_that_of_the_whole_notebook(server: Any, notebook: Notebook, route: str) -> None:
    document = notebook(LONG, LOAD)
    rest = {"path": "x.ipynb", "cell": 1, "kernel": None} if route == GATE else {"path": "x.ipynb"}
    plain = server.ask("POST", route, {**rest, "notebook": document})
    first = server.ask("POST", route, {**rest, "notebook": document, "hold": PAGE})
    digests = first.json.pop("held")
    assert (first.status, first.json, sorted(digests)) == (200, plain.json, ["0", "1"])
    cells = [{"held": digests["0"]}, {"held": digests["1"]}]
    body = as_json({**rest, "notebook": {**document, "cells": cells}, "hold": PAGE})
    again = server.ask("POST", route, body)
    assert (again.status, again.json) == (200, plain.json)
    assert "import pickle" not in server.log.read_text(encoding="utf-8")


def test_a_cell_that_is_not_held_is_asked_for(server: Any, notebook: Notebook) -> None:
    document = notebook(LONG)
    body = {"path": "x.ipynb", "notebook": json.loads(spared(document, {0: "0" * 32})), "hold": PAGE}
    answer = server.ask("POST", SCAN, as_json(body))
    assert (answer.status, set(answer.json)) == (428, {"message", "help"})
    assert server.ask("POST", SCAN, {**body, "notebook": {"cells": []}}).status == 400
    assert "held" not in server.ask("POST", SCAN, {**body, "notebook": document, "hold": ""}).json
