"""Whether a notebook holds what it fetched against a digest or a signature that somebody wrote down before."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.origin import url
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import host_of, is_local, scheme_of
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.options import options_of

_DIGEST = re.compile(
    r"hexdigest|file_digest|\.digest\(|file_hash|sha(?:1|224|256|384|512)|md5|blake|checksum|digest|pr[uü]fsumme|empreinte"
    r"|huella|suma_control|somme_de_contr|hash_(?:file|of)|xxh|crc32",
    re.IGNORECASE,
)
_COMPARES = frozenset(
    {
        "compare_digest",
        "verify",
        "verify_file",
        "check_integrity",
        "assert_equal",
        "assertEqual",
        "check_md5",
        "validate_checksum",
        "verify_blob",
        "verify_digest",
    }
)
_WRITES = frozenset({"copyfileobj", "write", "write_bytes", "writelines"})
_PROGRAMS = frozenset({"aria2c", "axel", "curl", "fetch", "wget", "wget2"})


def compares_digests(program: Program, notebook: Notebook) -> bool:
    """Tell whether digests or signatures are compared anywhere in a notebook."""
    for parsed in parse_notebook(notebook):
        for node in parsed.nodes:
            if isinstance(node, ast.Compare) and _is_digest(node) and _may_differ(node):
                return True
    for call in program.calls:
        if call.name.rpartition(".")[2] in _COMPARES:
            return True
    return any(_checks(command) for command in program.commands)


def _is_digest(node: ast.Compare) -> bool:
    return bool(_DIGEST.search(ast.unparse(node)))


def _may_differ(node: ast.Compare) -> bool:
    """Tell whether two things are held against each other: ``x == x`` and ``x is not None`` compare nothing."""
    sides = [ast.unparse(each) for each in (node.left, *node.comparators)]
    return len(set(sides)) > 1 and not any(side == "None" for side in sides)


def _checks(command: Command) -> bool:
    line = " ".join(command.values)
    return command.program in words("models", "checking_programs") and any(
        re.search(pattern, line) for pattern in words("models", "checking_line")
    )


def is_checked_itself(call: Call) -> bool:
    """Tell whether a call is given the digest that it compares itself."""
    return any(option.name in words("models", "digest_options") and not option.off for option in options_of(call))


def fetched_files(program: Program) -> Iterator[tuple[str, Call | Command]]:
    """Yield the addresses whose content is written to a file as it comes, and what does it."""
    for call in program.calls:
        yield from ((address, call) for address in _addresses(call) if _is_remote(address))
    for command in program.commands:
        if command.program in _PROGRAMS:
            for text in command.values:
                if _is_remote(text):
                    yield text, command


def _addresses(call: Call) -> Iterator[str]:
    last = call.name.rpartition(".")[2]
    for value in call.arguments.values():
        if last in words("models", "fetchers"):
            yield from all_texts(value)
        elif last in _WRITES and (found := url(value)) is not None:
            yield found


def _is_remote(text: str) -> bool:
    return scheme_of(text) in {"http", "https", "ftp", "ftps"} and not is_local(host_of(text))


def is_model_file(address: str) -> bool:
    """Tell whether an address names a file of a model."""
    path = address.partition("://")[2].partition("?")[0].partition("#")[0]
    return PurePosixPath(path).suffix.lower() in words("models", "suffixes")
