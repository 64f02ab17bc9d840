"""Code beside a notebook: the modules that it imports and the notebooks that it runs, where they lie in its project.

Read as texts, by the readers that read everything else; never imported, never run. What is installed is not looked at.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import NOTHING_BESIDE, Beside, Notebook
from jupyter_mlsec.model.text import Syntax, Text
from jupyter_mlsec.notebook.confined import confined
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.notebook.script import read_script
from jupyter_mlsec.notebook.witness import ask_about

_FILES = 24  # of one notebook that are read
_BYTES = 1_000_000  # of one file
_PLACES = 12  # folders that are searched
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<source>\.*[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\r\n#;]+)"
    r"|import[ \t]+(?P<modules>[^\r\n#;]+))",
    re.MULTILINE,
)
_DYNAMIC = re.compile(r"(?:import_module|__import__)\([ \t]*['\"](?P<module>[\w.]+)['\"]")
_RUN = re.compile(r"^[ \t]*%run[ \t]+(?:-\w+[ \t]+)*(?P<path>\"[^\"\r\n]+\"|'[^'\r\n]+'|[^\s\"']+)", re.MULTILINE)
# What runs a file by its path: exec(open("prep.py").read()), runpy.run_path("prep.py"), !python prep.py, %load prep.py
_OPENED = re.compile(
    r"(?:\b(?:open|Path|run_path|execfile|SourceFileLoader|spec_from_file_location|execute_notebook)\((?:[^()\r\n]*,)?"
    r"[ \t]*r?['\"](?P<quoted>[^'\"\r\n]+\.(?:py|ipynb))['\"]"
    r"|(?:\bpython[\d.]*|\bipython|\btorchrun|accelerate[ \t]+launch|papermill|%load|sys\.executable)"
    r"[ \t'\",\]]+(?:-[-\w=]+[ \t'\",]+)*?(?:-m[ \t'\",]+(?P<module>[A-Za-z_][\w.]*)"
    r"|(?P<plain>[\w./-]+\.(?:py|ipynb))\b))",
    re.MULTILINE,
)
_SEARCHED = re.compile(r"sys\.path\.(?:append|insert)\((?:[ \t]*\d+[ \t]*,)?[ \t]*r?['\"](?P<path>[^'\"\r\n]+)['\"]")
_ELSEWHERE = re.compile(r"sys\.path|%cd\b|os\.chdir|PYTHONPATH|%autoreload|pip3? install[^\r\n]*(?:-e|--editable)\b")
_INSTALLED = ("pyproject.toml", "setup.py", "setup.cfg")  # a project that can be installed to be edited
_WORD = re.compile(r"[^\W\d]\w*")
_KEY = secrets.token_bytes(32)
_MOST_KNOWN = 20_000  # texts

_known: dict[tuple[bytes, str], tuple[str, ...]] = {}


def code_beside(notebook: Notebook, folder: Path, root: Path) -> Mapping[str, tuple[Text, ...]]:
    """Return the code files that a notebook uses, by the path that it uses (``src/io.py``), in the order of use."""
    return read_beside(notebook, folder, root).files


def read_beside(notebook: Notebook, folder: Path, root: Path) -> Beside:
    """Read the code files below ``root`` that a notebook in ``folder`` uses, and say which could not be read."""
    texts = [cell.source for cell in notebook.cells if cell.source.syntax is Syntax.PYTHON]
    if not any("import" in text.content or "%run" in text.content or "py" in text.content for text in texts):
        return NOTHING_BESIDE
    reader = _Reader(folder, root)
    reader.all(texts)
    return Beside(reader.found, tuple(dict.fromkeys(reader.unread)))


def used_by(content: str, package: str, files: Mapping[str, tuple[Text, ...]]) -> list[str]:
    """Return which of ``files`` a piece of code uses, and those that these use, in the order of use."""
    pending, found = [(package, content)], dict[str, None]()
    while pending:
        package, content = pending.pop(0)
        for path in _wanted(content, package):
            plain = path.removesuffix("%")
            if plain in files and plain not in found:
                found[plain] = None
                pending.extend((_package(plain), text.content) for text in files[plain])
    return list(found)


@dataclass
class _Reader:
    """Reads the files that texts ask for, and those that these ask for."""

    folder: Path
    root: Path
    found: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    searched: list[str] = field(default_factory=lambda: [""])
    unread: list[str] = field(default_factory=list)

    def all(self, texts: Iterable[Text]) -> None:
        pending = [("", text) for text in texts]
        for _, text in pending:
            self.searched.extend(match["path"] for match in _SEARCHED.finditer(text.content))
        self.searched.extend(self._around(any(_ELSEWHERE.search(text.content) for _, text in pending)))
        self.searched = list(dict.fromkeys(self.searched))[:_PLACES]
        tops = self._tops()
        while pending:
            package, text = pending.pop(0)
            for path in _wanted(text.content, package):
                if path.endswith("%") or path.partition("/")[0].removesuffix(".py").removesuffix(".ipynb") in tops:
                    pending.extend(self._read(path))

    def _around(self, elsewhere: bool) -> Iterator[str]:  # noqa: FBT001 - of one caller
        """Yield the folders that hold a project's own packages, where they are made to be found."""
        folder, root = Path(os.path.abspath(self.folder)), Path(os.path.abspath(self.root))  # noqa: PTH100 - links stay
        for name in _INSTALLED:
            ask_about(root / name)
        installed = any((root / name).is_file() for name in _INSTALLED)
        if folder.is_relative_to(root) and (elsewhere or installed):
            for place in (folder, *folder.parents)[: len(folder.parts) - len(root.parts) + 1]:
                up = os.path.relpath(place, folder)
                yield from (f"{up}/src", up) if up != "." else ("src",)

    def _tops(self) -> set[str]:
        """Return what the folders that are searched hold, without endings: most imports are of something else."""
        names: set[str] = set()
        for place in self.searched:
            ask_about(self.folder / place)
            with suppress(OSError, ValueError), os.scandir(self.folder / place) as entries:
                names.update(entry.name.removesuffix(".py").removesuffix(".ipynb") for entry in entries)
        return names

    def _read(self, path: str) -> Iterator[tuple[str, Text]]:
        """Read a file once; a path that ends in ``%`` is one that ``%run`` names, relative to the notebook alone."""
        if path in self.asked:
            return
        self.asked.add(path)
        run, plain = path.endswith("%"), path.removesuffix("%")
        for place in [""] if run else self.searched:
            texts = self._texts(f"{place}/{plain}" if place else plain, plain)
            if texts is not None:
                if texts:
                    self.found[plain] = texts
                    yield from ((_package(plain), text) for text in texts)
                return

    def _texts(self, whole: str, path: str) -> tuple[Text, ...] | None:
        """Return the texts of a file: none where it cannot be read, which is said, and None where it is not there."""
        with suppress(OSError, ValueError):
            ask_about(self.folder / whole)
            if (self.folder / whole).is_file() or (self.folder / whole).is_symlink():
                return self._text(whole, path)
        return None

    def _text(self, whole: str, path: str) -> tuple[Text, ...]:
        place = confined(self.folder, self.root, whole)
        if place is None:
            return self._not_read(path, "lies outside of the project")
        if place[1].st_size > _BYTES:
            return self._not_read(path, "is too large")
        if len(self.found) >= _FILES:
            return self._not_read(path, f"comes after {_FILES} others, which is the most that are read")
        try:
            data = Path(place[0]).read_bytes()
            book = read_notebook(path, data) if path.endswith(".ipynb") else read_script(path, data)
        except (OSError, UnreadableError):
            return self._not_read(path, "cannot be read")
        return tuple(cell.source for cell in book.cells if cell.source.syntax is Syntax.PYTHON)

    def _not_read(self, path: str, why: str) -> tuple[Text, ...]:
        self.unread.append(f"{path} {why}")
        return ()


