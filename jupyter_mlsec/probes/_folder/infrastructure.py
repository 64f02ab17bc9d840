"""Settings of infrastructure as values, whatever tool they are for, and what they give away by the data file."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.hcl import parse_hcl
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, everything, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import parse_source

HCL = frozenset({".bicep", ".hcl", ".nomad", ".tf", ".tfvars"})
_FOLDERS = frozenset(
    {
        "ansible",
        "argo",
        "chart",
        "charts",
        "deploy",
        "deployment",
        "helm",
        "infra",
        "infrastructure",
        "k8s",
        "kubernetes",
        "kustomize",
        "manifests",
        "nomad",
        "ops",
        "playbooks",
        "terraform",
        "cloudformation",
    }
)
_MARKS = re.compile(
    r"(?:^[ \t]*-?|[{,])\s*[\"']?(?:apiVersion|kind|Resources|AWSTemplateFormatVersion|containerDefinitions"
    r"|container_definitions|services|securityContext|podSecurityContext|containers|hosts|functions|\$schema|taskDefinition)[\"']?\s*:",
    re.MULTILINE,
)
_OTHERS = frozenset(
    {
        "package.json",
        "package-lock.json",
        "tsconfig.json",
        "mkdocs.yml",
        ".pre-commit-config.yaml",
        "environment.yml",
        "environment.yaml",
        "conda-lock.yml",
        "openapi.json",
        "openapi.yaml",
    }
)
_BY_CODE = re.compile(r"^[ \t]*(?:import|from)\s+(?:pulumi\w*|aws_cdk|troposphere|cdktf\w*|cdk8s\w*)\b", re.MULTILINE)
_SIGNS = re.compile(r"[^a-z0-9]+")
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Declared:
    """What one file says about infrastructure. ``documents`` is None where it could not be read."""

    path: Path
    documents: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name and the names around it, canonical, and its value."""

    name: str
    around: str
    value: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the data file, which says what its fields mean."""

    fact: str
    keys: frozenset[str]
    about: str
    plain: tuple[Any, ...] = ()
    pattern: re.Pattern[str] | None = None
    under: re.Pattern[str] | None = field(default=None)
    beside: re.Pattern[str] | None = field(default=None)

    def holds(self, setting: Setting) -> bool:
        """Tell whether a setting is what the rule is about."""
        if setting.name not in self.keys:
            return False
        if self.under is not None and not self.under.search(setting.around):
            return False
        if self.beside is not None and self.beside.search(setting.around):
            return False
        return any(self._is(each) for each in (setting.value if isinstance(setting.value, list) else [setting.value]))

    def _is(self, value: Any) -> bool:  # noqa: ANN401 - any value of a setting
        if isinstance(value, str):
            return self.pattern is not None and self.pattern.fullmatch(value.strip()) is not None
        return any(value is each or (type(value) is type(each) and value == each) for each in self.plain)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules of the data file."""
    text = (files("jupyter_mlsec.probes._folder") / "infrastructure.toml").read_text("utf-8")
    return tuple(_rule(table) for table in tomllib.loads(text)["rule"])


def _rule(table: dict[str, Any]) -> Rule:
    texts = [each for each in table["values"] if isinstance(each, str)]
    return Rule(
        fact=table["fact"],
        keys=frozenset(table["keys"]),
        about=table["about"],
        plain=tuple(each for each in table["values"] if not isinstance(each, str)),
        pattern=re.compile("|".join(texts), re.IGNORECASE) if texts else None,
        under=re.compile(table["under"]) if "under" in table else None,
        beside=re.compile(table["beside"]) if "beside" in table else None,
    )


_last: tuple[ProjectSubject, tuple[Declared, ...]] | None = None  # several probes look at one project in a row


