"""Training and notebooks whose declared surroundings are no walls: privileged, with the host's disk or its engine.

What trains a model runs code and reads data of strangers. A compose service, a manifest, a development container or
the options of ``docker run`` that hand it the host turn one bad package into the loss of the machine. What serves is
looked at by other probes: only what trains, or opens notebooks, by its name, image or command.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.infrastructure import infrastructure
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import parse_structured, within
from jupyter_mlsec.probes._folder.workloads import workload_facts
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_TRAINS = re.compile(
    r"(?<![a-z])(?:train(?:s|er|ers|ing)?|retrain\w*|fine[-_]?tun\w*|notebooks?|jupyter\w*|experiments?|papermill"
    r"|entrain\w*|entrena\w*|treina\w*|treino|trainier\w*|allena\w*)(?![a-z])|训练|学習|訓練",
    re.IGNORECASE,
)
_KINDS = re.compile(r"^(?:(?:PyTorch|TF|MPI|Paddle|XGBoost|JAX|Ray|Train|Volcano)Job|Notebook|Experiment|TrainingJob)$")
_ENGINE = re.compile(
    r"(?:^|[\s;&|`(])(?:sudo\s+)?(?:docker|podman|nerdctl)\s+(?:container\s+)?(?:run|create)\s", re.IGNORECASE
)
_OPEN = frozenset(
    {
        "adds all capabilities",
        "may do everything in the cluster",
        "mounts the Docker socket",
        "mounts the host's disk",
        "runs privileged",
        "runs unconfined",
        "shares the host's network",
        "shares the host's processes",
    }
)
_WEAK = frozenset({"gives root away", "may gain privileges", "runs as root"})
_STEP = "Train as a user of its own, without privileges, and mount only the folders of the data and of the results."


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, set[str]] = {}
    for name, facts in (*_declared(subject), *_development(subject), *_started(subject)):
        found.setdefault(name, set()).update(facts)
    if not found:
        return not_applicable("nothing in the project says where training runs")
    told = {name: f"{name} {listed(sorted(facts & (_OPEN | _WEAK)))}" for name, facts in found.items()}
    if details := tuple(told[name] for name, facts in found.items() if facts & _OPEN):
        return failed(f"Training is not kept apart: {listed(details, most=2)}.", *details, next_step=_STEP)
    if details := tuple(told[name] for name, facts in found.items() if facts & _WEAK):
        return warned(
            f"{count(len(details), 'place')} of training: {listed(details, most=2)}.", *details, next_step=_STEP
        )
    return passed(f"{count(len(found), 'place')} of training without privileges: {listed(found)}.")


def _declared(subject: ProjectSubject) -> Iterator[tuple[str, set[str]]]:
    for each in infrastructure(subject):
        place = each.path.relative_to(subject.root).as_posix()
        for document in each.documents or ():
            for name, part in _workloads(document):
                if _TRAINS.search(f"{each.path.stem} {name} {_called(part)}") or _KINDS.match(
                    str(within(part, "kind"))
                ):
                    yield (f"{place}: {name}" if name else place), set(workload_facts(part))


def _workloads(document: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a document of a stranger
    """Yield what runs by itself: each service of a compose file, else the document."""
    services = within(document, "services")
    if isinstance(services, dict) and services and "kind" not in document:
        for name, service in services.items():
            yield str(name), {"services": {str(name): service}}
    elif isinstance(document, dict):
        yield str(within(document, "metadata", "name") or ""), document


def _called(part: Any) -> str:  # noqa: ANN401 - see above
    """Return the images and commands of a workload, as one text."""
    words: list[str] = []
    waiting = [part]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key in {"image", "command", "args", "entrypoint", "build"}:
                    words += [str(one) for one in (inner if isinstance(inner, list) else [inner])]
                else:
                    waiting.append(inner)
    return " ".join(words)


def _development(subject: ProjectSubject) -> Iterator[tuple[str, set[str]]]:
    """Yield the development containers: whoever opens the project works, and trains, in them."""
    for path in require_files(subject):
        if path.name in {"devcontainer.json", ".devcontainer.json"}:
            for document in parse_structured(read_text(path), ".jsonc") or ():
                given = within(document, "runArgs")
                facts = set(workload_facts({"services": {"dev": document}}))
                facts |= set(_options([str(each) for each in given])) if isinstance(given, list) else set()
                facts |= {"runs as root"} if within(document, "remoteUser") == "root" else set()
                yield path.relative_to(subject.root).as_posix(), facts


def _started(subject: ProjectSubject) -> Iterator[tuple[str, set[str]]]:
    for line in command_lines(subject):
        if (engine := _ENGINE.search(line.text)) is None:
            continue
        rest = line.text[engine.end() :]
        try:
            words = shlex.split(rest, comments=True)
        except ValueError:
            words = rest.split()
        if _TRAINS.search(rest) or (line.place != "the notebook" and _TRAINS.search(line.place)):
            yield line.place, set(_options(words))


def _options(words: list[str]) -> Iterator[str]:
    """Yield what the options of a container engine give away."""
    pairs = list(zip(words, [*words[1:], ""], strict=True))
    for word, following in pairs:
        name, _, value = word.partition("=")
        given = value or following
        if name == "--privileged" and value.lower() != "false":
            yield "runs privileged"
        elif name in {"--pid", "--ipc", "--userns", "--uts"} and given == "host":
            yield "shares the host's processes"
        elif name in {"--net", "--network"} and given == "host":
            yield "shares the host's network"
        elif name in {"-u", "--user"} and given.partition(":")[0] in {"0", "root"}:
            yield "runs as root"
        elif name in {"-v", "--volume", "--mount", "--cap-add", "--security-opt"}:
            yield from _given(name, given)


def _given(name: str, value: str) -> Iterator[str]:
    if name == "--cap-add":
        yield from workload_facts({"services": {"run": {"cap_add": [value]}}})
    elif name == "--security-opt":
        yield from workload_facts({"services": {"run": {"security_opt": [value.replace("=", ":")]}}})
    elif name == "--mount":
        fields = dict(each.partition("=")[::2] for each in value.split(","))
        source = fields.get("source", fields.get("src", ""))
        yield from workload_facts({"services": {"run": {"volumes": [f"{source}:/m"]}}})
    else:
        yield from workload_facts({"services": {"run": {"volumes": [value]}}})


PROBE = Probe(name="training-isolation", items=("TRN-01",), run=_run, partial=True, incidental=True, docs=__doc__)
