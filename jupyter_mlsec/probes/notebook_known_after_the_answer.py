"""Features that are only known once the answer is.

What was recovered from a loan, the day on which a patient was discharged, the reason that somebody gave for leaving:
such columns stand in the history and are empty on the day on which the model is asked. So are the answer in another
unit (the price per square metre of the price) and what was counted in the days to come. They are told by their names,
so that this can only be a warning.
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
from jupyter_mlsec.probes._notebook.told_columns import told_columns

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s.\-]+")
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ó": "o", "í": "i", "á": "a"})
_UNITS = (
    "minutes?|hours?|days?|weeks?|months?|years?|time|tage|stunden|wochen|monate|zeit"
    "|jours|heures|mois|dias|horas|meses"
)
_UNTIL = "to|until|till|before|bis|bis_zu[mr]?|jusqua?|avant|hasta|antes_de"
_OF = "at|on|date|day|time|timestamp|reason|cause|notes?|datum|grund|zeitpunkt|motif|motivo"
_AFTER = "after|post|following|nach|apres|tras|despues_de"
_PAST = re.compile(
    r"(?:^|_)(?:last|latest|previous|prior|prev|past|first|letzte[rs]?|vorige[rs]?|dernier|derniere|precedent|ultim[oa]"
    r"|anterior)_"
)
# The answer in another unit or scale: "price_per_sqm" of "price".
_SCALED = "per_\\w+|log|bin|bins|binned|band|bucket|category|decile|quantile|quartile|rank|scaled|zscore|normali[sz]ed"
_SCALES = "log|ln|log1p|sqrt|scaled|binned|normali[sz]ed"
_PLAIN = re.compile(r"(?:target|label|class|outcome|value|score|answer|result|y)\d*")  # names that say nothing
_PERIOD = (
    r"\d*(?:d|w|m|y|h|days?|weeks?|months?|quarters?|years?|hours?|season|tage?n?|wochen?|monate?|quartale?|jahre?|stunden?"
    r"|jours?|semaines?|mois|annees?|dias?|semanas?|mes|meses|anos?|horas?)"
)
_AHEAD = re.compile(
    rf"(?:^|_)(?:next|following|subsequent|coming|folge|naechste[nrs]?|kommende[nrs]?|prochaine?s?|suivante?s?"
    rf"|siguientes?|proxim[oa]s?)_(?:\d+_)?{_PERIOD}(?:_|$)"
)
# What is known of the days to come beforehand.
_PLANNED = re.compile(
    r"(?:^|_)is_|holiday|feiertag|ferien|ferie|festivo|fete|calendar|kalender|weekday|weekend|plan|sched|forecast|predict|expected"
    r"|prognos|prevision|booked|appoint|termin|promo|due|to_next|until_next|bis_naechst"
)
_STEP = "Keep only what is known on the day on which the model is asked; leave out what the answer brings about."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    learned = [lesson for lesson in lessons(program) if _named(lesson, program)]
    late = {lesson.cell.number: found for lesson in learned if (found := [*_late(lesson, program)])}
    if late:
        names = listed(sorted({name for several in late.values() for name in several}))
        cells = listed(map(str, sorted(late)))
        return warned(f"What follows from the answer is among the features in cell {cells}: {names}.", next_step=_STEP)
    ahead = {lesson.cell.number: found for lesson in learned if (found := [*_ahead(lesson, program)])}
    if ahead:
        names = listed(sorted({name for several in ahead.values() for name in several}))
        cells = listed(map(str, sorted(ahead)))
        return warned(f"Features speak of the time that comes after in cell {cells}: {names}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not learned:
        return not_applicable("the features have no names")
    return passed("No feature is named like something that follows from the answer.")


def _late(lesson: Lesson, program: Program) -> Iterator[str]:
    """Yield the features that follow from the answer, as their names say."""
    answers = {*lesson.sources, *([lesson.answer] if lesson.answer is not None else [])}
    computed: set[str] = set()
    for made in made_columns(program, lesson.features.tables, lesson.order):
        computed.add(made.name)
        if made.name == lesson.answer:
            answers |= columns_read(made.value, lesson.features.tables)
    yield from _in_another_unit(answers, _named(lesson, program) - answers - computed)
    for answer, after, told in _outcomes():
        if any(answer.search(_words(name)) for name in answers):
            for name in _named(lesson, program):
                words = _words(name)
                if name not in answers and (after.search(words) or (told.search(words) and not _PAST.search(words))):
                    yield name


def _in_another_unit(answers: set[str], names: frozenset[str]) -> Iterator[str]:
    """Yield the columns of the data that are called after an answer as its quotients, ranks and logarithms are."""
    for answer in map(_words, answers):
        if _PLAIN.fullmatch(answer) is None:
            told = re.compile(rf"{re.escape(answer)}_(?:{_SCALED})|(?:{_SCALES})_{re.escape(answer)}")
            yield from (name for name in names if told.fullmatch(_words(name)) is not None)


def _ahead(lesson: Lesson, program: Program) -> Iterator[str]:
    """Yield the features that were counted in a time to come, as their names say: ``spend_next_30d``."""
    for name in _named(lesson, program):
        words = _words(name)
        asked = name == lesson.answer or name in lesson.sources
        if not asked and _AHEAD.search(words) and not _PLANNED.search(words):
            yield name


def _named(lesson: Lesson, program: Program) -> frozenset[str]:
    """Return the features whose names are known: chosen by them, or named where the table was read and not dropped."""
    chosen = lesson.features.chosen
    names = told_columns(lesson.features.tables, program) if chosen is None else chosen
    return frozenset(name for name in names if lesson.features.holds(name))


@cache
def _outcomes() -> tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...]:
    """Return the patterns of answers, of what follows from each, and of what is called after the answer itself."""
    return tuple(
        (
            re.compile(rf"(?:^|_)(?:{answer})(?:_|$)"),
            re.compile(rf"(?:^|_)(?:{after})$"),
            re.compile(
                rf"(?:^|_)(?:(?:{_UNITS})_(?:{_UNTIL})_(?:{answer})(?:_|$)|(?:{answer})_(?:{_OF})$"
                rf"|(?:{_AFTER})_(?:the_)?(?:{answer})(?:_|$))"
            ),
        )
        for answer, after in ((each["answer"], each["after"]) for each in entries("outcomes", "outcome"))
    )


def _words(name: str) -> str:
    return _HUMP.sub("_", name).lower().translate(_FOLD)


PROBE = Probe(name="known-after-the-answer", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
