"""What is marked in a notebook on the page, held against a fresh scan of the text that it has at that moment."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from playwright.sync_api import Page

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.scan.engine import scan_document

# Of each view of the notebook in front: of each cell whose editor is there, what of its text is drawn, and marked.
SEEN = """() => {
  const front = window.jupyterapp.shell.currentWidget;
  const shared = front.model.sharedModel;
  const views = [...window.jupyterapp.shell.widgets('main')].filter(each => each.model?.sharedModel === shared);
  const look = (cell, index) => {
    const view = cell.editor?.editor;
    if (!view || !view.dom.isConnected || !view.dom.offsetParent) {
      return null;
    }
    const marks = [...view.contentDOM.querySelectorAll('.cm-lintRange')].map(node => {
      const from = view.posAtDOM(node);
      return [from, from + node.textContent.length];
    });
    const text = view.state.doc.toString();
    return {index, text, marks, drawn: view.visibleRanges.map(({from, to}) => [from, to])};
  };
  return {
    document: JSON.stringify(front.model.toJSON()),
    views: views.map(each => each.content.widgets.map(look).filter(Boolean)),
    rows: [...document.querySelectorAll('#mlsec-findings [data-mlsec-finding]')].map(row => [
      row.dataset.rule, Number(row.dataset.cellIndex), row.dataset.place
    ])
  };
}"""

Range = tuple[int, int]


def expect_fresh(page: Page, what: str, patience: float = 120.0) -> None:
    """Wait until marks and panel are what a fresh scan says; fail with what differs, and after what it did."""
    end = time.monotonic() + patience
    while differing := differences(page):
        if time.monotonic() > end:
            raise AssertionError(f"after {what}:\n" + "\n".join(differing))
        page.wait_for_timeout(100)


def differences(page: Page) -> list[str]:
    """Return what differs between the page and a fresh scan of its document."""
    seen = page.evaluate(SEEN)
    document = json.loads(seen["document"])
    found = [each for each in scan_document("x.ipynb", document, Config()).findings if each.suppressed is None]
    told = sorted((row[0], row[1], row[2]) for row in seen["rows"])
    expected = sorted((each.rule, each.cell.index if each.cell else -1, each.place.value) for each in found)
    said = [] if told == expected else [f"the panel lists {told}, and there is {expected}"]
    for number, cells in enumerate(seen["views"]):
        for cell in cells:
            source = _source(document, cell["index"])
            said += [f"view {number}, cell {cell['index']}: {line}" for line in _cell(cell, source, found)]
    return said


def _cell(cell: dict[str, Any], source: str, found: Iterable[Finding]) -> Iterator[str]:
    if cell["text"] != source:
        yield f"the editor holds {cell['text']!r}, the document {source!r}"
        return
    drawn = [(start, end) for start, end in cell["drawn"]]
    marked = _merged(_within((tuple(mark) for mark in cell["marks"]), drawn))
    here = [each for each in found if each.cell and each.cell.index == cell["index"] and each.place == "source"]
    wanted = _merged(_within((_range(source, each) for each in here), drawn))
    if marked != wanted:
        texts = [source[start:end] for start, end in wanted]
        yield f"marked are {marked}, should be {wanted} ({texts})"


def _range(source: str, found: Finding) -> Range:
    position = found.position
    return _offset(source, position.line, position.column), _offset(source, position.end_line, position.end_column)


def _offset(source: str, line: int, column: int) -> int:
    """Return where an editor that counts in UTF-16 has a line and column."""
    lines = source.split("\n")
    before = sum(_units(each) + 1 for each in lines[: line - 1])
    return before + _units(lines[line - 1][: column - 1])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _within(ranges: Iterable[Any], drawn: Iterable[Range]) -> Iterator[Range]:
    shown = list(drawn)
    for start, end in ranges:
        for first, last in shown:
            if max(start, first) < min(end, last):
                yield max(start, first), min(end, last)


def _merged(ranges: Iterable[Range]) -> list[Range]:
    """Return the ranges in order; those that touch are one, line ends between them included in neither."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _source(document: dict[str, Any], index: int) -> str:
    source = document["cells"][index]["source"]
    return "".join(source) if isinstance(source, list) else str(source)
