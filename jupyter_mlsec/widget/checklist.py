"""The checklist widget: items by stage with their evidence, a filter, answers; a text and an HTML form without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from jupyter_mlsec.lifecycle.records import MIME
from jupyter_mlsec.model.checklist import Checklist, Level
from jupyter_mlsec.reports.checklist_text import checklist_text
from jupyter_mlsec.reports.html.fragments import checklist_fragment
from jupyter_mlsec.widget.state import widget_state

LEAST_ANSWER = 30  # characters: a bare tick is no answer
LONGEST_ANSWER = 4000
LONGEST_NAME = 200

AnswerCallback = Callable[[str, str, str], str | None]  # item, text, person -> what is wrong with it, for the person

_HERE = Path(__file__).parent


class ChecklistWidget(anywidget.AnyWidget):
    """Shows one checklist. The truth stays in the notebook's metadata: the widget holds a picture of it.

    ``update`` shows a newer checklist in place. ``on_answer`` registers what keeps an answer of at least 30 characters.
    """

    _esm: ClassVar[Path] = _HERE / "checklist.js"
    _css: ClassVar[Path] = _HERE / "checklist.css"

    state = traitlets.Dict().tag(sync=True)
    takes_answers = traitlets.Bool(default_value=False).tag(sync=True)  # no form where nobody would hear it
    person = traitlets.Unicode().tag(sync=True)

    def __init__(self, checklist: Checklist, person: str = "", records: Sequence[dict[str, Any]] = ()) -> None:
        """Show ``checklist``; ``person`` is the name that a form for an answer starts with.

        ``records`` (``mlsec-record/1``) travel with the output: evidence that the document does not hold yet.
        """
        self.checklist = checklist
        self._records = list(records)
        self._keep: AnswerCallback | None = None
        super().__init__(state=widget_state(checklist), person=person)
        self.on_msg(self._receive)

    def update(self, checklist: Checklist) -> None:
        """Show ``checklist`` in place of the one before, in every view."""
        self.checklist = checklist
        self.state = widget_state(checklist)

    def on_answer(self, keep: AnswerCallback) -> None:
        """Call ``keep(item, text, person)`` for every answer; what it returns is shown as the reason it was refused."""
        self._keep = keep
        self.takes_answers = True

    def __repr__(self) -> str:
        """Return the whole checklist as plain text, for consoles and for documents without a kernel."""
        return checklist_text(self.checklist)

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - IPython's own
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})  # nothing where a front end has no view
        forms = {"text/plain": repr(self), "text/html": checklist_fragment(self.checklist)}
        carried = {MIME: self._records} if self._records else {}
        return {**data, **forms, **carried}, metadata

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        """Take an answer from the view; what is not one is dropped, for any page script could have sent it."""
        if self._keep is None or not isinstance(content, dict) or content.get("kind") != "answer":
            return
        item, text, person = content.get("item"), content.get("text"), content.get("person")
        asked = {state.item.id for state in self.checklist.states if state.item.level is not Level.AUTO}
        if not (isinstance(item, str) and item in asked and isinstance(text, str) and isinstance(person, str)):
            return
        answer = text.strip()
        if LEAST_ANSWER <= len(answer) <= LONGEST_ANSWER and len(person) <= LONGEST_NAME:
            problem = self._keep(item, answer, person.strip())
            if problem is not None:
                self.send({"kind": "refused", "item": item, "problem": problem})
