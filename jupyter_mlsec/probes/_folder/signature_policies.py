"""Policies of clusters and registries about signatures that let everything in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.probes._folder.infrastructure import infrastructure
from jupyter_mlsec.probes._folder.structured import everything, within
from jupyter_mlsec.probes._ground.base import ProjectSubject

_SOFT = frozenset({"audit", "warn", "ignore", "permissive", "skip"})


def toothless_policies(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield the file of each policy about signatures and why it keeps nothing out; nothing where it does."""
    for each in infrastructure(subject):
        for document in each.documents or ():
            why = _policy(document)
            if why is not None:
                yield each.path.relative_to(subject.root).as_posix(), why


def _policy(document: Any) -> str | None:  # noqa: ANN401 - a document of a stranger
    if not isinstance(document, dict):
        return None
    inner = list(everything(document))
    if any(key == "verifyImages" for key, _ in inner):
        said = {str(value).lower() for key, value in inner if key in {"validationFailureAction", "failureAction"}}
        return "only writes down what is unsigned" if said and said <= _SOFT else ""
    if document.get("kind") == "ClusterImagePolicy":
        return "only warns of what is unsigned" if str(within(document, "spec", "mode")).lower() in _SOFT else ""
    if isinstance(document.get("trustPolicies"), list):
        levels = {str(within(each, "signatureVerification", "level")).lower() for each in document["trustPolicies"]}
        return "lets in what is unsigned" if levels and levels <= _SOFT else ""
    return None
