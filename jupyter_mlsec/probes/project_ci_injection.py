"""Pipelines that run what a stranger wrote: a title in a script, a fork's code with the project's keys.

Whoever opens a pull request chooses its title and its branch's name. Pasted into a script they are commands, and a
workflow on ``pull_request_target`` has the project's secrets while it checks out the fork's code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.pipelines import Pipeline, pipelines
from jupyter_mlsec.probes._folder.structured import everything, within
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_STRANGERS = re.compile(
    r"\$\{\{[^}]*\bgithub\.(?:head_ref|event\.(?:issue|pull_request|comment|review|review_comment|discussion|commits"
    r"|head_commit|pages|workflow_run|inputs)[\w.\[\]*'\"-]*"
    r"(?:title|body|ref|label|labels|message|name|email|default_branch|page_name|head_branch|display_title)\b)[^}]*\}\}"
    r"|\$\((?:Build\.SourceVersionMessage|System\.PullRequest\.\w*(?:Branch|Title)\w*|Build\.SourceBranchName"
    r"|Build\.RequestedFor\w*)\)"
    r"|<<\s*pipeline\.(?:git\.branch|trigger_parameters\.\S+)\s*>>"
)
_GROOVY = re.compile(
    r"\b(?:sh|bat|powershell)\b[^\n\"']{0,200}(?:\"\"\".{0,4000}?|\"[^\"\n]{0,2000})\$\{?(?:env\.)?(?:CHANGE_TITLE|CHANGE_BRANCH|BRANCH_NAME|CHANGE_AUTHOR\w*"
    r"|params\.\w+|ghprb\w+|GIT_BRANCH)\b",
    re.DOTALL,
)
_EVALUATED = re.compile(
    r"\b(?:eval|(?:ba|z)?sh\s+-c|python[\d.]*\s+-c)\b[^\n]{0,600}\$\{?(?:CI_COMMIT_(?:MESSAGE|TITLE|REF_NAME|BRANCH)|CI_MERGE_REQUEST_(?:TITLE|DESCRIPTION"
    r"|SOURCE_BRANCH_NAME)|BITBUCKET_BRANCH|BUILDKITE_(?:MESSAGE|BRANCH)|DRONE_COMMIT_MESSAGE|GITHUB_HEAD_REF|TRAVIS_COMMIT_MESSAGE)\b"
)
_TARGETS = frozenset({"pull_request_target", "workflow_run", "issue_comment"})
_FORK = re.compile(
    r"head\.sha|head\.ref|head_ref|head_sha|head_branch|merge_commit_sha|refs/pull/|gh\s+pr\s+checkout|head\.repo\.full_name"
)
_GRANTED = frozenset({"write", "write-all"})


def _run(subject: ProjectSubject) -> Observation:
    found = pipelines(subject)
    if not found:
        return not_applicable("the project has no pipeline of a build service")
    facts = {each.path.name: sorted(set(_facts(each))) for each in found if each.steps is not None}
    mild = {"every permission is given", "a fork's pull request is given the right to write",
            "a fork's code on a machine of one's own"}  # fmt: skip
    grave = sorted({fact for given in facts.values() for fact in given} - mild)
    details = tuple(f"{name}: {', '.join(given)}" for name, given in facts.items() if given)
    if grave:
        step = "Hand such text over in an environment variable, and build forks without the project's secrets."
        return failed(f"Strangers may run commands in a workflow: {listed(grave)}.", *details, next_step=step)
    unread = [each.place for each in found if each.steps is None]
    if unread:
        return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
    if details:
        step = "Name the permissions that each job needs (permissions: contents: read)."
        what = listed(sorted({fact for given in facts.values() for fact in given}))
        return warned(f"A workflow may do too much: {what}.", *details, next_step=step)
    return passed(f"{count(len(facts), 'workflow')}; none runs what a stranger wrote.")


def _facts(pipeline: Pipeline) -> Iterator[str]:
    steps = pipeline.steps or ()
    scripts = [step.text for step in steps] + [
        value for key, value in everything(pipeline.document) if key == "script" and isinstance(value, str)
    ]
    if any(_STRANGERS.search(each) or _EVALUATED.search(each) for each in scripts):
        yield "text of a stranger in a script"
    if "jenkinsfile" in pipeline.path.name.lower() and _GROOVY.search(pipeline.text):
        yield "text of a stranger in a script"
    events = _events(pipeline.document)
    if events & _TARGETS and _checks_out_fork(pipeline, scripts):
        yield "a fork's code with the project's secrets"
    if "pull_request" in events and any(
        key == "runs-on" and "self-hosted" in str(value) for key, value in everything(pipeline.document)
    ):
        yield "a fork's code on a machine of one's own"
    for key, value in everything(pipeline.document):
        if key == "permissions" and value == "write-all":
            yield "every permission is given"
        elif (
            key == "permissions"
            and isinstance(value, dict)
            and len(set(value.values()) & _GRANTED)
            and events & _TARGETS
        ):
            yield "a fork's pull request is given the right to write"


def _events(document: object) -> set[str]:
    if not isinstance(document, dict):
        return set()
    events = document.get("on", document.get(True))
    if isinstance(events, str):
        return {events}
    return {str(each) for each in events} if isinstance(events, (list, dict)) else set()


def _checks_out_fork(pipeline: Pipeline, scripts: list[str]) -> bool:
    """Tell whether a workflow takes the code of the pull request, by an action or by a command."""
    for key, value in everything(pipeline.document):
        if key == "with" and _FORK.search(f"{within(value, 'ref')} {within(value, 'repository')}"):
            return True
    return any(re.search(r"\bgit\s+(?:fetch|checkout|pull|clone)\b|\bgh\s+pr\s+checkout\b", each) and _FORK.search(each)
               for each in scripts)  # fmt: skip


PROBE = Probe(name="ci-injection", items=("DEP-05",), run=_run, version=2, partial=True, incidental=True, docs=__doc__)
