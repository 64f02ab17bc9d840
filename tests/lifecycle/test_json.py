from __future__ import annotations

from collections.abc import Callable

from jupyter_mlsec.lifecycle.json import to_json
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.model.notebook import Notebook


def test_the_shape_of_the_contract(write: Callable[..., Notebook], fill: Callable[..., Checklist]) -> None:
    filled = fill(write("x = 1"))
    published = to_json(filled)
    assert list(published) == ["format", "items", "coverage", "conformance"]
    assert (published["format"], published["coverage"]) == ("mlsec-checklist/1", 0.3)
    assert [item["id"] for item in published["items"]] == [state.item.id for state in filled.states]
    item = next(item for item in published["items"] if item["id"] == "PRE-07")
    assert item | {"standards": []} == {
        "id": "PRE-07",
        "stage": "preparation",
        "title": "Cells, outputs, widgets and metadata reveal no secrets or personal values",
        "risk": "critical",
        "status": "pass",
        "evidence": [
            {
                "probe": "exposed-values",
                "collected": "2026-11-21T09:14:00Z",
                "expires": None,
                "binds": {
                    "notebook": filled.fingerprints["notebook"],
                    "policy": filled.fingerprints["policy"],
                },
                "summary": "No secret and no personal value in 1 cell, their outputs and metadata.",
            },
            {
                "probe": "personal-literals",
                "collected": "2026-11-21T09:14:00Z",
                "expires": None,
                "binds": {
                    "notebook": filled.fingerprints["notebook"],
                    "policy": filled.fingerprints["policy"],
                },
                "summary": "No personal value in the source of 1 cell.",
            },
        ],
        "standards": [],
    }
    assert "owasp_llm LLM02:2025" in item["standards"]
