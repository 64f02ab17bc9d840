"""Images that are pushed without a signature, provenance or list of parts, or whose signature stops nothing."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.pushed_images import pushed_images
from jupyter_mlsec.probes._folder.resources import table
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = (
    "Sign what is pushed, by its digest, and attach its provenance and SBOM; let a wrong signature stop the release."
)


def _run(subject: ProjectSubject) -> Observation:
    idle = sorted({f"{place}: {fact}" for place, fact in _idle(subject)})
    if idle:
        return failed(f"Signatures without consequence. {listed(idle)}.", next_step=_STEP)
    pushed = list(pushed_images(subject))
    if not pushed:
        return not_applicable("nothing in the project pushes an image")
    if any(each.proven for each in pushed):
        return passed(f"{count(len(pushed), 'file')} that push images, with proof of where they are from.")
    refused = [each.place for each in pushed if each.refused]
    if refused:
        said = f"{listed(refused)} pushes images and switches the proof of where they are from off."
        return failed(said, next_step=_STEP)
    said = f"{listed(each.place for each in pushed)} pushes images; nothing signs them or says where they are from."
    return warned(said, next_step=_STEP)


def _idle(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    for line in command_lines(subject):
        yield from ((line.place, rule.fact) for rule in table("signing").commands if rule.holds(line.text))


PROBE = Probe(name="unproven-images", items=("DEP-06",), run=_run, partial=True, incidental=True, docs=__doc__)
