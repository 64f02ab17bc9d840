"""A Jupyter server that the project itself configures and that lets anybody in: no token, any origin, root.

Configuration files in the project, command lines of scripts, images and services that start a server, and the
variables that images read are looked at; none of their values is shown. Who can answer a request from the network
without a token can run any code with the project's data and keys.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.infrastructure import Setting, canonical, infrastructure, settings
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import read_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.cells import parse_source

_FILES = re.compile(r"jupyter(?:hub|_server|_notebook|_lab|_nbclassic|_kernel_gateway)?_config\.(?:py|json)")
_STARTS = re.compile(
    r"\b(?:jupyter(?:-|\s+)(?:lab|notebook|server|nbclassic|kernelgateway)|jupyter-lab|jupyterhub-singleuser"
    r"|start-(?:notebook|singleuser)(?:\.sh|\.py)?|ipython\s+notebook|voila)\b"
)
_OPTION = re.compile(r"--(?P<name>[\w.\-]+)(?:[= ](?P<value>'[^']*'|\"[^\"]*\"|[^\s-]\S*)?)?")
_TOKENS = frozenset({"token", "serverapptoken", "notebookapptoken", "identityprovidertoken", "jupytertoken",
                     "nbclassictoken"})  # fmt: skip
_PASSWORDS = frozenset(
    {"password", "hashedpassword", "passwordidentityproviderhashedpassword", "identityproviderclass"}
)
_ON = {
    "disablecheckxsrf": "no protection against forged requests",
    "allowroot": "root allowed",
    "allowunauthenticatedaccess": "unauthenticated access",
    "noauth": "unauthenticated access",
    "allowall": "everybody may log in",
}
_EVERYBODY = re.compile(r"dummy|null(?:authenticator)?\b|allow_?all", re.IGNORECASE)
_MILD = frozenset({"every interface"})
_STEP = "Ask for a token or password, name the allowed origins, and bind to one address."


def _run(subject: ProjectSubject) -> Observation:
    found, unread = _places(subject)
    if not found and not unread:
        return not_applicable("the project configures no Jupyter server")
    details = tuple(f"{name}: {', '.join(sorted(facts))}" for name, facts in found.items() if facts)
    facts = sorted({fact for each in found.values() for fact in each})
    if set(facts) - _MILD:
        return failed(f"The Jupyter server is open: {listed(facts)}.", *details, next_step=_STEP)
    if unread:
        return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
    if facts:
        return warned("The Jupyter server listens on every interface.", *details, next_step=_STEP)
    return passed(f"{count(len(found), 'place')} with settings of a Jupyter server, none leaves a door open.")


def _places(subject: ProjectSubject) -> tuple[dict[str, set[str]], list[str]]:
    """Return what each place of the project leaves open, and the files that cannot be read."""
    found: dict[str, set[str]] = {}
    unread = []
    for path in require_files(subject):
        if _FILES.fullmatch(path.name):
            read = _configured(path)
            name = path.relative_to(subject.root).as_posix()
            if read is None:
                unread.append(name)
            else:
                found[name] = set(_facts(read))
    for line in command_lines(subject):
        if _STARTS.search(line.text):
            found.setdefault(line.place, set()).update(_facts(list(_options(line.text))))
    for name, fact in _variables(subject):
        found.setdefault(name, set()).add(fact)
    return found, unread


def _configured(path: Path) -> list[Setting] | None:
    """Return the settings of a configuration file; None where it cannot be read."""
    if path.suffix == ".json":
        documents = read_structured(path)
        return None if documents is None else [each for document in documents for each in settings(document)]
    tree = parse_source(read_text(path))
    if tree is None:
        return None
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            target = ast.unparse(node.targets[0])
            value = node.value.value if isinstance(node.value, ast.Constant) else ast.unparse(node.value)
            name = target.rpartition(".")[2]
            found.append(Setting(canonical(name), canonical(target.rpartition(".")[0]), value))
    return found


def _options(line: str) -> Iterator[Setting]:
    for match in _OPTION.finditer(line):
        value = match["value"]
        given: object = True if value is None and "=" not in match[0] else (value or "").strip("'\"")
        if isinstance(given, str) and given.lower() in {"true", "false"}:
            given = given.lower() == "true"
        yield Setting(canonical(match["name"].rpartition(".")[2]), "", given)


def _variables(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield the services whose variables take the token away."""
    for each in infrastructure(subject):
        for document in each.documents or ():
            for setting in settings(document):
                if setting.name == "jupytertoken" and setting.value in {"", None}:
                    yield each.path.relative_to(subject.root).as_posix(), "no token"


def _facts(found: list[Setting]) -> Iterator[str]:
    closed = any(each.name in _PASSWORDS and each.value not in {"", None, False} for each in found)
    for each in found:
        empty = each.value in {"", "''", '""'} if isinstance(each.value, str) else each.value is None
        if each.name in _TOKENS and empty and not closed:
            yield "no token"
        elif each.name == "passwordrequired" and each.value is False and not closed:
            yield "no password asked for"
        elif each.name in _ON and each.value is True:
            yield _ON[each.name]
        elif each.name in {"alloworigin", "alloworiginpat"} and each.value in {"*", ".*", "^.*$"}:
            yield "any origin"
        elif each.name == "ip" and each.value in {"*", "0.0.0.0", "::", ""}:  # noqa: S104 - what is looked for
            yield "every interface"
        elif each.name == "authenticatorclass" and isinstance(each.value, str) and _EVERYBODY.search(each.value):
            yield "everybody may log in"


PROBE = Probe(name="jupyter-settings", items=("TRN-08",), run=_run, partial=True, incidental=True, docs=__doc__)
