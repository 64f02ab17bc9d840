"""An incident plan drawn from what is known: who is called, what to look for, and which signed run to go back to.

It is a beginning to be agreed on, in Markdown. What nobody declared stands in it as a gap, so that nobody takes it for
finished.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

GAP = "TO BE NAMED"
_MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a plan is made of. ``models`` are names with their digests, ``runs`` bundles to go back to, newest first."""

    notebook: str
    day: date
    roles: Mapping[str, str]
    monitoring: Mapping[str, str]
    models: Mapping[str, str]
    runs: Sequence[str]
    drill: str = ""


def incident_plan(facts: PlanFacts) -> str:
    """Return the plan as Markdown; ``GAP`` stands where something has to be filled in."""
    owner, reviewer, contact = (facts.roles.get(role, GAP) for role in ("owner", "reviewer", "contact"))
    channel, watched, threshold, response = (
        facts.monitoring.get(field, GAP) for field in ("channel", "metrics", "threshold", "response")
    )
    back = facts.runs[0] if facts.runs else GAP
    people = [("owner", owner), ("security reviewer", reviewer), ("contact", contact)]
    lines = [
        f"# Incident plan for {facts.notebook}",
        "",
        f"Looked at on {facts.day}. It is looked at again within 180 days, and after every incident.",
        "",
        "## Contacts: who is on call",
        *_table(("role", "person"), people),
        "",
        f"Alarms come in at: {channel}. Somebody answers within: {response}.",
        "",
        "## 1. Identify",
        f"- What is watched: {watched}; alarm at {threshold}.",
        "- Signs: drift of inputs or answers, answers that are wrong for one group, queries that walk the boundary, a",
        "  model file whose digest is not one of those below, a notebook that does not verify.",
        "- Write down when it was seen, by whom, and which of the models below answered.",
        *_table(("model", "digest"), list(facts.models.items())[:_MOST] or [(GAP, GAP)]),
        "",
        "## 2. Contain",
        f"- {owner} disables the endpoint, or puts a rule or the last model in front of it.",
        "- Isolate the host; keep its memory, its logs and the audit trail: `mlsec trail verify`.",
        "- Rotate every key that the service could read.",
        "",
        "## 3. Eradicate",
        "- Find the way in: `mlsec scan .`, `mlsec audit`, `mlsec verify` of the last run, `%mlsec data` on the rows.",
        "- Remove poisoned rows, revoke keys (`mlsec key revoke`), patch packages, retrain.",
        "",
        "## 4. Recover",
        f"- Go back to {back}: `mlsec verify`, then `mlsec reproduce`, then redeploy.",
        *[f"- Older: {run}" for run in facts.runs[1:3]],
        f"- {reviewer} signs the new run off before it answers again.",
        "",
        "## 5. Notify",
        f"- {contact} informs those concerned; personal data within 72 hours (GDPR Art. 33), a serious incident of a",
        "  high-risk system within 15 days (EU AI Act Art. 73).",
        '- Record it: `%mlsec declare incident NAME closed=… lesson="PRE-04"` (an item, limit:… or rule:…).',
        "",
        "## Drills",
        f"- The last one: {facts.drill or GAP}. Record the next: `%mlsec declare drill date=… lessons=…`",
        "",
    ]
    return "\n".join(lines)


def gaps(plan: str) -> int:
    """Return how many gaps a plan still has."""
    return plan.count(GAP)


def _table(heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> list[str]:
    body = [f"| {_cell(first)} | {_cell(second)} |" for first, second in rows]
    return ["", f"| {heads[0]} | {heads[1]} |", "|---|---|", *body]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
