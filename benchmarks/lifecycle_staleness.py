"""Edits of notebooks, tables, models, files, packages and limits: what an edit reaches turns stale, and says so.

Cells are edited over notebooks of four kinds, in each way at each place. What an edit has to reach is taken from the
notebook's own dependencies, written down beside it, and not from the code that is measured.
"""

from __future__ import annotations

import ast
import io
import random
import sys
import tempfile
import time
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from jupyter_mlsec.config.settings import ChecklistSettings, Config
from jupyter_mlsec.lifecycle.fingerprint import (
    beside_fingerprints,
    environment_fingerprint,
    notebook_fingerprint,
    policy_fingerprint,
)
from jupyter_mlsec.lifecycle.grounds import Grounds
from jupyter_mlsec.lifecycle.slices import slice_files, slice_fingerprint
from jupyter_mlsec.model.notebook import Json, Notebook
from jupyter_mlsec.notebook.code_beside import read_beside
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.probes._folder.files import file_fingerprint
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._predictors.model_fingerprint import model_digest

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Sample:
    """A notebook, and for each cell the variables that are made from it."""

    name: str
    cells: tuple[str, ...]
    feeds: tuple[frozenset[str], ...]


def _feeds(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(each.split()) for each in names)


SAMPLES = (
    Sample(
        "tabular",
        (
            "import pandas as pd",
            "df = pd.read_csv('d.csv')",
            "df = df.dropna(subset=['a'])",
            "new = pd.read_csv('n.csv')",
            "from sklearn.svm import SVC\nclf = SVC(C=1.0)",
            "clf.fit(df[['a']], df['y'])",
            "print(clf.score(df[['a']], df['y']))",
        ),
        _feeds("df new clf", "df clf", "df clf", "new", "clf", "clf", ""),
    ),
    Sample(
        "text",
        (
            "import pandas as pd",
            "mails = pd.read_json('m.json')",
            "mails['long'] = mails['text'].str.len() > 80",
            "from sklearn.feature_extraction.text import TfidfVectorizer\nvec = TfidfVectorizer(min_df=2)",
            "X = vec.fit_transform(mails['text'])",
            "from sklearn.linear_model import LogisticRegression",
            "model = LogisticRegression(C=0.5).fit(X, mails['y'])",
            "mails.head(7)",
        ),
        _feeds(
            "mails vec X model",
            "mails vec X model",
            "mails vec X model",
            "vec X model",
            "vec X model",
            "model",
            "model",
            "",
        ),
    ),
    Sample(
        "functions",
        (
            "import numpy as np",
            "def load(n):\n    rng = np.random.default_rng(3)\n    return rng.normal(size=(n, 2))",
            "def spare(x):\n    return x * 2",
            "X = load(50)",
            "y = (X[:, 0] > 0).astype(int)",
            "Z = spare(X)",
            "from sklearn.tree import DecisionTreeClassifier\ntree = DecisionTreeClassifier(max_depth=3).fit(X, y)",
        ),
        _feeds("X y Z tree", "X y Z tree", "Z", "X y Z tree", "y tree", "Z", "tree"),
    ),
    Sample(
        "images",
        (
            "from sklearn.datasets import load_digits",
            "digits = load_digits()",
            "X = digits.data / 16.0",
            "y = digits.target",
            "from sklearn.ensemble import RandomForestClassifier",
            "forest = RandomForestClassifier(50, random_state=0)",
            "forest.fit(X, y)",
            "shown = digits.images[4]",
        ),
        _feeds(
            "digits X y forest shown",
            "digits X y forest shown",
            "X forest",
            "y forest",
            "forest",
            "forest",
            "forest",
            "shown",
        ),
    ),
)


def main() -> None:
    """Print how many edits there were, and which were answered wrongly."""
    total, wrong, silent = 0, [], []
    for name, expected, stale, phrases in _edits():
        total += 1
        if stale != expected:
            wrong.append((name, sorted(stale), sorted(expected)))
        if len(phrases) != len(stale):
            silent.append(name)
    print(f"{total} edits (goal 500): {total - len(wrong)} exact, {len(silent)} of them silent about what changed")
    for each in wrong[:20]:
        print("   wrong:", *each)
    sys.stdout.flush()


