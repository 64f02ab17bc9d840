"""Rules that know the kernel: what a call loads is judged by the file that it names, and the verdict says so.

A rule sees code. Where a kernel is asked, a hit about loading a file also says what scanning that file said; a file
that names nothing but vetted functions makes it a note, a dangerous one makes it critical.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import Const, Ref, Value, options
from jupyter_mlsec.model.kernel import FileFact, KernelFacts, Loading
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Rule, Severity
from jupyter_mlsec.scan.rewritten import Rewritten

_PLAIN: Final = re.compile(r"[A-Za-z0-9_][\w.-]{0,63}\Z", re.ASCII)
_PARAMETERS = ("file", "f", "path", "filename", "filepath", "filepath_or_buffer", "path_or_buf", "fname", "model_file")
_OPENERS = (
    "open()",
    "Path()",
    "File()",
    "BufferedReader()",
    "builtins.str()",
    ".expanduser()",
    "fspath()",
    "BytesIO()",
)
_NESTED = 4  # open(str(Path("x"))) and the like


def informed(rules: Mapping[str, Rule], kernel: KernelFacts, written: Rewritten) -> list[Rule]:
    """Return the rules, those about unsafe loads with the kernel's knowledge. ``written`` may change before a load."""
    return [
        _informed(rule, kernel, written) if isinstance(rule, CallRule) and rule.family is Family.UNSAFE_LOAD else rule
        for rule in rules.values()
    ]


def _informed(rule: CallRule, kernel: KernelFacts, written: Rewritten) -> CallRule:
    def check(call: Call) -> Iterator[Hit]:
        hits = tuple(rule.check(call))
        facts = {path: kernel.files.get(path) for path in paths_of(call)} if hits else {}
        if kernel.is_disk and facts and written.moves:  # a live kernel has moved already
            facts = {}
        known = {path: fact for path, fact in facts.items() if fact is not None}
        path = max(known, key=lambda path: _order(known[path]), default=None)
        if path is None or (len(known) < len(facts) and known[path].loading is not Loading.DANGEROUS):
            yield from hits  # one of several files is unknown: the best of them says nothing
        else:
            yield from (_weighed(rule, call, hit, path, known[path], written) for hit in hits)

    return replace(rule, check=check)


def _order(fact: FileFact) -> int:
    """Return how bad a fact is: of several files that a call may mean, the worst one counts."""
    return -1 if fact.loading is None else list(Loading).index(fact.loading)


def paths_of(call: Call) -> tuple[str, ...]:
    """Return the paths of the files that a call may read, where the code names them all."""
    given = [call.argument(name) for name in _PARAMETERS]
    if call.arguments.positional:
        given.insert(0, call.arguments.positional[0].value)
    if isinstance(call.base, Ref) and call.base.made is not None:  # pickle.Unpickler(open(path)).load()
        given.extend(argument.value for argument in call.base.made.positional[:1])
    return next((paths for paths in map(_constant_paths, given) if paths), ())


def _constant_paths(value: Value | None) -> tuple[str, ...]:
    found = [_constant_path(option) for option in options(value)]
    return tuple(path for path in found if path) if all(found) else ()


def _constant_path(value: Value | None) -> str | None:
    for _ in range(_NESTED):
        if isinstance(value, Const):
            return value.value if isinstance(value.value, str) else None
        if not isinstance(value, Ref):
            return None
        if isinstance(value.base, Const):  # Path("x").open("rb"), Path("x").read_bytes()
            value = value.base
        elif value.name.endswith(_OPENERS) and value.made is not None and len(value.made.positional) > 0:
            value = value.made.positional[0].value
        else:
            value = value.base
    return None


def _weighed(rule: CallRule, call: Call, hit: Hit, path: str, fact: FileFact, written: Rewritten) -> Hit:
    name = path.replace("\\", "/").rpartition("/")[2]
    shown = name if _PLAIN.match(name) else "the file"
    own = " was written by this session and" if fact.written_here else ""
    severity, confidence = hit.severity or rule.severity, hit.confidence
    if not fact.exists:
        basis = f"{shown} is not there now"
    elif fact.loading is None:
        return hit
    elif fact.loading is Loading.DANGEROUS:
        basis, severity, confidence = f"{shown} was scanned: {fact.saw}", Severity.CRITICAL, Confidence.HIGH
    elif fact.loading is Loading.UNREAD:
        basis = f"{shown}{own} could not be looked at in full: {fact.saw}"
    elif fact.loading is Loading.ASKS:
        basis = f"{shown}{own} was scanned: {fact.saw}"
        severity = min(severity, Severity.MEDIUM) if fact.written_here else severity
    else:
        basis = f"{shown}{own} was scanned: {fact.saw}"
        earlier = written.cell is None and call.wrote(path)  # before a live cell it has been written, and is as it is
        if not (earlier or written.may_be(name)):  # else it may be another file by then
            severity = min(severity, Severity.LOW)
    return replace(hit, message=f"{hit.message or rule.message} ({basis})", severity=severity, confidence=confidence)
