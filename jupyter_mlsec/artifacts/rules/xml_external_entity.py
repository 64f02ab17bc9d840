"""An XML file may define entities: names for the content of other files, or for other entities.

A parser that follows them reads files, calls addresses or runs out of memory. PMML needs none.

What it sees: document types and entity declarations in PMML and other XML models.

Exploit: The scoring service parses the model and sends back an error message with the content of `/etc/passwd`.

Use instead:

```python
pypmml.Model.load("model.pmml")  # after a parser that forbids document types
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Family, Rule, Severity

RULE = Rule(
    name="xml-external-entity",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="the XML file declares a document type or entities, which can read files when it is parsed",
    remedy="Remove the declaration, or ask the author for a file without one.",
    docs=__doc__,
    cwe=(611, 776),
    atlas=("AML.T0011.000",),
)
