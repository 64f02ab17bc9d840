"""What surrounds a second run: the data laid out for it, and what differs from the first in packages and machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.runs import layout, strict_json
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.files_used import digest_file
from jupyter_mlsec.runs.kernel_environment import kernel_environment
from jupyter_mlsec.runs.packages import differences, installed, locked
from jupyter_mlsec.runs.recreate import RUNTIME

_SHOWN = 5  # differences between packages that are named


def lay_out_data(bundle: Path, work: Path, data: Path | None) -> tuple[str, ...]:
    """Copy the files that the run read into a fresh folder; return which of them differ from then."""
    work.mkdir()
    causes: list[str] = []
    for use in strict_json.table((bundle / layout.INPUTS).read_bytes())["read"]:
        name = use["path"]
        is_inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        source = Path(name) if not is_inside or data is None else data / name
        measured = digest_file(source)
        if measured is None:
            causes.append(f"{name} is not there")
            continue
        if measured != (use["size"], use["sha256"]):
            causes.append(f"{name} has changed since the run")
        if is_inside:
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, work / name)
    return tuple(causes)


def around_it(
    bundle: Path,
    python: str,
    run: RunOptions,
    facts: Callable[[str, Mapping[str, str]], Mapping[str, Any]] | None,
) -> tuple[str, ...]:
    """Return what differs from the first run in packages, interpreter, processor and numeric libraries."""
    if run.python is None:
        return ()  # another language's kernel: nothing is known about its packages
    changed = list(differences(locked(bundle), installed(python)))
    if len(changed) > _SHOWN:
        changed[_SHOWN:] = [f"{len(changed) - _SHOWN} more packages differ"]
    if facts is not None and (bundle / RUNTIME).is_file():
        with suppress(MlsecError):  # a second run needs no explanation where nothing differs
            before = strict_json.table((bundle / RUNTIME).read_bytes())
            now = facts(python, kernel_environment(os.environ, run.pins, run.keep_env))
            changed += _machine(before, now)
    return tuple(changed)


def _machine(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for words, one, other in (
        ("Python", *(_at(each, "python", "version") for each in (before, now))),
        ("the system", *(_at(each, "platform", "system") for each in (before, now))),
        ("the architecture", *(_at(each, "platform", "machine") for each in (before, now))),
        ("the processor", *(_at(each, "cpu", "model") for each in (before, now))),
        ("the numeric library", *(_pools(each, "prefix", "version", "architecture") for each in (before, now))),
        ("the number of its threads", *(_pools(each, "num_threads") for each in (before, now))),
    ):
        if one != other and one and other:
            yield f"{words} is {other} instead of {one}"


def _at(facts: Mapping[str, Any], table: str, key: str) -> str:
    found = facts.get(table)
    return str(found.get(key, "")) if isinstance(found, Mapping) else ""


def _pools(facts: Mapping[str, Any], *keys: str) -> str:
    pools = facts.get("thread_pools")
    if not isinstance(pools, list):
        return ""
    return ", ".join(
        " ".join(str(pool[key]) for key in keys if key in pool) for pool in pools if isinstance(pool, dict)
    )
