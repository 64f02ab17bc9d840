"""The tests of the probes of tables, models and live objects on older and newer pandas, numpy and scikit-learn.

Each pair of versions gets an environment of its own in a temporary folder, made with uv; ``MATRIX`` names a folder to
keep them in. Warnings of one library about another are not ours, and are not made into errors here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETS = {
    "old": ("pandas==2.2.3", "numpy==1.26.4", "scikit-learn==1.4.2"),
    "middle": ("pandas==2.3.3", "numpy==2.2.6", "scikit-learn==1.6.1", "polars", "pyarrow"),
    "three": ("pandas>=3,<3.1", "numpy==2.3.5", "scikit-learn==1.7.2"),
    "new": ("pandas>=3.1,<3.2", "numpy>=2.4,<2.5", "scikit-learn>=1.9", "polars", "pyarrow"),
}
AROUND = ("click", "cryptography", "hypothesis", "jinja2", "msgspec", "nbformat", "packaging", "phonenumbers", "pytest",
          "python-stdnum", "pyyaml", "rich", "scipy")  # fmt: skip


def main() -> None:
    """Print one line an environment: its versions, and what the tests said."""
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("MATRIX", temporary))
        for name, pins in SETS.items():
            python = folder / name / "bin" / "python"
            if not python.exists():
                subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder / name], check=True)  # noqa: S603
            subprocess.run([uv, "pip", "install", "-q", "--python", python, *pins, *AROUND], check=True)  # noqa: S603
            print(f"{name:7} {_versions(python):22} {_tests(python)}")


def _versions(python: Path) -> str:
    code = "import numpy, pandas, sklearn; print(*(each.__version__ for each in (pandas, numpy, sklearn)))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


def _tests(python: Path) -> str:
    wanted = "frame or namespace or model or predictors"
    command: list[str | Path] = [
        python,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--confcutdir=tests/probes",
        "--ignore=tests/probes/test_every_probe.py",
        "tests/probes",
    ]
    done = subprocess.run(  # noqa: S603 - our own tests
        [*command, "-o", "filterwarnings=default", "-k", wanted],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout.strip().splitlines() or ["nothing"])[-1]