Outcome = tuple[str, frozenset[str], frozenset[str], tuple[str, ...]]


def _edits() -> Iterator[Outcome]:
    yield from _cell_edits()
    yield from _module_edits()
    yield from _table_edits()
    yield from _model_edits()
    yield from _other_edits()


def _notebook(cells: tuple[str, ...] | list[str]) -> Notebook:
    made: list[Json] = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return read_notebook("x.ipynb", {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made})


def _cell_edits() -> Iterator[Outcome]:
    for sample in SAMPLES:
        names = sorted(frozenset().union(*sample.feeds))
        before = _digests(sample.cells, names)
        for place, cell in enumerate(sample.cells):
            for edit, make in QUIET.items():
                yield _compared(
                    f"{sample.name}: {edit} in {place}",
                    sample,
                    names,
                    before,
                    _with(sample, place, make(cell)),
                    frozenset(),
                )
            for number, changed in enumerate(_changed(cell)):
                reached = frozenset({"notebook"}) | {f"notebook:{name}" for name in sample.feeds[place]}
                yield _compared(
                    f"{sample.name}: value {number} in {place}",
                    sample,
                    names,
                    before,
                    _with(sample, place, changed),
                    reached,
                )
            extra = [*sample.cells[: place + 1], f"aside_{place} = {place}", *sample.cells[place + 1 :]]
            yield _compared(
                f"{sample.name}: aside after {place}", sample, names, before, extra, frozenset({"notebook"})
            )


def _with(sample: Sample, place: int, cell: str) -> list[str]:
    return [*sample.cells[:place], cell, *sample.cells[place + 1 :]]


def _commented(cell: str) -> str:
    return "\n".join(
        f"{line}  # seen" if line and not line.endswith(("(", ",")) else line for line in cell.splitlines()
    )


QUIET: dict[str, Callable[[str], str]] = {
    "comments": _commented,
    "a heading": lambda cell: f"# What follows is the same\n{cell}",
    "blank lines": lambda cell: f"\n\n{cell}\n\n",
    "other formatting": lambda cell: ast.unparse(ast.parse(cell)),
    "other quotes": lambda cell: cell.replace("'", '"'),
    "a look": lambda cell: f"%mlsec status\n{cell}",
    "wrapped calls": lambda cell: cell.replace("(", "(\n    ") if cell.count("(") == 1 and "def " not in cell else cell,
}


def _changed(cell: str) -> Iterator[str]:
    """Yield the cell with each of its constants changed in turn."""
    tokens = list(tokenize.generate_tokens(io.StringIO(cell).readline))
    for place, token in enumerate(tokens):
        if token.type == tokenize.NUMBER:
            new = str(float(token.string) + 1) if "." in token.string else str(int(token.string) + 1)
        elif token.type == tokenize.STRING and token.string[1:-1]:
            new = token.string[:-1] + "2" + token.string[-1]
        else:
            continue
        lines = cell.splitlines()
        row, start, end = token.start[0] - 1, token.start[1], token.end[1]
        lines[row] = lines[row][:start] + new + lines[row][end:]
        if "print(" not in cell and ".head(" not in cell and place:
            yield "\n".join(lines)


def _digests(cells: tuple[str, ...] | list[str], names: list[str]) -> dict[str, str]:
    notebook = _notebook(cells)
    slices = {f"notebook:{name}": slice_fingerprint(notebook, name) or "" for name in names}
    return {"notebook": notebook_fingerprint(notebook), **slices}


def _compared(
    title: str, sample: Sample, names: list[str], before: dict[str, str], cells: list[str], expected: frozenset[str]
) -> Outcome:
    del sample
    grounds = Grounds(NOW, Path(), {"notebook": notebook_fingerprint(_notebook(cells))}, _notebook(cells))
    stale = frozenset(key for key in before if grounds.changes({key: before[key]}, NOW - timedelta(days=1)))
    del names
    return title, expected, stale, grounds.changes(before, NOW - timedelta(days=1))


