"""A line that is no Python cannot be looked at: what it does when it is mended is not known.

What it sees: the first line of a cell that no Python parser accepts, after magics, shell lines, Python 2 and statements
that somebody is still typing were understood. Everything else in the cell was looked at.

Exploit: a cell that only an older Python, or a kernel's own extension, can read loads a model without being seen.

Use instead:

```python
model = load_model("model.keras")  # code that the kernel of this notebook can run
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(command: Command) -> Iterator[Hit]:
    yield command.hit()


RULE = CommandRule(
    name="unreadable-code",
    family=Family.HYGIENE,
    severity=Severity.LOW,
    message="lines of this cell, from this one on, are no Python, so nobody has looked at them",
    remedy="Mend the line, or move it to a Markdown cell.",
    docs=__doc__,
    cwe=(710,),
    atlas=("AML.T0011",),
    programs=("?python",),
    check=_check,
)
