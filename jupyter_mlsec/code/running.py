"""Running text: functions that take code or a command as a string, a list or a file."""

from __future__ import annotations

import ast

from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.intrinsic_table import first, known
from jupyter_mlsec.code.literals import literal_fragment
from jupyter_mlsec.code.origin import remote
from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import UNKNOWN, Arguments, Built, Const, Ref, Seq, Value


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
    value = arguments.find("args", 0) or arguments.find("command", 0) or arguments.find("cmd", 0) or UNKNOWN
    if isinstance(value, Const) and isinstance(value.value, str):
        state.run_shell(_constant_fragment(state, value, value.value, node), interpolate=False)
    elif isinstance(value, Built):
        text = "".join(
            part.value if isinstance(part, Const) and isinstance(part.value, str) else "$UNKNOWN"
            for part in value.parts
        )
        start, _ = state.fragment.inner(node)
        fragment = state.fragment.derived(text, [start] * (len(text) + 1), exact=False)
        state.run_shell(fragment, interpolate=False)
    elif isinstance(value, Seq) and value.items:
        _argv(state, ref, value, node)
    return None


def _argv(state: State, ref: Ref, value: Seq, node: ast.Call) -> None:
    words = ["pip"] if ref.name.startswith("pip.") else []
    for part in value.items:
        if isinstance(part, Const) and isinstance(part.value, str):
            words.append(_quoted(part.value))
        elif isinstance(part, Ref) and part.name == "sys.executable":
            words.append("python")
        else:
            words.append('"$UNKNOWN"')
    text = " ".join(words)
    start, _ = state.fragment.inner(node)
    state.run_shell(state.fragment.derived(text, [start] * (len(text) + 1), exact=False), interpolate=False)


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
        state.run_shell(fragments[0])
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
        first = body.offsets[0] if body.offsets else 0
        offsets = [first] * len(text) + list(body.offsets or range(len(body.content) + 1))
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
