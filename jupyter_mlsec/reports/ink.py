"""A page for a terminal: lines of styled pieces that read the same with and without colour."""

from __future__ import annotations

from enum import StrEnum
from io import StringIO

from jupyter_mlsec.reports.visible import visible

_EDGE = 100_000  # rich breaks lines at the console's width; ours are laid out already


class Style(StrEnum):
    """What a piece of text means; the values are rich's words for how it looks."""

    PLAIN = ""
    STRONG = "bold"
    DIM = "dim"
    GOOD = "green"
    BAD = "bold red"
    SERIOUS = "red"
    WARNING = "yellow"
    NOTE = "cyan"
    FRAME = "blue"


class Ink:
    """Collects the pieces of a page. What is written is made visible: control characters never reach a terminal."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, Style]] = []

    def write(self, text: str, style: Style = Style.PLAIN) -> Ink:
        """Add ``text`` to the current line."""
        self._pieces.append((visible(text), style))
        return self

    def line(self, text: str = "", style: Style = Style.PLAIN) -> Ink:
        """Add ``text`` and end the line."""
        self.write(text, style)
        self._pieces.append(("\n", Style.PLAIN))
        return self

    def page(self, *, color: bool = False) -> str:
        """Return everything written, every line ended and without trailing blanks; rich is only needed for colour."""
        plain = "".join(text for text, _ in self._pieces)
        if not color:
            return "".join(f"{line.rstrip()}\n" for line in plain.splitlines())
        from rich.console import Console
        from rich.text import Text

        console = Console(file=StringIO(), force_terminal=True, color_system="standard", width=_EDGE, no_color=False)
        with console.capture() as capture:
            console.print(Text.assemble(*((text, style.value) for text, style in self._pieces)), end="", soft_wrap=True)
        return capture.get()
