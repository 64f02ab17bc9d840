"""Models that pipelines and scripts bring to users: in which form, and whether anything signs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jupyter_mlsec.probes._folder.pipelines import pipelines
from jupyter_mlsec.probes._folder.scripts import scripts
from jupyter_mlsec.probes._folder.structured import everything
from jupyter_mlsec.probes._folder.unheeded import command
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._names.read import words

_PICKLES = r"pkl|pickle|joblib|dill|cloudpickle|pt|pth|ckpt"
# Looked for from where a path begins, and no further than paths are long: lines of strangers may be anything.
_FILE = re.compile(
    rf"(?<![\w./${{}}\-*])(?P<path>[\w./${{}}\-*]{{0,200}}[\w}}*])\.(?P<kind>{_PICKLES}|onnx|safetensors|skops|gguf|h5|keras|bst|cbm|tflite|pmml|ubj)(?![\w.]*[\w(])"
)
_PICKLE = re.compile(_PICKLES)
_SET = re.compile(r"\b(?P<name>[A-Za-z_]\w*)\s*[:=]\s*[\"']?(?P<value>[^\s\"']+)")
_CONTINUED = re.compile(r"\\\n\s*")


@dataclass(frozen=True, slots=True)
class Released:
    """Models that one place brings to users. ``public``: to everybody; ``pickled``: running what is in them."""

    place: str
    public: bool
    pickled: bool
    signed: bool


@cache
def _actions(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words("commands", kind))))


def released_models(subject: ProjectSubject) -> Iterator[Released]:
    """Yield the places of a project that bring models to users."""
    texts, actions = _texts(subject)
    signed = any(command("signers").search(text) for text in texts.values())
    signed = signed or any(_actions("signing_actions").search(uses) for given in actions.values() for uses, _ in given)
    for place in dict.fromkeys((*texts, *actions)):
        whole = texts.get(place, "")
        known = {match["path"]: match["kind"] for match in _FILE.finditer(whole)}
        lines = [
            (line, command("publishes").search(line) is not None) for line in whole.splitlines() if _releases(line)
        ]
        lines += [(said, True) for uses, said in actions.get(place, ()) if _actions("publishing_actions").search(uses)]
        for line, public in lines:
            kinds = set(_kinds(line, known, whole))
            if kinds and (public or place != "the notebook"):  # a copy in a bucket of one's own is no release
                yield Released(place, public, any(map(_PICKLE.fullmatch, kinds)), signed)


def _releases(line: str) -> bool:
    return command("publishes", "hands_on").search(line) is not None


def _texts(subject: ProjectSubject) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Return the commands of each place, and its actions of others with what they are given."""
    texts: dict[str, str] = {}
    actions: dict[str, list[tuple[str, str]]] = {}
    wanted = re.compile(f"{_FILE.pattern}|{command('publishes', 'hands_on', 'signers').pattern}|\\w=", re.MULTILINE)
    for script in scripts(subject, wanted):
        texts[script.place] = f"{texts.get(script.place, '')}\n{_CONTINUED.sub(' ', script.text)}"
    for pipeline in pipelines(subject):
        found = [
            _action(each) for _, each in everything(pipeline.document) if isinstance(each, dict) and "uses" in each
        ]
        actions[pipeline.place] = found
        if pipeline.place in texts:
            texts[pipeline.place] += f"\n{_settings(pipeline.document)}"
    return texts, actions


def _action(step: dict[str, Any]) -> tuple[str, str]:
    given = step.get("with")
    said = " ".join(map(str, given.values())) if isinstance(given, dict) else ""
    return str(step["uses"]), " ".join(said.split())


def _settings(document: Any) -> str:  # noqa: ANN401 - a document of a stranger
    """Return what a pipeline sets for its commands: ``env: {MODEL: dist/model.pkl}``."""
    return "\n".join(
        f"{name}: {value}"
        for key, given in everything(document)
        if key in {"env", "variables", "environment"} and isinstance(given, dict)
        for name, value in given.items()
    )


def _kinds(line: str, known: dict[str, str], whole: str) -> Iterator[str]:
    """Yield the forms of the models that a line names: by their files, their folder, or what it calls them."""
    yield from (match["kind"] for match in _FILE.finditer(line))
    for path, kind in known.items():
        folder = path.rpartition("/")[0]
        if folder and re.search(rf"(?<![\w/]){re.escape(folder)}(?:/?(?=\s|$)|/\*)", line):
            yield kind
    for match in _SET.finditer(whole):
        named = _FILE.search(match["value"])
        if named is not None and re.search(rf"\$\{{?{match['name']}\b", line):
            yield named["kind"]
