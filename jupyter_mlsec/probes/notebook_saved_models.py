"""Models that the notebook writes in a format that runs code when it is read, or without a fingerprint.

A pickle is a program; whoever may write the file may run code wherever it is loaded. safetensors, skops and ONNX hold
data. What was written is looked at on disk: its digest, and whether a signature lies beside it.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import file_fingerprint
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.fingerprint import short
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.saved_models import saved_models

EXPORT = "Export a signed run, which signs the models with it: mlsec run NOTEBOOK -o BUNDLE"
EXPORTED = "This run is signed with the models that it keeps; a model that travels alone needs a signature beside it."

_SIGNATURES = (".sig", ".sigstore.json", ".asc")


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    saved = saved_models(program)
    unsafe = [each for each in saved if each.unsafe]
    if unsafe:
        names = listed(sorted({each.name or f"a file of cell {each.cell}" for each in unsafe}))
        step = "Write safetensors, skops or ONNX instead."
        return failed(f"{names} can run code when it is loaded.", next_step=step)
    if not program.python or program.broken:
        return not_evidence("not every cell could be read as Python", next_step="Repair the cell.")
    if not saved:
        return not_applicable("the notebook writes no model")
    return _on_disk([each.name for each in saved], subject.folder)


def _on_disk(names: list[str | None], folder: Path) -> Observation:
    if None in names:
        step = "Write the file's name as a constant, so that its digest can be taken."
        return not_evidence("it is not known which file a model is written to", next_step=step)
    details, unsigned = [], []
    for name in sorted({each for each in names if each}):
        try:
            digest = file_fingerprint(folder / name)
        except UnreadableError as error:
            return not_evidence(f"{error}", next_step="Run the notebook, so that its models are on disk.")
        signed = any((folder / f"{name}{suffix}").is_file() for suffix in _SIGNATURES)
        details.append(f"{name}: {short(digest)}{', signature beside it' if signed else ''}")
        if not signed:
            unsigned.append(name)
    if unsigned:
        said = f"{listed(unsigned)} {'is' if len(unsigned) == 1 else 'are'} in a safe format, but not signed by itself."
        return warned(said, *details, next_step=EXPORT)
    return passed(f"{count(len(details), 'model')} in a safe format, with digest and signature.", *details)


PROBE = Probe(name="saved-models", items=("TRN-07",), run=_run, docs=__doc__)
