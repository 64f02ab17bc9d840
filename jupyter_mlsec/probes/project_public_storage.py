"""Buckets, roles and addresses that infrastructure opens to everybody: data and models for whoever finds them.

Terraform, CloudFormation, Bicep, Ansible and programs of Pulumi or the CDK are read as values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.infrastructure import canonical, facts, infrastructure
from jupyter_mlsec.probes._folder.structured import everything
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_STEP = "Give access to those who need it by name, and keep the rest out: block public access, name principals."


def _run(subject: ProjectSubject) -> Observation:
    declared = infrastructure(subject)
    found: dict[str, list[str]] = {}
    looked = 0
    for each in declared:
        documents = [document for document in each.documents or () if _is_cloud(document)]
        looked += bool(documents)
        given = sorted({fact for document in documents for fact in (*facts(document, "cloud"), *_policies(document))})
        if given:
            found[each.path.relative_to(subject.root).as_posix()] = given
    details = tuple(f"{name}: {', '.join(given)}" for name, given in found.items())
    if found:
        what = listed(sorted({fact for given in found.values() for fact in given}))
        return failed(f"{listed(found)} {what}.", *details, next_step=_STEP)
    unread = [each.path.relative_to(subject.root).as_posix() for each in declared if each.documents is None]
    if unread:
        return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
    if not looked:
        return not_applicable("the project declares nothing in a cloud")
    return passed(f"{count(looked, 'file')} of infrastructure, none opens anything to everybody.")


def _is_cloud(document: object) -> bool:
    """Tell whether a document declares what lies in a cloud, and not only what runs in a cluster."""
    if isinstance(document, list):
        return bool(document)
    return isinstance(document, dict) and "services" not in document and "apiVersion" not in document


def _policies(document: object) -> Iterator[str]:
    """Yield what statements of policies allow: everything, or everybody."""
    for _, value in everything(document):
        if not isinstance(value, dict):
            continue
        each = {canonical(str(key)): inner for key, inner in value.items()}
        if not ({"action", "actions"} & set(each)) or str(each.get("effect", "Allow")).lower() != "allow":
            continue
        actions, resources = (
            _texts(each.get("action", each.get("actions"))),
            _texts(each.get("resource", each.get("resources"))),
        )
        if actions & {"*", "*:*"} and "*" in resources:
            yield "may do everything"
        principals = _texts(each.get("principal", each.get("principals")))
        if "*" in principals and "condition" not in each:
            yield "is given to everybody"


def _texts(value: Any) -> set[str]:  # noqa: ANN401 - a part of a document of a stranger
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return {text for each in value for text in _texts(each)}
    if isinstance(value, dict):
        return {text for each in value.values() for text in _texts(each)}
    return set()


PROBE = Probe(
    name="public-storage",
    items=("COL-04", "TRN-08", "DEP-02"),
    run=_run,
    partial=True,
    incidental=True,
    docs=__doc__,
)
