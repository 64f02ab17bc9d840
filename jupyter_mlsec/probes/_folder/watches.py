"""What watches a model or its data at times, and whether anything starts it: schedulers, clusters, build services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.infrastructure import canonical, infrastructure
from jupyter_mlsec.probes._folder.pipelines import Pipeline, pipelines
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.python_calls import Started, python_calls
from jupyter_mlsec.probes._folder.structured import everything, within
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._names.read import entries, table
from jupyter_mlsec.probes._notebook.cells import body_of, code_of

_KINDS = frozenset({"CronJob", "CronWorkflow", "ScheduledWorkflow", "ScheduledSparkApplication"})
_TIMED = frozenset({"schedule", "schedules", "cron", "cronexpression", "scheduleexpression", "quartzcronexpression"})
_BY_HAND = frozenset({"workflow_dispatch", "workflow_call", "repository_dispatch"})
_NEVER = re.compile(r"\S+ \S+ (?:30|31) (?:2|feb)\b.*|\S+ \S+ 31 (?:4|6|9|11|apr|jun|sep|nov)\b.*", re.IGNORECASE)
_CALLED = frozenset(
    {"name", "command", "args", "image", "entrypoint", "run", "script", "uses", "taskkey", "notebookpath"}
)
_CRON = re.compile(
    r"^[ \t]*(?P<off>#+)?[ \t]*(?:(?:[\d*/,-]+[ \t]+){5}|@(?:hourly|daily|weekly|monthly)[ \t]+)(?P<what>\S.*)$",
    re.MULTILINE,
)


@cache
def _watching() -> re.Pattern[str]:
    return re.compile(table("schedules", "schedules")["watches"], re.IGNORECASE)


def watches(subject: ProjectSubject) -> Iterator[tuple[str, bool]]:
    """Yield the place of each thing that watches a model at times, and whether something starts it."""
    texts = _texts(subject)
    whole = "\n".join(texts.values())
    watched = {place for place, text in texts.items() if _watching().search(text)}
    for call in python_calls(subject, re.compile(table("schedules", "schedules")["speaks"])):
        if call.place in watched:
            yield from ((call.place, starts) for starts in _of_call(call, texts[call.place], whole))
    for each in infrastructure(subject):
        place = each.path.relative_to(subject.root).as_posix()
        for document in each.documents or ():
            yield from ((place, starts) for starts in _of_settings(document, each.path.stem))
    for pipeline in pipelines(subject):
        if _is_watch(pipeline):
            yield pipeline.place, not _by_hand_only(pipeline)
    yield from _crontabs(subject)


def _texts(subject: ProjectSubject) -> dict[str, str]:
    """Return the programs of a project that speak of times, by their places; they may start each other."""
    speaks = re.compile(table("schedules", "schedules")["speaks"])
    found = {"the notebook": "\n".join(body_of(source) for source in code_of(subject.notebook))}
    for path in require_files(subject):
        if path.suffix.lower() == ".py" and speaks.search(text := read_text(path)):
            found[path.relative_to(subject.root).as_posix()] = text
    return found


@cache
def _stopped() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(each["calls"]), each) for each in entries("schedules", "stopped"))


def _of_call(call: Started, own: str, whole: str) -> Iterator[bool]:
    for pattern, entry in _stopped():
        if not pattern.fullmatch(call.name) or ("with" in entry and entry["with"] not in own):
            continue
        if "always" in entry:
            if not re.search(entry["unless"], own, re.IGNORECASE):  # what is cleared away is watched no longer
                yield False
            continue
        off = any(call.says(pair) for pair in entry["open"])
        if "needs" in entry and not call.open and not set(entry["needs"]) & set(call.options):
            off = True
        yield not off or ("unless" in entry and re.search(entry["unless"], whole) is not None)


def _of_settings(document: Any, stem: str) -> Iterator[bool]:  # noqa: ANN401 - a document of a stranger
    """Yield for each part of a file that has times whether they are in force."""
    inner_ones = [] if within(document, "kind") in (*_KINDS,) else [each for _, each in everything(document)]
    parts = [document, *inner_ones]
    for part in parts:
        if not isinstance(part, dict):
            continue
        own = {canonical(str(key)): value for key, value in part.items()}
        inner = own | {canonical(str(key)): value for key, value in _pairs(own.get("spec"))}
        inner |= {canonical(str(key)): value for key, value in _pairs(own.get("schedule"))}
        times = [str(value) for key, value in inner.items() if key in _TIMED and isinstance(value, str)]
        if times and _watching().search(f"{stem} {_named(part)} {_named(document) if len(parts) == 1 else ''}"):
            yield not (_is_off(inner) or all(map(_NEVER.fullmatch, times)))


def _pairs(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - see above
    return list(value.items()) if isinstance(value, dict) else []


def _is_off(settings: dict[str, Any]) -> bool:
    for name, values in table("schedules", "stopped_settings").items():
        given = settings.get(name)
        if (isinstance(given, str) and given.lower() in values) or any(given is each for each in values):
            return True
    return False


def _named(value: Any) -> str:  # noqa: ANN401 - see above
    return " ".join(
        " ".join(map(str, inner)) if isinstance(inner, list) else str(inner)
        for key, inner in everything(value)
        if canonical(key) in _CALLED and isinstance(inner, str | list)
    )


def _is_watch(pipeline: Pipeline) -> bool:
    steps = " ".join(each.text for each in pipeline.steps or ())
    said = f"{pipeline.path.stem} {within(pipeline.document, 'name')} {steps}"
    return pipeline.path.parent.name == "workflows" and _watching().search(said) is not None


def _by_hand_only(pipeline: Pipeline) -> bool:
    """Tell whether only a person starts a workflow, or a time that never comes."""
    document = pipeline.document if isinstance(pipeline.document, dict) else {}
    events = document.get("on", document.get(True))
    named = {events} if isinstance(events, str) else set(events or ())
    times = [str(within(each, "cron")) for each in within(events, "schedule") or () if isinstance(each, dict)]
    if named == {"workflow_dispatch"}:
        return True
    return bool(times) and named <= {"schedule", *_BY_HAND} and all(map(_NEVER.fullmatch, times))


def _crontabs(subject: ProjectSubject) -> Iterator[tuple[str, bool]]:
    for path in require_files(subject):
        if "crontab" in path.name.lower() or path.suffix == ".cron" or path.parent.name.startswith("cron."):
            found = [each for each in _CRON.finditer(read_text(path)) if _watching().search(each["what"])]
            if found:
                yield path.relative_to(subject.root).as_posix(), any(each["off"] is None for each in found)
