"""Pickles that hide what they call: in names, in the memo, in frames, in arguments of harmless functions, in each other.

Nothing here is ever loaded, and what would be called gets a harmless argument.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from benchmarks._artifact_pickles import Sample, by_stack, long_text, short

TRUE = short("true")
EVIL = by_stack("posix", "system", TRUE)
RUN = b"cposix\nsystem\n" + TRUE + b"\x85R"


def name(module: str, attribute: str) -> bytes:
    """Push what a module's attribute is."""
    return short(module) + short(attribute) + b"\x93"


def called(function: bytes, *arguments: bytes) -> bytes:
    """Push the result of a call."""
    return function + b"(" + b"".join(arguments) + b"tR"


def packed(data: bytes) -> bytes:
    """Push bytes."""
    return b"B" + struct.pack("<I", len(data)) + data


def framed(body: bytes, length: int | None = None) -> bytes:
    """Return a frame that may lie about its length."""
    return b"\x95" + struct.pack("<Q", len(body) if length is None else length) + body


def dotted_files() -> Iterator[Sample]:
    """Yield names that lead somewhere else than their module says."""
    paths = (
        ("os", "path.os.system"), ("os.path", "os.popen"), ("collections", "abc.sys.modules"), ("numpy", "os.system"),
        ("numpy", "lib.npyio.os.system"), ("pandas", "io.common.os.system"), ("sklearn", "utils.os.system"),
        ("sklearn.utils", "_show_versions.sys.modules"), ("copyreg", "sys.modules"), ("random", "_os.system"),
        ("uuid", "os.system"), ("zoneinfo", "_tzpath.os.system"), ("re", "_compiler.sys.modules"), ("torch", "os.system"),
        ("decimal", "_decimal.__loader__.load_module"), ("datetime", "sys.modules"), ("functools", "partial.__call__"),
        ("builtins", "object.__subclasses__"), ("builtins", "str.__class__.__base__.__subclasses__"),
        ("builtins", "print.__self__.eval"), ("builtins", "len.__self__.exec"), ("builtins", "dict.get"),
        ("collections", "OrderedDict.__init__.__globals__"), ("collections", "namedtuple.__globals__.get"),
        ("types", "SimpleNamespace.__class__"), ("operator", "attrgetter.__call__"), ("fractions", "sys.modules.get"),
        ("statistics", "sys.modules"), ("pathlib", "os.system"), ("pathlib", "Path.unlink"), ("pathlib", "Path.open"),
        ("pathlib", "Path.write_text"), ("pathlib", "Path.home"), ("pandas", "DataFrame.to_pickle"),
        ("pandas", "DataFrame.eval"), ("pandas", "DataFrame.query"), ("pandas", "Series.to_csv"),
        ("numpy", "ndarray.tofile"), ("numpy", "ndarray.dump"), ("matplotlib.figure", "Figure.savefig"),
        ("networkx", "Graph.__class__"), ("xgboost.core", "Booster.save_model"), ("xgboost.core", "Booster.load_model"),
        ("sklearn.base", "BaseEstimator.__init__.__globals__"), ("joblib.numpy_pickle", "NumpyArrayWrapper.read"),
        ("torch", "Tensor.__class__"), ("torch.nn.modules.module", "Module.compile"), ("types", "FunctionType"),
        ("gensim.models.word2vec", "Word2Vec.load"), ("lightgbm.basic", "Booster.save_model"),
    )  # fmt: skip
    for module, attribute in paths:
        for form, data in (
            ("stack", b"\x80\x04" + called(name(module, attribute), TRUE) + b"."),
            ("global", b"\x80\x04c" + f"{module}\n{attribute}\n".encode() + b"(" + TRUE + b"tR."),
            ("kept", b"\x80\x04}" + short("predict") + name(module, attribute) + b"s."),
        ):
            yield "dotted", f"{module}-{attribute}-{form}.pkl", data


