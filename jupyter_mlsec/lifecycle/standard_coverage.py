"""Coverage of the declared laws and standards: which of their requirements stand on something fresh."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jupyter_mlsec.lifecycle.coverage import evidenced
from jupyter_mlsec.model.checklist import ItemState, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import listed, not_applicable

# How people write the name of a standard, and its name in the catalogue.
_SPELLINGS: Mapping[str, re.Pattern[str]] = {
    "eu_ai_act": re.compile(r"eu[- ]?ai[- ]?act|ai[- ]?act|2024/1689", re.IGNORECASE),
    "iso42001": re.compile(r"42001"),
    "iso27001": re.compile(r"27001"),
    "ai_rmf": re.compile(r"ai[- ]?rmf|100-1\b", re.IGNORECASE),
    "nistaml": re.compile(r"100-2\b|nistaml", re.IGNORECASE),
    "sp800_53": re.compile(r"800-53"),
    "ssdf": re.compile(r"ssdf|800-218", re.IGNORECASE),
    "aisvs": re.compile(r"aisvs", re.IGNORECASE),
    "owasp_ml": re.compile(r"owasp.*\bml\b", re.IGNORECASE),
    "owasp_llm": re.compile(r"owasp.*\bllm\b", re.IGNORECASE),
    "atlas": re.compile(r"atlas", re.IGNORECASE),
    "cosai": re.compile(r"cosai|saif", re.IGNORECASE),
    "ncsc_cisa": re.compile(r"ncsc|cisa", re.IGNORECASE),
}
_MOST = 12  # requirements named one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardSubject:
    """The states of all items, and the laws and standards that the notebook declares."""

    states: tuple[ItemState, ...]
    laws: tuple[str, ...]


def _run(subject: StandardSubject) -> Observation:
    wanted = {name for name, spelling in _SPELLINGS.items() if any(spelling.search(law) for law in subject.laws)}
    if not wanted:
        return not_applicable("none of the declared laws is one that the items are mapped to")
    known = _by_requirement(subject.states, wanted)
    bare = sorted(each for each, covered in known.items() if not covered)
    shares = {
        name: [covered for each, covered in known.items() if each.partition(" ")[0] == name] for name in sorted(wanted)
    }
    measured = tuple(
        Measurement(name=f"covered:{name}", value=round(sum(each) / len(each), 4))
        for name, each in shares.items()
        if each
    )
    told = listed(f"{name} {sum(each)} of {len(each)}" for name, each in shares.items())
    if bare:
        rest = f"and {len(bare) - _MOST} more" if len(bare) > _MOST else ""
        return Observation(
            status=Status.WARN,
            summary=f"Requirements that stand on evidence: {told}.",
            details=tuple(each for each in (*bare[:_MOST], rest) if each),
            measurements=measured,
            next_step="Fill in the items that these requirements are mapped to: %mlsec checklist",
        )
    return Observation(
        status=Status.PASS, summary=f"Every mapped requirement stands on evidence: {told}.", measurements=measured
    )


def _by_requirement(states: Iterable[ItemState], wanted: set[str]) -> dict[str, bool]:
    """Return each requirement of the wanted standards, and whether any item that applies gives evidence for it."""
    found: defaultdict[str, bool] = defaultdict(bool)
    for state in states:
        if state.status is not Status.NOT_APPLICABLE:
            for requirement in state.item.standards:
                if requirement.partition(" ")[0] in wanted:
                    found[requirement.rstrip("?")] |= evidenced(state)
    return dict(found)


PROBE: Probe[StandardSubject] = Probe(
    name="standard-coverage",
    items=("GOV-02",),
    run=_run,
    partial=True,
    incidental=True,
    docs="The requirements of the declared laws and standards stand on evidence.",
)
