"""What a project declares, resource by resource, and what command lines do to them; the words are in tables.

``resource_tables`` holds a file a subject: ``[[setting]]`` is about a setting of a resource, ``[[command]]`` about a
command line, ``[[action]]`` about an action of others in a pipeline.
Terraform, Bicep, CloudFormation, Kubernetes, Helm, Pulumi and CDK are read alike.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._folder.command_lines import CommandLine, command_lines
from jupyter_mlsec.probes._folder.infrastructure import Declared, infrastructure, settings
from jupyter_mlsec.probes._folder.pipelines import pipelines
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

Look = Callable[[ProjectSubject], Iterator[tuple[str, str]]]  # yields places, and what is to be said of each
_APART = re.compile(r"[;&|]+")  # where a shell takes a line apart
_DEEPEST = 40
_KINDS = ("Type", "type", "kind")


@dataclass(frozen=True, slots=True)
class Resource:
    """One declared resource: what it is and its name, as they are written, and what is said of it."""

    kind: str
    name: str
    said: Any


@dataclass(frozen=True, slots=True)
class SettingRule:
    """One ``[[setting]]``: of which resources, under which path of names, with which values."""

    fact: str
    of: re.Pattern[str]
    path: re.Pattern[str]
    values: tuple[Any, ...] = ()
    pattern: re.Pattern[str] | None = None
    most: float | None = None
    named: re.Pattern[str] | None = None

    def holds(self, path: str, value: object) -> bool:
        """Tell whether what stands under a path is what the rule is about."""
        if self.path.search(path) is None:
            return False
        if isinstance(value, list) and value and not isinstance(value[0], dict):
            return any(self.holds(path, each) for each in value)
        if isinstance(value, str):
            given = value.strip()
            if self.pattern is not None and self.pattern.fullmatch(given):
                return True
            return self.most is not None and given.isdigit() and int(given) <= self.most
        if self.most is not None and isinstance(value, int | float) and not isinstance(value, bool):
            return value <= self.most
        return any(type(value) is type(each) and value == each for each in self.values)


@dataclass(frozen=True, slots=True)
class CommandRule:
    """One ``[[command]]``: what a line starts, and what has to stand, or not to stand, in it as well."""

    fact: str
    starts: re.Pattern[str]
    opens: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    whole: bool = False

    def holds(self, line: str) -> bool:
        """Tell whether a part of a command line, or all of it, is what the rule is about."""
        return any(
            self.starts.search(part)
            and (self.opens is None or self.opens.search(part))
            and (self.unless is None or not self.unless.search(part))
            for part in ((line,) if self.whole else _APART.split(line))
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """One file of the tables."""

    settings: tuple[SettingRule, ...]
    commands: tuple[CommandRule, ...]
    actions: tuple[tuple[re.Pattern[str], str], ...]


@cache
def table(name: str) -> Subject:
    """Return the rules of a subject."""
    text = (files("jupyter_mlsec.probes._folder") / "resource_tables" / f"{name}.toml").read_text("utf-8")
    held = tomllib.loads(text)
    return Subject(
        tuple(_setting(each) for each in held.get("setting", ())),
        tuple(
            CommandRule(
                fact=each["fact"],
                starts=re.compile(each["starts"]),
                opens=_pattern(each, "opens"),
                unless=_pattern(each, "unless"),
                whole=each.get("whole", False),
            )
            for each in held.get("command", ())
        ),
        tuple((re.compile(each["uses"], re.IGNORECASE), each["fact"]) for each in held.get("action", ())),
    )


def _pattern(each: dict[str, Any], key: str) -> re.Pattern[str] | None:
    return re.compile(each[key], re.IGNORECASE) if key in each else None


def _setting(each: dict[str, Any]) -> SettingRule:
    texts = [value for value in each.get("values", ()) if isinstance(value, str)]
    return SettingRule(
        fact=each["fact"],
        of=re.compile(each.get("of", ""), re.IGNORECASE),
        path=re.compile(f"(?:^|[.])(?:{each['path']})$"),
        values=tuple(value for value in each.get("values", ()) if not isinstance(value, str)),
        pattern=re.compile("|".join(texts), re.IGNORECASE) if texts else None,
        most=each.get("most"),
        named=_pattern(each, "named"),
    )


def resources(value: Any, depth: int = 0) -> Iterator[Resource]:  # noqa: ANN401 - a document of a stranger
    """Yield the resources that a document declares; a document that declares none is one itself."""
    found = list(_declared(value, depth))
    yield from found or ([Resource("", "", value)] if isinstance(value, dict) else ())


def _declared(value: Any, depth: int) -> Iterator[Resource]:  # noqa: ANN401 - a document of a stranger
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            call = next(iter(each.items())) if isinstance(each, dict) and len(each) == 1 else None
            if call is not None and isinstance(call[1], dict) and str(call[0])[:1].isupper():
                yield Resource(str(call[0]), str(call[1]), call[1])  # a call of a program that declares
            else:
                yield from _declared(each, depth + 1)
    elif isinstance(value, dict):
        labels = value.get("labels")
        kind = next((value[key] for key in _KINDS if isinstance(value.get(key), str)), "")
        if isinstance(labels, list) and labels and all(isinstance(each, str) for each in labels):
            yield Resource(" ".join(labels), f"{' '.join(labels[1:])} {value.get('name', '')}", value)
        elif "::" in kind or "/" in kind or "apiVersion" in value:
            name = value.get("metadata", value.get("Properties", value))
            yield Resource(f"{kind} {value.get('apiVersion', '')}", str(name)[:400], value)
        else:
            for inner in value.values():
                if isinstance(inner, dict | list):
                    yield from _declared(inner, depth + 1)


def facts_of(document: object, subject: Subject) -> Iterator[str]:
    """Yield what a document says of its resources, by the rules of a subject."""
    for each in resources(document):
        rules = [
            rule
            for rule in subject.settings
            if rule.of.search(each.kind) and (rule.named is None or rule.named.search(each.name))
        ]
        if not rules:
            continue
        for setting in settings(each.said):
            path = f"{setting.around}.{setting.name}" if setting.around else setting.name
            yield from (rule.fact for rule in rules if rule.holds(path, setting.value))


def declared_about(name: str, step: str, *more: Look) -> Callable[[ProjectSubject], Observation]:
    """Return the run of a probe that asks what is declared and started about a subject of the tables."""

    def run(subject: ProjectSubject) -> Observation:
        rules = table(name)
        declared, lines = infrastructure(subject), command_lines(subject)
        found: dict[str, set[str]] = {}
        for place, fact in (
            *_declares(subject, declared, rules),
            *_starts(lines, rules),
            *_uses(subject, rules),
            *_more(subject, more),
        ):
            found.setdefault(place, set()).add(fact)
        if found:
            told = "; ".join(f"{place}: {listed(sorted(said))}" for place, said in list(found.items())[:5])
            return failed(f"The project says it itself. {told}.", next_step=step)
        unread = [file.path.relative_to(subject.root).as_posix() for file in declared if file.documents is None]
        if unread:
            return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
        if not declared and not lines:
            return not_applicable("the project declares and starts nothing")
        return passed(f"{count(len(declared), 'file')} of infrastructure and {count(len(lines), 'command line')}.")

    return run


def _declares(subject: ProjectSubject, declared: tuple[Declared, ...], rules: Subject) -> Iterator[tuple[str, str]]:
    for file in declared:
        place = file.path.relative_to(subject.root).as_posix()
        for document in file.documents or ():
            yield from ((place, fact) for fact in facts_of(document, rules))


def _starts(lines: tuple[CommandLine, ...], rules: Subject) -> Iterator[tuple[str, str]]:
    for line in lines:
        yield from ((line.place, rule.fact) for rule in rules.commands if rule.holds(line.text))


def _uses(subject: ProjectSubject, rules: Subject) -> Iterator[tuple[str, str]]:
    """Yield what the actions of others do that pipelines use."""
    for pipeline in pipelines(subject) if rules.actions else ():
        for step in pipeline.steps or ():
            yield from ((pipeline.place, fact) for pattern, fact in rules.actions if pattern.search(step.uses))


def _more(subject: ProjectSubject, looks: tuple[Look, ...]) -> Iterator[tuple[str, str]]:
    for look in looks:
        yield from look(subject)
