"""Broken algorithms, short keys, and too little work, wherever a notebook asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.code.values import Const, Ref, options
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.folded import texts
from jupyter_mlsec.probes._notebook.options import options_of, plain_name

_RSA_BITS = 2048
_NO_SIZE = 255  # smaller numbers are no sizes of keys
_MAKERS = frozenset({"generate", "generate_private_key", "import_key", "newkeys"})


def is_cryptography(call: Call) -> bool:
    """Tell whether a call belongs to a library of cryptography."""
    return call.name.removeprefix("?.").partition(".")[0].removesuffix("()") in words("ciphers", "roots")


def weaknesses(program: Program) -> Iterator[str]:
    """Yield what is weak, in words."""
    for call in program.calls:
        if is_cryptography(call):
            yield from _broken(call)
            yield from _short(call)
    for done in deeds(program, "ciphers"):
        yield done.deed.what


def _broken(call: Call) -> Iterator[str]:
    known = dict(entry.split("=", 1) for entry in words("ciphers", "broken"))
    given = list(options_of(call))
    if any(option.name == "usedforsecurity" and option.off for option in given):
        return
    named = {plain_name(part) for part in call.name.replace("()", "").split(".")[1:]}
    asked: set[str] = set()
    for value in call.arguments.values():
        asked.update(plain_name(text) for text in texts(value) if len(text) < 24)  # noqa: PLR2004 - longer ones name nothing
        asked.update(plain_name(each.name.rpartition(".")[2]) for each in options(value) if isinstance(each, Ref))
    asked -= {"sha", "des", "seed", "idea"} if call.name.rpartition(".")[2] not in {"new", "hash_new"} else set()
    for word in sorted((named | asked) & known.keys()):
        yield known[word]


def _short(call: Call) -> Iterator[str]:
    last = call.name.rpartition(".")[2]
    if last not in _MAKERS or not re.search(r"\brsa\b|dsa", call.name, re.IGNORECASE):
        return
    given = [call.arguments.find(name, place) for name, place in (("key_size", 1), ("bits", 0), ("nbits", 0))]
    sizes = [each.value for value in given for each in options(value) if isinstance(each, Const)]
    for size in sizes:
        if isinstance(size, int) and _NO_SIZE < size < _RSA_BITS:
            yield f"RSA of {size} bits"
            return
