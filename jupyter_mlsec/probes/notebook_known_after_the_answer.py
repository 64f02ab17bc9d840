"""Features that are only known once the answer is.

What was recovered from a loan, the day on which a patient was discharged, the reason that somebody gave for leaving:
such columns stand in the history and are empty on the day on which the model is asked. They are told by their names
beside the answer's, so that this can only be a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._names.read import entries
from jupyter_mlsec.probes._notebook.lessons import Lesson, lessons
from jupyter_mlsec.probes._notebook.made_columns import columns_read, made_columns
from jupyter_mlsec.probes._notebook.program import Program, read_program

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s.\-]+")
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ó": "o", "í": "i", "á": "a"})
_STEP = "Keep only what is known on the day on which the model is asked; leave out what the answer brings about."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    learned = [lesson for lesson in lessons(program) if lesson.features.chosen]
    late = {lesson.cell.number: found for lesson in learned if (found := [*_late(lesson, program)])}
    if late:
        names = listed(sorted({name for several in late.values() for name in several}))
        cells = listed(map(str, sorted(late)))
        return warned(f"What follows from the answer is among the features in cell {cells}: {names}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not learned:
        return not_applicable("the features have no names")
    return passed("No feature is named like something that follows from the answer.")


def _late(lesson: Lesson, program: Program) -> Iterator[str]:
    """Yield the features that follow from the answer, as their names say."""
    answers = {*lesson.sources, *([lesson.answer] if lesson.answer is not None else [])}
    for made in made_columns(program, lesson.features.tables, lesson.order):
        if made.name == lesson.answer:
            answers |= columns_read(made.value, lesson.features.tables)
    for answer, after in _outcomes():
        if any(answer.search(_words(name)) for name in answers):
            held = (name for name in lesson.features.chosen or () if lesson.features.holds(name))
            yield from (name for name in held if name not in answers and after.search(_words(name)))


@cache
def _outcomes() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (re.compile(rf"(?:^|_)(?:{each['answer']})(?:_|$)"), re.compile(rf"(?:^|_)(?:{each['after']})$"))
        for each in entries("outcomes", "outcome")
    )


def _words(name: str) -> str:
    return _HUMP.sub("_", name).lower().translate(_FOLD)


PROBE = Probe(name="known-after-the-answer", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
