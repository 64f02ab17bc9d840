"""A command put together from parts is read by a shell: what is in the parts can become another command.

What it sees: `os.system`, `os.popen` and `subprocess` with `shell=True` given text that is built with parts which the
notebook does not know, most of all what was typed in or fetched. Constant commands are left alone.

Exploit: a file name such as `x; curl … | sh` from a data set becomes a command of its own.

Use instead:

```python
subprocess.run(["convert", name, target], check=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.origin import remote, typed
from jupyter_mlsec.code.values import Built, Const, Ref, Value, constants, options
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if call.escaped:
        return
    text = call.argument("args", 0) or call.argument("command", 0) or call.argument("cmd", 0)
    if call.name.startswith("subprocess.") and not call.name.endswith("output") and not _shell(call):
        return
    if call.name == "subprocess.check_output" and not _shell(call):
        return
    if _harmless(text):
        return
    if remote(text) or typed(text):
        yield call.hit("text from outside becomes part of a shell command", severity=Severity.HIGH)
    elif _built(text):
        yield call.hit()
    elif text is not None and not any(True for _ in constants(text)):
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)


def _shell(call: Call) -> bool:
    return any(bool(value) for value in constants(call.argument("shell")))


def _harmless(value: Value | None) -> bool:
    """Whether what the notebook does not know in a command cannot be read as another command."""
    parts = [part for option in options(value) if isinstance(option, Built) for part in option.parts]
    unknown = [part for part in parts if not isinstance(part, Const)]
    return bool(unknown) and all(isinstance(part, Ref) and part.name.startswith(_HARMLESS) for part in unknown)


_HARMLESS = (  # words that were quoted for the shell, numbers, and what the interpreter itself says
    *("shlex.quote()", "pipes.quote()", "shlex.join()", "builtins.range()", "builtins.len()", "builtins.int()"),
    *("builtins.float()", "builtins.round()", "os.getpid()", "os.cpu_count()", "time.time", "sys.executable"),
    *("tempfile.mk", "uuid.uuid", "random.randint()", "torch.cuda.device_count()"),
)


def _built(value: Value | None) -> bool:
    return any(isinstance(option, Built) for option in options(value))


RULE = CallRule(
    name="shell-string-command",
    family=Family.CODE_EXECUTION,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="a shell command is put together from parts",
    remedy="Pass a list of arguments to subprocess.run, without a shell.",
    docs=__doc__,
    cwe=(78,),
    atlas=("AML.T0050",),
    functions=(
        "os.system",
        "os.popen",
        "subprocess.run",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.Popen",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "asyncio.create_subprocess_shell",
    ),
    check=_check,
)
