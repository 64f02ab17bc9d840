"""What the scan of model files said, as an observation: dangerous, not looked at, asking, or fine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.kernel import FileFact, Loading
from jupyter_mlsec.probes._ground.base import failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_evidence

_MOST = 20  # files told one by one


def judged(names: Iterable[str], facts: Mapping[str, FileFact] | None, *, missing: str) -> Observation:
    """Return the observation for files by the path they have in ``facts``; ``missing`` is what to do for absent ones.

    The worst file decides. A file that nobody could look at outweighs every file that was seen to be well.
    """
    if facts is None:
        return not_evidence("nobody looked at the model files", next_step="mlsec checklist looks at them.")
    found = {name: facts.get(name) for name in sorted(set(names))}
    said = {name: fact for name, fact in found.items() if fact is not None and fact.loading is not None}
    details = tuple(f"{_shown(name)}: {fact.saw}" for name, fact in list(said.items())[:_MOST])
    if dangerous := _those(said, Loading.DANGEROUS):
        step = "Do not load it. Find out where it comes from, remove it, and train or fetch the model again."
        return failed(f"{listed(dangerous)} is dangerous to load.", *details, next_step=step)
    if unread := _those(said, Loading.UNREAD):
        return not_evidence(f"{listed(unread)} could not be looked at in full", next_step="Save it in another format.")
    if absent := [_shown(name) for name in found if name not in said]:
        return not_evidence(f"{listed(absent)} is not here", next_step=missing)
    if asking := _those(said, Loading.ASKS):
        step = "Look at the names in it: mlsec scan FILE. Then save the model as skops or safetensors: mlsec convert."
        return warned(f"{listed(asking)} names what nobody vetted.", *details, next_step=step)
    return passed(f"{count(len(said), 'model file')} scanned without loading: only vetted names.", *details)


def _those(said: Mapping[str, FileFact], loading: Loading) -> list[str]:
    return [_shown(name) for name, fact in said.items() if fact.loading is loading]


def _shown(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
