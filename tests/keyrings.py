"""A keyring in memory, in place of the system's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def memory_keyring() -> Iterator[dict[tuple[str, str], str]]:
    """Put it into place; yield what is in it, by service and name. It fails as the system's ones do."""
    import keyring
    from keyring.backend import KeyringBackend
    from keyring.errors import PasswordDeleteError

    entries: dict[tuple[str, str], str] = {}

    class Memory(KeyringBackend):
        priority = 1
        name = "memory"

        def get_password(self, service: str, username: str) -> str | None:
            return entries.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            entries[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            if (service, username) not in entries:
                raise PasswordDeleteError("there is none")
            del entries[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())  # type: ignore[no-untyped-call]
    try:
        yield entries
    finally:
        keyring.set_keyring(before)
        KeyringBackend._classes.discard(Memory)
