"""Models from elsewhere that are not pinned: whoever owns the repository decides what runs tomorrow.

A hub's model must be named with a commit, a file with a digest; code that comes with a model (``trust_remote_code``)
is code that nobody reviewed.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family, Severity
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.found import by_rule, counted
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, read_program

_COMMIT = re.compile(r"[0-9a-f]{40}")
_LOADERS = frozenset({
    "huggingface_hub.hf_hub_download", "huggingface_hub.snapshot_download",
    "sentence_transformers.SentenceTransformer", "sentence_transformers.CrossEncoder",
    "spacy.load", "timm.create_model",
    "torch.hub.load", "transformers.pipeline", "tensorflow_hub.load", "tensorflow_hub.KerasLayer",
    "torch.load", "joblib.load", "pickle.load", "skops.io.load", "safetensors.torch.load_file", "onnx.load",
    "onnxruntime.InferenceSession", "keras.models.load_model", "tensorflow.keras.models.load_model",
})  # fmt: skip
_RUNS_CODE = frozenset({"torch.load", "joblib.load", "pickle.load"})
_LOCAL = ("./", "../", "/", "~")


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    loads = [call for call in program.calls if call.name in _LOADERS or call.method == "from_pretrained"]
    loose = [call for call in loads if not _pinned(call)]
    found = [each for each in counted(subject.findings, {Family.UNSAFE_LOAD}) if each.severity >= Severity.MEDIUM]
    if loose or found:
        names = sorted({call.text(0, "pretrained_model_name_or_path", "repo_id", "model", "repo_or_dir") or call.name
                        for call in loose})  # fmt: skip
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
    if not loads:
        return not_applicable("the notebook loads no model from elsewhere")
    return passed(f"{count(len(loads), 'model load')}, each pinned or local and in a safe format.")


def _pinned(call: Call) -> bool:
    if call.constant("trust_remote_code") is True:
        return False
    if call.name == "torch.hub.load":
        repository = call.text(0, "repo_or_dir") or ""
        return call.constant("source") == "local" or _COMMIT.fullmatch(repository.rpartition(":")[2]) is not None
    if call.method == "from_pretrained" or call.name.startswith(("huggingface_hub.", "sentence_", "transformers.")):
        where = call.text(0, "pretrained_model_name_or_path", "repo_id", "model") or ""
        revision = call.text(None, "revision") or ""
        return where.startswith(_LOCAL) or _COMMIT.fullmatch(revision) is not None
    if call.name == "timm.create_model":
        where = call.text(0, "model_name") or ""
        pinned = where.startswith(("hf_hub:", "hf-hub:")) and _COMMIT.fullmatch(where.rpartition("@")[2]) is not None
        return pinned or call.constant("pretrained") is not True
    if call.name.startswith("tensorflow_hub."):
        return not (call.text(0, "handle") or "http").startswith("http")
    return True  # a local file: its format is the scan's to judge


PROBE = Probe(name="pretrained-models", items=("TRN-12",), run=_run, docs=__doc__)
