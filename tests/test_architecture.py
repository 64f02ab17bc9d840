"""The tour of the code says what the import contracts say, and the package is what both say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "jupyter_mlsec"
UNPICKLING = "jupyter_mlsec/convert/unpickling.py"  # runs in the converting process only, on what was vetted
NEVER_IMPORTED = {"pickle", "cPickle", "_pickle", "joblib", "dill", "cloudpickle", "marshal", "shelve", "torch"}


def contract_layers() -> list[list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip().removeprefix("jupyter_mlsec.") for name in layer.split("|")] for layer in layers]


def test_the_tour_names_the_layers_of_the_contract() -> None:
    table = (ROOT / "docs/architecture.md").read_text().split("|---|---|\n", 1)[1].split("\n\n", 1)[0]
    told = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in table.splitlines()]
    assert told == contract_layers()


def test_every_part_of_the_package_is_in_a_layer() -> None:
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    layered = {name for layer in contract_layers() for name in layer}
    assert parts - {"__init__", "__main__"} == layered


def test_the_tour_fits_in_two_hundred_lines() -> None:
    assert len((ROOT / "docs/architecture.md").read_text().splitlines()) <= 200


def test_nothing_imports_a_deserialiser() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in imported(node)
        if name.partition(".")[0] in NEVER_IMPORTED
    }
    assert found == {(UNPICKLING, "pickle"), (UNPICKLING, "joblib"), (UNPICKLING, "joblib.numpy_pickle")}


def test_only_the_converting_process_reaches_what_unpickles() -> None:
    process = {"child", "checkpoint", "estimator", "unpickling"}
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in imported(node)
        if name.startswith("jupyter_mlsec.convert.") and name.split(".")[2] in process
    }
    assert found == {
        ("convert/child.py", "jupyter_mlsec.convert.checkpoint"),
        ("convert/child.py", "jupyter_mlsec.convert.estimator"),
        ("convert/checkpoint.py", "jupyter_mlsec.convert.unpickling"),
        ("convert/estimator.py", "jupyter_mlsec.convert.unpickling"),
    }


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_importing_the_package_loads_nothing_of_it() -> None:
    program = (
        "import sys, jupyter_mlsec; print(sorted(name for name in sys.modules if name.startswith('jupyter_mlsec')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "['jupyter_mlsec']"


@pytest.mark.parametrize("folder", ["rules", "probes"])
def test_rules_and_probes_do_not_see_each_other(folder: str) -> None:
    prefix = f"jupyter_mlsec.{folder}."
    found = {
        (path.name, name)
        for path in (PACKAGE / folder).glob("[!_]*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in imported(node)
        if name.startswith(prefix) and not name.removeprefix(prefix).startswith("_")
    }
    assert found == set()
