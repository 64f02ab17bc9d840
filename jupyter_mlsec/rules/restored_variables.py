"""`%store -r` unpickles variables that some notebook of this profile stored, and puts them into yours.

What it sees: `%store -r`, with or without names.

Exploit: another notebook, or anybody who can write to the profile's folder, leaves a variable whose pickle runs a
command.

Use instead:

```python
df = pd.read_parquet("shared.parquet")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(command: Command) -> Iterator[Hit]:
    if any(value.startswith("-") and "r" in value for value in command.values):
        yield command.hit()


RULE = CommandRule(
    name="restored-variables",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="%store -r unpickles variables that another notebook stored",
    remedy="Hand data over in a file without code.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    programs=("%store",),
    check=_check,
)
