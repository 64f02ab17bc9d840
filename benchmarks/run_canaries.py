"""300 random secrets on four ways into a run (parameters, environment, outputs, tracebacks): how many are in a bundle.

A secret whose kind has no format of its own (32 hexadecimal digits, say) is shown with its name: without one it cannot
be told from a digest. By value a secret has to be refused, by reference or in the environment it may not come out.
What every cell shows is held alone against the check that stands before signing, so that no refusal hides another.
"""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from jupyter_mlsec.errors import RefusedError
from jupyter_mlsec.export import export
from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.export import ExportOptions
from jupyter_mlsec.runs.leaks import refuse_in_parameters, refuse_unknown
from jupyter_mlsec.runs.references import SecretReference
from jupyter_mlsec.secrets.redact import contains_secret
from tests.canaries import Canary, Search, canaries

EACH = 75
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
Cells = list[tuple[str, str]]  # tag, source


def main() -> None:
    """Print how many secrets are in a bundle, and each that is."""
    chance = Random("runs")
    made = [canary for canary in canaries(chance, each=2) if "\n" not in canary.value]
    chance.shuffle(made)
    if len(made) < 4 * EACH:
        made += canaries(chance, each=2)
    parts = [made[start : start + EACH] for start in range(0, 4 * EACH, EACH)]
    leaked: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["MLSEC_CONFIG_DIR"] = str(folder / "config")
        for way, found in (
            ("parameters by value", by_value(parts[0])),
            ("parameters by reference", by_reference(folder, parts[0])),
            ("environment", environment(folder, parts[1])),
            ("outputs", shown(folder, parts[2], "print({label} + {value})")),
            ("outputs, the last value", shown(folder, parts[2], "{{{name!r}: {value}}}")),
            ("tracebacks", shown(folder, parts[3], "raise ValueError({label} + {value})")),
            ("tracebacks with a request", shown(folder, parts[3], "raise OSError('got 401 for ' + {label} + {value})")),
        ):
            leaked[way] = len(found)
            print(f"{way:36s} {EACH:4d} secrets, {len(found)} in a bundle {', '.join(sorted(found)) or ''}".rstrip())
    print(f"in all {4 * EACH} secrets, {sum(leaked.values())} in a bundle")


def notebook(folder: Path, cells: Cells) -> Path:
    """Write a notebook of these cells."""
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
    path = folder / "canary.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": KERNEL}, "cells": made}))
    return path


def by_value(secrets: list[Canary]) -> set[str]:
    """Return the kinds of those that are taken as a parameter's value."""
    taken = set()
    for canary in secrets:
        try:
            refuse_in_parameters({canary.name.lower(): canary.value}, contains_secret)
        except RefusedError:
            continue
        taken.add(canary.kind)
    return taken


def by_reference(folder: Path, secrets: list[Canary]) -> set[str]:
    """Return the kinds of those that are in the bundle of a run which got and used all of them."""
    names = [f"p{index}" for index in range(len(secrets))]
    for name, canary in zip(names, secrets, strict=True):
        os.environ[f"CANARY_{name.upper()}"] = canary.value
    cells = [("parameters", "\n".join(f"{name} = ''" for name in names)), ("", f"sum(map(len, [{', '.join(names)}]))")]
    parameters = {name: SecretReference(f"CANARY_{name.upper()}") for name in names}
    try:
        return traces(folder, cells, RunOptions(parameters=parameters), secrets)
    finally:
        for name in names:
            del os.environ[f"CANARY_{name.upper()}"]


def environment(folder: Path, secrets: list[Canary]) -> set[str]:
    """Return the kinds of those that a run takes from the person's environment into its bundle."""
    for index, canary in enumerate(secrets):
        os.environ[f"{canary.name}_{index}"] = canary.value
    cells = [("", "import os\nprint(dict(os.environ))"), ("", "!env"), ("", "%env")]
    return traces(folder, cells, RunOptions(), secrets)


def traces(folder: Path, cells: Cells, options: RunOptions, secrets: list[Canary]) -> set[str]:
    """Export, and return the kinds of secrets of which any file of the bundle has a trace."""
    target = folder / "canary.mlrun"
    done = export(notebook(folder, cells), target, ExportOptions(run=options, overwrite=True))
    if done.bundle is None:
        raise SystemExit(f"the run did not succeed: {done.record.reason}")
    search = Search(secrets)
    return {kind for path in target.rglob("*") if path.is_file() for kind in search.found(path.read_bytes())}


def shown(folder: Path, secrets: list[Canary], source: str) -> set[str]:
    """Return the kinds of those that cells show, put together at run time, and that nothing would refuse to sign."""
    cells = [("", "import base64")]
    for canary in secrets:
        encoded = base64.b64encode(canary.value.encode()).decode()
        put_together = f"base64.b64decode({encoded[:5]!r} + {encoded[5:]!r}).decode()"
        label = "''" if contains_secret(canary.value) else repr(f"{canary.name} = ")
        cells.append(("raises-exception", source.format(value=put_together, name=canary.name, label=label)))
    done = execute(notebook(folder, cells), RunOptions())
    if done.document is None:
        raise SystemExit(f"the run did not succeed: {done.record.reason}")
    taken = set()
    for canary, cell in zip(secrets, json.loads(done.document)["cells"][1:], strict=True):
        alone = {"cells": [{**cell, "source": ""}], "metadata": {}}
        try:
            refuse_unknown(alone, contains_secret)
        except RefusedError:
            continue
        taken.add(canary.kind)
    return taken


if __name__ == "__main__":
    main()