def _package(path: str) -> str:
    """Return the package that a file is a module of."""
    return ".".join(path.removesuffix(".py").removesuffix(".ipynb").split("/")[:-1])


def _wanted(content: str, package: str) -> tuple[str, ...]:
    """Return the paths that code may mean by what it imports and runs.

    A notebook is looked at after each key press, and most of its cells are as they were: what they want is remembered
    under a digest that only this process can make.
    """
    digest = hashlib.blake2b(content.encode(errors="surrogatepass"), key=_KEY, digest_size=16).digest()
    known = _known.get((digest, package))
    if known is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[digest, package] = tuple(_meant(content, package))
    return known


def _meant(content: str, package: str) -> Iterator[str]:
    for module in _modules(content, package):
        plain = module.removeprefix("ipynb.fs.full.").removeprefix("ipynb.fs.defs.").replace(".", "/")
        yield f"{plain}.py"
        yield f"{plain}/__init__.py"
        if "ipynb" in content or "nbimporter" in content or "importnb" in content:
            yield f"{plain}.ipynb"
    for match in _RUN.finditer(content):
        path = match["path"].strip("'\"").removeprefix("./")
        yield from (f"{one}%" for one in ([path] if path.endswith((".py", ".ipynb", ".ipy")) else [f"{path}.py"]))
    for match in _OPENED.finditer(content):
        path = match["quoted"] or match["plain"] or f"{match['module'].replace('.', '/')}.py"
        yield f"{path.removeprefix('./')}%"


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
