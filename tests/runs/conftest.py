"""One executed and signed bundle for all tests of this folder, and ways to damage copies of it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.canonical import dump
from jupyter_mlsec.runs.execution import Executed, RunOptions
from jupyter_mlsec.runs.export import Export, ExportOptions, export_run
from jupyter_mlsec.runs.keys import KeyPair, ensure_key, open_key
from jupyter_mlsec.runs.references import SecretReference
from jupyter_mlsec.runs.report_binding import bind_report
from jupyter_mlsec.runs.ro_crate import crate
from jupyter_mlsec.runs.sign import sign_folder
from jupyter_mlsec.runs.statements import hex_digest

LOCK = b"""lock-version = "1.0"
created-by = "test"

[[packages]]
name = "numpy"
version = "2.1.0"

[[packages]]
name = "pandas"
version = "2.2.3"
"""
SOURCES = (
    ("parameters", "n = 1\nname = 'nobody'\npassword = ''"),
    ("", "import os, random, sys\nprint(n, name, len(password), random.random())"),
    ("", "sorted(key for key in os.environ if key in ('SSH_AUTH_SOCK', 'GITHUB_TOKEN', 'MLSEC_CONFIG_DIR'))"),
    ("", "[name for name in dir() if 'mlsec' in name]"),
    ("", "import numpy\nprint(hash('a'), numpy.random.rand(), os.environ['TZ'], object())"),
    ("", "print(sum(float(line.split(',')[0]) for line in open('data.csv')))"),
    ("", "open('out.txt', 'w').write('written')"),
    ("raises-exception", "raise ValueError('as announced')"),
    (
        "",
        (
            "import io\nfrom IPython.display import Image, display\nfrom PIL import Image as Pillow\n"
            "file = io.BytesIO()\nPillow.new('RGB', (4, 3), 'red').save(file, 'png')\ndisplay(Image(file.getvalue()))"
        ),
    ),
)


def notebook_bytes(*cells: tuple[str, str], metadata: dict[str, Any] | None = None) -> bytes:
    """Return a notebook of code cells, each given as (tag, source)."""
    made: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{index}",
            "metadata": {"tags": [tag]} if tag else {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for index, (tag, source) in enumerate(cells)
    ]
    made.insert(1, {"cell_type": "markdown", "id": "text", "metadata": {}, "source": "# A *title*"})
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata or {}, "cells": made}).encode()


def extra_members(_executed: Executed) -> dict[str, bytes]:
    """Return the files that other parts of the product supply, small."""
    packages = [("numpy", "2.1.0"), ("pandas", "2.2.3")]
    audit = {
        "format": "mlsec-audit/1",
        "verdict": "vulnerable",
        "advisories": {"source": "osv", "date": "2026-11-01", "digest": "sha256:" + 64 * "0"},
        "dependencies": [
            {"name": "numpy", "version": "2.1.0", "vulnerabilities": []},
            {"name": "pandas", "version": "2.2.3", "vulnerabilities": [{"id": "PYSEC-2020-73"}]},
        ],
        "skipped": [],
    }
    checklist = {
        "format": "mlsec-checklist/1",
        "items": [{"id": "A-1", "status": "pass"}, {"id": "B-2", "status": "open"}],
    }
    return {
        layout.LOCK: LOCK,
        "env/requirements.txt": b"numpy==2.1.0\npandas==2.2.3\n",
        layout.SBOM: dump(
            {"bomFormat": "CycloneDX", "components": [{"name": name, "version": version} for name, version in packages]}
        ),
        layout.AUDIT: dump(audit),
        layout.CHECKLIST: dump(checklist),
        layout.REPORT: b'<!doctype html><html><head><meta charset="utf-8"></head><p>fine</p>',
    }


def nothing_secret(_text: str) -> bool:
    """Find no secret anywhere."""
    return False


@pytest.fixture(scope="session")
def members() -> Callable[[Executed], dict[str, bytes]]:
    """Return the function that supplies the other parts' files."""
    return extra_members


@pytest.fixture(scope="session")
def as_notebook() -> Callable[..., bytes]:
    """Return the function that makes a notebook of (tag, source)."""
    return notebook_bytes


