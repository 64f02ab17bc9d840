"""The threats that a notebook's code invites, by their MITRE ATLAS id, and the edition that the ids are taken from."""

from __future__ import annotations

from datetime import date

from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.saved_models import saved_models
from jupyter_mlsec.probes._notebook.sources import sources

ATLAS = "5.6.0"
ATLAS_DATE = date(2026, 5, 1)

_SERVERS = ("fastapi.", "flask.", "gradio.", "streamlit.", "bentoml.", "ray.serve.", "mlserver.")
_LANGUAGE = ("openai.", "anthropic.", "langchain", "transformers.", "llama_index.")


def threats(program: Program) -> dict[str, str]:
    """Return the ATLAS techniques that apply to a notebook, with the reason seen in its code."""
    found: dict[str, str] = {}
    methods = {call.method for call in program.calls}
    names = [call.name for call in program.calls]
    read = sources(program)
    if any(source.kind in {"url", "hub", "database"} for source in read):
        found["AML.T0010"] = "data come from outside"
    if read and methods & {"fit", "partial_fit", "train"}:
        found["AML.T0020"] = "a model is trained on data that were read"
    if any(name.endswith(("from_pretrained", "torch.hub.load")) for name in names):
        found["AML.T0018"] = "a model from elsewhere is loaded"
    if methods & {"fit", "partial_fit", "train"}:
        found["AML.T0043"] = "a trained model can be evaded"
        found["AML.T0024"] = "a trained model can leak what it learnt"
    if any(name.startswith(_SERVERS) for name in names):
        found["AML.T0040"] = "a model is served"
    if any(name.startswith(_LANGUAGE) for name in names):
        found["AML.T0051"] = "a language model reads text from outside"
    if any(saved.unsafe for saved in saved_models(program)):
        found["AML.T0011"] = "a model is saved in a format that runs code"
    return found
