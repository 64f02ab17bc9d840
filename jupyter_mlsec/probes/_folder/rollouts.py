"""Programs that fetch a model and let it answer requests, and whether they hold it against a signature or a digest."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jupyter_mlsec.probes._folder.programs import Source
from jupyter_mlsec.probes._names.read import table
from jupyter_mlsec.probes._serving.expressions import last_name
from jupyter_mlsec.probes._serving.voids import leaves

_OF_MODELS = frozenset({"hf_hub_download", "snapshot_download"})
_COMMIT = re.compile(r"(?:sha256:)?(?:[0-9a-f]{40}|[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Rollout:
    """One program that fetches and deploys. ``signed``: it fetches a signature, too; ``verified``: it minds one."""

    signed: bool
    verified: bool


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(table("rollouts", "rollouts")[name], re.IGNORECASE)


def rollout(source: Source) -> Rollout | None:
    """Return how a program rolls a model out that it fetches from elsewhere; None where it does not."""
    fetched = [each for each in source.calls() if _is(each, "fetches") and _names_a_model(each, source)]
    if not fetched:
        return None
    begins = min(each.lineno for each in fetched)
    deployed = [each for each in source.calls() if each.lineno > begins and _deploys(each, source)]
    if not deployed:
        return None
    signed = any(_words("signature").search(source.words(each)) for each in fetched)
    return Rollout(signed, any(map(_verifies, source.calls())) or _held(source))


def _is(call: ast.Call, kind: str) -> bool:
    if _words(kind).fullmatch(last_name(call.func)):
        return True
    return any(_words(f"{kind}_line").search(each) for each in _lines(call))


def _lines(call: ast.Call) -> Iterator[str]:
    """Yield the command lines that a call may start: texts, and lists of words."""
    for each in call.args:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
        elif isinstance(each, ast.List):
            yield " ".join(
                part.value for part in each.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
        elif isinstance(each, ast.JoinedStr):
            yield " ".join(str(part.value) for part in each.values if isinstance(part, ast.Constant))


def _names_a_model(call: ast.Call, source: Source) -> bool:
    """Tell whether what is fetched is a model, by the texts that say what it is; data are fetched in the same way."""
    given = [*call.args, *(each.value for each in call.keywords)]
    texts = [each.value for part in given for each in source.behind(part) if isinstance(each, ast.Constant)]
    named = [word for each in (*texts, *_lines(call)) if isinstance(each, str) for word in each.split()]
    hub = last_name(call.func) in _OF_MODELS
    return hub or any(_words("model").search(each) and not _words("other").search(each) for each in named)


def _deploys(call: ast.Call, source: Source) -> bool:
    if any(_words("deploys_line").search(each) for each in _lines(call)):
        return True
    return (
        _words("deploys").fullmatch(last_name(call.func)) is not None
        and isinstance(call.func, ast.Attribute)
        and (_words("deploys_of").search(f"{ast.unparse(call.func)} {source.words(call.func)}") is not None)
    )


def _verifies(call: ast.Call) -> bool:
    """Tell whether a call verifies something; a digest that is only taken has to be compared by somebody."""
    name = last_name(call.func)
    if name in {"hexdigest", "file_digest"}:
        return False
    if any(each.arg in {"known_hash", "expected_sha256", "sha256", "checksum"} for each in call.keywords):
        return True
    if any(isinstance(each.value, ast.Constant) and _COMMIT.fullmatch(str(each.value.value)) for each in call.keywords):
        return True  # a revision that names its content
    if any(_words("verifies_line").search(each) for each in _lines(call)):
        return True
    return _words("verifies").fullmatch(name) is not None and not _is_off(call)


def _is_off(call: ast.Call) -> bool:
    return any(isinstance(each.value, ast.Constant) and each.value.value is False for each in call.keywords)


def _held(source: Source) -> bool:
    """Tell whether a digest is compared, and the program ends where it is another one."""
    for node in ast.walk(source.tree):
        test = (
            node.test
            if isinstance(node, ast.Assert) or (isinstance(node, ast.If) and leaves([*node.body, *node.orelse]))
            else None
        )
        if test is not None and any(isinstance(each, ast.Compare) for each in ast.walk(test)):
            words = source.words(test)
            if re.search(
                r"hexdigest|digest|sha(?:1|224|256|384|512)|blake|checksum|md5|fingerprint", words, re.IGNORECASE
            ):
                return True
    return False
