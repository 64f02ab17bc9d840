"""Eighth lot: trails with holes, restores nobody tried, drills nobody held (MNT-04 to MNT-06)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

_EVENTS = (
    ("2026-11-02T08:01:11Z", "run", "s.okello", "train.ipynb"),
    ("2026-11-02T09:40:02Z", "sign-off", "b.larsen", "run 31"),
    ("2026-11-05T10:15:48Z", "waiver", "b.larsen", "TRN-10"),
    ("2026-11-09T07:58:30Z", "run", "s.okello", "train.ipynb"),
    ("2026-11-09T16:20:05Z", "export", "s.okello", "model 3.2"),
    ("2026-11-12T11:03:59Z", "sign-off", "b.larsen", "run 32"),
)


def _chain(events: Iterable[tuple[str, str, str, str]]) -> list[str]:
    """Return lines of a trail, each with the digest of the one before."""
    before, lines = "0" * 64, []
    for place, (time, what, who, subject) in enumerate(events):
        entry = {"seq": place, "time": time, "event": what, "actor": who, "subject": subject, "prev": before}
        before = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
        lines.append(json.dumps({**entry, "hash": before}, sort_keys=True) + "\n")
    return lines


_WHOLE = _chain(_EVENTS)
_CUT = [*_WHOLE[:2], _WHOLE[3].replace("s.okello", "unknown"), *_WHOLE[4:]]

CASES: tuple[Case, ...] = (
    Case(
        "eighth: hash-chained trail with an entry gone and another rewritten",
        "MNT-04",
        bad_files={"audit/trail.jsonl": "".join(_CUT)},
        good_files={"audit/trail.jsonl": "".join(_WHOLE)},
    ),
    project(
        "eighth: logging of predictions that starts afresh each time and knows no user",
        "MNT-04",
        "serving/logging.yaml",
        """version: 1
disable_existing_loggers: true
formatters:
  plain:
    format: "%(message)s"
handlers:
  audit:
    class: logging.FileHandler
    filename: /tmp/audit.log
    mode: w
    formatter: plain
    level: ERROR
loggers:
  audit: {handlers: [audit], level: ERROR, propagate: false}
retention_days: 1
integrity: none
""",
        "disable_existing_loggers: true",
        "disable_existing_loggers: false",
        'format: "%(message)s"',
        'format: "%(asctime)s %(levelname)s %(user)s %(request_id)s %(model_version)s %(message)s"',
        "filename: /tmp/audit.log\n    mode: w\n",
        "filename: /var/log/scorer/audit.log\n    mode: a\n",
        "    level: ERROR\nloggers:",
        "    level: INFO\nloggers:",
        "audit: {handlers: [audit], level: ERROR, propagate: false}",
        "audit: {handlers: [audit], level: INFO, propagate: false}",
        "retention_days: 1\nintegrity: none\n",
        "retention_days: 3650\nintegrity: hourly hash chain, signed, copied to write-once storage\n",
    ),
    project(
        "eighth: restore that came back other than it went, and was called fine",
        "MNT-05",
        "ops/restore_tests/2026-10-07.json",
        f"""{{
  "date": "2026-10-07", "by": "C. Whitlock", "kind": "rollback to previous signed model",
  "targets": {{"rto_minutes": 30, "rpo_hours": 24}},
  "model": {{"name": "dispatch-eta 6.3", "recorded_sha256": "{"ca" * 32}", "restored_sha256": "{"0d" * 32}"}},
  "data": {{"recorded_sha256": "{"bb" * 32}", "restored_sha256": null}},
  "sample": {{"rows": 200, "same_answers": 117}},
  "minutes_to_restore": 412,
  "data_loss_hours": 190,
  "kill_switch_owner": "",
  "result": "passed"
}}
""",
        f'"restored_sha256": "{"0d" * 32}"',
        f'"restored_sha256": "{"ca" * 32}"',
        '"restored_sha256": null',
        f'"restored_sha256": "{"bb" * 32}"',
        '"same_answers": 117',
        '"same_answers": 200',
        '"minutes_to_restore": 412',
        '"minutes_to_restore": 19',
        '"data_loss_hours": 190',
        '"data_loss_hours": 3',
        '"kill_switch_owner": ""',
        '"kill_switch_owner": "C. Whitlock, deputy F. Oduya"',
    ),
    project(
        "eighth: German runbook for going back that nobody has ever tried",
        "MNT-05",
        "betrieb/rueckfall.md",
        """# Rückfall und Wiederherstellung: Modell `bettenbedarf` 3.4

