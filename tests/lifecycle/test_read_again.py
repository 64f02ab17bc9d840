"""What a bundle's checklist says to who verifies it: nobody is told to make the run that they are looking at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.read_again import verified_again
from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState, Observation, Status
from jupyter_mlsec.model.run import Failure, Signer, TrustLevel, Verification
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.probes.notebook_saved_models import EXPORT, EXPORTED, PROBE

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
NOTEBOOK = read_notebook("train.ipynb", {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})
ADA = (Signer(role="author", identity="ada@example.org", key="SHA256:abc"),)
BROKEN = (Failure(code="file-changed", path="a", message="it changed"),)


def item_state(name: str, probe: str, step: str) -> ItemState:
    item = catalogue().item(name)
    assert item is not None
    seen = Observation(status=Status.WARN, summary="s", next_step=step)
    evidence = (Evidence(item=name, probe=probe, observation=seen, collected=NOW),)
    return ItemState(item=item, status=Status.WARN, computed=Status.WARN, evidence=evidence, next_step=step)


@pytest.mark.parametrize(
    ("failures", "signers", "step"), [((), ADA, EXPORTED), (BROKEN, ADA, EXPORT), ((), (), EXPORT)]
)
def test_a_signed_run_is_not_to_be_exported_again(
    failures: tuple[Failure, ...], signers: tuple[Signer, ...], step: str
) -> None:
    states = (item_state("TRN-07", PROBE.name, EXPORT), item_state("COL-01", "another", "Write it down."))
    checklist = Checklist(notebook="train.ipynb", states=states, coverage=0.0, conformance=0.0)
    verification = Verification(
        bundle="t.mlrun", trust_level=TrustLevel.AUTHOR_SIGNED, signers=signers, failures=failures
    )
    first, other = verified_again(checklist, NOTEBOOK, verification, NOW).states
    assert (first.next_step, first.evidence[0].observation.next_step) == (step, step)
    assert (other.next_step, other.status) == ("Write it down.", Status.WARN)
