"""What a magic returns: plain text for a console, safe HTML for a notebook, records for the document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Shown:
    """A result with a plain ``repr`` and an escaped HTML form.

    ``records`` travel with the output (MIME type of ``lifecycle.records``), so that evidence, answers and waivers are
    kept in the saved or executed notebook; ``value`` is the typed result for people who want to go on with it.
    """

    def __init__(self, text: str, html: str = "", records: Sequence[dict[str, Any]] = (), value: object = None) -> None:
        self.text, self.html, self.records, self.value = text, html, tuple(records), value
        self.was_displayed = False
        self.is_on_screen = False  # it grew there already: IPython must not show it a second time

    def _ipython_display_(self) -> None:
        """Leave the display to the forms below, unless the result stands on the screen."""
        if not self.is_on_screen:
            raise NotImplementedError

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_options: object) -> dict[str, Any]:
        from jupyter_mlsec.lifecycle.records import MIME

        self.was_displayed = True
        bundle: dict[str, Any] = {"text/plain": self.text}
        if self.html:
            bundle["text/html"] = self.html
        if self.records:
            bundle[MIME] = list(self.records)
        return bundle
