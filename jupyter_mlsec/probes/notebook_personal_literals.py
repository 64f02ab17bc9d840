"""Personal values written into cells: somebody's account, card or identity number, e-mail address or telephone.

Whoever gets the notebook gets them, and clearing the outputs leaves them. Numbers are believed only with right check
digits, addresses only where they are nobody's example, author or account. Texts that are put together are looked at
as a whole. Values are looked at and never kept.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.secrets.personal import find_personal, is_card_number

_LIKE_A_CARD = "what could be a card number"
_LIGHT = frozenset({"a telephone number", "an e-mail address", _LIKE_A_CARD})
# Digits in one piece, as many as their beginning asks for; a tenth of all such numbers has the check digit.
_CARD = re.compile(r"(?<![\w.,-])(?:4\d{15}|5[1-5]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12})(?![\w]|[.,-]\d)")
# Words before an address that is an account of a machine, of a service or of whoever wrote the notebook.
_OWN = re.compile(
    r"user\.(?:email|name)|entrez|mailto|user[-_]agent|contact|kontakt|maintain|sender|from_?addr|recipient|to_?addr|smtp|send_?mail"
    r"|notify|alert|\bssh\b|\bscp\b|\bsftp\b|rsync|git\+|service_?account|client_email|login|owner|reviewer|autor|auteur|@\w+\(|support",
    re.IGNORECASE,
)
_STEP = "Replace it by a parameter or a made-up value, and clear what still shows it."


def _run(subject: NotebookSubject) -> Observation:
    found = {(kind, cell) for kind, cell in _literals(subject.notebook)}
    grave = sorted({kind for kind, _ in found} - _LIGHT)
    where = listed(map(str, sorted({cell for _, cell in found})))
    if grave:
        return failed(f"The source of cell {where} holds {listed(grave)}.", next_step=_STEP)
    if found:
        return warned(
            f"The source of cell {where} holds {listed(sorted({kind for kind, _ in found}))}.", next_step=_STEP
        )
    if subject.notebook.problems:
        return not_evidence("parts of the notebook could not be read", next_step="Repair or remove those parts.")
    if not subject.notebook.cells:
        return not_applicable("the notebook holds no cell")
    return passed(f"No personal value in the source of {count(len(subject.notebook.cells), 'cell')}.")


def _literals(notebook: Notebook) -> Iterator[tuple[str, int]]:
    """Yield what kinds of personal value stand in which cell."""
    for cell in notebook.cells:
        yield from ((kind, cell.ref.number) for kind in _kinds(cell.source))
    for parsed in parse_notebook(notebook):
        for node in parsed.nodes:
            content = _joined(node)
            if content and content not in parsed.cell.source.content:
                text = Text(Place.SOURCE, content, Syntax.PLAIN, cell=parsed.cell.ref)
                yield from ((kind, parsed.cell.ref.number) for kind in _kinds(text))


def _joined(node: ast.AST) -> str | None:
    """Return a text that may be written in several pieces."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    return _sum(node) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else None


def _sum(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _sum(node.left), _sum(node.right)
        return None if left is None or right is None else left + right
    return None


def _kinds(text: Text) -> Iterator[str]:
    content = text.content
    if any(is_card_number(match[0]) for match in _CARD.finditer(content)):
        yield _LIKE_A_CARD
    for found in find_personal(text):
        line = content.rfind("\n", 0, found.span.start) + 1
        before = content[max(line, found.span.start - 120) : found.span.start]
        after = content[found.span.end : found.span.end + 1]
        if found.kind not in _LIGHT or not (
            _OWN.search(before) or after in {":", "/"} or _in_whole_line(content, line)
        ):
            yield found.kind


def _in_whole_line(content: str, line: int) -> bool:
    """Tell whether a line is a shell's that logs in somewhere."""
    return re.match(r"\s*[!%]\s*(?:ssh|scp|sftp|rsync|git)\b", content[line : line + 60]) is not None


PROBE = Probe(name="personal-literals", items=("PRE-07",), run=_run, partial=True, docs=__doc__)
