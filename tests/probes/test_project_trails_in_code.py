"""Programs that write a trail over, delete or change it, those that add to it, and those that keep none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import csv, json, logging, os, sqlite3\nfrom pathlib import Path\nimport pandas as pd\n"
FRAME = (
    HEAD
    + "TRAIL = Path('audit') / 'decisions.jsonl'\ndef note(user, what):\n    entry = {'user': user, 'what': what}\n"
)
OVER = "a log of the audit is written over"
CUT = "a log of the audit is thrown away as it grows"
GONE = "a log of the audit is deleted"
CHANGED = "entries of an audit table are changed or deleted"


def _in(code: str) -> str:
    return FRAME + "".join(f"    {line}\n" for line in code.splitlines())


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        (_in("with TRAIL.open('w') as out:\n    out.write(json.dumps(entry) + '\\n')"), OVER),
        (_in("with open(TRAIL, mode='wb') as out:\n    json.dump(entry, out)"), OVER),
        (_in("TRAIL.write_text(json.dumps(entry) + '\\n')"), OVER),
        (_in("TRAIL.write_bytes(json.dumps(entry).encode())"), OVER),
        (_in("with open('logs/predictions.log', 'w') as f:\n    print(f'{user} {what}\\n', file=f)"), OVER),
        (_in("with open('audit_log.csv', 'w') as f:\n    csv.writer(f).writerow([user, what])"), OVER),
        (_in("pd.DataFrame([entry]).to_csv('audit_log.csv', index=False)"), OVER),
        (HEAD + "logging.basicConfig(filename='access.log', filemode='w')\n", OVER),
        (HEAD + "NAME = 'audit.log'\nhandler = logging.FileHandler(NAME, 'w')\n", OVER),
        (
            HEAD + "def note(what, *, path='audit.log'):\n    with open(path, 'w') as log:\n"
            "        log.write(json.dumps({'what': what}) + '\\n')\n",
            OVER,
        ),
        (HEAD + "handler = RotatingFileHandler('audit.log', maxBytes=10 * 1024, backupCount=1)\n", CUT),
        (HEAD + "logging.handlers.RotatingFileHandler('logs/audit_trail.jsonl', 'a', 1_000_000, 5)\n", CUT),
        (HEAD + "TimedRotatingFileHandler('audit.log', when='D', backupCount=14)\n", CUT),
        (HEAD + "TimedRotatingFileHandler('audit.log', when='midnight', interval=1, backupCount=7)\n", CUT),
        (_in("os.remove(TRAIL)"), GONE),
        (_in("TRAIL.unlink(missing_ok=True)"), GONE),
        (HEAD + "db = sqlite3.connect('a.db')\ndb.execute('DELETE FROM audit_log WHERE user = ?', [user])\n", CHANGED),  # noqa: S608
        (HEAD + "QUERY = 'UPDATE audit_trail SET outcome = ?'\ncursor.execute(QUERY, [1])\n", CHANGED),  # noqa: S608
    ],
)
def test_spoiled_trails(ask_project: Ask, code: str, fact: str) -> None:
    assert ask_project("trail_infrastructure", {}, code) == (
        "fail",
        f"The project says it itself. the notebook: {fact}.",
    )


@pytest.mark.parametrize(
    "code",
    [
        _in("with TRAIL.open('a') as out:\n    out.write(json.dumps(entry) + '\\n')"),
        HEAD + "RotatingFileHandler('audit.log', maxBytes=100_000_000, backupCount=20)\n",
        HEAD + "RotatingFileHandler('debug.log', maxBytes=10_000, backupCount=1)\n",
        HEAD
        + "RotatingFileHandler('audit.log', maxBytes=10_000)\n",  # without a number of copies nothing is rolled over
        HEAD + "TimedRotatingFileHandler('audit.log', when='W0', backupCount=104)\n",
        HEAD + "TimedRotatingFileHandler('audit.log', when='midnight', backupCount=400)\n",
        _in("if not TRAIL.exists():\n    TRAIL.write_text(json.dumps(entry) + '\\n')"),
        _in("TRAIL.write_text(TRAIL.read_text() + json.dumps(entry) + '\\n')"),
        _in("r = [*load(), entry]\nwith TRAIL.open('w') as out:\n    for e in r:\n        out.write(e + '\\n')"),
        _in("Path('fairness_audit.json').write_text(json.dumps(entry))"),
        _in("pd.DataFrame([*old, entry]).to_csv('audit_log.csv', index=False)"),
        _in("pd.DataFrame([entry]).to_csv('audit_log.csv', mode='a')"),
        HEAD + "logging.basicConfig(filename='access.log')\n",
        HEAD
        + "PATH = 'audit.log'\nkey = lambda a, b: a\ndef note(text):\n    out = open(PATH, 'w')\n    write(text)\n",
        HEAD + "def save(rows):\n    with open('data/rows.jsonl', 'w') as out:\n        out.write(f'{rows}\\n')\n",
        HEAD + "db.execute('INSERT INTO audit_log VALUES (?)', [1])\n",  # noqa: S608
        HEAD + "db.execute('DELETE FROM audit_log WHERE time < ?', [limit])\n",  # noqa: S608
    ],
)
def test_trails_that_are_kept(ask_project: Ask, code: str) -> None:
    assert ask_project("trail_infrastructure", {}, code)[0] in {"pass", "not-applicable"}
