"""pip-audit's answers in every variant, from a script that stands in for it; a real run that cannot reach anything."""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from jupyter_mlsec.environment.answers import Answers, Silence
from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind
from jupyter_mlsec.environment.pipaudit import COMMAND, ask_pip_audit
from jupyter_mlsec.model.audit import Advisories, Vulnerability

TODAY = date(2026, 11, 20)
ASKED = Advisories(source="OSV, asked through pip-audit", date=TODAY)
NONE = Advisories(source="none: pip-audit gave no answer")
WORLD = Environment(
    python="3.11.7",
    distributions=(Distribution(name="demo", version="1.0"), Distribution(name="other", version="2.0+cpu")),
)


def stand_in(folder: Path, body: str) -> tuple[str, ...]:
    script = folder / "fake_pip_audit.py"
    script.write_text("import sys\n" + body)
    return (sys.executable, "-I", str(script))


def answer(folder: Path, document: object, *, code: int = 0, talk: str = "") -> Answers:
    text = document if isinstance(document, str) else json.dumps(document)
    body = f"sys.stdout.write({text!r})\nsys.stderr.write({talk!r})\nsys.exit({code})\n"
    return ask_pip_audit(WORLD, today=TODAY, command=stand_in(folder, body))


def dep(name: str, version: str, *vulns: Mapping[str, object]) -> dict[str, object]:
    return {"name": name, "version": version, "vulns": list(vulns)}


VULN = {"id": "GHSA-1", "fix_versions": ["1.1"], "aliases": ["CVE-1", "PYSEC-1"], "description": "A\n fault"}


def test_clean_means_that_each_was_answered(tmp_path: Path) -> None:
    document = {"dependencies": [dep("Demo", "1.0"), dep("other", "2.0+cpu")], "fixes": []}
    for code in (0, 1):  # the exit code is no answer
        assert answer(tmp_path, document, code=code) == Answers(
            advisories=ASKED, vulnerabilities={"demo": (), "other": ()}
        )


def test_vulnerable(tmp_path: Path) -> None:
    found = answer(tmp_path, {"dependencies": [dep("demo", "1.0", VULN), dep("other", "2.0+cpu")]}, code=0)
    assert found.vulnerabilities == {
        "demo": (Vulnerability(id="PYSEC-1", aliases=("CVE-1", "GHSA-1"), summary="A fault", fix_versions=("1.1",)),),
        "other": (),
    }


SKIPPED = Silence(reason="pip-audit skipped it: the advisory service does not know it")


def test_all_skipped_is_not_clean_although_the_exit_code_is_zero(tmp_path: Path) -> None:
    skipped = [{"name": name, "skip_reason": "Dependency not found on PyPI"} for name in ("demo", "other")]
    assert answer(tmp_path, {"dependencies": skipped, "fixes": []}) == Answers(
        advisories=ASKED, silences={"demo": SKIPPED, "other": SKIPPED}, gaps=("pip-audit skipped every package",)
    )


def test_some_skipped_left_out_or_answered_for_another_version(tmp_path: Path) -> None:
    found = answer(tmp_path, {"dependencies": [{"name": "demo", "skip_reason": "x"}]})
    assert found.silences == {"demo": SKIPPED, "other": Silence(reason="pip-audit said nothing about it")}
    found = answer(tmp_path, {"dependencies": [dep("demo", "1.0"), dep("other", "2.0")]})
    assert found.silences == {"other": Silence(reason="pip-audit answered about another version")}
    assert found.gaps == ()


LOGIN = "user:" + secrets.token_hex(8)
TRACEBACK = "Traceback (most recent call last):\n"


