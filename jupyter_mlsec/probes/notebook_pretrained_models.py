"""Models from elsewhere that are not pinned: whoever owns the repository decides what runs tomorrow.

A hub's model must be named with a commit, a file with a digest; code that comes with a model (``trust_remote_code``)
is code that nobody reviewed.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family, Severity
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.found import by_rule, counted
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.model_loads import is_load, loose_models, unknown_models
from jupyter_mlsec.probes._notebook.program import read_program

_FILES = frozenset({
    "torch.load", "joblib.load", "pickle.load", "skops.io.load", "safetensors.torch.load_file", "onnx.load",
    "onnxruntime.InferenceSession", "keras.models.load_model", "tensorflow.keras.models.load_model", "spacy.load",
})  # fmt: skip
_RUNS_CODE = frozenset({"torch.load", "joblib.load", "pickle.load"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    read = analysed(subject.notebook)
    loads = [call for call in program.calls if call.name in _FILES]
    fetched = [call for call in read.calls if is_load(call)]
    names = sorted(set(loose_models(read, subject.notebook, subject.folder)))
    found = [each for each in counted(subject.findings, {Family.UNSAFE_LOAD}) if each.severity >= Severity.MEDIUM]
    if names or found:
        what = f"{listed(names)} is not pinned" if names else f"{count(len(found), 'model')} loaded unsafely"
        return failed(
            f"A model from elsewhere is taken on trust: {what}.",
            *by_rule(found),
            next_step="Name the commit (revision=…, 40 hex digits), and load safetensors or skops.",
        )
    if (problem := unreadable(program)) is not None:
        return problem
    code = sorted(
        {call.name for call in loads if call.name in _RUNS_CODE and call.constant("weights_only") is not True}
    )
    if code:
        step = "Load skops or safetensors instead."
        return warned(f"{listed(code)} may run code that is in the file.", next_step=step)
    unknown = sorted(set(unknown_models(read)))
    if unknown:
        step = "Name the commit (revision=…), or write the path as a constant."
        return warned(f"It is not known which model {listed(unknown)} loads.", next_step=step)
    if not loads and not fetched:
        return not_applicable("the notebook loads no model from elsewhere")
    return passed(f"{count(len(loads) + len(fetched), 'model load')}, each pinned or local and in a safe format.")


PROBE = Probe(name="pretrained-models", items=("TRN-12",), run=_run, docs=__doc__)
