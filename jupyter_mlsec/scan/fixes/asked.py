"""What a fix of a secret is made of: the kind, the value, and what the notebook's fixes share."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyter_mlsec.model.rule import Edit, Fix
from jupyter_mlsec.model.text import Span, Text
from jupyter_mlsec.scan.fixes.bindings import Bindings, Code
from jupyter_mlsec.scan.fixes.variable import Circumstances, Variables
from jupyter_mlsec.secrets.kind import Kind

MASK = (
    "REDACTED"  # ASCII, one word, and a stand-in to every scanner: it is at home in code, shells, prose and addresses
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One secret that a fix is wanted for. ``value`` is looked at and never kept in what is made of it."""

    kind: Kind
    text: Text
    span: Span
    value: str = field(repr=False)
    bindings: Bindings = field(repr=False)
    variables: Variables = field(repr=False)

    def variable(self, circumstances: Circumstances) -> str:
        """Return the environment variable that the value moves to."""
        return self.variables.name(self.kind, self.value, circumstances)

    def masked(self, *, safe: bool = True) -> tuple[Fix, ...]:
        """Return the fix that leaves a stand-in where the value was."""
        return (Fix("put a stand-in in its place", (Edit(self.text, self.span, MASK),), safe),)


@dataclass(frozen=True, slots=True)
class Source:
    """One place that a value can be read from at run time: an expression for it, and its import."""

    title: str
    module: str
    attribute: str
    template: str
    safe: bool

    def read(self, asked: Asked, code: Code, at: int, name: str, quote: str) -> tuple[str, tuple[Edit, ...]]:
        """Return the expression that reads ``name``, quoted with ``quote``, and the edits that import what it needs."""
        access, edits = asked.bindings.access(code, at, self.module, self.attribute)
        vendor = (asked.kind.vendor or "notebook").lower().replace('"', "").replace("'", "")
        return self.template.format(access=access, name=name, q=quote, service=vendor), edits


ENVIRONMENT = Source('read it from os.environ["{name}"]', "os", "environ", "{access}[{q}{name}{q}]", safe=True)
PROMPT = Source("ask for it with getpass", "getpass", "getpass", "{access}({q}{name}: {q})", safe=False)
KEYRING = Source(
    "read it from the keyring", "keyring", "get_password", "{access}({q}{service}{q}, {q}{name}{q})", safe=False
)
SOURCES = (ENVIRONMENT, PROMPT, KEYRING)
