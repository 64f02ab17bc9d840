"""Commands that were to stop something, and why they cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jupyter_mlsec.probes._folder.heeded import fates
from jupyter_mlsec.probes._folder.scripts import scripts
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._names.read import words

_BEFORE = r"(?:^|(?<=[\s;&|(\"'`!@/=-]))"
_AFTER = r"(?=$|[\s;&|)\"'`])"


@dataclass(frozen=True, slots=True)
class Asked:
    """One command. ``why`` it can stop nothing, in words; empty where it can."""

    place: str
    line: str
    command: str
    why: str = ""


@cache
def command(*kinds: str) -> re.Pattern[str]:
    """Return the pattern of the commands of some lists of names."""
    found = sorted({each for kind in kinds for each in words("commands", kind)})
    return re.compile(f"{_BEFORE}(?:{'|'.join(found)}){_AFTER}", re.MULTILINE)


@cache
def options(kind: str) -> re.Pattern[str]:
    """Return the pattern of the options of a list of names."""
    return re.compile("|".join(sorted(words("commands", kind))))


def asked(subject: ProjectSubject, *kinds: str, void: str) -> Iterator[Asked]:
    """Yield the commands of some lists of names in a project; ``void`` is the list of options that take their teeth."""
    wanted = command(*kinds)
    for script in scripts(subject, wanted):
        for fate in fates(script.text, wanted, strict=script.strict, pipefail=script.pipefail):
            name = " ".join([word for word in fate.found[0].split() if not word.startswith("-")][:2])
            rest = fate.line[fate.found.start() :]
            why = ""
            if options(void).search(rest):
                why = "is told to find nothing"
            elif script.soft:
                why = "may fail"
            elif fate.lost:
                why = "is not heeded"
            yield Asked(script.place, rest, name, why)
