"""Canvas: a small writer of SVG. Every text is escaped, every drawing has a title and a description, none has a script.

Colours are presentation attributes: a page's content security policy and a notebook's sanitizer take style sheets away,
and lines and words are drawn in the colour of the text around them, so that light and dark themes both work.
"""

from __future__ import annotations

from html import escape
from typing import Literal

from jupyter_mlsec.reports.visible import crop, visible

ACCENT, BAD, GOOD = "#3b7ddd", "#d1453b", "#2e8b57"  # each at least 3:1 on white and on #181e28 (WCAG 1.4.11)
_LONGEST = 800  # characters of one text: a description tells every number

Anchor = Literal["start", "middle", "end"]


class Canvas:
    """A drawing of ``width`` x ``height`` pixels; the origin is the upper left corner."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        self.width, self.height = width, height
        self.title, self.description = title, description
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, color: str = ACCENT, opacity: float = 1) -> None:
        """Draw a filled rectangle."""
        size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(max(height, 0))}"'
        self._parts.append(f'<rect {size} fill="{color}"{_opacity(opacity)}/>')

    def line(  # noqa: PLR0917 - two points and how they are joined
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        color: str = "currentColor",
        width: float = 1,
        dash: str = "",
        opacity: float = 1,
    ) -> None:
        """Draw a line; ``dash`` is SVG's ("4 3")."""
        points = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(f'<line {points} stroke="{color}" stroke-width="{_n(width)}"{dashed}{_opacity(opacity)}/>')

    def path(self, points: list[tuple[float, float]], color: str = ACCENT, width: float = 2) -> None:
        """Draw a line through points."""
        told = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        stroke = f'stroke="{color}" stroke-width="{_n(width)}" stroke-linejoin="round"'
        self._parts.append(f'<polyline points="{told}" fill="none" {stroke}/>')

    def area(self, points: list[tuple[float, float]], color: str = ACCENT, opacity: float = 0.2) -> None:
        """Fill the area between points."""
        told = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._parts.append(f'<polygon points="{told}" fill="{color}"{_opacity(opacity)}/>')

    def dot(self, x: float, y: float, radius: float = 3.5, color: str = ACCENT) -> None:
        """Draw a filled circle."""
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{color}"/>')

    def text(
        self, x: float, y: float, words: str, *, anchor: Anchor = "start", size: float = 12, opacity: float = 1
    ) -> None:
        """Write one line of text; ``y`` is its base line."""
        place = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{_n(size)}"'
        self._parts.append(f'<text {place} fill="currentColor"{_opacity(opacity)}>{_words(words)}</text>')

    def markup(self) -> str:
        """Return the drawing as one ``svg`` element that scales with its place and is read out by its description."""
        size = f'viewBox="0 0 {_n(self.width)} {_n(self.height)}" width="{_n(self.width)}" height="{_n(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" class="mlsec-plot" role="img" {size}'
        fit = 'font-family="inherit"'
        title, description = _words(self.title), _words(self.description)
        label = f'aria-label="{title}. {description}"'
        told = f"<title>{title}</title><desc>{description}</desc>"
        return f"{head} {fit} {label}>{told}{''.join(self._parts)}</svg>"

    def __html__(self) -> str:
        """Return the markup for a template: all that is variable in it is escaped already."""
        return self.markup()


def _words(text: str) -> str:
    return escape(visible(crop(" ".join(text.split()), _LONGEST)), quote=True)


def _n(number: float) -> str:
    """Return a coordinate to a tenth of a pixel, without zeros that say nothing."""
    return f"{number:.1f}".removesuffix(".0")


def _opacity(share: float) -> str:
    return "" if share >= 1 else f' opacity="{share:g}"'
