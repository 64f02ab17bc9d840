"""Masks that do not mask: digests of what can be guessed, encodings, turned letters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from jupyter_mlsec.code.values import Const, Func, Ref, Value, options, walk
from jupyter_mlsec.probes._notebook.cells import nodes_of
from jupyter_mlsec.probes._notebook.columns import personal, touched
from jupyter_mlsec.probes._notebook.program import Call, Program

_MAPS = frozenset(
    {
        "map",
        "apply",
        "transform",
        "map_elements",
        "applymap",
        "map_batches",
        "agg",
        "pipe",
        "progress_apply",
        "parallel_apply",
        "swifter",
    }
)
_HASHES = re.compile(
    r"(?:hashlib\.)?(?:md5|sha1|sha224|sha256|sha384|sha512|sha3_\d+|blake2[bs]|new|ripemd160)|hash|builtins\.hash|(?:zlib|binascii)\.(?:crc32|adler32)"
    r"|crc32|mmh3\.\w+|xxhash\.\w+|(?:uuid\.)?uuid[35]|(?:pd|pandas)\.util\.hash_\w+|hash_pandas_object|hash_array|(?:cityhash|farmhash|fnv)\.\w+"
)
_CODES = re.compile(
    r"(?:base64\.)?(?:b64encode|urlsafe_b64encode|b32encode|b16encode|b85encode|a85encode)|(?:codecs\.)encode|binascii\.hexlify|hexlify|quote"
)
_SALTED = re.compile(
    r"salt|salz|\bsel\b|\bsal\b|pepper|secret|key|geheim|clef|clave|hmac|scrypt|argon|bcrypt|pbkdf|urandom|token|nonce",
    re.IGNORECASE,
)
_ENCRYPTS = re.compile(r"encrypt|cipher|fernet", re.IGNORECASE)
_SQL = re.compile(r"\b(?:md5|sha1|sha2|sha256|hash|to_base64|encode)\s*\(\s*(?P<column>\w+)", re.IGNORECASE)
_EXPRESSIONS = frozenset({"md5", "sha1", "sha2", "hash", "xxhash64", "base64", "crc32"})
_OF_EXPRESSIONS = (".hash", ".chash.sha2_256", ".chash.md5", ".nchash.wyhash")
_LETTERS = 20  # different ones, from which a text is an alphabet
_LONG = 5  # characters of a text that changes what a digest is of
_ENCODINGS = frozenset({"ascii", "latin-1", "utf-8", "utf_8"})
_DIGEST = "a digest of it can be guessed"
_CODE = "an encoding of it is no mask"
_TURNED = "turned letters are no mask"


def weak_pseudonyms(program: Program, replaced: Mapping[ast.AST, str]) -> Iterator[tuple[str, str]]:
    """Yield the columns of people that are masked by something that can be undone, and why it can.

    ``replaced`` says of code in which column its result is written. A digest in the place of what it was made from is a
    mask, whatever the column is called.
    """
    for _, _, item in program.selections:  # df["name"].str[::-1]
        if isinstance(item.node, ast.Slice) and item.name.endswith(".str[]") and _of_node(item.node):
            yield from ((name, _TURNED) for name in personal(sorted(touched(item.base))))
    for call in program.calls:
        for why, values in _masked(call):
            columns = [sorted(touched(value)) for value in values]
            own = replaced.get(call.node, "") if why == _DIGEST else ""
            for name in dict.fromkeys(
                name for each in columns for name in (*personal(each), *(other for other in each if other == own))
            ):
                yield name, why
        for text in call.texts(0):
            for match in _SQL.finditer(text):
                yield from ((name, _DIGEST) for name in personal([match["column"]]))


def columns_written(trees: Iterable[ast.Module]) -> dict[ast.AST, str]:
    """Return the column that the result of each piece of code is written in: ``df["caller"] = …``."""
    found: dict[ast.AST, str] = {}
    for node in (node for tree in trees for node in nodes_of(tree)):
        if isinstance(node, ast.Assign):
            names = {name for target in node.targets if (name := _column_of(target))}
            if len(names) == 1:
                found.update(dict.fromkeys(ast.walk(node.value), names.pop()))
    return found


def _column_of(target: ast.expr) -> str:
    match target:
        case ast.Subscript(slice=ast.Constant(value=str(name))) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Tuple(elts=[_, ast.Constant(value=str(name))])):  # df.loc[rows, "caller"]
            return name
        case _:
            return ""


def _masked(call: Call) -> Iterator[tuple[str, list[Value]]]:
    receiver = [] if call.base is None else [call.base]
    given = [argument.value for argument in call.arguments.positional]
    if call.method in _MAPS and given:
        for each in options(given[0]):
            why = _of_function(each)
            if why:
                yield why, receiver
    elif _HASHES.fullmatch(call.name) and not _is_salted(call.node) and not _has_key(call):
        yield _DIGEST, given
    elif _CODES.fullmatch(call.name):
        yield _CODE, given
    elif call.name.startswith("pyspark.sql.functions.") and call.method in _EXPRESSIONS:
        yield _DIGEST, given
    elif call.name.endswith(_OF_EXPRESSIONS):
        yield _DIGEST, receiver
    elif why := _of_method(call):
        yield why, receiver


def _of_method(call: Call) -> str:
    """Return why a method of a text or of a column of texts masks nothing."""
    if call.name.endswith(".str.swapcase") or (call.name.endswith(".str.slice") and call.constant("step") == -1):
        return _TURNED
    if call.method == "translate" and call.base is not None and _turns(call):
        return _TURNED
    return _CODE if call.name.endswith(".encode().hex") else ""


def _turns(call: Call) -> bool:
    """Tell whether an alphabet is put in place of another; tables that leave marks or accents out turn nothing."""
    tables = [each for each in options(call.value(0, "table")) if isinstance(each, Ref) and each.made is not None]
    given = [argument.value for each in tables if each.made is not None for argument in each.made.positional[:1]]
    return any(_is_alphabet(each) for value in given for each in walk(value))


def _is_alphabet(value: Value) -> bool:
    if isinstance(value, Ref):
        return value.name.startswith("string.ascii_")
    return isinstance(value, Const) and isinstance(value.value, str) and len(set(value.value)) >= _LETTERS


def _has_key(call: Call) -> bool:
    return bool({"key", "salt", "person", "hash_key"} & call.arguments.keywords.keys())


def _of_function(value: Value) -> str:
    """Return why what a function gives is no mask; empty where it may be one."""
    if isinstance(value, Ref):
        return _of_name(value.name.removeprefix("?.").removeprefix("builtins."))
    if not isinstance(value, Func) or _is_salted(value.node) or _ENCRYPTS.search(ast.unparse(value.node)):
        return ""
    return next((why for node in ast.walk(value.node) if (why := _of_node(node))), "")


def _of_name(name: str) -> str:
    if _HASHES.fullmatch(name) and name != "new":
        return _DIGEST
    return _CODE if _CODES.fullmatch(name) and name != "quote" else ""


def _of_node(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _of_name(ast.unparse(node.func)) or _of_letters(node)
    turned = isinstance(node, ast.Slice) and node.step is not None and ast.unparse(node.step) == "-1"
    return _TURNED if turned else ""


def _of_letters(node: ast.Call) -> str:
    """Return why a call masks no letter: ``chr(ord(c) + 3)``, ``name.translate(table)``, ``name.encode().hex()``."""
    if isinstance(node.func, ast.Name) and node.func.id == "chr":
        moved = any(isinstance(each, ast.Name) and each.id == "ord" for each in ast.walk(node))
        return _TURNED if moved else ""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "hex" and isinstance(node.func.value, ast.Call):
        inner = node.func.value.func
        return _CODE if isinstance(inner, ast.Attribute) and inner.attr == "encode" else ""
    return ""


def _is_salted(node: ast.AST) -> bool:
    """Tell whether something else goes into a digest than the value: a salt, a key, a second update."""
    body = re.sub(r"^\s*(?:async\s+)?def\s+\w+", "", ast.unparse(node))
    if _SALTED.search(body) or body.count(".update(") > 1:
        return True
    return any(
        _is_mixed(each.args[0])
        for each in ast.walk(node)
        if isinstance(each, ast.Call) and each.args and _HASHES.fullmatch(ast.unparse(each.func))
    )


def _is_mixed(argument: ast.expr) -> bool:
    """Tell whether a value and something else are put together: ``pepper + value``, ``f"{a}{b}"``."""
    inside = list(ast.walk(argument))
    names = {part.id for part in inside if isinstance(part, ast.Name)} - {"bytes", "str"}
    texts = {part.value for part in inside if isinstance(part, ast.Constant) and isinstance(part.value, (str, bytes))}
    joined = any(isinstance(part, ast.BinOp | ast.JoinedStr) for part in inside)
    return joined and (len(names) > 1 or any(len(text) > _LONG for text in texts - _ENCODINGS))
