"""A package without a version is another one tomorrow: the run cannot be repeated, and a bad release comes unseen.

What it sees: `pip install name` without `==`, in a cell.

Exploit: a maintainer's account is taken over for an hour; notebooks that install the newest release in that hour run
it.

Use instead:

```bash
pip install "package==1.2.3"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity
from jupyter_mlsec.rules._pip import installs, is_plain_name, requirements


def _check(command: Command) -> Iterator[Hit]:
    if not installs(command):
        return
    for word in requirements(command):
        if is_plain_name(word.value) and "==" not in word.value:
            yield Hit(command.text, command.word_span(word))


RULE = CommandRule(
    name="unpinned-install",
    family=Family.SUPPLY_CHAIN,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    message="a package is installed without a version",
    remedy="Pin the version with ==, better with a lock file.",
    docs=__doc__,
    cwe=(1357,),
    atlas=("AML.T0010.001",),
    programs=("pip",),
    check=_check,
)
