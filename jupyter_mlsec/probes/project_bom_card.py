"""Cards of models in bills of materials whose considerations are empty: who uses it, for what, and where it fails.

CycloneDX keeps a model's card beside its component, SPDX 3 as fields of an AI package. A bill that a tool wrote for the
packages alone has none, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.ledgers import is_open, texts
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import everything, parse_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Write who uses the model, for what, and where it fails: %mlsec card MODEL"
_ASKED = {"useCases": "use", "users": "users", "technicalLimitations": "limits"}
_ASKED_OF_PACKAGES = {
    "informationAboutApplication": "use",
    "limitation": "limits",
    "informationAboutTraining": "training data",
}
_NAMES = re.compile(r"bom|bill[-_]?of|cdx|cyclone|spdx|card|compon")  # by which a bill is known, among files of data
_MARKS = ("CycloneDX", "AIPackage")
_NOTHING = frozenset({"NOASSERTION", "NONE"})


def _run(subject: ProjectSubject) -> Observation:
    cards = [(place, _left(card)) for place, document in _documents(subject) for card in _cards(document)]
    if not cards:
        return not_applicable("no bill of materials holds a model's card")
    bare = {place: None for place, (left, asked) in cards if len(left) == asked}
    if bare:
        return failed(f"The card of a model in {listed(bare)} says nothing about its use and limits.", next_step=_STEP)
    thin = {place: left for place, (left, _) in cards if left}
    if thin:
        what = listed(sorted({each for left in thin.values() for each in left}))
        return warned(f"The card of a model in {listed(thin)} leaves open: {what}.", next_step=_STEP)
    return passed(f"{count(len(cards), 'card')} in bills of materials, with use and limits.")


def _documents(subject: ProjectSubject) -> Iterator[tuple[str, Any]]:
    for path in require_files(subject):
        if path.suffix.lower() != ".json" or not _NAMES.search(path.name.lower()):
            continue
        text = read_text(path)
        if any(mark in text for mark in _MARKS):
            yield from (
                (path.relative_to(subject.root).as_posix(), each) for each in parse_structured(text, ".json") or ()
            )


def _cards(document: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a document of a stranger
    """Yield what each model's card says about what has to stand there, by the name that the format has for it."""
    for _, value in [("", document), *everything(document)]:
        if not isinstance(value, dict):
            continue
        if value.get("type") == "machine-learning-model" and isinstance(value.get("modelCard"), dict):
            said = within(value, "modelCard", "considerations")
            yield {what: said.get(name) if isinstance(said, dict) else None for name, what in _ASKED.items()}
        elif str(value.get("type", value.get("@type"))).endswith("AIPackage"):
            fields = {str(key).rpartition("_")[2]: inner for key, inner in value.items()}
            yield {what: fields.get(name) for name, what in _ASKED_OF_PACKAGES.items()}


def _left(card: dict[str, Any]) -> tuple[list[str], int]:
    open_ = [
        what for what, value in card.items() if is_open(value) or _NOTHING.issuperset(texts(value)) or _is_bare(value)
    ]
    return open_, len(card)


def _is_bare(value: object) -> bool:
    """Tell whether a list holds nothing but mappings that say nothing."""
    held = value if isinstance(value, list) else [value]
    return all(is_open(each) if not isinstance(each, dict) else all(map(is_open, each.values())) for each in held)


PROBE = Probe(name="bom-card", items=("EVA-10",), run=_run, partial=True, incidental=True, docs=__doc__)
