"""A model card in Hugging Face's and skops' format: Markdown with YAML in front, filled from evidence and declarations.

What nobody declared stays the placeholder that those tools use, so that a card never looks more complete than it is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_mlsec.model.checklist import Checklist, Declaration, Evidence, Measurement, Status
from jupyter_mlsec.reports.plot import drawn
from jupyter_mlsec.reports.status_words import SYMBOLS, WORDS
from jupyter_mlsec.reports.unmeasured import unmeasured
from jupyter_mlsec.reports.visible import visible

MISSING = "[More Information Needed]"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_UNTOLD = frozenset({Status.NOT_APPLICABLE, Status.OPEN, Status.ERROR})
_PERFORMANCE = "EVA-01"  # the item whose numbers go into the front matter


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSubject:
    """What a card is about: the model's name, what was declared, what was measured, and the checklist around it.

    ``library`` is the distribution that the model's class comes from, ``kind`` the class's name; both are empty where
    no model is at hand. ``dataset`` names the held-out rows that the numbers come from.
    """

    name: str
    library: str = ""
    kind: str = ""
    dataset: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    datasets: tuple[Declaration, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checklist: Checklist


def model_card(subject: CardSubject) -> str:
    """Return the card. The same input gives the same bytes; texts are escaped, so that none becomes markup."""
    sections = (
        ("Model description", _description(subject)),
        ("Intended use", [_said(subject, "intended-use")]),
        ("Out-of-scope use", [_said(subject, "out-of-scope-use", "out-of-scope")]),
        ("Training data", _data(subject)),
        ("Evaluation", _evaluation(subject)),
        ("Limitations and risks", _risks(subject)),
        ("Contact", [_said(subject, "contact", "owner", "author")]),
        ("Licence", [_said(subject, "licence", "license")]),
    )
    body = [f"# {_plain(subject.name)}", ""]
    for title, lines in sections:
        body += [f"## {title}", "", *lines, ""]
    return "\n".join([*_front(subject), *body]).rstrip() + "\n"


def _front(subject: CardSubject) -> Iterator[str]:
    """Yield the YAML; every value is written as JSON, which YAML contains."""
    yield "---"
    licence = subject.fields.get("licence") or subject.fields.get("license")
    if licence:  # the hub takes identifiers only
        known = licence.lower() if _IDENTIFIER.fullmatch(licence) else "other"
        yield f"license: {json.dumps(known)}"
    if subject.library:
        yield f"library_name: {json.dumps(subject.library)}"
    yield f"tags: {json.dumps([*filter(None, [subject.library]), 'jupyter-mlsec'])}"
    numbers = list(_numbers(subject))
    if numbers:  # a result without a data set is refused by the hub's own reader
        held_out = subject.dataset or "held-out rows"
        yield f"model-index:\n- name: {json.dumps(subject.name)}"
        yield '  results:\n  - task: {"type": "other"}'
        yield f"    dataset: {json.dumps({'type': 'private', 'name': held_out})}\n    metrics:"
        for number in numbers:
            yield f"    - {json.dumps({'type': number.name, 'value': number.value, 'name': number.name})}"
    yield "---"
    yield ""


def _description(subject: CardSubject) -> list[str]:
    version = subject.fields.get("version")
    lines = [f"A `{_code(subject.kind)}` of {_plain(subject.library)}."] if subject.kind else []
    digests = sorted({each.binds[key] for each in subject.evidence if (key := f"model:{subject.name}") in each.binds})
    lines += [f"Version {_plain(version)}."] if version else []
    return [*lines, *(f"Fingerprint: `{_code(digest)}`." for digest in digests)] or [MISSING]


def _data(subject: CardSubject) -> list[str]:
    if not subject.datasets:
        return [MISSING]
    lines = []
    for dataset in subject.datasets:
        fields = "; ".join(f"{_plain(key)}: {_plain(value)}" for key, value in dataset.fields.items())
        lines.append(f"- **{_plain(dataset.name or 'data')}**: {fields}")
    return lines


def _evaluation(subject: CardSubject) -> list[str]:
    numbers = [number for each in subject.evidence for number in _named(each.observation.measurements)]
    lines = [f"- {SYMBOLS[each.status]} {_plain(each.summary)}" for each in _once(subject.evidence)]
    lines += [f"- Not measured ({_plain(each.probes)}): {_plain(each.why)}" for each in unmeasured(subject.evidence)]
    if not numbers:
        return [*lines, *([] if lines else [MISSING])]
    rows = dict.fromkeys(_row(number) for number in numbers)
    head = ["| measure | value | 95 % interval | limit |", "|---|---|---|---|"]
    return [*head, *rows, "", *lines]


def _named(measurements: Sequence[Measurement]) -> Iterator[Measurement]:
    """Yield what has a name of its own; points of a curve ("accuracy at 0.5 noise") need their picture."""
    _, pictured = drawn(measurements)
    yield from (number for number in measurements if number.limit or number.name not in pictured)


def _row(number: Measurement) -> str:
    interval = "" if number.low is None or number.high is None else f"{number.low:.3g} to {number.high:.3g}"
    unit = f" {_plain(number.unit)}" if number.unit else ""
    return f"| {_plain(number.name)} | {number.value:.3g}{unit} | {interval} | {_plain(number.limit or '')} |"


def _risks(subject: CardSubject) -> list[str]:
    weighty = {Status.FAIL, Status.WARN, Status.ERROR, Status.STALE, Status.WAIVED}
    lines = [_said(subject, "limitations")]
    known = [state for state in subject.checklist.states if state.status in weighty]
    lines += [f"- {state.item.id} {_plain(state.item.title)}: {WORDS[state.status]}" for state in known]
    figures = f"Coverage {subject.checklist.coverage:.0%}, conformance {subject.checklist.conformance:.0%}"
    return [lines[0], "", *lines[1:], *([""] if known else []), f"{figures} of the security checklist."]


def _numbers(subject: CardSubject) -> Iterator[Measurement]:
    seen = set()
    for each in subject.evidence:
        for number in each.observation.measurements if each.item == _PERFORMANCE else ():
            if number.name not in seen and math.isfinite(number.value):
                seen.add(number.name)
                yield number


def _once(evidence: Iterable[Evidence]) -> Iterator[_Line]:
    lines = (_Line(each.observation.status, each.observation.summary) for each in evidence)
    yield from dict.fromkeys(line for line in lines if line.status not in _UNTOLD)


@dataclass(frozen=True, slots=True)
class _Line:
    status: Status
    summary: str


def _said(subject: CardSubject, *names: str) -> str:
    return next((_plain(subject.fields[name]) for name in names if subject.fields.get(name)), MISSING)


def _plain(text: str) -> str:
    """Escape what Markdown and HTML would take for markup; line ends become spaces."""
    return _MARKUP.sub(r"\\\1", visible(" ".join(text.split()))).replace("\\<", "&lt;").replace("\\>", "&gt;")


def _code(text: str) -> str:
    return visible(text.replace("`", ""))
