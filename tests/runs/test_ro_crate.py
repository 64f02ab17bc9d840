"""The crate of a bundle: what the profiles ask for, and nothing that points nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.verify import verify_bundle


@pytest.fixture
def graph(bundle: Path) -> dict[str, dict[str, Any]]:
    document = json.loads((bundle / layout.CRATE).read_bytes())
    assert document["@context"] == "https://w3id.org/ro/crate/1.1/context"
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(entities) == len(document["@graph"])
    return entities


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["@id"]] if set(value) == {"@id"} else []
        return own + [name for part in value.values() for name in references(part)]
    return [name for part in value for name in references(part)] if isinstance(value, list) else []


def test_it_names_the_workflow_the_run_and_what_went_in_and_out(graph: dict[str, dict[str, Any]]) -> None:
    root, action = graph["./"], graph["#run"]
    assert root["mainEntity"] == {"@id": "notebook/input.ipynb"}
    assert graph["notebook/input.ipynb"]["@type"] == ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
    assert (action["@type"], action["instrument"]) == ("CreateAction", {"@id": "notebook/input.ipynb"})
    used = [graph[entity["@id"]] for entity in action["object"]]
    assert [entity["name"] for entity in used] == ["data.csv", "n", "name", "password"]
    assert [entity["value"] for entity in used[1:]] == [5, 'a "b" ö', "env:TEST_PASSWORD"]
    made = [graph[entity["@id"]]["name"] for entity in action["result"]]
    assert made == ["notebook/executed.ipynb", "results.json", "out.txt"]
    kinds = {entity["name"]: entity["additionalType"] for entity in graph.values() if "additionalType" in entity}
    assert kinds == {"n": "Integer", "name": "Text", "password": "Text"}


def test_everything_that_it_refers_to_is_in_it(graph: dict[str, dict[str, Any]], bundle: Path) -> None:
    named = {name for entity in graph.values() for name in references(list(entity.values()))}
    assert {name for name in named - graph.keys() if not name.startswith("https://")} == set()
    files = {entity["@id"] for entity in graph.values() if "File" in entity["@type"]}
    listed = {name.relative_to(bundle).as_posix() for name in bundle.rglob("*") if name.is_file()}
    apart = {"README.txt", "ro-crate-metadata.json", "keys/signer.pem", "keys/signer.pub"}
    sealed = {name for name in listed if layout.is_sealed(name)}
    assert files == sealed - apart
    assert {part["@id"] for part in graph["./"]["hasPart"]} == files


def test_a_crate_that_says_something_else_is_found(
    bundle: Path, sign_again: Callable[..., None], edit: Callable[..., None]
) -> None:
    edit(bundle / layout.CRATE, lambda crate: crate["@graph"][1].update(name="Another run"))
    sign_again(bundle)
    found = [(failure.code, failure.path) for failure in verify_bundle(bundle).failures]
    assert found == [("crate-mismatch", layout.CRATE)]
