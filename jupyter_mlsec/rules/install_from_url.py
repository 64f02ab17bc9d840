"""A package from a URL or a repository is whatever is there today; only a digest or a full commit pins it.

What it sees: `pip install` of `git+https://…` without a 40-digit commit, of a file behind a URL without `#sha256=`,
and of a requirements file behind a URL, through `%pip`, `!pip`, `python -m pip`, `uv pip` and `subprocess`; and of a
folder that the notebook itself has cloned and not moved to a commit (`git clone … && pip install -e …`), which is a
note: what was installed is there to be read.

Exploit: the branch gets a new `setup.py`, which runs while pip builds the package.

Use instead:

```bash
pip install "git+https://github.com/org/project@<40-digit commit>"
pip install "https://example.org/project-1.0-py3-none-any.whl#sha256=<digest>"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Family, Hit, Severity
from jupyter_mlsec.rules._clone import installed_clone
from jupyter_mlsec.rules._pip import (
    PROGRAMS,
    has_commit,
    has_hash,
    has_short_commit,
    installs,
    is_url,
    is_vcs,
    requirements,
)


def _check(command: Command) -> Iterator[Hit]:
    if installed_clone(command):
        message = "a repository is installed at whatever its branch held when it was cloned"
        yield command.hit(message, severity=Severity.LOW)
    if command.program == "python":
        return
    yield from _run_from(command)
    if not installs(command):
        return
    for word in requirements(command):
        if is_vcs(word.value):
            if not has_commit(word.value):
                severity = Severity.LOW if has_short_commit(word.value) else None
                message = "a repository is installed at whatever its branch or tag holds today"
                yield Hit(command.text, command.word_span(word), message, severity=severity)
        elif is_url(word.value) and not has_hash(word.value):
            yield Hit(command.text, command.word_span(word), "a file from a URL is installed without a digest")
    listed = command.option("-r", "--requirement")
    if listed is not None and "://" in listed.value:
        yield Hit(command.text, command.word_span(listed), "requirements from a URL are installed")


def _run_from(command: Command) -> Iterator[Hit]:
    """Look at tools that are installed to be run once: ``uvx --from``, ``pipx run --spec``."""
    source = command.option("--from", "--spec") if command.program in {"uvx", "pipx", "uv"} else None
    if source is not None and (is_vcs(source.value) or is_url(source.value)) and not has_commit(source.value):
        yield Hit(command.text, command.word_span(source), "a tool is installed from a URL that nothing pins, and run")


RULE = CommandRule(
    name="install-from-url",
    family=Family.SUPPLY_CHAIN,
    severity=Severity.MEDIUM,
    message="a package is installed from a URL that nothing pins",
    remedy="Pin the full commit, or add #sha256= to the URL, or use a release from the index.",
    docs=__doc__,
    cwe=(494, 829),
    atlas=("AML.T0010.001", "AML.T0011.001"),
    programs=(*PROGRAMS, "python"),
    check=_check,
)
