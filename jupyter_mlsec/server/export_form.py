"""What the form of an export sends: the notebook, its parameters, the key and how long it may take."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

import msgspec

from jupyter_mlsec.server.bodies import decoded
from jupyter_mlsec.server.handler import Refusal

_LONGEST = 10_000  # characters of one value

Value = str | int | float | bool


class ExportForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of ``POST exports``. An empty key is the person's own; 0 seconds are the command's limit."""

    path: str
    parameters: dict[str, Value] = {}
    key: str = ""
    timeout: float = 0.0
    measure: bool = False

    def arguments(self) -> Sequence[str]:
        """Return the options of ``mlsec run`` that say the same."""
        given: list[str] = []
        for name, value in self.parameters.items():
            text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
            given += ["--parameter", name, text]
        if self.key:
            given += [f"--key={self.key}"]
        if self.timeout:
            given += [f"--timeout={self.timeout:g}"]
        if self.measure:
            given += ["--measure"]
        return given


def read_form(body: bytes) -> ExportForm:
    """Return the form, or refuse it with 400."""
    form = decoded(body, ExportForm, 'send {"path": "x.ipynb"}')
    values = [value for value in form.parameters.values() if isinstance(value, str)]
    names_are_names = all(name.isidentifier() for name in form.parameters)
    if form.timeout < 0 or not names_are_names or "\0" in form.key or any(_odd(value) for value in values):
        raise Refusal(HTTPStatus.BAD_REQUEST, "a parameter, the key or the time is malformed", "look at the form")
    return form


def _odd(value: str) -> bool:
    return "\0" in value or len(value) > _LONGEST
