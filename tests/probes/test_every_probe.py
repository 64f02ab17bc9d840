"""Every probe has its fixture: a planted defect that it sees, a clean twin that it passes, a case that shows nothing.

The fixture of a probe is its test module. What is looked at here are the verdicts that it asserts.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.checklist import around
from jupyter_mlsec.lifecycle.discovery import every_probe
from jupyter_mlsec.model.checklist import Level, Status
from jupyter_mlsec.probes import __path__ as folders

HERE = Path(__file__).parent
FIELD = HERE.parents[1] / "field"
MODULES = sorted(path.stem for folder in folders for path in Path(folder).glob("[a-z]*.py"))
WORDS = {status.value for status in Status}
DEFECT = {"fail", "warn"}
NOTHING = {"error", "open", "not-applicable"}

# Probes that see what is there and leave the judgement to others: the best that they say is "look at it".
NEVER_PASSES = {"notebook_hardening", "namespace_adversarial_training", "project_kernel_startup", "project_old_pins"}
SHARED = ("frame_", "model_")  # test_frame_and_model_canaries.py hands each of them what is no table and no model


def verdicts(module: str) -> set[str]:
    """Return the statuses that a probe's test modules name, as words or as members of ``Status``."""
    own = HERE / f"test_{module}.py"
    field = [path for path in (FIELD / own.name,) if path.exists()]  # what needs a heavy library
    texts = [path.read_text("utf-8") for path in ([own, *field] if own.exists() else sorted(HERE.glob("test_*.py")))]
    found: set[str] = set()
    for text in texts:
        if not own.exists() and module.partition("_")[2] not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and node.value in WORDS:
                found.add(str(node.value))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Status":
                found.add(node.attr.lower().replace("_", "-"))
    return found


@pytest.mark.parametrize("module", MODULES)
def test_its_fixture_holds_all_three(module: str) -> None:
    said = verdicts(module)
    assert said & DEFECT, "a planted defect that it must see"
    assert "pass" in said or module in NEVER_PASSES, "a clean twin that it must pass"
    assert said & NOTHING or module.startswith(SHARED), "a case in which it must not claim to have seen anything"


def test_there_are_enough() -> None:
    """The numbers of the catalogue: 62 items, of which all but a few carry evidence that is computed."""
    probes = [*every_probe().values(), *around()]
    assert len({probe.name for probe in probes}) == len(probes) >= 115
    covered = {item for probe in probes for item in probe.items}
    assert covered == {item.id for item in catalogue().items}
    assert sum(item.level is not Level.HUMAN for item in catalogue().items) == 55


@pytest.mark.parametrize("module", MODULES)
def test_it_says_why_it_looks(module: str) -> None:
    probe = import_module(f"jupyter_mlsec.probes.{module}").PROBE
    first = probe.docs.strip().partition("\n")[0]
    assert first.endswith((".", ",", ":")) or "\n" in probe.docs
    assert module.partition("_")[0] in {"environment", "frame", "model", "namespace", "notebook", "project", "session"}
