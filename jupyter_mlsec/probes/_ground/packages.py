"""Where an object's class is from, as the class itself says: not every class says it with a text."""

from __future__ import annotations


def module_of(kind: type) -> str:
    """Return the module that a class says it is from; an empty text where it names none.

    Functions that Cython 3.1.0 compiled (numpy's ``default_rng`` in 2.2 among them) have a class whose ``__module__``
    is the slot in which its instances keep theirs.
    """
    module: object = kind.__module__
    return module if isinstance(module, str) else ""


def package_of(value: object) -> str:
    """Return the top-level package of an object's class; an empty text where it names none."""
    return module_of(type(value)).partition(".")[0]


def packages_of(value: object) -> frozenset[str]:
    """Return the top-level packages that an object's class is made from."""
    return frozenset(module_of(kind).partition(".")[0] for kind in type(value).__mro__)
