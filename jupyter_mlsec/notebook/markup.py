"""HTML and SVG as the text that a reader sees, with a table's headings kept as labels of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from jupyter_mlsec.model.text import Label, Span

_NAME = re.compile(r"[a-zA-Z][\w:-]*")
# Attributes whose value a reader can reach: links, form values, hover texts.
_ATTRIBUTE = re.compile(
    r"""\b(href|src|action|value|title|alt|content|placeholder|data-[\w-]{1,40})\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)
_LINE_BREAKS = frozenset(
    [
        "br",
        "p",
        "div",
        "tr",
        "table",
        "ul",
        "ol",
        "li",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "hr",
        "blockquote",
        "dt",
        "dd",
        "thead",
        "tbody",
        "form",
        "fieldset",
        "details",
        "summary",
        "script",
        "style",
        "svg",
        "text",
        "title",
        "option",
    ]
)
_CELLS = frozenset({"td", "th"})


@dataclass
class _Table:
    """The table being read: its column headings, and the row so far."""

    columns: list[str] = field(default_factory=list)
    row: list[tuple[str, Span, str]] = field(default_factory=list)  # tag, place in the text and words of each cell
    has_headings: bool = False


@dataclass
class _Page:
    """The decoded text so far, and what is open in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    labels: list[Label] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    cell: tuple[str, int, int] | None = None  # tag, offset in the text, index in the parts

    def add(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)

    def end_cell(self) -> None:
        if self.cell is not None and self.tables:
            tag, start, index = self.cell
            words = "".join(self.parts[index:]).strip()
            self.tables[-1].row.append((tag, Span(start, self.length), words))
            self.add("\t")
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        if not self.tables or not self.tables[-1].row:
            return
        table = self.tables[-1]
        if not table.has_headings and all(tag == "th" for tag, _, _ in table.row):
            table.columns, table.has_headings = [words for _, _, words in table.row], True
        else:
            self._label(table)
        table.row = []

    def _label(self, table: _Table) -> None:
        """Name each cell by its column's heading and by its row's heading, where they are words and not indices."""
        for column, (_, span, _) in enumerate(table.row):
            heading = table.columns[column] if column < len(table.columns) else ""
            row_name = table.row[0][2] if column else ""
            self.labels += [
                Label(span, name)
                for name in (heading, row_name)
                if name and not name.isdigit() and span.start < span.end
            ]


def markup_text(markup: str) -> tuple[str, tuple[Label, ...]]:
    """Return the text of HTML or SVG with entities decoded, and the labels of table cells.

    Tags become line breaks or tabs; attributes that a reader can reach are kept as ``name=value``; comments,
    scripts and styles are kept as text, because a secret in them is in the file all the same. Linear in its input:
    a tag ends at the next ``>``, whatever quotes say.
    """
    page = _Page()
    at, size = 0, len(markup)
    while at < size:
        opening = markup.find("<", at)
        if opening < 0:
            break
        page.add(unescape(markup[at:opening]))
        closing = markup.find(">", opening)
        if closing < 0:
            at = opening
            break
        at = _read_tag(page, markup, opening, closing)
    page.add(unescape(markup[at:]))
    page.end_row()
    return "".join(page.parts), tuple(page.labels)


def _read_tag(page: _Page, markup: str, opening: int, closing: int) -> int:
    """Handle the tag at ``opening`` and return where reading goes on."""
    is_end = markup.startswith("/", opening + 1)
    name = _NAME.match(markup, opening + 1 + is_end, closing)
    if name is None:
        if markup.startswith("<!", opening):  # a comment or doctype: its text stays
            page.add("\n")
            return opening + 4 if markup.startswith("<!--", opening) else closing + 1
        page.add("<")
        return opening + 1
    tag = name[0].lower()
    if tag in _CELLS or tag in {"tr", "table"}:
        _read_table_tag(page, tag, is_end=is_end)
    if tag in _LINE_BREAKS:
        page.add("\n")
    if not is_end:
        _read_attributes(page, markup[name.end() : closing])
    return closing + 1


def _read_table_tag(page: _Page, tag: str, *, is_end: bool) -> None:
    if tag in _CELLS:
        page.end_cell()
        if not is_end and page.tables:
            page.cell = (tag, page.length, len(page.parts))
    elif tag == "tr":
        page.end_row()
    else:
        page.end_row()
        if not is_end:
            page.tables.append(_Table())
        elif page.tables:
            page.tables.pop()


def _read_attributes(page: _Page, attributes: str) -> None:
    if "=" not in attributes:
        return
    for match in _ATTRIBUTE.finditer(attributes):
        value = match[2].strip("\"'")
        if value and not value.startswith("data:"):  # embedded media
            page.add(f" {match[1].lower()}={unescape(value)} ")
