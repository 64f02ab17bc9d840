"""Tables that SQL itself writes to files and stages: which columns of people go out with them.

``COPY people TO 'out.csv'`` writes what ``CREATE TABLE people AS SELECT …`` made: columns are followed through names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.cells import body_of, parse_notebook
from jupyter_mlsec.probes._notebook.folded import texts
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.told_columns import selected_pieces

_ASKS = frozenset(
    {"execute", "executescript", "exec_driver_sql", "from_query", "query", "query_and_wait", "run", "sql"}
)
_MADE = re.compile(
    r"\bcreate\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|transient|external|materialized)\s+)*(?:table|view)\s+"
    r"(?:if\s+not\s+exists\s+)?(?P<name>[\w.\"`\[\]]+)\s+(?:using\s+\w+\s+)?as\s+(?P<query>\(?\s*(?:with|select)\b[^;]{0,8000})",
    re.IGNORECASE,
)
_OUT = (
    re.compile(
        r"(?:\\|\b)copy\s+(?P<what>\(.{1,8000}?\)|[\w.\"`]+)\s*(?:\([^()]*\)\s*)?\bto\s+(?P<place>'[^']*'|\"[^\"]*\"|\?|\$\w+)",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        r"\bcopy\s+into\s+(?P<place>'[^']*'|@[\w./]+)\s+from\s+(?P<what>\(.{1,8000}?\)(?=\s*(?:\w|;|$))|[\w.\"`]+)",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        r"\bunload\s*\(\s*(?:'|\$\$)?(?P<what>.{1,8000}?)(?:'|\$\$)?\s*\)\s*to\s+(?P<place>'[^']*')",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        r"\bexport\s+data\b[^;]{0,400}?\buri\s*=\s*(?P<place>'[^']*'|\"[^\"]*\")[^;]{0,400}?\bas\s+(?P<what>(?:with|select)\b.{1,8000})",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        r"\binsert\s+overwrite\s+(?:local\s+)?directory\s+(?P<place>'[^']*')[^;]{0,300}?(?P<what>\b(?:with|select)\b.{1,8000})",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        r"(?P<what>\bselect\b[^;]{1,8000}?)\binto\s+outfile\s+(?P<place>'[^']*')", re.IGNORECASE | re.DOTALL
    ),
)  # fmt: skip
_FROM = re.compile(r"\bfrom\s+(?P<name>[\w.\"`]+)", re.IGNORECASE)
_GROUPED = re.compile(r"\bgroup\s+by\b", re.IGNORECASE)
_SELECTS = re.compile(r"\bselect\b", re.IGNORECASE)
_QUOTED = re.compile(r"'[^']*'")
_NAMES = re.compile(r"[^\W\d]\w*")
_LIMITED = re.compile(
    r"\bhaving\b[^;]{0,200}?\bcount\s*\(|\bqualify\b[^;]{0,200}?\bcount\s*\(|\bcount\s*\([^()]*\)\s*over\s*\(\s*partition\s+by\b",
    re.IGNORECASE,
)
_LONGEST = 8_000  # characters of a query


def written_by_queries(program: Program, notebook: Notebook) -> Iterator[tuple[str, set[str]]]:
    """Yield where rows are written by SQL, and the names of columns that they are made of."""
    asked = list(_asked(program, notebook))
    made = {_bare(match["name"]): match["query"] for text in asked for match in _MADE.finditer(text)}
    known: dict[str, dict[str, set[str]]] = {}
    for text in asked:
        for statement in _OUT:
            for match in statement.finditer(text):
                columns = _columns(match["what"], made, known)
                if columns:
                    yield match["place"].strip("'\"@"), set[str]().union(*columns.values())


def limits_groups(program: Program, notebook: Notebook) -> bool:
    """Tell whether a query keeps only what is in groups of some size."""
    return any(_LIMITED.search(text) for text in _asked(program, notebook))


def _asked(program: Program, notebook: Notebook) -> Iterator[str]:
    for call in program.calls:
        if call.method in _ASKS:
            for value in (call.value(0), call.value(None, "query", "sql", "statement")):
                yield from (text for text in texts(value) if len(text) < _LONGEST)
    for parsed in parse_notebook(notebook):
        if parsed.magic.split(" ")[0] in words("tables", "query_magics"):
            yield body_of(parsed.cell.source.content)[:_LONGEST]


def _bare(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name).lower()


def _columns(what: str, made: Mapping[str, str], known: dict[str, dict[str, set[str]]]) -> dict[str, set[str]]:
    """Return the columns that are selected with the names that each is made of, its own included.

    Nothing where rows are counted together, or where nobody can say. ``known`` are the tables that were looked at.
    """
    text = what.strip().rstrip(";").strip()
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    if _GROUPED.search(text):
        return {}
    if _SELECTS.search(text) is None:
        return _of_table(text, made, known)
    inner: dict[str, set[str]] = {}
    for name in dict.fromkeys(match["name"] for match in _FROM.finditer(text)):
        inner |= _of_table(name, made, known)
    found: dict[str, set[str]] = {}
    for piece in selected_pieces(text):
        names = _NAMES.findall(_QUOTED.sub(" ", piece))
        if piece.strip().endswith("*"):
            found |= inner
        elif names:
            found[names[-1].lower()] = {each for name in names for each in (name, *inner.get(name.lower(), ()))}
    return found


def _of_table(name: str, made: Mapping[str, str], known: dict[str, dict[str, set[str]]]) -> dict[str, set[str]]:
    """Return the columns of a table that a query made; a table that is made of itself has none."""
    bare = _bare(name)
    if bare not in known:
        known[bare] = {}
        known[bare] = _columns(made[bare], made, known) if bare in made else {}
    return known[bare]