def infrastructure(subject: ProjectSubject) -> tuple[Declared, ...]:
    """Return the files of a project that say what runs where, with what they say."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is not None and last[0] is subject:
        return last[1]
    found = tuple(each for path in require_files(subject) if (each := _declared(path, subject.root)) is not None)
    _last = (subject, found)
    return found


def facts(document: object, *about: str) -> Iterator[str]:
    """Yield what a document gives away, by the rules that are about one of some things."""
    wanted = [rule for rule in rules() if rule.about in about]
    for setting in settings(document):
        yield from (rule.fact for rule in wanted if rule.holds(setting))


def settings(value: object, around: tuple[str, ...] = ()) -> Iterator[Setting]:
    """Yield all settings of nested values, each with the names around it; pairs of name and value are settings, too."""
    if len(around) > _DEEPEST:
        return
    if isinstance(value, dict):
        name, given = value.get("name", value.get("Name")), value.get("value", value.get("Value"))
        if isinstance(name, str) and given is not None:
            yield Setting(canonical(name), ".".join(around), given)
        for key, inner in value.items():
            short = canonical(str(key))
            yield Setting(short, ".".join(around), inner)
            yield from settings(inner, (*around, short))
    elif isinstance(value, list):
        for inner in value:
            yield Setting("-", ".".join(around), inner)
            if isinstance(inner, str) and "=" in inner:
                name, _, given = inner.partition("=")
                yield Setting(canonical(name), ".".join(around), given)
            yield from settings(inner, around)


def canonical(name: str) -> str:
    """Return a setting's name in small letters without signs: ``hostNetwork``, ``host_network`` are one."""
    return _SIGNS.sub("", name.lower())


def _declared(path: Path, root: Path) -> Declared | None:
    suffix = path.suffix.lower()
    try:
        if suffix in HCL:
            read = parse_hcl(read_text(path))
            return Declared(path, None if read is None else (read,))
        if suffix in YAML | {".json", ".jsonc"}:
            return _settings_file(path, root, suffix)
        if suffix == ".py" and _BY_CODE.search(text := read_text(path)):
            tree = parse_source(text)
            return Declared(path, None if tree is None else (_of_code(tree),))
    except UnreadableError:
        return Declared(path, None) if suffix in HCL else None
    return None


def _settings_file(path: Path, root: Path, suffix: str) -> Declared | None:
    if path.name in _OTHERS or path.name.endswith((".lock.json", ".schema.json")) or not is_read(path):
        return None
    text = read_text(path)
    service = is_ci(path, root) and not re.search(r"^apiVersion\s*:", text, re.MULTILINE)  # Tekton's are manifests
    if service or not (_is_near(path) or _MARKS.search(text)):
        return None
    read = parse_structured(text, suffix)
    if read is None and suffix == ".json":
        return None
    return Declared(path, None if read is None else tuple(read))


def _is_near(path: Path) -> bool:
    """Tell whether a file's name or folder says that it is about infrastructure."""
    charts = (path.parent / "Chart.yaml", path.parent.parent / "Chart.yaml")
    settings_ = path.parts[-2:] in {(".github", "settings.yml"), (".github", "settings.yaml")}  # of a repository
    return (
        settings_
        or path.parent.name in _FOLDERS
        or "compose" in path.name
        or path.name.startswith("helmfile")
        or any(each.is_file() for each in charts)
    )


def _of_code(tree: ast.Module) -> list[Any]:
    """Return what a program that declares infrastructure hands to its calls, as settings."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.keywords:
            name = ast.unparse(node.func).rpartition(".")[2]
            found.append({name: {each.arg or "-": _plain(each.value) for each in node.keywords}})
    return found


def _plain(node: ast.expr) -> Any:  # noqa: ANN401 - any value of a setting
    match node:
        case ast.Constant(value=value):
            return value
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [_plain(each) for each in parts]
        case ast.Dict(keys=keys, values=values):
            return {
                str(key.value) if isinstance(key, ast.Constant) else "-": _plain(value)
                for key, value in zip(keys, values, strict=True)
            }
        case ast.Call(keywords=keywords, args=args):
            inner = {each.arg or "-": _plain(each.value) for each in keywords}
            return {**inner, **{f"argument{n}": _plain(each) for n, each in enumerate(args)}} if inner or args else {}
        case _:
            return ast.unparse(node)


def texts_of(document: object) -> Iterator[str]:
    """Yield all texts of a document."""
    for _, value in everything(document):
        if isinstance(value, str):
            yield value