@pytest.mark.parametrize(
    ("document", "talk", "gap"),
    [
        (
            "",
            TRACEBACK + "NameResolutionError: x",
            "the advisory service could not be reached (no network, or its name is unknown)",
        ),
        ("", TRACEBACK + "requests.exceptions.ConnectionError: x", "the advisory service could not be reached"),
        ("", TRACEBACK + "ProxyError", "the proxy did not let pip-audit through"),
        ("", TRACEBACK + "SSLError", "the secure connection to the advisory service failed"),
        ("", TRACEBACK + "ReadTimeout", "the advisory service did not answer in time"),
        ("", TRACEBACK + "requests.exceptions.HTTPError: 500", "the advisory service refused to answer"),
        ("", "No module named pip_audit", "pip-audit is not installed"),
        ("", TRACEBACK + "ValueError", "pip-audit ended without an answer that can be read"),
        ('{"dependencies": [', "", "pip-audit ended without an answer that can be read"),
        ("[]", "", "pip-audit ended without an answer that can be read"),
        ("No known vulnerabilities found", "", "pip-audit ended without an answer that can be read"),
        (
            "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"),
            "",
            "pip-audit ended without an answer that can be read",
        ),
    ],
)
def test_no_answer_is_a_gap_that_repeats_nothing_of_what_was_printed(
    tmp_path: Path, document: str, talk: str, gap: str
) -> None:
    silent = Silence(reason="pip-audit gave no answer")
    expected = Answers(advisories=NONE, silences={"demo": silent, "other": silent}, gaps=(gap,))
    talk = f"https://{LOGIN}@proxy.example {talk}"
    assert answer(tmp_path, document, talk=talk, code=1) == expected


def test_advisories_that_pip_audit_could_not_read_are_a_gap(tmp_path: Path) -> None:
    document = {"dependencies": [dep("demo", "1.0"), dep("other", "2.0+cpu")]}
    found = answer(tmp_path, document, talk="WARNING:x:Unsupported OSV schema version: 2.0.0")
    assert found.gaps == ("pip-audit could not read every advisory it was given",)


def test_a_process_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    marker = tmp_path / "alive"
    child = f"import time, pathlib; time.sleep(1.5); pathlib.Path({str(marker)!r}).touch()"
    body = f"import subprocess, time\nsubprocess.Popen([sys.executable, '-c', {child!r}])\ntime.sleep(60)\n"
    started = time.monotonic()
    found = ask_pip_audit(WORLD, today=TODAY, command=stand_in(tmp_path, body), timeout=0.7)
    assert found.gaps == ("pip-audit did not finish within 0.7 s",)
    assert time.monotonic() - started < 10
    time.sleep(1.5)
    assert not marker.exists()


def test_a_command_that_does_not_exist(tmp_path: Path) -> None:
    found = ask_pip_audit(WORLD, today=TODAY, command=(str(tmp_path / "gone"),))
    assert found.gaps == ("pip-audit could not be started (FileNotFoundError)",)


def test_what_is_handed_over(tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    body = (
        "import json, pathlib\nargs = sys.argv[1:]\ntext = pathlib.Path(args[-1]).read_text()\n"
        f"pathlib.Path({str(seen)!r}).write_text(json.dumps([args, text]))\n"
    )
    private = (
        Distribution(name="own", version="1", origin=Origin(kind=OriginKind.FOLDER)),
        Distribution(name="fork", version="1", origin=Origin(kind=OriginKind.VCS)),
        Distribution(name="broken", version="", problem="its metadata is gone"),
        Distribution(name="weird", version="1-x-y"),
    )
    world = Environment(python="3", distributions=(*WORLD.distributions, *private))
    found = ask_pip_audit(world, today=TODAY, command=stand_in(tmp_path, body))
    arguments, requirements = json.loads(seen.read_text())
    assert requirements == "demo==1.0\nother==2.0+cpu\n"
    assert arguments[:-1] == [
        *("--format", "json", "--progress-spinner", "off", "--desc", "on", "--aliases", "on"),
        *("--vulnerability-service", "osv", "--no-deps", "--disable-pip", "--requirement"),
    ]
    assert {name: found.silences[name].reason for name in ("own", "fork", "broken", "weird")} == {
        "own": "installed from a folder: its version does not say which code it is, and its name was not sent",
        "fork": "installed from a URL: its version does not say which code it is, and its name was not sent",
        "broken": "its metadata is gone",
        "weird": "its version is not one that advisories can be compared with",
    }


def test_nothing_to_ask_asks_nobody(tmp_path: Path) -> None:
    found = ask_pip_audit(Environment(python="3"), today=TODAY, command=(str(tmp_path / "gone"),))
    assert found == Answers(advisories=ASKED)


def test_the_real_pip_audit_without_a_service_gives_no_answer() -> None:
    found = ask_pip_audit(
        WORLD,
        today=TODAY,
        command=COMMAND,
        service=("--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/v1/query", "--timeout", "2"),
        timeout=60,
    )
    assert found.gaps == ("the advisory service could not be reached",)
    assert found.vulnerabilities == {}
