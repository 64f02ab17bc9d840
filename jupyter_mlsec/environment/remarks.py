"""What else is worth saying about an environment: direct URLs, near misses of popular names, licences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind
from jupyter_mlsec.environment.similar_names import similar_name
from jupyter_mlsec.model.audit import Remark, RemarkKind, Tier

_NOT_CHECKED = "whether releases were yanked or projects abandoned is known to the index only, which was not asked"


def remarks(environment: Environment, tier_of: Mapping[str, Tier]) -> tuple[Remark, ...]:
    """Return the remarks, by distribution; none of them changes a verdict."""
    found = [
        Remark(kind=kind, message=message, name=item.name, version=item.version, tier=tier_of[item.name])
        for item in environment.distributions
        for kind, message in _about(item)
    ]
    return (*found, Remark(kind=RemarkKind.NOT_CHECKED, message=_NOT_CHECKED))


def _about(item: Distribution) -> Iterator[tuple[RemarkKind, str]]:
    origin = item.origin
    if origin.kind is OriginKind.FOLDER:
        yield RemarkKind.DIRECT_URL, f"installed from a folder{', editable' if origin.editable else ''}"
    elif origin.kind is not OriginKind.INDEX:
        pinned = bool(origin.commit or origin.digest)
        where = origin.url or "a URL that cannot be shown"
        yield RemarkKind.DIRECT_URL, f"installed from {where}{'' if pinned else ', and not pinned by a hash'}"
    near = similar_name(item.name)
    if near:
        yield RemarkKind.SIMILAR_NAME, f"its name is one slip away from {near}"
    if item.licence is None and item.problem is None:
        said = f" ({item.declared_licence})" if item.declared_licence else ""
        yield RemarkKind.LICENCE, f"no SPDX licence follows from its metadata{said}"