@pytest.fixture
def write_cells(tmp_path: Path) -> Callable[..., Path]:
    """Return a function (sources) -> path that writes a notebook of code cells, each a source or (tag, source)."""

    def write(*sources: str | tuple[str, str], metadata: dict[str, Any] | None = None) -> Path:
        path = tmp_path / "project" / "small.ipynb"
        path.parent.mkdir(exist_ok=True)
        cells = [("", source) if isinstance(source, str) else source for source in sources]
        path.write_bytes(notebook_bytes(*cells, metadata=metadata))
        return path

    return write


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the person's real keys out of the tests."""
    folder = tmp_path_factory.mktemp("config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLSEC_CONFIG_DIR", str(folder))
        patch.delenv("MLSEC_KEY_PASSPHRASE", raising=False)
        yield folder


@pytest.fixture(scope="session")
def key(own_folder: Path) -> KeyPair:
    """Return the person's own key, as it is made on first use."""
    pair = ensure_key(identity="ada@example.org")
    assert pair.path == own_folder / "keys" / "default.pem"
    return pair


@pytest.fixture(scope="session")
def secret() -> str:
    """Return a secret that the run gets by reference: nothing of it may ever be stored."""
    import secrets

    return secrets.token_urlsafe(18)


@pytest.fixture(scope="session")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the notebook that is run, beside its data."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "data.csv").write_text("1.5,a\n2.25,b\n", encoding="utf-8")
    path = folder / "train.ipynb"
    path.write_bytes(notebook_bytes(*SOURCES))
    return path


@pytest.fixture(scope="session")
def options(secret: str) -> Iterator[RunOptions]:
    """Return options with parameters of several types, one of them a secret's reference."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_PASSWORD", secret)
        patch.setenv("SSH_AUTH_SOCK", "/nowhere/agent")
        patch.setenv("GITHUB_TOKEN", "of no use")
        yield RunOptions(parameters={"n": 5, "name": 'a "b" ö', "password": SecretReference("TEST_PASSWORD")})


@pytest.fixture(scope="session")
def progress() -> list[tuple[int, int]]:
    """Return what the progress callback of the one export was told."""
    return []


@pytest.fixture(scope="session")
def export(
    notebook: Path,
    key: KeyPair,
    options: RunOptions,
    progress: list[tuple[int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Export:
    """Return the one export that the tests share."""
    target = tmp_path_factory.mktemp("out") / "train.mlrun"
    return export_run(
        notebook,
        target,
        extra_members,
        nothing_secret,
        ExportOptions(run=options, key=key.path),
        lambda index, total: progress.append((index, total)),
    )


@pytest.fixture
def bundle(export: Export, tmp_path: Path) -> Path:
    """Return a copy of the bundle that a test may damage."""
    assert export.bundle is not None, export.record.reason
    return shutil.copytree(export.bundle, tmp_path / "copy.mlrun")


def crate_of(folder: Path) -> bytes:
    """Return the crate that fits the other files of a folder."""
    digests = {
        path.relative_to(folder).as_posix(): hex_digest(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and layout.is_sealed(path.relative_to(folder).as_posix())
    }
    return dump(crate(digests, lambda name: (folder / name).read_bytes()))


@pytest.fixture
def sign_again(export: Export, key: KeyPair) -> Callable[..., None]:
    """Return a function (folder, key file) that signs a changed bundle anew: a liar who owns a trusted key.

    A report and a crate that were left alone are made anew from the changed files.
    """
    assert export.bundle is not None, export.record.reason
    original = (export.bundle / layout.REPORT).read_bytes()
    known = {original, (export.bundle / layout.CRATE).read_bytes()}

    def sign(folder: Path, path: Path = key.path) -> None:
        if (folder / layout.REPORT).read_bytes() in known:
            files = {name.relative_to(folder).as_posix(): name.read_bytes() for name in folder.rglob("*.*")}
            files[layout.REPORT] = re.sub(rb'\n<meta name="mlsec-[^>]*>', b"", original)
            (folder / layout.REPORT).write_bytes(bind_report(files)[layout.REPORT])
        if (folder / layout.CRATE).read_bytes() in known:
            with suppress(BundleError):
                (folder / layout.CRATE).write_bytes(crate_of(folder))
        known.update((folder / name).read_bytes() for name in (layout.REPORT, layout.CRATE))
        for name in layout.SEALS:
            (folder / name).unlink()
        shutil.rmtree(folder / layout.ATTESTATIONS)
        sign_folder(folder, open_key(path))

    return sign


@pytest.fixture
def edit() -> Callable[..., None]:
    """Return a function (path, change) that changes a JSON file in place and writes it canonically."""

    def edit_json(path: Path, change: Callable[[Any], object]) -> None:
        document = json.loads(path.read_bytes())
        change(document)
        path.write_bytes(dump(document))

    return edit_json
