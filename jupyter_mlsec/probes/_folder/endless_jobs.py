"""Searches and jobs that nothing ends: of programs, of batch scripts, of clusters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jupyter_mlsec.probes._folder.infrastructure import infrastructure
from jupyter_mlsec.probes._folder.python_calls import UNKNOWN, Started, python_calls
from jupyter_mlsec.probes._folder.scripts import scripts
from jupyter_mlsec.probes._folder.structured import everything, within
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._names.read import entries, table

_SPEAKS = re.compile(
    r"optuna|hyperopt|\btune\b|tuner|flaml|TPOT|tpot|H2OAutoML|wandb|sagemaker|aiplatform"
    r"|azure\.ai\.ml|create_\w+_job|V1JobSpec|_minimize"
)
_BATCH = re.compile(r"^#(?:SBATCH|PBS|BSUB|\$)\s", re.MULTILINE)
_TIMES = re.compile(
    r"^#SBATCH[ \t]+(?:--time[= ]|-t[ \t]{0,9})(\S+)|^#PBS[ \t].{0,200}?walltime=(\S+)|^#BSUB[ \t]+-W[ \t]{0,9}(\S+)"
    r"|^#\$[ \t]+-l[ \t].{0,200}?h_rt=(\S+)",
    re.MULTILINE,
)
_ENDLESS = re.compile(r"unlimited|infinite|0|-1|(?:[3-9]\d|\d{3,})-.*", re.IGNORECASE)
_TRAINS = re.compile(r"train|tune|search|sweep|fit\b|learn|entrain|entren|treina|训练|学習", re.IGNORECASE)
_KINDS = frozenset({"Job", "CronJob", "PyTorchJob", "TFJob", "MPIJob", "RayJob", "XGBoostJob", "PaddleJob", "TrainJob"})
_DEADLINES = frozenset({"activeDeadlineSeconds", "timeoutSeconds", "activeDeadline", "ttlSecondsAfterStart"})


@cache
def _long() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(each["calls"]), each) for each in entries("training", "long"))


def endless(subject: ProjectSubject) -> Iterator[tuple[str, str, bool]]:
    """Yield the place and what runs there; whether it says that nothing ends it, or only says nothing.

    What ends is yielded with an empty text.
    """
    for call in python_calls(subject, _SPEAKS):
        yield from _of_call(call)
    for script in scripts(subject, _BATCH):
        times = [next(filter(None, each.groups())) for each in _TIMES.finditer(script.text)]
        if not times and _TRAINS.search(script.text):
            yield script.place, "names no time after which the batch job ends", False
        else:
            longest = any(map(_ENDLESS.fullmatch, times))
            yield script.place, "lets its batch job run without end" if longest else "", True
    for each in infrastructure(subject):
        for document in each.documents or ():
            if isinstance(document, dict) and document.get("kind") in _KINDS and _TRAINS.search(_name(document)):
                place = each.path.relative_to(subject.root).as_posix()
                ends = any(key in _DEADLINES and value for key, value in everything(document))
                yield place, "" if ends else "names no time after which the job ends", False


def _name(document: dict[str, Any]) -> str:
    return f"{document.get('kind')} {within(document, 'metadata', 'name')}"


def _of_call(call: Started) -> Iterator[tuple[str, str, bool]]:
    for pattern, entry in _long():
        if not pattern.fullmatch(call.name) or call.open:
            continue
        ended = any(_ends(call.options.get(name)) for name in entry["ends"])
        meant = "only" not in entry or call.says(entry["only"]) or _is_inverse(call, entry["only"])
        yield call.place, f"starts {entry['what']} that nothing ends" if meant and not ended else "", True
    limit = table("training", "longest")
    if re.fullmatch(limit["calls"], call.name):
        for name in limit["names"]:
            value = call.options.get(name, UNKNOWN)
            if isinstance(value, int | float) and not isinstance(value, bool):
                days = "lets a job run for weeks" if value > limit["seconds"] else ""
                yield call.place, days, True


def _ends(value: object) -> bool:
    """Tell whether an option ends something: it is given, and is neither none nor without end."""
    if value is None or value in (0, -1, float("inf")) or value is False:
        return False
    return not (isinstance(value, int | float) and value > 1_000_000)  # noqa: PLR2004 - as good as without end


def _is_inverse(call: Started, pair: str) -> bool:
    """Tell whether a number is given as minus one."""
    name, _, value = pair.partition("=")
    return value == "-1" and call.options.get(name) == -1
