"""Running text: functions that take code or a command as a string, a list or a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice, product

from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.intrinsic_table import first, known
from jupyter_mlsec.code.literals import literal_fragment
from jupyter_mlsec.code.origin import remote
from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import Arguments, Built, Const, Ref, Seq, Value, options


@known("builtins.exec", "builtins.eval")
def _run_text(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    value = first(arguments)
    if isinstance(value, Ref) and value.name == "builtins.compile()" and value.made is not None:
        value = first(value.made, "source")
    if isinstance(value, Const) and isinstance(value.value, str | bytes):
        text = value.value if isinstance(value.value, str) else value.value.decode("utf-8", "replace")
        fragment = _constant_fragment(state, value, text, node)
        if ref.name == "builtins.eval":
            return state.evaluate_text(fragment)
        state.run_python(fragment)
    return None


def _constant_fragment(state: State, value: Const, text: str, node: ast.Call) -> Fragment:
    """Return a constant's text as code: where it is written if that is inside the call, else all of it at the call."""
    if value.fragment is state.fragment and value.node is not None and _inside(value.node, node):
        literal = literal_fragment(value.fragment, value.node, text)
        if literal is not None:
            return literal
    start, _ = state.fragment.inner(node)
    return state.fragment.derived(text, [start] * (len(text) + 1), exact=False)


def _inside(inner: ast.expr, outer: ast.Call) -> bool:
    begin, end = (outer.lineno, outer.col_offset), (outer.end_lineno or outer.lineno, outer.end_col_offset or 0)
    return begin <= (inner.lineno, inner.col_offset) <= end


_CHOICES = 8  # command lines that one call may run
_ARGV = ("subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen")
_TEXT = (
    "os.system",
    "os.popen",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "IPython.utils.process.system",
    "IPython.utils.process.getoutput",
    "asyncio.create_subprocess_shell",
    "pexpect.spawn",
)


@known(*_ARGV, *_TEXT, "pip.main", "pip._internal.main", "pip._internal.cli.main.main", "pexpect.run")
def _command(state: State, ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    given = arguments.find("args", 0) or arguments.find("command", 0) or arguments.find("cmd", 0)
    for value in options(given):
        if isinstance(value, Const) and isinstance(value.value, str):
            _run_command(state, value.value, value, node)
        elif isinstance(value, Built):
            known = (part.value if isinstance(part, Const) else None for part in value.parts)
            _run_command(state, "".join(part if isinstance(part, str) else "$UNKNOWN" for part in known), None, node)
        elif isinstance(value, Seq) and value.items:
            for text in _argv(ref, value):
                _run_command(state, text, None, node)
    return None


def _run_command(state: State, text: str, value: Const | None, node: ast.Call) -> None:
    """Look at a command where it is called; one that a helper was handed, where the helper is called."""
    if state.outer is None:
        if state.said is not None:
            state.said.add(text)
    elif state.said is not None and text in state.said:
        return  # the helper runs it whoever calls: it was looked at there
    if state.outer is not None and not state.fragment.home.path:
        fragment, call = state.outer
        start, _ = fragment.inner(call)
        state.run_shell(fragment.derived(text, [start] * (len(text) + 1), exact=False), interpolate=False)
    elif value is not None:
        state.run_shell(_constant_fragment(state, value, text, node), interpolate=False)
    else:
        start, _ = state.fragment.inner(node)
        state.run_shell(state.fragment.derived(text, [start] * (len(text) + 1), exact=False), interpolate=False)


def _argv(ref: Ref, value: Seq) -> Iterator[str]:
    """Yield the command lines that a list of arguments may be."""
    words = [[_word(option) for option in options(part)][:_CHOICES] for part in value.items]
    if ref.name.startswith("pip."):
        words.insert(0, ["pip"])
    for choice in islice(product(*words), _CHOICES):
        yield " ".join(choice)


def _word(part: Value) -> str:
    if isinstance(part, Const) and isinstance(part.value, str):
        return _quoted(part.value)
    return "python" if isinstance(part, Ref) and part.name == "sys.executable" else '"$UNKNOWN"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _code_fragment(state: State, value: Const, text: str, node: ast.Call) -> Fragment:
    """Return a constant's text as code: where it is written if that is in this cell, else all of it at the call."""
    if value.fragment is not None and value.node is not None and value.fragment.home is state.fragment.home:
        literal = literal_fragment(value.fragment, value.node, text)
        if literal is not None:
            return literal
    return _constant_fragment(state, value, text, node)


def shell_method(state: State, name: str, arguments: Arguments, node: ast.Call) -> Value | None:
    """Run a method of IPython's shell object on constant text."""
    fragments = [
        _code_fragment(state, option, option.value, node)
        for argument in arguments.positional
        for option in (argument.value,)
        if isinstance(option, Const) and isinstance(option.value, str)
    ]
    if not fragments:
        return None
    if name in {"system", "getoutput", "system_piped", "system_raw"}:
        for value in options(first(arguments, "cmd")):
            if isinstance(value, Const) and isinstance(value.value, str):
                state.run_shell(_constant_fragment(state, value, value.value, node))
    elif name in {"run_cell", "ex", "ev", "run_code", "safe_execfile_ipy"}:
        state.run_cell(fragments[0])
    elif name == "magic":
        text = fragments[0].content.lstrip("%")
        skipped = len(fragments[0].content) - len(text)
        word = text.split(None, 1)[0] if text.split() else ""
        rest = fragments[0].part(skipped + len(word), len(fragments[0].content))
        state.run_magic(word, rest)
    elif name == "run_line_magic" and len(fragments) > 1:
        state.run_magic(fragments[0].content, fragments[1])
    elif name == "run_cell_magic" and fragments:
        header = fragments[0].content
        line = fragments[1].content if len(fragments) > 2 else ""  # noqa: PLR2004 - name, line, cell
        body = fragments[-1]
        text = f"%%{header} {line}\n"
        begin = body.offsets[0] if body.offsets else 0
        offsets = [begin] * len(text) + list(body.offsets or range(len(body.content) + 1))
        state.run_cell(Fragment(body.home, text + body.content, offsets, exact=False))
    return None


def write(state: State, path: Value | None, content: Value, node: ast.Call) -> None:
    """Remember what a cell writes to a file: code as such, and that what was fetched is there now."""
    if not isinstance(path, Const) or not isinstance(path.value, str):
        return
    if remote(content):
        state.run.fetched[path.value.rsplit("/", 1)[-1]] = state.run.clock
    elif isinstance(content, Const) and isinstance(content.value, str):
        state.write_any(path.value, _code_fragment(state, content, content.value, node))
