"""`%run` and `%load` of a URL fetch a script and run it, or put it into the cell to be run next.

What it sees: `%run`, `%load`, `%loadpy`, `%macro` and `%edit` given an `http:`, `https:` or `ftp:` address.

Exploit: the gist behind the link is edited after you read it; the next run of the notebook runs the new text.

Use instead:

```python
import my_module  # a file beside the notebook, under version control
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Family, Hit, Severity

_URL = re.compile(r"['\"]?(?:https?|ftp)://", re.IGNORECASE)


def _check(command: Command) -> Iterator[Hit]:
    if any(_URL.match(value) for value in command.values):
        yield command.hit()


RULE = CommandRule(
    name="remote-script-magic",
    family=Family.CODE_EXECUTION,
    severity=Severity.HIGH,
    message="a script is fetched from the network to be run",
    remedy="Keep the script beside the notebook, or install it as a pinned package.",
    docs=__doc__,
    cwe=(494, 829),
    atlas=("AML.T0010.001", "AML.T0011.003"),
    programs=("%run", "%load", "%loadpy", "%macro", "%edit", "%execfile", "%install_ext", "%load_file"),
    check=_check,
)
