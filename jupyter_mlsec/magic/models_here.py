"""The fitted models of a kernel: what cells fitted, what a loop fitted, and what came ready from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.packages import package_of

if TYPE_CHECKING:
    from jupyter_mlsec.magic.moments import Moments

_SHELVES = frozenset({dict, list, tuple})  # these types themselves: what a person derived may do anything
_MOST_ON_A_SHELF = 200  # entries of a list that somebody keeps models in
_IPYTHON = frozenset({"In", "Out"})  # what its own history is called


@dataclass(frozen=True, slots=True)
class Model:
    """The path to a model, and the name by which a cell fitted it; "" where no cell says so."""

    path: str
    fitted_as: str


def models_here(retold: Moments, namespace: Mapping[str, Any]) -> Iterator[Model]:
    """Yield each model once, in the order of the fits.

    Of what a loop fitted, only the last one has the loop's name afterwards: the others stand in the list or the
    dictionary that the loop went through. What a function of the person's own fitted, or what was loaded, comes last.
    """
    seen: set[int] = set()
    for name in retold.models(namespace):
        for path, model in _shelf(name, namespace):
            if id(model) not in seen:
                seen.update((id(model), *_inside(model)))
                yield Model(path, name)
    for name, value in tuple(namespace.items()):
        if id(value) not in seen and not name.startswith("_") and _is_fitted(value):
            seen.update((id(value), *_inside(value)))
            yield Model(name, "")


def _shelf(name: str, namespace: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Return the paths of a model and of those that stand beside it; its own name where it stands alone."""
    for shelf, held in tuple(namespace.items()):
        found = [] if shelf.startswith("_") or shelf in _IPYTHON else list(_held(shelf, held))
        if any(model is namespace[name] for _, model in found):
            return [(path, model) for path, model in found if hasattr(type(model), "predict") and _is_fitted(model)]
    if package_of(namespace[name]) == "sklearn" and not _is_fitted(namespace[name]):
        return []  # the name was given to another model since, which waits to be fitted
    return [(name, namespace[name])]


def _held(shelf: str, held: object) -> Iterator[tuple[str, object]]:
    """Yield what stands in a list or a dictionary, or in pairs within one, each with its path."""
    if not isinstance(held, (dict, list, tuple)) or type(held) not in _SHELVES or len(held) > _MOST_ON_A_SHELF:
        return
    for key, value in tuple(held.items() if isinstance(held, dict) else enumerate(held)):
        if isinstance(key, (str, int)):
            yield f"{shelf}[{key!r}]", value
            if type(value) is tuple:
                yield from ((f"{shelf}[{key!r}][{place}]", part) for place, part in enumerate(value))


def _inside(model: object) -> Iterator[int]:
    """Yield the identities of what a model is made of: the best one of a search, the steps of a pipeline."""
    for part in vars(model).values() if hasattr(model, "__dict__") else ():
        yield id(part)
        if type(part) is list:
            yield from (id(each) for step in part for each in (step if type(step) is tuple else (step,)))


def _is_fitted(value: object) -> bool:
    """Tell whether something answers, and says of itself, as scikit-learn asks, that it has been fitted.

    What answers and has nothing to fit is what it will ever be: rules that somebody wrote down.
    """
    if isinstance(value, type) or not hasattr(type(value), "predict"):
        return False
    if not hasattr(type(value), "fit"):
        return True
    validation = sys.modules.get("sklearn.utils.validation")
    if validation is None:
        return False  # nothing here can say it as scikit-learn asks
    try:
        validation.check_is_fitted(value)
    except Exception:  # noqa: BLE001 - the person's own object may raise anything
        return False
    return True
