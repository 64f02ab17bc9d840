"""Fingerprints of notebooks, environments and the policy: what evidence is bound to."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.checklist import Ground
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook
from jupyter_mlsec.model.text import CellRef, Text
from jupyter_mlsec.probes._notebook.cells import LINE, Parsed, parse_cell, parse_notebook

# Fields of syntax trees that change nothing that is computed, or that only some versions of Python fill in.
_NO_MEANING = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


def notebook_fingerprint(notebook: Notebook) -> str:
    """Return the digest of what the notebook computes.

    Comments, formatting, Markdown, outputs, execution counts, cell ids and the borders between cells do not count;
    neither do ``%mlsec`` lines, which look at the notebook and change nothing in it. The digest is the same in every
    version of Python that can parse the notebook.
    """
    digest = hashlib.sha256(notebook.language.encode())
    for parsed in parse_notebook(notebook):
        for part in _meaning(parsed):
            digest.update(b"\x00" + part.encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def beside_fingerprints(notebook: Notebook) -> dict[str, str]:
    """Return the digest of what each code file beside a notebook computes, by ground and path: ``notebook:prep.py``.

    Comments and formatting do not count there, either.
    """
    return {f"{Ground.NOTEBOOK}:{path}": code_fingerprint(texts) for path, texts in notebook.beside.files.items()}


def code_fingerprint(texts: Iterable[Text]) -> str:
    """Return the digest of what a file of code computes, given the one text of a module or the cells of a notebook."""
    digest = hashlib.sha256()
    for text in texts:
        for part in _meaning(parse_cell(Cell(CellRef(0, None), CellKind.CODE, text))):
            digest.update(b"\x00" + part.encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def environment_fingerprint(packages: Mapping[str, str]) -> str:
    """Return the digest of ``name -> version``; spelling of names and order do not count."""
    pins = sorted(f"{_normal(name)}=={version}" for name, version in packages.items())
    return f"sha256:{hashlib.sha256(chr(10).join(pins).encode()).hexdigest()}"


def policy_fingerprint(config: Config) -> str:
    """Return the digest of what the configuration says about the checklist: limits, people and profile."""
    canonical = msgspec.json.encode(config.checklist, order="deterministic")
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def _normal(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(".", "-")


def _meaning(parsed: Parsed) -> Iterator[str]:
    if parsed.magic and not parsed.magic.startswith("mlsec"):
        yield f"%%{' '.join(parsed.magic.split())}"
    if parsed.tree is not None:
        yield from (dump for statement in parsed.tree.body if (dump := statement_meaning(statement)))
    else:
        yield from (line for line in map(str.rstrip, parsed.cell.source.content.splitlines()) if line)


def statement_meaning(statement: ast.stmt) -> str:
    """Return a statement's meaning as text; it is empty for ``%mlsec`` lines."""
    if _only_looks(statement):
        return ""
    return "".join(_dump(statement))


def _only_looks(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(line))])) if name == LINE:
            words = line.split()
            return words[:2] == ["%load_ext", "jupyter_mlsec"] or (words[:1] == ["%mlsec"] and words[1:2] != ["guard"])
        case _:
            return False


def _dump(node: object) -> Iterable[str]:
    """Serialise a tree the same way in every version of Python: by name, without empty fields and positions."""
    if isinstance(node, ast.AST):
        yield f"({type(node).__name__}"
        for field, whole in ast.iter_fields(node):
            value = [part for part in whole if not _is_empty_text(part)] if isinstance(node, ast.JoinedStr) else whole
            if field not in _NO_MEANING and (field == "value" or (value is not None and value != [])):
                yield f" {field}="
                yield from _dump(value)
        yield ")"
    elif isinstance(node, list):
        yield "["
        for child in node:
            yield from _dump(child)
            yield ","
        yield "]"
    else:
        yield f"{type(node).__name__}:{node!r}"


def _is_empty_text(part: ast.expr) -> bool:
    """Whether a piece of an f-string is an empty text: some releases of Python 3.12 put one behind a nested field."""
    return isinstance(part, ast.Constant) and part.value == ""
