"""Documents that say the model was trained adversarially, while no program of the project changes what it learns from.

A model card or a read-me that claims adversarial training is held against the notebook and the programs beside it.
Where these train something, and none of them speaks of an attack, a gradient of inputs or augmentation, the claim is
about something that does not happen here. A claim that is denied, or planned, is none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.programs import programs
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable, verb
from jupyter_mlsec.probes._names.read import pattern

_DOCUMENTS = frozenset({".adoc", ".json", ".md", ".rst", ".toml", ".txt", ".yaml", ".yml"})
_LARGEST = 256 * 1024  # bytes; people read it
_ANY = re.compile("")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\n(?=\s*[-*#|])")
_STEP = "Learn from changed inputs where the model is trained, or take the claim out of the document."


def _run(subject: ProjectSubject) -> Observation:
    claiming = sorted({path.relative_to(subject.root).as_posix() for path in _claiming(subject)})
    if not claiming:
        return not_applicable("no document says that the model was trained adversarially")
    trained = list(programs(subject, pattern("attacks", "learns")))
    if not trained:
        return not_applicable("no program of the project trains a model")
    shown = listed(claiming)
    if any(pattern("attacks", "does").search(_named(each.tree)) for each in programs(subject, _ANY)):
        return passed(f"{shown} {verb(len(claiming), 'says', 'say')} so, and a program changes what is learned from.")
    places = listed(sorted({each.place for each in trained}))
    return warned(
        f"{shown} {verb(len(claiming), 'says', 'say')} that the model was trained adversarially; "
        f"{places} {verb(len(trained), 'changes', 'change')} no input.",
        next_step=_STEP,
    )


def _named(tree: ast.Module) -> str:
    """Return the names in a program's code as one text; what stands in its texts may be the card that a cell writes."""
    found: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                found.append(name)
            case ast.Attribute(attr=name):
                found.append(f".{name}(")
            case ast.alias(name=name):
                found.append(f"{name}.")
    return " ".join(found)


def _claiming(subject: ProjectSubject) -> Iterator[Path]:
    claim, unclaimed = pattern("attacks", "claim"), pattern("attacks", "unclaimed")
    for path in require_files(subject):
        if path.suffix.lower() in _DOCUMENTS and is_read(path) and path.stat().st_size <= _LARGEST:
            sentences = _SENTENCE.split(read_text(path))
            if any(claim.search(each) and not unclaimed.search(each) for each in sentences):
                yield path


PROBE = Probe(name="promised-hardening", items=("TRN-10",), run=_run, partial=True, incidental=True, docs=__doc__)
