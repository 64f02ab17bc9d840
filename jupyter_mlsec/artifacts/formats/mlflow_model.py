"""MLflow's ``MLmodel`` and the ``modules.json`` of Sentence Transformers: they name the modules that load the rest.

Sources: ``mlflow/pyfunc/__init__.py`` (``loader_module``, ``code``); ``sentence_transformers/SentenceTransformer.py``.
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.configured import tell_unvetted
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Node, Reader
from jupyter_mlsec.artifacts.formats.yaml_document import read_yaml

_OWN = ("mlflow.", "sentence_transformers.")


def _claims(content: Content) -> Reader | None:
    return read_yaml if content.name.rpartition("/")[2] == "MLmodel" else None


def _node(content: Content, node: Node) -> None:
    loader = node.get("loader_module")
    if isinstance(loader, str) and not loader.startswith(_OWN):
        tell_unvetted(content, loader)
    if isinstance(loader, str) and isinstance(node.get("code"), str):
        content.sights.add("code-in-archive", "Python modules that the loader imports")
    kind = node.get("type")
    if isinstance(kind, str) and {"idx", "path"} <= node.keys() and "." in kind and not kind.startswith(_OWN):
        tell_unvetted(content, kind)


FORMAT = Format(
    name="a model's list of loaders",
    claims=_claims,
    node=_node,
    names=frozenset({"mlmodel", "modules.json"}),
)
