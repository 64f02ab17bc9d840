"""The one exception tree: what went wrong, and what the person can do about it.

::

    MlsecError
    ├── UsageError            the command line, magic or request was wrong
    ├── ConfigError           a configuration or policy file is wrong
    ├── UnreadableError       a notebook, script or artefact could not be looked at
    ├── StateError            what a notebook or project says about itself is malformed
    ├── AuditError            the environment or the advisories could not be read
    ├── RunError              a notebook could not be executed
    │   └── RefusedError      a run finished but must not be signed (a secret in its outputs, for example)
    ├── SigningError          a key or a signature could not be made or read
    ├── BundleError           a bundle is not one, or cannot be written
    ├── ConversionError       a model could not be written in another format
    └── GuardError            the guard stopped a load while it ran

Every message is safe to print and to log: none of these may ever carry a secret, a data value or a cell's source.
"""

from __future__ import annotations


class MlsecError(Exception):
    """Something the person can act on.

    ``help`` holds the next steps, one sentence each, that surfaces print as ``help:`` lines under the message.
    """

    def __init__(self, message: str, *, help: tuple[str, ...] | str = ()) -> None:  # noqa: A002 - the field's own word
        super().__init__(message)
        self.message = message
        self.help = (help,) if isinstance(help, str) else help

    def __str__(self) -> str:
        """Return the message alone; the help lines are for surfaces to lay out."""
        return self.message


class UsageError(MlsecError):
    """The command line, the magic's line or the request's body was wrong."""


class ConfigError(MlsecError):
    """A configuration or policy file has an unknown key, a wrong type or a locked value."""


class UnreadableError(MlsecError):
    """A target could not be looked at; the message becomes the ``reason`` of a ``not-checked`` target."""


class StateError(MlsecError):
    """``nb.metadata["mlsec"]`` or ``.mlsec/`` holds something malformed."""


class AuditError(MlsecError):
    """The environment or the advisories could not be read, so nothing can be said about vulnerabilities."""


class RunError(MlsecError):
    """A notebook could not be executed to its end."""


class RefusedError(RunError):
    """A run finished, but signing it would be wrong."""


class SigningError(MlsecError):
    """A key or signature could not be made, read or trusted."""


class BundleError(MlsecError):
    """A run bundle is malformed or could not be written."""


class GuardError(MlsecError):
    """The guard stopped a load before what it would have run; raised inside the loader, so its words hold the help."""

    def __str__(self) -> str:
        """Return message and help: between a loader's frames nobody lays them out."""
        return "\n".join((self.message, *(f"  help: {advice}" for advice in self.help)))


class ConversionError(MlsecError):
    """A model was not converted: it is not vetted, not of a kind that can be, or came out different."""
