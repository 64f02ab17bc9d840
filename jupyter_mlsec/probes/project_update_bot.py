"""Updates that nobody proposes: Dependabot or Renovate is configured and switched off, or told to ignore everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import read_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_DEPENDABOT = frozenset({"dependabot.yml", "dependabot.yaml"})
_RENOVATE = frozenset({"renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json"})
_PYTHON = frozenset({"pip", "uv", "poetry", "conda", "pipenv", "docker"})
_STEP = "Let updates be proposed for Python at least once a week, and ignore single versions only."


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, list[str]] = {}
    unread = []
    for path in require_files(subject):
        if path.name not in _DEPENDABOT | _RENOVATE:
            continue
        name = path.relative_to(subject.root).as_posix()
        documents = read_structured(path)
        if documents is None:
            unread.append(name)
        for document in documents or ():
            facts = _dependabot(document) if path.name in _DEPENDABOT else _renovate(document)
            found[name] = sorted(set(facts))
    if not found and not unread:
        return not_applicable("nothing in the project proposes updates")
    bad = {name: facts for name, facts in found.items() if facts}
    if bad:
        what = listed(sorted({fact for facts in bad.values() for fact in facts}))
        return failed(f"{listed(bad)} proposes no updates: {what}.", next_step=_STEP)
    if unread:
        return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
    return passed(f"{count(len(found), 'configuration')} by which updates are proposed.")


def _dependabot(document: Any) -> Iterator[str]:  # noqa: ANN401 - a document of a stranger
    updates = within(document, "updates")
    entries = [each for each in updates if isinstance(each, dict)] if isinstance(updates, list) else []
    if not entries:
        yield "it names no ecosystem"
    elif not any(str(each.get("package-ecosystem")) in _PYTHON for each in entries):
        yield "Python is not among the ecosystems"
    for each in entries:
        if each.get("open-pull-requests-limit") == 0:
            yield "no pull request may be opened"
        if any(within(one, "dependency-name") == "*" and "update-types" not in one for one in each.get("ignore") or ()):
            yield "everything is ignored"


def _renovate(document: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    if within(document, "enabled") is False:
        yield "it is switched off"
    if within(document, "vulnerabilityAlerts", "enabled") is False:
        yield "known vulnerabilities are left out"
    if "*" in (within(document, "ignoreDeps") or ()) or within(document, "prConcurrentLimit") == -1:
        yield "everything is ignored"
    managers = within(document, "enabledManagers")
    if isinstance(managers, list) and not any(
        "pip" in str(each) or str(each) in {"poetry", "pep621", "uv"} for each in managers
    ):
        yield "Python is not among the ecosystems"


PROBE = Probe(name="update-bot", items=("MNT-01",), run=_run, partial=True, incidental=True, docs=__doc__)
