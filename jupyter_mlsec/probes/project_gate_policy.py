"""A gate in continuous integration that asks for less than the project itself.

What stops the author at their desk must stop the merge as well: a gate with a higher threshold, or with rules that
nobody else may leave out, lets through what the configuration forbids. Where no threshold is configured nobody has
asked for more than the gate does, and it is weak only where it lets through what is high.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.config.load import is_asked
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.probes._folder.ci_files import ci_files, uncommented
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable

_GATE = re.compile(r"\bmlsec\s+(?P<command>scan|audit|checklist|verify)\b(?P<options>[^\n&|;]*)")
_OPTION = re.compile(r"--(?P<name>fail-on|ignore|select|baseline|write-baseline)[= ]+(?P<value>[^\s\"']+)")


def _run(subject: ProjectSubject) -> Observation:
    texts = {
        path.relative_to(subject.root).as_posix(): re.sub(r"\\\s*\n", " ", uncommented(read_text(path)))
        for path in ci_files(subject)
    }
    gates = {name: list(_GATE.finditer(text)) for name, text in texts.items()}
    gates = {name: found for name, found in gates.items() if found}
    if not gates:
        return not_applicable("no gate of mlsec runs in continuous integration")
    weak = sorted({why for found in gates.values() for gate in found for why in _weak(gate["options"], subject.config)})
    if weak:
        step = "Leave the options to the configuration, so that one threshold counts everywhere."
        return failed(f"The gate asks for less than the configuration: {listed(weak)}.", next_step=step)
    scans = [gate for found in gates.values() for gate in found if gate["command"] == "scan"]
    if not scans:
        step = "Add a step: mlsec scan ."
        return warned(f"{listed(sorted(gates))} never scans the notebooks.", next_step=step)
    return passed(f"{listed(sorted(gates))} asks for what the configuration asks for.")


def _weak(options: str, config: Config) -> Iterator[str]:
    for option in _OPTION.finditer(options):
        name, value = option["name"], option["value"]
        if name == "fail-on" and _above(value, least := _asked(config)):
            yield f"it fails on {value} and not on {least.value}"
        elif name == "ignore" and set(value.split(",")) - set(config.ignore):
            yield "it ignores rules"
        elif name == "select" and tuple(value.split(",")) != config.select:
            yield "it looks for some rules only"
        elif name == "write-baseline":
            yield "it accepts whatever it finds"
        elif name == "baseline" and value != config.baseline:
            yield "it has a baseline of its own"


def _asked(config: Config) -> Severity:
    is_default = config.fail_on is Config().fail_on and not is_asked("fail-on", config.root)
    return Severity.HIGH if is_default else config.fail_on


def _above(text: str, wanted: Severity) -> bool:
    try:
        return Severity(text) > wanted
    except ValueError:
        return False


PROBE = Probe(name="gate-policy", items=("DEP-05",), run=_run, partial=True, incidental=True, docs=__doc__)
