"""A model card that is missing, has empty sections, or still holds a template's placeholders.

Cards in several languages, as prose, YAML, TOML or JSON, are read. Where a card is whole, and in records of evaluation,
its limits and its use must not be put off.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.card_blanks import empty_sections, light_blanks
from jupyter_mlsec.probes._folder.documents import Document, documents_about, missing, parts, unknown_parts
from jupyter_mlsec.probes._folder.placeholders import placeholders_in
from jupyter_mlsec.probes._folder.plans import unreadable
from jupyter_mlsec.probes._folder.record_answer import records_about, with_records
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare

# What a reader must find (Mitchell et al. 2019, "Model Cards for Model Reporting"; EU AI Act, Annex IV).
_ORDER = ("intended use", "out-of-scope use", "training data", "evaluation", "limitations", "contact", "licence")
_FIGURE = re.compile(r"\d|\]\(|https?://|\.(?:json|csv|html|ipynb|pdf|png|svg|md)\b")
_TIDY = "Fill them in as well, or take them out."
_records = records_about("EVA-10")
_HEADING = re.compile(r"^(?P<level>#{1,6})\s+\S", re.MULTILINE)


def _run(subject: ProjectSubject) -> Observation:
    card = _card(subject)
    return card if card.status is Status.FAIL else with_records(card, _records(subject))


def _card(subject: ProjectSubject) -> Observation:
    cards, unread = documents_about(subject, "card")
    if not cards:
        if unread:
            return unreadable(subject, unread)
        return to_declare("There is no model card", "Generate one from the evidence: %mlsec card MODEL")
    return _judged(cards, subject)


def _judged(cards: list[Document], subject: ProjectSubject) -> Observation:
    said = "\n".join(card.said for card in cards)
    names = listed(card.path.relative_to(subject.root).as_posix() for card in cards)
    grave = missing(said, "card")
    lacks = [name for name in _ORDER if name in {*grave, *missing(said, "card-more")}]
    light = sum(light_blanks(card.text) for card in cards if not card.data)
    blanks = max(0, sum(max(card.blanks, placeholders_in(card.text)) for card in cards) - light)
    sections = [empty_sections(card.text) for card in cards if not card.data]
    empty, idle = (sum(found) for found in zip((0, 0), *sections, strict=True))
    figures = any(_gives_figures(card) for card in cards)
    unknown = unknown_parts(cards, "card", "card-more", "card-other")
    if grave and not blanks and not empty and len(grave) <= unknown:
        said = f"{names} has no words that are known for: {', '.join(grave)}; {count(unknown, 'part')} may be it."
        return warned(said, next_step="Add what is missing.")
    if grave or blanks or empty:
        words = [
            *lacks,
            *([count(blanks, "placeholder") + " left"] if blanks else []),
            *([count(empty, "empty section")] if empty else []),
        ]
        return failed(f"{names} is not complete: {', '.join(words)}.", next_step="Fill in what is missing.")
    if light or idle:
        words = [*([count(light, "placeholder")] if light else []), *([count(idle, "empty section")] if idle else [])]
        return warned(f"{names} may have gaps left: {' and '.join(words)}.", next_step=_TIDY)
    if lacks or not figures:
        what = f"says nothing about: {', '.join(lacks)}" if lacks else "gives no figure under its evaluation"
        return warned(f"{names} {what}.", next_step="Add what is missing.")
    return passed(f"{names} has all {len(_ORDER)} sections and no placeholder.")


def _gives_figures(card: Document) -> bool:
    """Tell whether a card's evaluation holds a number, or says where to find one; true where it has no sections."""
    lines = card.text.splitlines()
    heads = [place for place, line in enumerate(lines) if _HEADING.match(line)]
    wanted = parts("card")["evaluation"]
    found = False
    for place, end in zip(heads, [*heads[1:], len(lines)], strict=False):
        if wanted.search(lines[place]):
            found = True
            if any(_FIGURE.search(line) for line in lines[place + 1 : end]):
                return True
    return not found or bool(card.data)


PROBE = Probe(name="model-card", items=("EVA-10",), run=_run, version=3, docs=__doc__)
