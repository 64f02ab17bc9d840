"""A chat template is a Jinja program that runs whenever the model is talked to.

In a renderer without a sandbox its expressions reach every object of the interpreter.

What it sees: templates in GGUF files and tokenizer configurations that reach for attributes with double underscores,
for the `attr` filter, or for the objects through which Jinja is left.

Exploit: The template of a quantised model walks from an empty text to `os.popen` and runs a command at the first
message.

Use instead:

```python
jinja2.sandbox.ImmutableSandboxedEnvironment().from_string(template)
```
"""

from __future__ import annotations

from jupyter_mlsec.model.rule import Confidence, Family, Rule, Severity

RULE = Rule(
    name="chat-template-code",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    message="the chat template reaches for objects that no template needs, and can run code where it is rendered",
    remedy="Do not use the file's own template: pass the one that the model's author publishes.",
    docs=__doc__,
    cwe=(1336, 94),
    atlas=("AML.T0011.000", "AML.T0051"),
)
