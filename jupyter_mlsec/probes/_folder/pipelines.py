"""Pipelines of continuous integration as steps, whatever service they are for: what is run, and whether it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.ci_files import ci_files, uncommented
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.groovy import groovy_steps
from jupyter_mlsec.probes._folder.infrastructure import canonical
from jupyter_mlsec.probes._folder.structured import YAML, everything, parse_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject

_COMMANDS = frozenset(
    {
        "run",
        "script",
        "bash",
        "pwsh",
        "powershell",
        "commands",
        "command",
        "cmd",
        "cmds",
        "args",
        "sh",
        "inlinescript",
        "entry",
        "beforescript",
        "plan",
        "steps",
        "tasks",
        "execute",
        "shell",
    }
)
_WORDS = frozenset({"args", "command", "cmd", "entry"})  # a list of them is one command and what it is given
_UNHEARD = frozenset(
    {"afterscript", "aftersuccess", "afterfailure", "finally", "onfailure", "afterdeploy"}
)  # nobody looks at their result
_DEEPEST = 30
_OFF = re.compile(
    r"^[ \t]*(?:\$\{\{)?\s*[\"']?"
    r"(?:false|0|never\(\)|eq\(\s*1\s*,\s*[02]\s*\)|!\s*always\(\)|1\s*==\s*[02])[\"']?\s*(?:\}\})?\s*$",
    re.IGNORECASE,
)
_ON_OTHER_EVENTS = re.compile(
    r"^[^|]*event_name\s*==\s*['\"](?:release|schedule|workflow_dispatch)['\"][^|]*$|^[^!|]*contains\([^)]*message",
    re.IGNORECASE,
)
_SKIPPABLE = re.compile(r"!\s*contains\([^)]*(?:message|title|labels)", re.IGNORECASE)
_CHANGES = frozenset({"push", "pull_request", "pull_request_target", "merge_group", "workflow_call", "merge_requests"})
_BRINGS_OUT = re.compile(r"deploy|release|publish|roll-?out|ship", re.IGNORECASE)
_USUAL = re.compile(r"main|master|trunk|develop|dev\b|release|\*|default|feature|haupt|principal", re.IGNORECASE)
_OTHER_TIMES = re.compile(
    r"^(?:schedule[sd]?|cron|tags?|api|web|manual|triggers?|pipelines|external|chat|custom|promote|rollback|release|deployment)$"
)
_ONLY_MANUAL = frozenset({"manual", "never"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``soft``: its failure stops nothing. ``never``: no change of the code makes it run."""

    place: str
    text: str = ""
    uses: str = ""
    soft: bool = False
    never: bool = False
    pipefail: bool = True
    secrets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One file of a build service. ``steps`` is None where it could not be read."""

    path: Path
    place: str
    steps: tuple[Step, ...] | None
    text: str
    document: Any = None
    documents: tuple[Any, ...] = ()


def pipelines(subject: ProjectSubject) -> list[Pipeline]:
    """Return the pipelines of a project."""
    found = {path: _pipeline(path, path.relative_to(subject.root).as_posix()) for path in ci_files(subject)}
    for pipeline in list(found.values()):
        for path in _included(pipeline, subject.root):
            if path not in found and path in (subject.files or ()):
                found[path] = _pipeline(path, path.relative_to(subject.root).as_posix())
    return list(found.values())


def _included(pipeline: Pipeline, root: Path) -> Iterator[Path]:
    """Yield the files of the project that a pipeline takes steps from."""
    for key, value in everything(pipeline.document):
        for each in value if isinstance(value, list) else [value]:
            if key in {"local", "include", "template"} and isinstance(each, str) and each.endswith((".yml", ".yaml")):
                yield root / each.lstrip("/")
                yield pipeline.path.parent / each


def _pipeline(path: Path, place: str) -> Pipeline:
    text = read_text(path)
    if path.suffix.lower() not in YAML:
        steps = (
            tuple(
                Step(place, script, soft=soft, never=never, pipefail=False)
                for script, soft, never in groovy_steps(text)
            )
            if "jenkinsfile" in path.name.lower() or path.suffix == ".groovy"
            else (Step(place, uncommented(text)),)
        )
        return Pipeline(path, place, steps, uncommented(text))
    documents = parse_structured(text, ".yaml")
    if documents is None:
        return Pipeline(path, place, None, uncommented(text))
    github = path.parent.name == "workflows" or path.name in {"action.yml", "action.yaml"}
    found: list[Step] = []
    for document in map(_reached, documents):
        base = Step(place, pipefail=not github, never=_never_triggered(document, path))
        found.extend(_steps(document, base, 0))
    return Pipeline(path, place, tuple(found), uncommented(text), documents[0] if documents else None, tuple(documents))


def _reached(document: Any) -> Any:  # noqa: ANN401 - a document of a stranger
    """Return a pipeline without the jobs that nothing starts, and with what others take over from hidden ones."""
    if not isinstance(document, dict):
        return document
    workflows = document.get("workflows")
    if isinstance(workflows, dict) and isinstance(document.get("jobs"), dict):  # of CircleCI
        named = {str(name) for each in workflows.values() for job in within(each, "jobs") or ()
                 for name in (job if isinstance(job, dict) else [job])}  # fmt: skip
        jobs = {name: job for name, job in document["jobs"].items() if str(name) in named}
        return {**document, "jobs": jobs}
    hidden = {name for name in document if str(name).startswith(".")}
    if not hidden:
        return document
    referred = {str(each[0]) for _, each in everything(document) if isinstance(each, list) and len(each) > 1}
    return {
        name: _extended(job, document, 0) for name, job in document.items() if name not in hidden or name in referred
    }


def _extended(job: Any, document: dict[Any, Any], depth: int) -> Any:  # noqa: ANN401 - see above
    """Return a job of GitLab with what it takes over from others."""
    if not isinstance(job, dict) or "extends" not in job or depth > 5:  # noqa: PLR2004 - jobs upon jobs
        return job
    named = job["extends"] if isinstance(job["extends"], list) else [job["extends"]]
    merged: dict[Any, Any] = {}
    for name in named:
        merged |= other if isinstance(other := _extended(document.get(name), document, depth + 1), dict) else {}
    return {**merged, **job}


def steps_of(value: Any, place: str) -> Iterator[Step]:  # noqa: ANN401 - a document of a stranger
    """Yield the steps of a part of a pipeline, in their order."""
    return _steps(value, Step(place), 0)


def _steps(value: Any, base: Step, depth: int) -> Iterator[Step]:  # noqa: ANN401 - a document of a stranger
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _steps(each, base, depth + 1)
        return
    if not isinstance(value, dict):
        return
    here = _inherited(value, base)
    if isinstance(value.get("hooks"), list) and "repo" in value:
        yield from (_hook(each, value["repo"], here) for each in value["hooks"] if isinstance(each, dict))
        return
    for key, inner in value.items():
        short = canonical(str(key))
        unheard = replace(here, soft=here.soft or short in _UNHEARD)
        yield from _own(short, inner, unheard)
        if isinstance(inner, (dict, list)):
            yield from _steps(inner, unheard, depth + 1)


def _own(short: str, value: Any, here: Step) -> Iterator[Step]:  # noqa: ANN401 - see above
    """Yield what one setting runs by itself."""
    if short == "uses" and isinstance(value, str):
        yield replace(here, uses=value)
    elif short in {"template", "orb", "pipe"} and isinstance(value, str):
        yield replace(here, text=f"{short}: {value}")
    elif short in _COMMANDS | _UNHEARD and (text := _joined(value, words=short in _WORDS)):
        yield replace(here, text=text)


def _hook(hook: dict[str, Any], repo: object, base: Step) -> Step:
    """Return a commit hook of pre-commit as a step."""
    said = f"repo: {repo}\nid: {hook.get('id')}\n{hook.get('entry', '')} {_joined(hook.get('args'))}"
    return replace(base, text=said, never=base.never or hook.get("stages") == ["manual"])


def _inherited(value: dict[Any, Any], base: Step) -> Step:
    each = {canonical(str(key)): inner for key, inner in value.items()}
    soft = base.soft or any(
        (
            _is_on(each.get("continueonerror")),
            _is_on(each.get("allowfailure")),
            isinstance(each.get("allowfailure"), dict),
            _is_on(each.get("softfail")) or isinstance(each.get("softfail"), list),
            _is_on(each.get("ignoreerrors")),
            _is_on(each.get("ignorefailure")),
            each.get("failure") == "ignore",
            _SKIPPABLE.search(str(each.get("if", ""))) is not None,
            each.get("onerror") == "continue",
            str(each.get("onfailure", "")).upper() == "CONTINUE",
            _is_on(within(each, "continueon", "failed")),
        )
    )
    never = base.never or any(
        (
            _is_off(each.get("if")),
            _ON_OTHER_EVENTS.search(str(each.get("if", ""))) is not None,
            _is_off(each.get("condition")),
            each.get("enabled") is False,
            each.get("when") in _ONLY_MANUAL,
            _ruled_out(each.get("rules")),
            _only_other_times(each.get("only")),
            _only_other_times(within(each.get("when"), "event")),
            _only_other_times(within(each.get("trigger"), "event")),
            _odd_branches(within(each, "filters", "branches", "only")),
        )
    )
    shell = str(each.get("shell", within(each, "defaults", "run", "shell") or ""))
    return replace(base, soft=soft, never=never, pipefail=base.pipefail or shell.startswith("bash"))


def _joined(value: Any, *, words: bool = True) -> str:  # noqa: ANN401 - see above
    if isinstance(value, str):
        return uncommented(value)
    if isinstance(value, list) and value and all(isinstance(each, (str, int, float, list)) for each in value):
        lines = [_joined(each, words=words) if isinstance(each, list) else str(each) for each in value]
        one = words and len(value) > 1 and all(" " not in line for line in lines)
        return uncommented((" " if one else "\n").join(lines))
    return ""


def _is_on(value: Any) -> bool:  # noqa: ANN401 - see above
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "yes", "${{ true }}"})


def _is_off(value: Any) -> bool:  # noqa: ANN401 - see above
    return value is False or (isinstance(value, str) and _OFF.match(value) is not None)


def _ruled_out(rules: Any) -> bool:  # noqa: ANN401 - see above
    """Tell whether no rule of a job of GitLab lets it run by itself."""
    if not isinstance(rules, list) or not rules:
        return False
    runs = [each for each in rules if str(within(each, "when")) not in _ONLY_MANUAL]
    return not runs or all(
        re.search(r"PIPELINE_SOURCE\s*==\s*[\"']?(?:schedule|web|api|trigger)", str(within(each, "if")))
        for each in runs
    )


def _only_other_times(value: Any) -> bool:  # noqa: ANN401 - see above
    events = value if isinstance(value, list) else [value] if isinstance(value, str) else within(value, "refs")
    return isinstance(events, list) and bool(events) and all(_OTHER_TIMES.match(str(each)) for each in events)


def _odd_branches(value: Any) -> bool:  # noqa: ANN401 - see above
    branches = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return bool(branches) and not any(_USUAL.search(str(each)) for each in branches)


def _never_triggered(document: Any, path: Path) -> bool:  # noqa: ANN401 - see above
    """Tell whether no change of the code starts a pipeline."""
    if not isinstance(document, dict):
        return False
    if path.parent.name == "workflows":
        events = document.get("on", document.get(True))
        if events is None:
            return False
        named = [events] if isinstance(events, str) else list(events)
        if _releases(document, path) and any(_brings_out(each, events) for each in named):
            return False
        wanted = [each for each in named if each in _CHANGES]
        return not wanted or (isinstance(events, dict) and all(_kept_away(events[each]) for each in wanted))
    if "azure-pipelines" in path.name or ("trigger" in document and ("pool" in document or "steps" in document)):
        return document.get("trigger") == "none" and document.get("pr", "none") == "none"
    return False


def _releases(document: dict[Any, Any], path: Path) -> bool:
    """Tell whether a workflow brings something out itself: what starts it is then what its gate must stop."""
    jobs = within(document, "jobs")
    jobs = jobs if isinstance(jobs, dict) else {}
    names = " ".join(map(str, (path.stem, document.get("name", ""), *jobs)))
    return _BRINGS_OUT.search(names) is not None or any(within(job, "environment") for job in jobs.values())


def _brings_out(name: Any, events: Any) -> bool:  # noqa: ANN401 - a document of a stranger
    """Tell whether an event starts releases: by hand, by a release, by a tag."""
    if name in {"workflow_dispatch", "release"}:
        return True
    return name == "push" and bool(within(events, "push", "tags"))


def _kept_away(event: Any) -> bool:  # noqa: ANN401 - see above
    """Tell whether an event's filters leave no usual branch, or take the notebooks out."""
    if not isinstance(event, dict):
        return False
    ignored = [str(each) for each in within(event, "paths-ignore") or ()]
    if any(each in {"**", "*", "**.ipynb", "**/*.ipynb", "*.ipynb", "notebooks/**"} for each in ignored):
        return True
    only_tags = "tags" in event and "branches" not in event and "paths" not in event
    return only_tags or _odd_branches(event.get("branches"))
