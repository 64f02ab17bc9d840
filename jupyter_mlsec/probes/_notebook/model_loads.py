"""Models and data sets that a notebook fetches from elsewhere without saying exactly which one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.code.values import Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import entries
from jupyter_mlsec.probes._notebook.deeds import fits
from jupyter_mlsec.probes._notebook.digests import compares_digests, fetched_files, is_checked_itself, is_model_file
from jupyter_mlsec.probes._notebook.folded import GAP, numbers, texts
from jupyter_mlsec.probes._notebook.options import Option, options_of, plain_name

_LOCAL = ("./", "../", "/", "~", "file:", "C:", "D:")
_REPOSITORY = re.compile(r"[\w.\-]+(?:/[\w.\-]+)?")
_FILE = re.compile(r"\.(?:pt|pth|bin|ckpt|safetensors|json|zip|gz|h5|onnx|gguf|keras|pkl)$")
_CODE = frozenset({"trustremotecode"})


def is_load(call: Call) -> bool:
    """Tell whether a call fetches a model, or may."""
    return _entry(call) is not None


def loose_models(program: Program, notebook: Notebook, folder: Path) -> Iterator[str]:
    """Yield the names of models that are not pinned; where nothing is named, what fetches them."""
    for call in program.calls:
        entry = _entry(call)
        if entry is not None and not call.escaped:
            yield from _loose(call, entry, folder)
        elif any(option.name in _CODE and option.on for option in options_of(call)):
            yield next(iter(_named(call, {"name": ["model", "model_id"], "position": 0})), "") or call.name
    yield from _of_commands(program, "models")
    if not compares_digests(program, notebook):
        for address, by in fetched_files(program):
            if is_model_file(address) and not (isinstance(by, Call) and is_checked_itself(by)):
                yield address.rpartition("/")[2].partition("?")[0]


def loose_datasets(program: Program, folder: Path) -> Iterator[str]:
    """Yield the names of data sets of hubs and registries whose version is left to them."""
    for call in program.calls:
        entry = _entry(call, "datasets")
        if entry is not None and not call.escaped:
            yield from _loose(call, entry, folder)
    yield from _of_commands(program, "datasets")


def _of_commands(program: Program, table: str) -> Iterator[str]:
    for command in program.commands:
        line = " ".join(command.values)
        for fetch in entries(table, "fetch"):
            if command.program in fetch["programs"] and re.search(fetch["line"], line):
                if not re.search(fetch["exact"], line):
                    yield f"what {command.program} fetches"
                break


def unknown_models(program: Program) -> Iterator[str]:
    """Yield what loads a model whose name is not known, and which no version is asked of."""
    for call in program.calls:
        entry = _entry(call)
        if entry is not None and not _named(call, entry) and not _is_own(call, entry) and not _is_pinned(call, entry):
            yield call.name.removeprefix("?.")


def _entry(call: Call, table: str = "models") -> dict[str, Any] | None:
    return _entry_of(call.name.removeprefix("?."), table)


@lru_cache(4096)  # the same few names are asked for by several probes
def _entry_of(name: str, table: str) -> dict[str, Any] | None:
    found = [each for each in entries(table, "load") if any(fits(pattern, name) for pattern in each["functions"])]
    exact = [each for each in found if name in each["functions"] or any(_ends(p, name) for p in each["functions"])]
    return next(iter([*exact, *found]), None)


def _ends(pattern: str, name: str) -> bool:
    """Tell whether a pattern with more than a method's name fits: ``*.PeftModel.from_pretrained``."""
    return pattern.startswith("*.") and pattern.count(".") > 1 and name.endswith(pattern[1:])


def _loose(call: Call, entry: dict[str, Any], folder: Path) -> Iterator[str]:
    given = list(options_of(call))
    if "only" in entry and not any(_asks(option, entry) for option in given):
        return
    names = _named(call, entry)
    if any(option.name in _CODE and option.on for option in given):
        yield next(iter(names), call.name)
        return
    if _spared(given, entry) or _is_own(call, entry) or _is_pinned(call, entry):
        return
    if not names and entry.get("always") and call.arguments.complete and not _model_given(given):
        yield call.name
    for name in names:
        if not is_here(name, folder) and not _is_exact(name, entry) and _REPOSITORY.match(name):
            yield name


def _asks(option: Option, entry: dict[str, Any]) -> bool:
    """Tell whether an option is given (and switched on, where it is a switch) without which nothing is fetched."""
    return option.name == plain_name(entry["only"][0]) and (option.on or not entry.get("only_on"))


def _model_given(given: list[Option]) -> bool:
    return any(option.name == "model" for option in given)


def is_here(name: str, folder: Path) -> bool:
    """Tell whether a name is a path on this machine."""
    if name.startswith(_LOCAL) or name == GAP or not name:
        return True
    try:
        return "://" not in name and ((folder / name).exists() or (bool(_FILE.search(name)) and "hf" not in name))
    except (OSError, ValueError):
        return False


def _named(call: Call, entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for value in _values(call, entry) for name in texts(value))


def _values(call: Call, entry: dict[str, Any]) -> Iterator[Value]:
    for keyword in entry["name"]:
        value = call.arguments.find(keyword)
        if value is not None:
            yield value
            return
    position = entry.get("position", 0)
    if position < len(call.arguments.positional):
        yield call.arguments.positional[position].value


def _is_own(call: Call, entry: dict[str, Any]) -> bool:
    """Tell whether what is loaded is what the notebook itself wrote."""
    return any(call.own(value) for value in _values(call, entry))


def _spared(given: list[Option], entry: dict[str, Any]) -> bool:
    if any(option.name == "localfilesonly" and option.on for option in given):
        return True
    for condition in entry.get("unless", ()):
        name, _, wanted = condition.partition("=")
        if any(
            option.name == plain_name(name) and (option.on if wanted == "on" else wanted in option.words)
            for option in given
        ):
            return True
    return False


def _is_pinned(call: Call, entry: dict[str, Any]) -> bool:
    wanted = {plain_name(name) for name in entry.get("pin", ())}
    found = [option for option in options_of(call) if option.name in wanted]
    positional = call.arguments.positional
    found += [Option("", positional[place].value) for place in entry.get("places", ()) if place < len(positional)]
    known = [word for option in found for word in (*option.words, *map(_whole, numbers(option.value)))]
    if found and not known:
        return not any(option.off for option in found)  # somebody thought of a version; which one is not known here
    return bool(known) and all(re.fullmatch(entry["exact"], word) for word in known)


def _whole(number: float) -> str:
    return f"{number:g}"


def _is_exact(name: str, entry: dict[str, Any]) -> bool:
    return "in_name" in entry and re.fullmatch(entry["in_name"], name) is not None
