"""A package from a URL or a repository is whatever is there today; only a digest or a full commit pins it.

What it sees: `pip install` of `git+https://…` without a 40-digit commit, of a file behind a URL without `#sha256=`, and of
a requirements file behind a URL, through `%pip`, `!pip`, `python -m pip`, `uv pip` and `subprocess`.

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
from jupyter_mlsec.rules._pip import PROGRAMS, has_commit, has_hash, installs, is_url, is_vcs, requirements


def _check(command: Command) -> Iterator[Hit]:
    if not installs(command):
        return
    for word in requirements(command):
        if is_vcs(word.value):
            if not has_commit(word.value):
                yield command.hit("a repository is installed at whatever its branch or tag holds today")
                return
        elif is_url(word.value) and not has_hash(word.value):
            yield command.hit("a file from a URL is installed without a digest")
            return
    for option in ("-r", "--requirement"):
        word = command.option(option)
        if word is not None and "://" in word.value:
            yield command.hit("requirements from a URL are installed")
            return


RULE = CommandRule(
    name="install-from-url",
    family=Family.SUPPLY_CHAIN,
    severity=Severity.MEDIUM,
    message="a package is installed from a URL that nothing pins",
    remedy="Pin the full commit, or add #sha256= to the URL, or use a release from the index.",
    docs=__doc__,
    cwe=(494, 829),
    atlas=("AML.T0010.001", "AML.T0011.001"),
    programs=PROGRAMS,
    check=_check,
)
