"""Workflows that run what a stranger wrote: a title in a script, a fork's code with the project's keys.

Whoever opens a pull request chooses its title and its branch's name. Pasted into a script they are commands, and a
workflow on ``pull_request_target`` has the project's secrets while it checks out the fork's code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ci_files import ci_files, uncommented
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_RUN = re.compile(r"(?P<indent>\s*(?:-\s+)?)run:\s*(?P<rest>.*)")
_STRANGERS = re.compile(
    r"\$\{\{[^}]*\bgithub\.(?:head_ref|event\.(?:issue|pull_request|comment|review|discussion|commits|head_commit|pages)"
    r"[\w.\[\]*]*(?:title|body|ref|label|message|name|email|default_branch|page_name)\b)[^}]*\}\}"
)
_TARGET = re.compile(r"\bpull_request_target\b|\bworkflow_run\b")
_FORK = re.compile(r"ref:\s*[\"']?\$\{\{[^}]*(?:head\.sha|head\.ref|head_ref|head_sha|head_branch)[^}]*\}\}")
_WRITE_ALL = re.compile(r"^\s*permissions:\s*[\"']?write-all", re.MULTILINE)


def _run(subject: ProjectSubject) -> Observation:
    workflows = [path for path in ci_files(subject) if path.parent.name == "workflows"]
    if not workflows:
        return not_applicable("the project has no workflows of a code host")
    found: dict[str, list[str]] = {}
    for path in workflows:
        found[path.name] = sorted(set(_facts(uncommented(read_text(path)))))
    grave = sorted({fact for facts in found.values() for fact in facts} - {"every permission is given"})
    details = tuple(f"{name}: {', '.join(facts)}" for name, facts in found.items() if facts)
    if grave:
        step = "Hand such text over in an environment variable, and build forks without the project's secrets."
        return failed(f"Strangers may run commands in a workflow: {listed(grave)}.", *details, next_step=step)
    if details:
        step = "Name the permissions that each job needs (permissions: contents: read)."
        return warned("A workflow is given every permission.", *details, next_step=step)
    return passed(f"{count(len(workflows), 'workflow')}; none runs what a stranger wrote.")


def _facts(text: str) -> Iterator[str]:
    if any(_STRANGERS.search(script) for script in _scripts(text.splitlines())):
        yield "text of a stranger in a script"
    if _TARGET.search(text) and _FORK.search(text):
        yield "a fork's code with the project's secrets"
    if _WRITE_ALL.search(text):
        yield "every permission is given"


def _scripts(lines: list[str]) -> Iterator[str]:
    """Yield the scripts of a workflow, a block's lines as one."""
    for place, line in enumerate(lines):
        match = _RUN.fullmatch(line)
        if match is None:
            continue
        body = [match["rest"]]
        for after in lines[place + 1 :]:
            if after.strip() and len(after) - len(after.lstrip()) <= len(match["indent"]):
                break
            body.append(after)
        yield "\n".join(body)


PROBE = Probe(name="ci-injection", items=("DEP-05",), run=_run, partial=True, incidental=True, docs=__doc__)