# Modules beside a notebook, and for each the variables that are made with its code.
MODULES = {
    "prep.py": """from shared import LIMIT

def load(path, rows=90):
    import pandas as pd
    return pd.read_csv(path)[:rows]

def clean(df):
    return df[df['a'] < LIMIT]
""",
    "shared.py": "LIMIT = 40\nNAMES = ['a', 'b']\n",
    "looks.py": "WIDTH = 7\n\ndef show(df):\n    df.hist(bins=30)\n",
    "pack/__init__.py": "from pack.build import make\n",
    "pack/build.py": "from sklearn.svm import SVC\n\ndef make(c=1.0):\n    return SVC(C=c, gamma=0.5)\n",
    "late.py": "extra = 3\nnew_rows = 12\n",
}
USERS = (
    "import pandas as pd",
    "from prep import load, clean",
    "import looks",
    "from pack import make",
    "df = clean(load('d.csv'))",
    "looks.show(df)",
    "clf = make()",
    "clf.fit(df[['a']], df['y'])",
    "%run late.py",
    "new = pd.DataFrame({'a': range(new_rows)})",
)
MADE_WITH = {
    "prep.py": frozenset({"df", "clf"}),
    "shared.py": frozenset({"df", "clf"}),
    "looks.py": frozenset(),
    "pack/__init__.py": frozenset({"clf"}),
    "pack/build.py": frozenset({"clf"}),
    "late.py": frozenset({"new"}),
}


def _module_edits() -> Iterator[Outcome]:
    """Edit the modules beside a notebook: what a variable is made with makes its evidence stale, and nothing else."""
    before = _bound(MODULES)
    for path, code in MODULES.items():
        for edit, make in QUIET.items():
            changed = make(code) if edit != "a look" else f"{code}\n\n# a look\n"
            yield _of_modules(f"{path}: {edit}", before, {**MODULES, path: changed}, frozenset())
        for number, changed in enumerate(_changed(code)):
            yield _of_modules(f"{path}: value {number}", before, {**MODULES, path: changed}, MADE_WITH[path])
        more = {**MODULES, path: f"{code}\naside = 1\n"}
        yield _of_modules(f"{path}: a line more", before, more, MADE_WITH[path])
    yield _of_modules("a module that nobody uses", before, {**MODULES, "other.py": "x = 1\n"}, frozenset())


def _beside(modules: dict[str, str], folder: Path) -> Notebook:
    for path, code in modules.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(code)
    notebook = _notebook(USERS)
    return replace(notebook, beside=read_beside(notebook, folder, folder))


def _bound(modules: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return what evidence about each variable is bound to: the cells behind it, and the files that these use."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = _beside(modules, Path(folder))
    files = beside_fingerprints(notebook)
    return {
        name: {
            f"notebook:{name}": slice_fingerprint(notebook, name) or "",
            **{f"notebook:{path}": files[f"notebook:{path}"] for path in slice_files(notebook, name)},
        }
        for name in ("df", "clf", "new")
    }


def _of_modules(
    title: str, before: dict[str, dict[str, str]], modules: dict[str, str], expected: frozenset[str]
) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        grounds = Grounds(NOW, Path(folder), {}, _beside(modules, Path(folder)))
        phrases = {name: grounds.changes(binds, NOW - timedelta(days=1)) for name, binds in before.items()}
    stale = frozenset(name for name, said in phrases.items() if said)
    return title, expected, stale, tuple("; ".join(said) for said in phrases.values() if said)


def _table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "a": rng.normal(size=30),
            "b": rng.integers(0, 9, 30),
            "c": pd.Categorical(rng.choice(["x", "y"], 30)),
            "d": [[n, n + 1] for n in range(30)],
            "e": pd.date_range("2026-01-01", periods=30),
            "f": ["red", "blue", None] * 10,
        }
    )


def _replaced(series: pd.Series, row: int, value: object) -> pd.Series:
    values = list(series)
    values[row] = value
    return pd.Series(values, dtype=series.dtype)