def getattr_files() -> Iterator[Sample]:
    """Yield chains of getattr, each step from what the last one gave."""
    get = name("builtins", "getattr")

    def step(target: bytes, *attributes: str) -> bytes:
        for attribute in attributes:
            target = called(get, target, short(attribute))
        return target

    chains = {
        "numpy-os": step(name("numpy", "array"), "__globals__"),
        "ordered-globals": step(name("collections", "OrderedDict"), "__init__", "__globals__"),
        "class-base": step(name("builtins", "object"), "__subclasses__"),
        "instance-class": step(called(name("collections", "Counter")), "__class__", "__mro__"),
        "method-self": step(called(name("builtins", "list")), "__class__"),
        "partial-func": step(called(name("functools", "partial"), name("builtins", "len")), "func", "__self__"),
        "frame": step(called(name("pandas", "DataFrame")), "to_pickle"),
        "series-eval": step(name("pandas.core.frame", "DataFrame"), "eval"),
        "computed-name": called(
            get, name("collections", "Counter"), called(name("builtins", "str"), short("__class__"))
        ),
        "default": called(get, name("collections", "Counter"), short("x"), name("posix", "system")),
        "through-list": called(get, b"]" + RUN + b"a", short("append")),
        "bytes-name": called(get, name("collections", "Counter"), packed(b"__init__")),
        "figure": step(name("matplotlib.figure", "Figure"), "savefig"),
        "ndarray": step(called(name("numpy", "ndarray"), b"K\x00\x85"), "tofile"),
        "path": step(called(name("pathlib", "PosixPath"), short("unseen")), "unlink"),
        "module-attribute": step(name("sklearn", "base"), "os"),
    }
    for title, data in chains.items():
        yield "getattr", f"{title}.pkl", b"\x80\x04" + data + b"."
        yield "getattr", f"{title}-called.pkl", b"\x80\x04" + data + b"(" + TRUE + b"tR."


def argument_files() -> Iterator[Sample]:
    """Yield primitives that are handed to functions which would call them, now or later."""
    evil = name("posix", "system")
    partial = called(name("functools", "partial"), evil, TRUE)
    unknown = name("acme", "run")
    later = {
        "partial": partial,
        "partial-unknown": called(name("functools", "partial"), unknown),
        "partial-state": called(name("functools", "partial"), name("builtins", "len")) + b"(" + evil + TRUE + b"\x85}Ntb",
        "defaultdict": called(name("collections", "defaultdict"), partial),
        "map": called(name("builtins", "map"), evil, b"]" + TRUE + b"a"),
        "list-of-map": called(name("builtins", "list"), called(name("builtins", "map"), evil, b"]" + TRUE + b"a")),
        "filter": called(name("builtins", "filter"), evil, b"]" + TRUE + b"a"),
        "sorted-key": called(name("functools", "partial"), name("builtins", "sorted"), b"]" + TRUE + b"a") + b"0" + evil,
        "reduce": called(name("functools", "reduce"), evil, b"]" + TRUE + b"a"),
        "starmap": called(name("itertools", "starmap"), evil, b"]" + TRUE + b"\x85a"),
        "accumulate": called(name("itertools", "accumulate"), b"]" + TRUE + b"a", evil),
        "methodcaller": called(name("operator", "methodcaller"), short("system"), TRUE),
        "attrgetter": called(name("operator", "attrgetter"), short("__class__")),
        "iter-sentinel": called(name("builtins", "iter"), partial, TRUE),
        "namespace-keys": called(name("types", "SimpleNamespace")) + b"}" + short("keys") + partial + b"sb",
        "dict-of-keys": called(name("builtins", "dict"), called(name("types", "SimpleNamespace")) + b"}" + short("keys") + partial + b"sb"),
        "estimator-function": name("sklearn.preprocessing._function_transformer", "FunctionTransformer") + b")\x81}" + short("func") + evil + b"sb",
        "estimator-own-function": name("sklearn.preprocessing._function_transformer", "FunctionTransformer") + b")\x81}" + short("func") + unknown + b"sb",
        "vectorized": name("numpy", "vectorize") + b")\x81}" + short("pyfunc") + evil + b"sb",
        "frompyfunc": called(name("numpy", "frompyfunc"), evil, b"K\x01", b"K\x01"),
        "apply": called(name("numpy", "apply_along_axis"), evil, b"K\x00", b"]"),
        "piecewise": called(name("numpy", "piecewise"), b"]", b"]", b"]" + evil + b"a"),
        "fromfunction": called(name("numpy", "fromfunction"), evil, b"K\x01\x85"),
        "new-index": called(name("pandas.core.indexes.base", "_new_Index"), evil, b"}"),
        "reconstruct": called(name("numpy._core.multiarray", "_reconstruct"), evil, b"K\x00\x85", packed(b"b")),
        "reconstructor": called(name("copyreg", "_reconstructor"), evil, name("builtins", "object"), b"N"),
        "newobj": called(name("copyreg", "__newobj__"), evil, TRUE),
        "rebuild": called(name("torch._tensor", "_rebuild_from_type_v2"), evil, name("torch", "Tensor"), TRUE + b"\x85", b"N"),
        "rebuild-partial": called(name("torch._tensor", "_rebuild_from_type_v2"), partial, name("torch", "Tensor"), b")", b"N"),
        "generator": called(name("numpy.random._pickle", "__generator_ctor"), TRUE, evil),
        "scalar": called(name("numpy._core.multiarray", "scalar"), called(name("numpy", "dtype"), short("O8"), b"\x89\x88"), partial),
        "set-name": name("sklearn.pipeline", "Pipeline") + b")\x81}" + short("steps") + b"]" + short("a") + evil + b"\x86as" + b"b",
        "hook": name("torch.nn.modules.linear", "Linear") + b")\x81}" + short("_forward_hooks") + b"}K\x00" + partial + b"ss" + b"b",
        "callback": name("matplotlib.cbook", "CallbackRegistry") + b")\x81}" + short("callbacks") + b"}" + short("x") + partial + b"ss" + b"b",
        "exception": called(name("builtins", "ValueError"), partial),
        "tuple-of": partial + evil + b"\x86",
        "frozenset": b"(" + evil + b"\x91",
        "key": b"}" + evil + b"K\x01s",
    }  # fmt: skip
    for title, data in later.items():
        yield "argument", f"{title}.pkl", b"\x80\x04" + data + b"."


