"""How close each distribution is to a notebook: imported by it, reachable from what it imports, or merely installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from jupyter_mlsec.environment.installed import Distribution, Environment
from jupyter_mlsec.model.audit import Tier


def tiers(environment: Environment, imports: frozenset[str]) -> dict[str, Tier]:
    """Return the tier of every distribution by normalised name.

    ``imports`` are top-level import names. A namespace shared by several distributions (``google``) counts for all of
    them: too close is the safe side.
    """
    imported = {item.name for item in environment.distributions if imports & set(item.modules)}
    closure = reachable(environment, imported)
    return {
        item.name: Tier.IMPORTED
        if item.name in imported
        else Tier.REACHABLE
        if item.name in closure
        else Tier.INSTALLED
        for item in environment.distributions
    }


def reachable(environment: Environment, start: Iterable[str]) -> set[str]:
    """Follow Requires-Dist from ``start``, with markers evaluated for that interpreter and extras as asked for."""
    known = {item.name: item for item in environment.distributions}
    waiting = [(name, "") for name in start]
    seen: set[tuple[str, str]] = set()
    while waiting:
        node = waiting.pop()
        if node in seen or node[0] not in known:
            continue
        seen.add(node)
        for requirement in requirements(known[node[0]], environment.markers, node[1]):
            name = canonicalize_name(requirement.name)
            waiting += [(name, ""), *((name, extra) for extra in sorted(requirement.extras))]
    return {name for name, _ in seen}


def requirements(item: Distribution, markers: Mapping[str, str], extra: str = "") -> Iterator[Requirement]:
    """Yield the requirements that hold there; a line that cannot be parsed leads nowhere and is left out."""
    for line in item.requires:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        if requirement.marker is None or requirement.marker.evaluate({**markers, "extra": extra}):
            yield requirement
