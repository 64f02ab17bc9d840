"""Tampering with signed runs: what is found of 28 classes at random places, and false alarms on untouched copies.

``python -m benchmarks tampering``; goals: all found, no false alarm.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import zipfile
from pathlib import Path

from benchmarks._tampering import CLASSES, Scene
from jupyter_mlsec.export import export
from jupyter_mlsec.runs.bundle import publish
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.export import ExportOptions
from jupyter_mlsec.runs.keys import ensure_key
from jupyter_mlsec.runs.signers import trust
from jupyter_mlsec.runs.verify import verify_bundle

ROUNDS = 40  # a class
COPIES = 1000
SOURCES = (
    ("parameters", "n = 1\nname = 'nobody'"),
    ("", "import random\nprint(n, name, random.random())"),
    ("", "total = sum(float(line.split(',')[0]) for line in open('data.csv'))\nprint('total', total)"),
    ("", "open('out.txt', 'w').write('written')"),
    ("", "[round(total * factor, 3) for factor in range(5)]"),
)


def _notebook(folder: Path) -> Path:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {"tags": [tag] if tag else []}, "source": source}
        | {"execution_count": None, "outputs": []}
        for number, (tag, source) in enumerate(SOURCES)
    ]
    folder.mkdir()
    (folder / "mlsec.toml").write_text("")
    (folder / "data.csv").write_text("1.5,a\n2.25,b\n" * 20)
    path = folder / "train.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    return path


def _runs(folder: Path) -> tuple[Path, Path, Path]:
    notebook = _notebook(folder / "project")
    bundles = []
    for number in (5, 6):
        options = ExportOptions(run=RunOptions(parameters={"n": number, "name": "ada"}), identity="ada@example.org")
        target = folder / f"{number}.mlrun"
        done = export(notebook, target, options)
        if done.bundle is None:
            raise SystemExit(done.record.reason)
        bundles.append(target)
    return notebook, bundles[0], bundles[1]


def tampering(notebook: Path, first: Path, second: Path, folder: Path) -> None:
    """Try each class at random places."""
    author = ensure_key()
    missed: dict[str, int] = {}
    for number, tamper in enumerate(CLASSES, start=1):
        for round_ in range(ROUNDS):
            with tempfile.TemporaryDirectory(dir=folder) as name:
                project = Path(name, "lead")
                trust(project, author.line, author.identity)
                bundle, other = (first, second) if round_ % 2 else (second, first)
                copy = shutil.copytree(bundle, Path(name, "copy.mlrun"))
                scene = Scene(copy, other, notebook, project, author, random.Random(number * 1000 + round_))
                if not tamper(scene):
                    missed[tamper.__name__] = missed.get(tamper.__name__, 0) + 1
    tried = len(CLASSES) * ROUNDS
    print(
        f"tampering: {tried - sum(missed.values())} of {tried} found in {len(CLASSES)} classes; missed: {missed or 0}"
    )


def false_alarms(bundle: Path, folder: Path) -> None:
    """Move, zip, copy and change permissions as people do, and count alarms."""
    alarms = 0
    for number in range(COPIES):
        copy = shutil.copytree(bundle, folder / f"a copy {number}.mlrun")
        for path in copy.rglob("*"):
            path.chmod((0o777 if path.is_dir() else 0o666) & ~(0, 0o022, 0o027, 0o077)[number % 4])
        target = copy
        if number % 3 == 1:
            target = folder / f"{number}.mlrun.zip"
            publish(copy, target)
        elif number % 3 == 2:
            target = folder / f"{number}.zip"
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in sorted(copy.rglob("*")):
                    archive.write(path, path.relative_to(folder))
        alarms += not verify_bundle(target).verified
        shutil.rmtree(copy)
        if target != copy:
            target.unlink()
    print(f"false alarms: {alarms} of {COPIES} untouched copies (moved, zipped in two ways, four umasks)")


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["MLSEC_CONFIG_DIR"] = str(folder / "config")
        notebook, first, second = _runs(folder)
        tampering(notebook, first, second, folder)
        false_alarms(first, folder)


if __name__ == "__main__":
    main()
