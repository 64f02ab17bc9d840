"""What a notebook takes from others and trusts: text that is run, archives that choose their place, hosts unseen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.consequences import Code, called
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.shell_lines import shell_lines

_RUNS = frozenset({"eval", "exec"})
_USER = re.compile(
    r"\binput\(\)$|ipywidgets\.\w*(?:Text|Textarea|Combobox)\(\)\.value$"
    r"|streamlit\.(?:\w+\.)?(?:text_input|text_area|chat_input)\(\)$|flask\.request\.|sys\.argv|\.query_params|gradio\.Textbox\(\)|os\.environ"
)
_EXTRACTS = frozenset({"extractall", "extract", "unpack_archive"})
_MEMBERS = frozenset({"namelist", "infolist", "getmembers", "getnames", "getinfo"})
_KEEPS_INSIDE = re.compile(
    r"basename|is_relative_to|commonpath|commonprefix|resolve\(|realpath|\.name\)\.name|secure_filename|startswith"
    r"|Path\(\w+\)\.name"
)
_TAR = re.compile(
    r"^(?:sudo\s+)?(?:bsd|g)?tar\s+(?:[^|;&\n]{0,200}\s)?"
    r"(?:-?(?=[A-Za-z]{0,9}x)(?=[A-Za-z]{0,9}P)[A-Za-z]{2,9}|--absolute-names)(?=\s)"
)
_HOSTS = re.compile(
    r"StrictHostKeyChecking[= ]+[\"']?(?:no|off)\b|UserKnownHostsFile[= ]+[\"']?/dev/null", re.IGNORECASE
)
_RUN, _PLACE = "text of others is run", "an archive chooses where its files go"
_HOST = "any SSH host is taken for the right one"


def trusts(program: Program, notebook: Notebook) -> Iterator[str]:
    """Yield what is trusted, in words."""
    code = code_of(notebook)
    if any(_is_handed_over(call, code) for call in program.calls) or any(_runs_each(node, code) for node in code.nodes):
        yield _RUN
    asked = [call for call in program.calls if call.method in {"query", "eval"} and call.base is not None]
    if any(_is_of_user(call, program) for call in asked):
        yield _RUN
    if any(_extracts(call) for call in program.calls) or any(map(_places_freely, code.nodes)):
        yield _PLACE
    if any(_takes_any_host(call) for call in program.calls) or any(map(_forgets_hosts, code.nodes)):
        yield _HOST
    for line in shell_lines(notebook):
        if _TAR.search(line):
            yield _PLACE
        if _HOSTS.search(line):
            yield _HOST


def takes_input(program: Program) -> bool:
    """Tell whether a notebook unpacks archives, reaches other hosts, or asks tables by text."""
    return any(
        call.method in _EXTRACTS | {"query", "literal_eval", "set_missing_host_key_policy"}
        or call.name.startswith(("paramiko.", "asyncssh.", "pysftp.", "fabric."))
        for call in program.calls
    )


def _is_handed_over(call: Call, code: Code) -> bool:
    """Tell whether ``eval`` itself is given to what goes through data: ``.map(eval)``, ``converters={"x": eval}``."""
    if called(call.node) in {"patch", "setattr", "getattr", "isinstance"}:
        return False
    for given in (*call.node.args, *(each.value for each in call.node.keywords)):
        for each in given.values if isinstance(given, ast.Dict) else [given]:
            if isinstance(each, ast.Name) and each.id in _RUNS and each.id not in code.functions:
                return True
    return False


def _runs_each(node: ast.AST, code: Code) -> bool:
    """Tell whether what is not written there is run for each of many: in a comprehension, a lambda, a loop."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _RUNS and node.args):
        return False
    if node.func.id in code.functions or not isinstance(node.args[0], ast.Name | ast.Subscript | ast.Attribute):
        return False
    root: ast.expr = node.args[0]
    while isinstance(root, ast.Subscript | ast.Attribute):
        root = root.value
    for place in code.around(node):
        if isinstance(place, ast.Lambda):
            return isinstance(root, ast.Name) and root.id in {each.arg for each in place.args.args}
        turns = place.generators if isinstance(place, ast.ListComp | ast.SetComp | ast.GeneratorExp) else []
        targets = [turn.target for turn in turns] + ([place.target] if isinstance(place, ast.For) else [])
        names = {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
        if isinstance(root, ast.Name) and root.id in names:
            return True
    return False


def _is_of_user(call: Call, program: Program) -> bool:
    text = call.value(0, "expr")
    behind = program.flow.behind(text, before=call.order) if text is not None else []
    names = [each.name for each in behind if isinstance(each, Ref)]
    numbers = any(name.endswith(("float()", "int()")) for name in names)
    return not numbers and any(_USER.search(name) for name in names)


def _extracts(call: Call) -> bool:
    value = call.value(None, "filter")
    if call.method not in _EXTRACTS or value is None:
        return False
    name = value.name if isinstance(value, Ref) else ""
    return "fully_trusted" in (call.texts(None, "filter") or ("",)) or name.endswith("fully_trusted_filter")


def _places_freely(node: ast.AST) -> bool:
    """Tell whether members of an archive are written where their own names say, or nobody filters any archive."""
    if isinstance(node, ast.Assign):
        targets = [each.attr for each in node.targets if isinstance(each, ast.Attribute)]
        return "extraction_filter" in targets and "fully_trusted" in ast.unparse(node.value)
    if not isinstance(node, ast.For) or not isinstance(node.iter, ast.Call) or called(node.iter) not in _MEMBERS:
        return False
    names = {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}
    joined = [each for part in node.body for each in ast.walk(part) if _joins(each, names)]
    return bool(joined) and not _KEEPS_INSIDE.search("\n".join(map(ast.unparse, node.body))[:20_000])


def _joins(node: ast.AST, names: set[str]) -> bool:
    """Tell whether a path is opened for writing that is made of a member's name."""
    if not (isinstance(node, ast.Call) and called(node) in {"open", "write_bytes", "write_text"}):
        return False
    modes = [each.value for each in node.args[1:] if isinstance(each, ast.Constant)]
    writes = called(node) != "open" or any(isinstance(mode, str) and "w" in mode for mode in modes)
    target: ast.AST = node.args[0] if called(node) == "open" and node.args else node.func
    made = [
        each
        for each in ast.walk(target)
        if isinstance(each, ast.BinOp | ast.JoinedStr) or (isinstance(each, ast.Call) and called(each) == "join")
    ]
    return writes and any(isinstance(each, ast.Name) and each.id in names for part in made for each in ast.walk(part))


def _takes_any_host(call: Call) -> bool:
    if call.method == "set_missing_host_key_policy" and call.node.args:
        policy = ast.unparse(call.node.args[0])[:200]
        return re.search(r"AutoAdd|Warning|IgnoreP|\bMissingHostKeyPolicy", policy) is not None
    if call.name.startswith("asyncssh.") and "known_hosts" in call.arguments.keywords:
        return call.constant("known_hosts") is None
    return any(_HOSTS.search(text) for text in (*call.texts(0), *call.texts(1)) if len(text) < 2_000)  # noqa: PLR2004 - a line


def _forgets_hosts(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant) or node.value.value is not None:
        return False
    return any(isinstance(each, ast.Attribute) and each.attr == "hostkeys" for each in node.targets)
