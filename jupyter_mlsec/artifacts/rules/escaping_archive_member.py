"""An archive names the place of each of its members.

A name with `..`, an absolute one, or a link to somewhere else writes outside of the folder in which the archive is
unpacked, over a start-up file or a library, for example.

What it sees: members of zip and tar archives whose path or link leads out of the archive, and devices.

Exploit: `../../.bashrc` lies beside the weights in a checkpoint; restoring the checkpoint unpacks it.

Use instead:

```python
tarfile.open("model.nemo").extractall(folder, filter="data")
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="escaping-archive-member",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="unpacking the archive writes outside of the folder that it is unpacked to",
    remedy="Do not unpack the file: no tool that saves models writes such paths.",
    docs=__doc__,
    cwe=(22, 59),
    atlas=("AML.T0011.000",),
)