def _table_edits() -> Iterator[Outcome]:
    base, before = _table(), frame_digest(_table())
    loud: dict[str, pd.DataFrame] = {}
    for row in range(30):
        for name, value in (("a", 9.5), ("b", 77), ("d", [0]), ("f", "green")):
            changed = base.copy()
            changed[name] = _replaced(base[name], row, value)
            loud[f"cell {row} {name}"] = changed
        loud[f"without row {row}"] = base.drop(index=row)
    for seed in range(10):
        order = list(range(30))
        random.Random(seed).shuffle(order)
        loud[f"order {seed}"] = base.iloc[order]
    for name in base.columns:
        loud[f"renamed {name}"] = base.rename(columns={name: f"{name}_"})
        loud[f"without {name}"] = base.drop(columns=name)
    loud |= {
        "another dtype": base.astype({"b": "float64"}),
        "a narrower dtype": base.astype({"b": "int16"}),
        "no category": base.astype({"c": object}),
        "other categories": base.assign(c=base["c"].cat.rename_categories({"x": "z"})),
        "another index": base.set_index(base.index + 1),
        "columns in another order": base[list(base.columns)[::-1]],
    }
    quiet = {"a copy": base.copy(), "a slice of all": base.iloc[:], "the same again": _table()}
    for title, table in (*loud.items(), *quiet.items()):
        yield _live(title, "data:df", before, frame_digest(table), stale=title in loud)


def _model_edits() -> Iterator[Outcome]:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(80, 3)), rng.integers(0, 2, 80)
    kinds: dict[str, Callable[[float], object]] = {
        "logistic": lambda value: LogisticRegression(C=value).fit(x, y),
        "tree": lambda value: DecisionTreeClassifier(max_depth=int(value) + 1, random_state=0).fit(x, y),
        "forest": lambda value: RandomForestClassifier(int(value) + 2, random_state=0).fit(x, y),
    }
    for kind, make in kinds.items():
        before = model_digest(make(1.0))
        for value in (2.0, 3.0, 4.0, 5.0):
            yield _live(f"{kind} with {value}", "model:m", before, model_digest(make(value)), stale=True)
        again = make(1.0)
        again.predict(x)  # type: ignore[attr-defined]
        yield _live(f"{kind} again, and asked", "model:m", before, model_digest(again), stale=False)


def _other_edits() -> Iterator[Outcome]:
    packages = {f"package-{n}": f"1.{n}" for n in range(30)}
    before = environment_fingerprint(packages)
    for name in packages:
        yield _live(f"upgrade of {name}", "env", before, environment_fingerprint({**packages, name: "9"}), stale=True)
        respelt = {key.replace("-", "_").upper() if key == name else key: value for key, value in packages.items()}
        yield _live(f"spelling of {name}", "env", before, environment_fingerprint(respelt), stale=False)
    policy = policy_fingerprint(Config())
    for bound in (">= 0.5", ">= 0.9", "<= 0.1"):
        for name in ("accuracy", "ece", "missing", "psi"):
            config = Config(checklist=ChecklistSettings(limits={name: bound}))
            yield _live(f"limit {name} {bound}", "policy", policy, policy_fingerprint(config), stale=True)
    yield _live("fail-on alone", "policy", policy, policy_fingerprint(Config(exclude=("x",))), stale=False)
    yield from _file_edits()


def _file_edits() -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.csv"
        for size in (1, 100, 10_000):
            for place in (0, size // 2, size - 1):
                content = bytearray(b"a" * size)
                path.write_bytes(content)
                before = file_fingerprint(path)
                time.sleep(0.002)
                path.touch()
                yield _live(f"mtime of {size} at {place}", "files:d.csv", before, file_fingerprint(path), stale=False)
                content[place] ^= 1
                path.write_bytes(content)
                yield _live(f"byte {place} of {size}", "files:d.csv", before, file_fingerprint(path), stale=True)


def _live(title: str, key: str, before: str, after: str, *, stale: bool) -> Outcome:
    grounds = Grounds(NOW, Path(), {key: after}, _notebook([]))
    phrases = grounds.changes({key: before}, NOW - timedelta(days=1))
    return title, frozenset({key}) if stale else frozenset(), frozenset({key}) if phrases else frozenset(), phrases
