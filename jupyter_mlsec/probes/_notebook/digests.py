"""Whether a notebook holds what it fetched against a digest or a signature that somebody wrote down before."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.origin import remote, url
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.model.notebook import CellKind, Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import host_of, is_local, scheme_of
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.cells import nodes_of
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
_UNPACKS = re.compile(
    r"(?:zipfile\.)?ZipFile|(?:tarfile\.)?(?:open|TarFile)|gzip\.(?:open|GzipFile|decompress)|bz2\.\w+|lzma\.\w+"
    r"|py7zr\.SevenZipFile|rarfile\.RarFile|numpy\.load|h5py\.File|pandas\.read_(?:pickle|parquet|feather|hdf)"
)
_DRIVE = "https://drive.google.com/"  # what is fetched by its number from there
_HEXADECIMAL = re.compile(r"(?:[a-z0-9]+:)?[0-9a-f]{32,128}", re.IGNORECASE)


def compares_digests(program: Program, notebook: Notebook) -> bool:
    """Tell whether digests or signatures are compared anywhere in a notebook, or in the code beside it that it uses."""
    if any(True for _ in digest_comparisons(notebook)):
        return True
    for call in program.calls:
        last = call.name.rpartition(".")[2]
        if last in _COMPARES or (last in {"startswith", "endswith"} and call.name.endswith(f"digest().{last}")):
            return True
    return any(_checks(command) for command in program.commands)


def digest_comparisons(notebook: Notebook) -> Iterator[ast.Compare]:
    """Yield the places where a digest is held against another."""
    if _speaks_of_digests(notebook):
        nodes = [node for tree in trees_of(notebook) for node in nodes_of(tree)]
        names = set(_digests(nodes))
        for node in nodes:
            if isinstance(node, ast.Compare) and _is_digest(node, names) and _may_differ(node):
                yield node


def _speaks_of_digests(notebook: Notebook) -> bool:
    """Tell whether a digest is named anywhere, without which none can be compared."""
    beside = (text.content for texts in notebook.beside.files.values() for text in texts)
    sources = (*(cell.source.content for cell in notebook.cells if cell.kind is CellKind.CODE), *beside)
    return any(_DIGEST.search(source) is not None for source in sources)


def _digests(nodes: list[ast.AST]) -> Iterator[str]:
    """Yield the names that digests are bound to: computed here, or written down before."""
    for node in nodes:
        if isinstance(node, ast.Assign | ast.NamedExpr | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _DIGEST.search(ast.unparse(node.value)) or _is_written(node.value):
                yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def _is_written(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and _HEXADECIMAL.fullmatch(text) is not None


def _is_digest(node: ast.Compare, names: set[str]) -> bool:
    sides = [node.left, *node.comparators]
    if any(isinstance(each, ast.Name) and each.id in names for each in sides) or any(map(_is_written, sides)):
        return True
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
    """Yield the addresses whose content is written to a file or unpacked as it comes, and what does it."""
    for call in program.calls:
        yield from ((address, call) for address in _addresses(call) if _is_remote(address))
        if call.name.startswith("gdown.") and not any(map(_is_remote, _addresses(call))):
            yield _DRIVE, call
    for command in program.commands:
        if command.program == "gdown":
            yield _DRIVE, command
        if command.program in _PROGRAMS:
            for text in command.values:
                if _is_remote(text):
                    yield text, command


def _addresses(call: Call) -> Iterator[str]:
    last = call.name.rpartition(".")[2]
    for value in call.arguments.values():
        if last in words("models", "fetchers"):
            yield from all_texts(value)
        elif (last in _WRITES or (_UNPACKS.fullmatch(call.name) and remote(value))) and (
            found := url(value)
        ) is not None:
            yield found


def _is_remote(text: str) -> bool:
    return scheme_of(text) in {"http", "https", "ftp", "ftps"} and not is_local(host_of(text))


def is_model_file(address: str) -> bool:
    """Tell whether an address names a file of a model."""
    path = address.partition("://")[2].partition("?")[0].partition("#")[0]
    return PurePosixPath(path).suffix.lower() in words("models", "suffixes")
