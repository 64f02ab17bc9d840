"""A saved output keeps the rows that it shows, and goes wherever the notebook goes.

What it sees: e-mail addresses, telephone numbers in international form, IBANs, card numbers and national identity
numbers in saved outputs. Numbers count only with a valid check digit, and those without a form of their own only
beside a word or in a column that says what they are. Role addresses, examples and authors' addresses are left alone.

Exploit: `df.head()` of the customer table is committed with the notebook, and five people's data are public for good.

Use instead:

```python
df.drop(columns=["email", "phone"]).head()
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.rule import Confidence, Family, Fix, Hit, Removal, Severity
from jupyter_mlsec.model.text import Place, Text
from jupyter_mlsec.rules._base import TextRule
from jupyter_mlsec.secrets.personal import find_personal

_MOST = 200  # hits in one text; a table of thousands needs no more to be seen


def _check(text: Text) -> Iterator[Hit]:
    if text.place is not Place.OUTPUT:
        return
    fixes: tuple[Fix, ...] = ()
    if "outputs" in text.origin:
        output = text.origin[: text.origin.index("outputs") + 2]
        fixes = (Fix("clear this output", (Removal(output),), safe=True),)
    for count, found in enumerate(find_personal(text)):
        if count >= _MOST:
            return
        yield Hit(text, found.span, f"{found.kind} is kept in a saved output", fixes=fixes)


RULE = TextRule(
    name="personal-data-in-output",
    family=Family.PRIVACY,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="personal data is kept in a saved output",
    remedy="Clear the output, and show only columns that identify nobody.",
    docs=__doc__,
    cwe=(359, 200),
    atlas=("AML.T0057",),
    check=_check,
)
