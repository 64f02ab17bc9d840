"""Pipelines that give secrets away or run what they download: keys in the file, keys in the log, unchecked scripts.

A pipeline's log is read by everybody who may read the project, and its file is in every copy of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.images import is_secret_name
from jupyter_mlsec.probes._folder.infrastructure import canonical
from jupyter_mlsec.probes._folder.pipelines import Pipeline, pipelines
from jupyter_mlsec.probes._folder.printed import prints_keys
from jupyter_mlsec.probes._folder.structured import everything
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_VARIABLES = frozenset({"env", "variables", "environment", "envvars", "globalenv", "secretenv"})
_REFERS = re.compile(
    r"^[ \t]*$|[$<{%]|^(?:true|false|none|null|secret:|vault|op://|arn:|/|from_secret)|\*{3}|^ENC\[|^!", re.IGNORECASE
)
_FROM_SECRETS = re.compile(r"\bsecrets\.\w+|\bcredentials\(")
_FILLED = re.compile(r"\b(?:variable|passwordVariable|usernameVariable|keyFileVariable)\s*[:=]\s*[\"'](?P<name>\w+)")
_TRACED = {
    "ACTIONS_ALLOW_UNSECURE_COMMANDS": "old commands that logs may inject",
    "CI_DEBUG_TRACE": "keys in the log",
    "ACTIONS_STEP_DEBUG": "keys in the log",
    "GIT_SSL_NO_VERIFY": "any server believed",
    "PYTHONHTTPSVERIFY": "any server believed",
    "NODE_TLS_REJECT_UNAUTHORIZED": "any server believed",
}
_OFF_BY_ZERO = frozenset({"PYTHONHTTPSVERIFY", "NODE_TLS_REJECT_UNAUTHORIZED"})
_PIPED = re.compile(
    r"\b(?:curl|wget)\b[^|;&\n]{0,500}\|\s*(?:sudo\s+)?(?:(?:ba|z|k|da)?sh|python[\d.]*|perl)\b|(?:ba|z)?sh\s+(?:-c\s+)?[\"']?(?:<\(|\$\()\s*(?:curl|wget)"
)
_UNVERIFIED = re.compile(
    r"\bcurl\b[^;&|\n]{0,500}\s(?:-\w{0,20}k\w{0,20}|--insecure)\b"
    r"|--no-check-certificate|--trusted-host\b|http\.sslVerify[= ]false"
)
_IN_ADDRESS = re.compile(r"https?://[^\s/:@${]{1,200}:[^\s/@${]{3,200}@")
_STEP = "Keep keys in the service's secrets, print none of them, and check the digest of what is downloaded."


def _run(subject: ProjectSubject) -> Observation:
    found = pipelines(subject)
    if not found:
        return not_applicable("the project has no pipeline of a build service")
    facts = {each.place: sorted(set(_facts(each))) for each in found if each.steps is not None}
    details = tuple(f"{name}: {', '.join(given)}" for name, given in facts.items() if given)
    if details:
        what = listed(sorted({fact for given in facts.values() for fact in given}))
        return failed(f"{listed(name for name, given in facts.items() if given)}: {what}.", *details, next_step=_STEP)
    unread = [each.place for each in found if each.steps is None]
    if unread:
        return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
    return passed(f"{count(len(facts), 'pipeline')} without a key in the file or the log.")


def _facts(pipeline: Pipeline) -> Iterator[str]:
    for name, value in _set(pipeline.document):
        if (
            is_secret_name(name)
            and isinstance(value, (str, int))
            and not isinstance(value, bool)
            and not _REFERS.search(str(value))
        ):
            yield "a key in the file"
        if name in _TRACED and (str(value).lower() in {"true", "1"}) is not (name in _OFF_BY_ZERO):
            yield _TRACED[name]
    secrets = _held(pipeline)
    if any("toJSON(secrets)" in each.text.replace(" ", "") for each in pipeline.steps or ()):
        yield "keys in the log"
    for step in pipeline.steps or ():
        if prints_keys(step.text, secrets):
            yield "keys in the log"
        if _PIPED.search(step.text):
            yield "runs what it downloads unchecked"
        if _UNVERIFIED.search(step.text):
            yield "any server believed"
        if _IN_ADDRESS.search(step.text):
            yield "a key in the file"


def _held(pipeline: Pipeline) -> frozenset[str]:
    """Return the variables that a pipeline fills with keys, whatever they are called."""
    filled = {match["name"] for match in _FILLED.finditer(pipeline.text)}
    return frozenset(filled | {name for name, value in _set(pipeline.document) if _FROM_SECRETS.search(str(value))})


def _set(document: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a document of a stranger
    """Yield the variables that a pipeline sets."""
    for key, value in everything(document):
        if canonical(key) not in _VARIABLES:
            continue
        if isinstance(value, dict):
            yield from ((str(name), given) for name, given in value.items() if not isinstance(given, (dict, list)))
        for each in value if isinstance(value, list) else ():
            if isinstance(each, dict) and "name" in each and "value" in each:
                yield str(each["name"]), each["value"]
            elif isinstance(each, str) and "=" in each:
                name, _, given = each.partition("=")
                yield name, given


PROBE = Probe(name="ci-exposure", items=("DEP-05",), run=_run, partial=True, incidental=True, docs=__doc__)
