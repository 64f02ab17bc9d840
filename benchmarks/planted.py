"""Planted secrets: found of all, by place, against kingfisher on the raw files; and the same texts as scripts."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks._material import material
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.scan.engine import scan_script, scan_target

SEEDS = (1, 2, 3)


def main() -> None:
    """Print one line a seed, then what was missed."""
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(  # noqa: S603 - our own generator
                [sys.executable, str(material("planted/make_planted.py")), folder, str(seed)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            measure(Path(folder), seed)


def measure(folder: Path, seed: int) -> None:
    """Count files with at least one secret finding, ours and the peer's."""
    truth = json.loads((folder / "truth.json").read_text())
    ours, peer, scripts, missed = Counter[str](), Counter[str](), 0, []
    find = _peer()
    for place, kind, text in truth:
        path = folder / f"{place}__{kind}.ipynb"
        group = "control" if kind == "none" else "planted"
        report = scan_target(str(path), Config(select=("secret",)))
        ours[group] += bool(report.findings)
        peer[group] += find(path.read_bytes())
        scripts += group == "planted" and bool(scan_script("x.py", text.encode(), Config(select=("secret",))).findings)
        if group == "planted" and not report.findings:
            missed.append(f"{place}/{kind}")
    total = sum(kind != "none" for _, kind, _ in truth)
    print(
        f"seed {seed}: {ours['planted']}/{total} found, {ours['control']} controls; as scripts {scripts}/{total};"
        f" kingfisher on raw files {peer['planted']}/{total}, {peer['control']} controls; missed: {missed or 'none'}"
    )


def _peer() -> Callable[[bytes], bool]:
    """Return a function bytes -> whether kingfisher finds something."""
    try:
        import kingfisher_sdk
    except ImportError:
        return lambda _data: False
    scanner = kingfisher_sdk.Scanner()
    return lambda data: bool(scanner.scan(data))
