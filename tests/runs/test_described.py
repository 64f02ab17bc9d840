"""The stored assessment, the page's source, contradicts nothing; and no shape of it makes the verifier fall over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.canonical import dump
from jupyter_mlsec.runs.export import Export
from jupyter_mlsec.runs.keys import KeyPair
from jupyter_mlsec.runs.run_json import cell_json, parameters_json
from jupyter_mlsec.runs.verify import verify_bundle
from tests.runs.nodes import NODES, QUIET, planted, sign_as_it_is

MARK = "sha256:" + "1" * 64


def assessment(bundle: Path, export: Export) -> dict[str, Any]:
    """Return an assessment that says what the bundle's other files say."""
    audit, checklist = (json.loads((bundle / name).read_bytes()) for name in (layout.AUDIT, layout.CHECKLIST))
    record = export.record
    finding = {"rule": "hidden-value", "severity": "low", "fingerprint": MARK, "suppressed": None}
    return {
        "path": "train.ipynb",
        "findings": [finding],
        "checklist": {
            "states": [{"item": {"id": item["id"]}, "status": item["status"]} for item in checklist["items"]],
            "coverage": checklist["coverage"],
            "conformance": checklist["conformance"],
        },
        "audit": audit,
        "run": {
            "succeeded": True,
            "cells": [cell_json(cell) for cell in record.cells],
            "parameters": parameters_json(record.parameters),
        },
        "artifacts": [{"path": "model.skops", "findings": [{**finding, "fingerprint": "sha256:" + "2" * 64}]}],
    }


@pytest.fixture
def described(bundle: Path, export: Export, edit: Callable[..., None], sign_again: Callable[..., None]) -> Path:
    """Return a bundle with an assessment and findings that agree with everything."""
    edit(bundle / layout.AUDIT, lambda audit: audit.update(python="3.11.7"))
    edit(bundle / layout.CHECKLIST, lambda checklist: checklist.update(coverage=0.5, conformance=1.0))
    made = assessment(bundle, export)
    found = [*made["findings"], *made["artifacts"][0]["findings"]]
    (bundle / layout.ASSESSMENT).write_bytes(dump(made))
    (bundle / layout.FINDINGS).write_bytes(dump({"format": "mlsec-scan/1", "findings": found}))
    sign_again(bundle)
    assert codes(bundle) == []
    return bundle


def codes(bundle: Path) -> list[tuple[str, str]]:
    return sorted((failure.code, failure.path) for failure in verify_bundle(bundle).failures)


LIES: dict[str, tuple[str, Callable[[Any], object]]] = {
    "an item passes on the page": (
        layout.ASSESSMENT,
        lambda told: told["checklist"]["states"][1].update(status="pass"),
    ),
    "an item is left out": (layout.ASSESSMENT, lambda told: told["checklist"]["states"].pop()),
    "the coverage is higher": (layout.ASSESSMENT, lambda told: told["checklist"].update(coverage=1)),
    "the audit is clean on the page": (layout.ASSESSMENT, lambda told: told["audit"].update(verdict="clean")),
    "an advisory is gone": (
        layout.ASSESSMENT,
        lambda told: told["audit"]["dependencies"][1].update(vulnerabilities=[]),
    ),
    "a package is gone": (layout.ASSESSMENT, lambda told: told["audit"]["dependencies"].pop(0)),
    "the advisories are newer": (
        layout.ASSESSMENT,
        lambda told: told["audit"]["advisories"].update(date="2026-11-20"),
    ),
    "there is no audit": (layout.ASSESSMENT, lambda told: told.update(audit=None)),
    "a finding is gone": (layout.ASSESSMENT, lambda told: told["findings"].pop()),
    "a model's finding is gone": (layout.ASSESSMENT, lambda told: told["artifacts"].pop()),
    "a finding is suppressed": (
        layout.ASSESSMENT,
        lambda told: told["findings"][0].update(suppressed={"by": "inline", "reason": "x"}),
    ),
    "a finding is milder": (layout.ASSESSMENT, lambda told: told["findings"][0].update(severity="medium")),
    "a cell has other results": (layout.ASSESSMENT, lambda told: told["run"]["cells"][0].update(raw=MARK)),
    "the run failed": (layout.ASSESSMENT, lambda told: told["run"].update(succeeded=False)),
    "other parameters": (layout.ASSESSMENT, lambda told: told["run"]["parameters"].clear()),
    "there was no run": (layout.ASSESSMENT, lambda told: told.update(run=None)),
    "findings that the page does not know": (layout.FINDINGS, lambda told: told["findings"].pop()),
}


@pytest.mark.parametrize("name", LIES)
def test_a_page_made_from_something_else_is_found(
    described: Path, edit: Callable[..., None], sign_again: Callable[..., None], name: str
) -> None:
    path, lie = LIES[name]
    edit(described / path, lie)
    sign_again(described)
    assert codes(described) == [("assessment-mismatch", layout.ASSESSMENT)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"{}", ("file-malformed", layout.ASSESSMENT)),
        (b"[]", ("file-malformed", layout.ASSESSMENT)),
        (b'{"checklist": 1}', ("file-malformed", layout.ASSESSMENT)),
        (b'{"checklist": {"states": [[]]}}', ("file-malformed", layout.ASSESSMENT)),
        (b'{"audit": 1, "audit": 2}', ("duplicate-json-key", layout.ASSESSMENT)),
    ],
)
def test_what_is_no_assessment_is_malformed(
    described: Path, sign_again: Callable[..., None], text: bytes, expected: tuple[str, str]
) -> None:
    (described / layout.ASSESSMENT).write_bytes(text)
    sign_again(described)
    assert codes(described) == [expected]


SIGNED = [layout.ASSESSMENT, layout.FINDINGS, layout.CHECKLIST, layout.CRATE, layout.RUN]


@QUIET
@given(name=st.sampled_from(SIGNED), place=st.integers(0, 10_000), node=NODES)
def test_no_signed_shape_makes_the_verifier_fall_over(
    described: Path, key: KeyPair, name: str, place: int, node: Any
) -> None:
    original = (described / name).read_bytes()
    (described / name).write_bytes(planted(original, place, node))
    sign_as_it_is(described, key)
    assert "internal-error" not in {code for code, _ in codes(described)}
    (described / name).write_bytes(original)
