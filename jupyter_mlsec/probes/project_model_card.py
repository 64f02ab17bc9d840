"""A model card that is missing, has empty sections, or still holds a template's placeholders."""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import documents
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare

# What a reader must find (Mitchell et al. 2019, "Model Cards for Model Reporting"; EU AI Act, Annex IV).
_SECTIONS = {
    "intended use": r"intended use|intended purpose|^#+ *uses?\b|direct use",
    "out-of-scope use": r"out[- ]of[- ]scope|misuse|not (?:be )?used",
    "training data": r"training data|^#+ *data\b|dataset",
    "evaluation": r"evaluation|metrics|performance|results",
    "limitations": r"limitation|bias|risk|caveat",
    "contact": r"contact|author|maintainer|developed by|owner",
    "licence": r"licen[cs]e",
}
_PLACEHOLDER = re.compile(
    r"(?i:\[more information needed\])|\bTODO\b|(?i:\btodo:)|\bTBD\b|\{\{.*?\}\}|(?i:<!--\s*(?:fill|provide))"
)
_HEADING = re.compile(r"^(?P<level>#{1,6})\s+\S", re.MULTILINE)


def _run(subject: ProjectSubject) -> Observation:
    cards = documents(subject, "model_card", "model-card", "modelcard")
    if not cards:
        return to_declare("There is no model card", "Generate one from the evidence: %mlsec card MODEL")
    text = "\n".join(read_text(path) for path in cards)
    names = listed(path.relative_to(subject.root).as_posix() for path in cards)
    missing = [
        name for name, pattern in _SECTIONS.items() if not re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
    ]
    blanks = len(_PLACEHOLDER.findall(text))
    empty = sum(_empty_sections(read_text(path)) for path in cards)
    if missing or blanks or empty:
        lacks = [
            *missing,
            *([count(blanks, "placeholder") + " left"] if blanks else []),
            *([count(empty, "empty section")] if empty else []),
        ]
        return failed(f"{names} is not complete: {', '.join(lacks)}.", next_step="Fill in what is missing.")
    return passed(f"{names} has all {len(_SECTIONS)} sections and no placeholder.")


def _empty_sections(text: str) -> int:
    """Count the headings under which nothing stands, not even a heading of a lower rank."""
    lines = [line for line in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).splitlines() if line.strip()]
    found = 0
    for line, following in zip(lines, [*lines[1:], "# end"], strict=True):
        heading, below = _HEADING.match(line), _HEADING.match(following)
        found += bool(heading and below and len(below["level"]) <= len(heading["level"]))
    return found


PROBE = Probe(name="model-card", items=("EVA-10",), run=_run, docs=__doc__)
