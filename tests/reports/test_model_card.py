"""The model card: what was measured and declared, nothing that looks more complete than it is, no markup from texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import yaml
from inline_snapshot import snapshot

from jupyter_mlsec.model.checklist import (
    Checklist,
    ChecklistItem,
    Cost,
    Declaration,
    Evidence,
    Ground,
    ItemState,
    Level,
    Measurement,
    Observation,
    Risk,
    Stage,
    Status,
)
from jupyter_mlsec.reports.model_card import CardSubject, model_card

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
ITEM = ChecklistItem(
    id="EVA-06", title="Fairness is measured", stage=Stage.EVALUATION, risk=Risk.HIGH, level=Level.AUTO, cost=Cost.FAST,
    binds=(Ground.MODEL,), ttl=0, auto="", human="",
)  # fmt: skip
SEEN = Observation(
    status=Status.PASS,
    summary="Accuracy meets its limit.",
    measurements=(
        Measurement(name="accuracy", value=0.9467, low=0.91, high=0.98, limit=">= 0.9"),
        Measurement(name="log-loss", value=float("inf")),
    ),
)
EVIDENCE = Evidence(
    item="EVA-01", probe="p", observation=SEEN, collected=NOW, subject="clf", binds={"model:clf": "sha256:ab"}
)
SUBJECT = CardSubject(
    name="clf",
    library="sklearn",
    kind="LogisticRegression",
    fields={"licence": "Apache-2.0", "intended-use": "Triage of <b>letters</b> | by a person."},
    datasets=(Declaration(topic="dataset", name="df", fields={"source": "clinic"}, time=NOW),),
    evidence=(EVIDENCE,),
    checklist=Checklist(
        notebook="t.ipynb",
        states=(ItemState(item=ITEM, status=Status.FAIL, computed=Status.FAIL),),
        coverage=0.5,
        conformance=0.25,
    ),
)


def test_the_card_of_a_measured_model() -> None:
    assert model_card(SUBJECT) == snapshot("""\
---
license: "apache-2.0"
library_name: "sklearn"
tags: ["sklearn", "jupyter-mlsec"]
model-index:
- name: "clf"
  results:
  - task: {"type": "other"}
    dataset: {"type": "private", "name": "held-out rows"}
    metrics:
    - {"type": "accuracy", "value": 0.9467, "name": "accuracy"}
---

# clf

## Model description

A `LogisticRegression` of sklearn.
Fingerprint: `sha256:ab`.

## Intended use

Triage of &lt;b&gt;letters&lt;/b&gt; \\| by a person.

## Out-of-scope use

[More Information Needed]

## Training data

- **df**: source: clinic

## Evaluation

| measure | value | 95 % interval | limit |
|---|---|---|---|
| accuracy | 0.947 | 0.91 to 0.98 | &gt;= 0.9 |
| log-loss | inf |  |  |

- ✓ Accuracy meets its limit.

## Limitations and risks

[More Information Needed]

- EVA-06 Fairness is measured: failed

Coverage 50%, conformance 25% of the security checklist.

## Contact

[More Information Needed]

## Licence

Apache-2.0
""")


def test_the_front_matter_is_yaml_with_the_finite_numbers() -> None:
    _, front, _ = model_card(SUBJECT).split("---\n", 2)
    values = yaml.safe_load(front)
    assert values["license"] == "apache-2.0"
    assert values["model-index"][0]["results"][0]["metrics"] == [
        {"type": "accuracy", "value": 0.9467, "name": "accuracy"}
    ]


def test_a_hostile_name_stays_a_word() -> None:
    card = model_card(replace(SUBJECT, name="<img src=x onerror=alert(1)>[a](javascript:b)\n---\n# x", evidence=()))
    assert "<img" not in card
    assert "[a]" not in card
    assert yaml.safe_load(card.split("---\n", 2)[1])["library_name"] == "sklearn"


def test_points_of_a_curve_stay_with_their_picture_and_what_was_not_measured_says_why() -> None:
    curve = Observation(
        status=Status.PASS,
        summary="clf loses little under noise.",
        measurements=(
            Measurement(name="noise-drop", value=0.01, limit="<= 0.05"),
            *(Measurement(name=f"accuracy at {level:g} noise", value=0.9) for level in (0.05, 0.1, 0.2)),
        ),
    )
    unable = Observation(status=Status.ERROR, summary="Not evidence: 54 rows are too few.")
    evidence = (
        replace(EVIDENCE, item="EVA-02", probe="fragile", observation=curve),
        *(replace(EVIDENCE, probe=name, observation=unable) for name in ("weak-slices", "mix")),
    )
    card = model_card(replace(SUBJECT, evidence=evidence))
    assert "| noise-drop | 0.01 |" in card
    assert "accuracy at" not in card
    assert "- Not measured (weak-slices, mix): 54 rows are too few.\n" in card
