"""The answer, or a column that is computed from it, among the features.

A model that is given what it is to predict scores perfectly and is of no use: on the day on which it is asked the
answer is not known. Columns are followed through choices, drops and assignments; where that is not possible nothing is
said. So is a window over the answer that ends with the row's own: the mean of this week's sales, for those of today.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.answer_sources import beside_the_answer, told_the_answer
from jupyter_mlsec.probes._notebook.lessons import Lesson, lessons
from jupyter_mlsec.probes._notebook.made_columns import Made, columns_read, is_number, looks_elsewhere, made_columns
from jupyter_mlsec.probes._notebook.own_windows import leaves_itself_out, own_windows
from jupyter_mlsec.probes._notebook.program import Program, read_program

_MADE_UP = frozenset({"pandas.DataFrame()", "polars.DataFrame()"})
_BEFORE = "Let each window end with the row before: shift(1).rolling(…), or rolling(…, closed='left')."
_STEP = "Leave the answer, and what is computed from it, out of the features: X = df.drop(columns=[…])."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    learned = lessons(program)
    kept = {lesson.cell.number: name for lesson in learned for name in _kept(lesson)}
    made = {lesson.cell.number: name for lesson in learned for name in _computed(lesson, program)}
    if kept or made:
        names = listed(sorted({*kept.values(), *made.values()}))
        what = "The answer" if kept else "What is computed from the answer"
        cells = listed(map(str, sorted({*kept, *made})))
        return failed(f"{what} is among the features in cell {cells}: {names}.", next_step=_STEP)
    if told := {lesson.cell.number: beside for lesson in learned if (beside := _beside(lesson, program))}:
        names = listed(sorted({name for several in told.values() for name in several}))
        what = f"What the answer was computed from is among the features in cell {listed(map(str, sorted(told)))}"
        return failed(f"{what}: {names}.", next_step=_STEP)
    if (doubt := _doubt(learned, program)) is not None:
        return doubt
    if (problem := unreadable(program)) is not None:
        return problem
    if not learned:
        return not_applicable("features and answer are not seen to come from one table")
    return passed("The answer is not among the features.")


def _doubt(learned: Iterable[Lesson], program: Program) -> Observation | None:
    """Return the warning about the row's own answer in a window, or about parts that add up to it."""
    if own := {lesson.cell.number: {*own_windows(lesson, program)} for lesson in learned}:
        names = listed(sorted({name for several in own.values() for name in several}))
        cells = listed(str(number) for number in sorted(own) if own[number])
        if names:
            what = "Windows over the answer that end with the row's own are among the features in cell"
            return warned(f"{what} {cells}: {names}.", next_step=_BEFORE)
    if parts := {lesson.cell.number: whole for lesson in learned for whole in _parts(lesson, program)}:
        names = listed(sorted({name for several in parts.values() for name in several}))
        cells = listed(map(str, sorted(parts)))
        return warned(f"The answer is computed from features alone in cell {cells}: {names}.", next_step=_STEP)
    return None


def _kept(lesson: Lesson) -> Iterator[str]:
    """Yield the answer where it is a feature itself, or the one column that the answer is an expression of."""
    if lesson.answer is not None:
        if lesson.features.holds(lesson.answer) and not lesson.features.numbers:
            yield lesson.answer
    elif len(lesson.sources) == 1 and (lesson.number or not lesson.features.numbers):
        yield from (name for name in lesson.sources if lesson.features.holds(name))


def _computed(lesson: Lesson, program: Program) -> Iterator[str]:
    """Yield the features that the answer makes in the same row, and the one feature that makes the answer."""
    made = list(made_columns(program, lesson.features.tables, lesson.order))
    yield from told_the_answer(lesson, made, program)
    answers = {lesson.answer} if lesson.answer is not None else lesson.sources if len(lesson.sources) == 1 else set()
    for each in made:
        if each.name in answers:
            yield from _source(each, lesson)
            continue
        read = lesson.features.holds(each.name) and answers & columns_read(each.value, lesson.features.tables)
        if read and not leaves_itself_out(each.value, answers, program):
            yield each.name


def _beside(lesson: Lesson, program: Program) -> frozenset[str]:
    """Return the features that are made of the column that the answer is made of."""
    return frozenset(beside_the_answer(lesson, [*made_columns(program, lesson.features.tables, lesson.order)]))


def _source(made: Made, lesson: Lesson) -> Iterator[str]:
    """Yield the one feature that the answer was computed from in the same row: the price, of which it is the log."""
    read = columns_read(made.value, lesson.features.tables)
    sure = is_number(made.value) or not lesson.features.numbers
    if len(read) == 1 and read != {made.name} and sure and not looks_elsewhere(made.value):
        yield from (name for name in read if lesson.features.holds(name))


def _parts(lesson: Lesson, program: Program) -> Iterator[frozenset[str]]:
    """Yield the features that together give the answer of data that come from elsewhere: the whole, less a part."""
    if any(isinstance(table, Ref) and table.name in _MADE_UP for table in lesson.features.tables):
        return
    for made in made_columns(program, lesson.features.tables, lesson.order):
        read = columns_read(made.value, lesson.features.tables) if made.name == lesson.answer else set()
        held = len(read) > 1 and made.name not in read and all(map(lesson.features.holds, read))
        if held and not looks_elsewhere(made.value) and _is_sum(made.value, program):
            yield frozenset(read)


def _is_sum(value: Value, program: Program) -> bool:
    """Whether a value is put together by arithmetic alone, with nothing unknown in it."""
    written = program.written.get(value)
    if written is None or not isinstance(written.node, ast.BinOp):
        return False
    return not any(isinstance(node, ast.Call) for node in ast.walk(written.node))


PROBE = Probe(name="answer-in-features", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
