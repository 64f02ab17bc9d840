"""The example notebooks, laid out in a folder with random credentials where the "before" variant leaks some."""

from __future__ import annotations

import json
import secrets
import string
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UsageError

_TOKEN_MARK = "@random:hugging-face@"  # noqa: S105 - the mark in the committed notebook, not a token
_SETTINGS_CELL = "settings"
_PATIENTS = 60


def examples_folder() -> Path:
    """Return where the notebooks are: in the package when it was installed from a wheel, beside it in a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "example_notebooks", package.parent / "example_notebooks"):
        if folder.is_dir():
            return folder
    raise UsageError("the example notebooks are not part of this installation", help="pip install jupyter-mlsec")


def lay_out(folder: Path) -> tuple[Path, Path]:
    """Write ``before.ipynb``, ``train.ipynb`` and their data into ``folder``; return the two notebooks' paths.

    What the "before" notebook leaks is random and made here: the repository holds nothing that looks like a credential.
    Raises ``UsageError`` when the folder cannot be written.
    """
    source = examples_folder()
    before, train = folder / "before.ipynb", folder / "train.ipynb"
    try:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        for name in ("train.ipynb", "mlsec.toml"):
            (folder / name).write_bytes((source / name).read_bytes())
        document = json.loads((source / "before.ipynb").read_text(encoding="utf-8"))
        before.write_text(json.dumps(_with_leaks(document), indent=1) + "\n", encoding="utf-8")
        patients = folder / "data" / "patients.csv"
        patients.write_text(_patients(), encoding="utf-8")
        patients.chmod(0o666)  # a mistake that people really make, and that the checklist must see
    except OSError as error:
        raise UsageError(f"cannot write the example into {folder}: {error.strerror}") from None
    return before, train


def _with_leaks(document: dict[str, Any]) -> dict[str, Any]:
    """Put a random token into the source where the mark stands, and another into the printed environment."""
    for cell in document["cells"]:
        cell["source"] = [line.replace(_TOKEN_MARK, _token()) for line in cell["source"]]
        if cell["id"] == _SETTINGS_CELL:
            printed = {"HOME": "/home/ana", "HF_TOKEN": _token(), "LANG": "en_US.UTF-8"}
            output = {"output_type": "execute_result", "execution_count": 3, "metadata": {}}
            cell["outputs"] = [output | {"data": {"text/plain": [repr(printed)]}}]
            cell["execution_count"] = 3
    return document


def _token() -> str:
    return "".join(("h", "f_", *(secrets.choice(string.ascii_letters) for _ in range(34))))


def _patients() -> str:
    """Return a table with a column of made-up addresses; the names cannot belong to anybody."""
    rows = ["email,radius,texture,malignant"]
    for number in range(_PATIENTS):
        radius, texture = 10 + number % 7 + number / 100, 15 + number % 11
        rows.append(f"patient.{number:03}@clinic.example,{radius:.2f},{texture},{number % 2}")
    return "\n".join(rows) + "\n"