- Vorherige Version: 3.3
- Ablage der Sicherung: unbekannt, vermutlich auf dem alten Laufwerk
- Ziel für die Wiederherstellung (RTO/RPO): nicht festgelegt
- Verantwortlich für den Notschalter: offen

## Schritte
1. Datei der vorherigen Version suchen
2. Dienst neu starten

## Letzter Test
Noch nie getestet.
""",
        "- Ablage der Sicherung: unbekannt, vermutlich auf dem alten Laufwerk",
        f"- Ablage der Sicherung: `s3://klinik-modelle/bettenbedarf/3.3/` (SHA-256 `{'8a' * 32}`, signiert)",
        "(RTO/RPO): nicht festgelegt",
        "(RTO/RPO): 60 Minuten / 24 Stunden",
        "Notschalter: offen",
        "Notschalter: Henrike Vogt, Vertretung Samir Aydin",
        "1. Datei der vorherigen Version suchen\n2. Dienst neu starten\n",
        "1. Notschalter im Gateway, Anzeige geht auf den Handplan\n2. Version 3.3 holen, Prüfsumme und Signatur prüfen\n3. Feste Stichprobe (100 Fälle) rechnen und vergleichen\n4. Dienst neu starten, 24 Stunden beobachten\n",
        "Noch nie getestet.",
        "2026-09-11, H. Vogt: Prüfsumme gleich, 100 von 100 Antworten gleich, 34 Minuten.",
    ),
    project(
        "eighth: drill register that stops three years ago",
        "MNT-06",
        "drills/register.csv",
        """date,scenario,led_by,participants,lessons,new_check
2022-11-16,poisoned feed of prices,L. Abara,6,alarm came too late,
2023-05-24,stolen key of the registry,L. Abara,4,,
""",
        "2023-05-24,stolen key of the registry,L. Abara,4,,",
        "2023-05-24,stolen key of the registry,L. Abara,4,keys had no end,TRN-08\n"
        "2024-10-02,drift over a holiday,L. Abara,5,nobody on call,MNT-03\n"
        "2025-10-14,model returns one class,P. Strand,7,rollback took 3 h,MNT-05\n"
        "2026-06-11,prompt of a customer leaks prices,P. Strand,8,output filter missing,DEP-04",
        "2022-11-16,poisoned feed of prices,L. Abara,6,alarm came too late,",
        "2022-11-16,poisoned feed of prices,L. Abara,6,alarm came too late,DEP-07",
    ),
    project(
        "eighth: closed incident from which nothing followed",
        "MNT-06",
        "incidents/2026-014.yaml",
        """id: INC-2026-014
title: forecast froze for nine hours after a silent change of units
opened: 2026-08-27
closed: 2026-08-28
severity: high
root_cause: supplier switched from kWh to MWh, no range check on the feed
impact: 3 substations dispatched too low
lessons: []
follow_up: []
new_or_changed_checks: []
drill: {last: 2023-02-01, next: null}
""",
        "lessons: []\nfollow_up: []\nnew_or_changed_checks: []\ndrill: {last: 2023-02-01, next: null}\n",
        """lessons:
  - ranges of the feed are part of its contract
follow_up:
  - {task: GRID-881, what: range check with refusal, owner: M. Idris, done: 2026-09-05}
new_or_changed_checks:
  - {item: COL-02, rule: limits.yaml#feed_kwh, added: 2026-09-05}
  - {item: DEP-04, rule: contract.json#feed, added: 2026-09-08}
drill: {last: 2026-09-24, scenario: change of units, next: 2027-03-24}
""",
        files={
            "limits.yaml": "feed_kwh: {min: 0, max: 90000}\n",
            "contract.json": '{"feed": {"type": "number", "minimum": 0, "maximum": 90000}}\n',
        },
    ),
)
