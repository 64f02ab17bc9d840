from __future__ import annotations

import pkgutil
import typing
from importlib import import_module

import pytest

from jupyter_mlsec import probes
from jupyter_mlsec.lifecycle import coverage
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.discovery import every_probe, prefix, probes_for
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, NotebookSubject, ProjectSubject

MODULES = [module.name for module in pkgutil.iter_modules(probes.__path__) if not module.name.startswith("_")]
SUBJECTS = {prefix(kind.__name__): kind for kind in (NotebookSubject, ProjectSubject, EnvironmentSubject)}


def test_prefixes() -> None:
    assert [prefix(name) for name in ("NotebookSubject", "FrameSubject")] == ["notebook_", "frame_"]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_is_a_probe_of_items_that_exist(name: str) -> None:
    probe = import_module(f"jupyter_mlsec.probes.{name}").PROBE
    assert isinstance(probe, Probe)
    assert {*probe.items} <= {item.id for item in catalogue().items}
    assert probe.docs.strip(), "a probe says why it looks"


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith(tuple(SUBJECTS))])
def test_static_probes_look_at_the_subject_that_their_name_begins_with(name: str) -> None:
    run = import_module(f"jupyter_mlsec.probes.{name}").PROBE.run
    hints = typing.get_type_hints(getattr(run, "__wrapped__", run))
    assert hints["subject"] is next(kind for start, kind in SUBJECTS.items() if name.startswith(start))


def test_names_are_unique() -> None:
    assert len(every_probe()) == len(MODULES)
    assert coverage.PROBE.name not in every_probe()


def test_probes_are_found_by_their_subject() -> None:
    assert {probe.name for probe in probes_for(EnvironmentSubject)} >= {"known-vulnerabilities"}
    assert "known-vulnerabilities" not in {probe.name for probe in probes_for(NotebookSubject)}
