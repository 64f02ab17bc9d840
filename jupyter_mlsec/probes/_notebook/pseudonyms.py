"""Masks that do not mask: digests of what can be guessed, encodings, turned letters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Func, Ref, Value, options
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
_LONG = 5  # characters of a text that changes what a digest is of
_ENCODINGS = frozenset({"ascii", "latin-1", "utf-8", "utf_8"})
_DIGEST = "a digest of it can be guessed"
_CODE = "an encoding of it is no mask"
_TURNED = "turned letters are no mask"


def weak_pseudonyms(program: Program) -> Iterator[tuple[str, str]]:
    """Yield the columns of people that are masked by something that can be undone, and why it can."""
    for call in program.calls:
        for why, values in _masked(call):
            for name in dict.fromkeys(name for value in values for name in personal(sorted(touched(value)))):
                yield name, why
        for text in call.texts(0):
            for match in _SQL.finditer(text):
                yield from ((name, _DIGEST) for name in personal([match["column"]]))


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
    elif call.name.endswith(".str.swapcase") or (call.name.endswith(".str.slice") and call.constant("step") == -1):
        yield _TURNED, receiver
    elif call.name.endswith(_OF_EXPRESSIONS):
        yield _DIGEST, receiver


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
        return _of_name(ast.unparse(node.func))
    turned = isinstance(node, ast.Slice) and node.step is not None and ast.unparse(node.step) == "-1"
    return _TURNED if turned else ""


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
