"""Code beside a notebook: the modules that it imports and the notebooks that it runs, where they lie in its project.

Read as texts, by the readers that read everything else; never imported, never run. What is installed is not looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import Syntax, Text
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.notebook.script import read_script
from jupyter_mlsec.scan.confined import confined

_FILES = 24  # of one notebook that are read
_BYTES = 1_000_000  # of one file
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<source>\.*[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\r\n#;]+)"
    r"|import[ \t]+(?P<modules>[^\r\n#;]+))",
    re.MULTILINE,
)
_DYNAMIC = re.compile(r"import_module\([ \t]*['\"](?P<module>[\w.]+)['\"]")
_RUN = re.compile(r"^[ \t]*%run[ \t]+(?:-\w+[ \t]+)*(?P<path>\"[^\"\r\n]+\"|'[^'\r\n]+'|[^\s\"']+)", re.MULTILINE)
_SEARCHED = re.compile(r"sys\.path\.(?:append|insert)\((?:[ \t]*\d+[ \t]*,)?[ \t]*r?['\"](?P<path>[^'\"\r\n]+)['\"]")
_WORD = re.compile(r"[^\W\d]\w*")
_NOTHING: dict[str, tuple[Text, ...]] = {}


def code_beside(notebook: Notebook, folder: Path, root: Path) -> Mapping[str, tuple[Text, ...]]:
    """Return the code files that a notebook uses, by the path that it uses (``src/io.py``), in the order of use."""
    texts = [cell.source for cell in notebook.cells if cell.source.syntax is Syntax.PYTHON]
    if not any("import" in text.content or "%run" in text.content for text in texts):
        return _NOTHING
    return _Reader(folder, root).all(texts)


@dataclass
class _Reader:
    """Reads the files that texts ask for, and those that these ask for."""

    folder: Path
    root: Path
    found: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    searched: list[str] = field(default_factory=lambda: [""])

    def all(self, texts: Iterable[Text]) -> Mapping[str, tuple[Text, ...]]:
        pending = [("", text) for text in texts]
        for _, text in pending:
            self.searched.extend(match["path"] for match in _SEARCHED.finditer(text.content))
        tops = self._tops()
        while pending and len(self.found) < _FILES:
            package, text = pending.pop(0)
            for path in _wanted(text.content, package):
                if path.partition("/")[0].removesuffix(".py").removesuffix(".ipynb") in tops or path.endswith("%"):
                    pending.extend(self._read(path))
        return self.found

    def _tops(self) -> set[str]:
        """Return what the folders that are searched hold, without endings: most imports are of something else."""
        names: set[str] = set()
        for place in self.searched:
            with suppress(OSError, ValueError), os.scandir(self.folder / place) as entries:
                names.update(entry.name.removesuffix(".py").removesuffix(".ipynb") for entry in entries)
        return names

    def _read(self, path: str) -> Iterator[tuple[str, Text]]:
        """Read a file once; a path that ends in ``%`` is one that ``%run`` names, relative to the notebook alone."""
        if path in self.asked or len(self.found) >= _FILES:
            return
        self.asked.add(path)
        run, plain = path.endswith("%"), path.removesuffix("%")
        for place in [""] if run else self.searched:
            texts = self._texts(place, plain)
            if texts:
                self.found[plain] = texts
                parts = plain.removesuffix(".py").split("/")
                package = ".".join(parts[:-1])
                yield from ((package, text) for text in texts)
                return

    def _texts(self, place: str, path: str) -> tuple[Text, ...]:
        place_of_it = confined(self.folder, self.root, f"{place}/{path}" if place else path)
        if place_of_it is None or place_of_it[1].st_size > _BYTES:
            return ()
        try:
            data = Path(place_of_it[0]).read_bytes()
            book = read_notebook(path, data) if path.endswith(".ipynb") else read_script(path, data)
        except (OSError, UnreadableError):
            return ()
        return tuple(cell.source for cell in book.cells if cell.source.syntax is Syntax.PYTHON)


def _wanted(content: str, package: str) -> Iterator[str]:
    """Yield the paths that code may mean by what it imports and runs."""
    for module in _modules(content, package):
        plain = module.removeprefix("ipynb.fs.full.").removeprefix("ipynb.fs.defs.").replace(".", "/")
        yield f"{plain}.py"
        yield f"{plain}/__init__.py"
        if "ipynb" in content or "nbimporter" in content or "importnb" in content:
            yield f"{plain}.ipynb"
    for match in _RUN.finditer(content):
        path = match["path"].strip("'\"").removeprefix("./")
        yield from (f"{one}%" for one in ([path] if path.endswith((".py", ".ipynb", ".ipy")) else [f"{path}.py"]))


def _modules(content: str, package: str) -> Iterator[str]:
    for match in _IMPORT.finditer(content):
        if match["modules"] is not None:
            yield from (part.split()[0] for part in match["modules"].split(",") if part.split())
            continue
        source = match["source"]
        level = len(source) - len(source.lstrip("."))
        name = source.lstrip(".")
        if level:
            parts = package.split(".") if package else []
            name = ".".join((*parts[: len(parts) - level + 1], *([name] if name else ())))
        if name:
            yield name
        prefix = f"{name}." if name else ""
        for part in match["names"].strip("()").split(","):
            word = _WORD.search(part)
            if word is not None and (level or prefix):
                yield f"{prefix}{word[0]}"
    yield from (match["module"] for match in _DYNAMIC.finditer(content))