def changed_files() -> Iterator[Sample]:
    """Yield changes of what was imported, and of what was finished."""
    target = {
        "function": name("numpy", "mean"),
        "class": name("collections", "OrderedDict"),
        "estimator": name("sklearn.linear_model._logistic", "LogisticRegression"),
        "module-dict": name("sys", "modules"),
        "constant": name("pandas", "NA"),
    }
    changes = {
        "build": b"}" + short("__call__") + TRUE + b"sb",
        "slots": b"N}" + short("__doc__") + TRUE + b"s\x86b",
        "item": short("os") + TRUE + b"s",
        "items": b"(" + short("os") + TRUE + b"u",
        "append": TRUE + b"a",
        "appends": b"(" + TRUE + b"e",
        "add": b"(" + TRUE + b"\x90",
    }
    for title, pushed in target.items():
        for how, change in changes.items():
            yield "changed", f"{title}-{how}.pkl", b"\x80\x04" + pushed + change + b"."
            yield "changed", f"{title}-{how}-memo.pkl", b"\x80\x04" + pushed + b"\x940h\x00" + change + b"."


def stream_files() -> Iterator[Sample]:
    """Yield streams whose structure hides a call."""
    codes = (b"\x82\x01", b"\x83\x01\x01", b"\x84\x01\x01\x01\x00", b"\x82\xf0")
    for index, code in enumerate(codes):
        yield "stream", f"extension-{index}.pkl", b"\x80\x02" + code + TRUE + b"\x85R."
        yield "stream", f"extension-new-{index}.pkl", b"\x80\x02" + code + TRUE + b"\x85\x81."
        yield "stream", f"extension-kept-{index}.pkl", b"\x80\x02]" + code + b"a."
    evil = short("posix") + short("system") + b"\x93"
    tricks = {
        "memo-swap": name("builtins", "len") + b"\x94" + b"0" + evil + b"q\x000h\x00" + TRUE + b"\x85R",
        "memo-far": evil + b"r\xff\xff\xff\x7f0j\xff\xff\xff\x7f" + TRUE + b"\x85R",
        "memo-text": b"cposix\nsystem\np999\n0g999\n(" + TRUE + b"tR",
        "object": b"(" + evil + TRUE + b"o",
        "popped-marks": b"((((((" + evil + TRUE + b"\x85R" + b"111111N",
        "duplicate": evil + b"2" + TRUE + b"\x85R0" + TRUE + b"\x85R",
        "two-protocols": b"\x80\x02\x80\x05\x80\x04" + evil + TRUE + b"\x85R",
        "old-names": b"\x80\x02c__builtin__\neval\n" + short("1") + b"\x85R",
        "old-names-late": b"\x80\x05\x80\x02cUserDict\nos\n0c__builtin__\napply\n(" + TRUE + b"tR",
        "old-commands": b"\x80\x00ccommands\ngetoutput\n" + TRUE + b"\x85R",
        "frame-empty": framed(b"") + framed(evil + TRUE + b"\x85R") + b"",
        "frame-short": framed(evil + TRUE + b"\x85R", 3),
        "frame-huge": framed(evil + TRUE + b"\x85R", 1 << 62),
        "frame-inside": framed(b"N0" + framed(evil + TRUE + b"\x85R")),
        "frame-split": framed(short("posix")[:4], 4) + short("posix")[4:] + short("system") + b"\x93" + TRUE + b"\x85R",
        "long-name": b"\x8d" + struct.pack("<Q", 5) + b"posix" + long_text("system") + b"\x93" + TRUE + b"\x85R",
        "string-names": b"U\x05posixT\x06\0\0\0system\x93" + TRUE + b"\x85R",
        "octal-names": b"S'\\160\\157\\163\\151\\170'\nS'sys\\x74em'\n\x93" + TRUE + b"\x85R",
        "unicode-names": b"V\\u0070osix\nV\\u0073ystem\n\x93" + TRUE + b"\x85R",
        "computed-module": called(name("builtins", "str"), short("posix"))
        + short("system")
        + b"\x93"
        + TRUE
        + b"\x85R",
        "computed-name": short("posix") + called(name("builtins", "str"), short("system")) + b"\x93" + TRUE + b"\x85R",
        "encoded-module": called(name("_codecs", "encode"), short("posix"), short("latin1"))
        + short("system")
        + b"\x93",
        "list-as-name": b"]" + short("system") + b"\x93" + TRUE + b"\x85R",
        "wide-letters": b"c\xef\xbd\x8f\xef\xbd\x93\nsystem\n(" + TRUE + b"tR",
        "dotless-i": "cpos\u0131x\nsystem\n(".encode() + TRUE + b"tR",
        "trailing-dot": b"cposix.\nsystem\n(" + TRUE + b"tR",
        "package-init": b"cos.__init__\nsystem\n(" + TRUE + b"tR",
        "empty-module": b"c\nsystem\n(" + TRUE + b"tR",
        "carriage-return": b"cposix\r\nsystem\n(" + TRUE + b"tR",
        "instance": b"(" + TRUE + b"iposix\nsystem\n",
        "instance-without": b"(iacme\nRunner\n",
        "object-without": b"(" + name("acme", "Runner") + b"o",
        "new-named": name("acme", "Runner") + b")}" + short("x") + TRUE + b"s\x92",
        "set-state": name("acme", "Runner") + b")\x81" + b"}b",
        "persistent": short("module") + evil + b"\x86Q",
        "persistent-line": b"Pposix.system\n",
        "buffer": b"\x97" + TRUE + b"\x85R",
        "bytearray": called(name("torch.storage", "_load_from_bytes"), b"\x96" + struct.pack("<Q", len(EVIL)) + EVIL),
        "nested": called(name("torch.storage", "_load_from_bytes"), packed(EVIL * 5)),
        "nested-zip": called(name("torch.storage", "_load_from_bytes"), packed(b"PK\3\4" + EVIL)),
        "nested-short": called(name("torch.storage", "_load_from_bytes"), packed(b"N.")),
        "nested-text": called(name("torch.storage", "_load_from_bytes"), short("N.")),
        "nested-memo": packed(EVIL * 5) + b"\x940" + called(name("torch.storage", "_load_from_bytes"), b"h\x00"),
        "recursive": b"]\x94h\x00a" + evil + TRUE + b"\x85R0",
    }
    for title, data in tricks.items():
        yield "stream", f"{title}.pkl", b"\x80\x04" + data + b"."
    yield "stream", "thousand.pkl", b"\x80\x04N." * 1200 + EVIL
    yield "stream", "second.pkl", b"\x80\x04N." + EVIL
    yield "stream", "second-unmarked.pkl", b"\x80\x04N." + RUN + b"."
    yield "stream", "behind-junk.pkl", b"\x80\x04N.\xff\xfe" + EVIL
    yield "stream", "cut.pkl", EVIL[:-1]
    yield "stream", "many-idle.pkl", b"\x80\x04" + b"N0" * 200_000 + EVIL[2:]
    yield "stream", "deep.pkl", b"\x80\x04" + b"(" * 30_000 + EVIL[2:]
    deep = EVIL
    for _ in range(8):
        deep = b"\x80\x04" + called(name("torch.storage", "_load_from_bytes"), packed(deep * 5)) + b"."
    yield "stream", "deep-loaders.pkl", deep


def chain_files() -> Iterator[Sample]:
    """Yield all of the above."""
    yield from dotted_files()
    yield from getattr_files()
    yield from argument_files()
    yield from changed_files()
    yield from stream_files()
