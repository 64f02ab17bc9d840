from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NOTHING = ("not-applicable", "Does not apply: nothing in the project looks for known vulnerabilities.")


@pytest.mark.parametrize(
    "line",
    [
        "trivy fs --skip-db-update .", "osv-scanner scan --offline -r .", "dependency-check.sh --noupdate --scan .",
        "cargo audit --no-fetch", "npm audit --offline", "GRYPE_DB_AUTO_UPDATE=false grype dir:.",
        "export TRIVY_SKIP_DB_UPDATE=true", "safety check --db vendored/safety-db",
    ],
)  # fmt: skip
def test_commands_that_do_not_fetch(ask_project: Ask, line: str) -> None:
    said = ("warn", "Audits are kept from fetching new advisories: audit.sh.")
    assert ask_project("frozen_advisories", {"audit.sh": f"#!/bin/sh\n{line}\n"}) == said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("trivy.yaml", "db:\n  skip-update: true\n"),
        (".grype.yaml", "db:\n  auto-update: false\n"),
        (".grype.yaml", "db:\n  validate-age: false\n"),
        (".github/workflows/scan.yml",
         "jobs:\n  a:\n    steps:\n      - uses: aquasecurity/trivy-action@v1\n        with: {skip-db-update: true}\n"),
        (".gitlab-ci.yml", "scan:\n  variables: {GRYPE_DB_AUTO_UPDATE: 'false'}\n  script: [grype dir:.]\n"),
        ("renovate.json", '{"vulnerabilityAlerts": {"enabled": false}}'),
    ],
)  # fmt: skip
def test_settings_that_do_not_fetch(ask_project: Ask, name: str, text: str) -> None:
    said = ("warn", f"Audits are kept from fetching new advisories: {name}.")
    assert ask_project("frozen_advisories", {name: text}) == said
    twin = text.replace("true", "x").replace("false", "true").replace("x}", "false}").replace(": x", ": false")
    assert ask_project("frozen_advisories", {name: twin})[0] in {"pass", "not-applicable"}


@pytest.mark.parametrize("line", ["trivy fs .", "osv-scanner scan -r .", "grype dir:.", "pip-audit"])
def test_audits_that_fetch(ask_project: Ask, line: str) -> None:
    said = ("pass", "1 audit, none of a copy that nobody refreshes.")
    assert ask_project("frozen_advisories", {"audit.sh": f"{line}\n"}) == said


def test_a_copy_that_is_refreshed(ask_project: Ask) -> None:
    lines = "trivy image --download-db-only\ntrivy fs --skip-db-update .\n"
    assert ask_project("frozen_advisories", {"audit.sh": lines})[0] == "pass"


@pytest.mark.parametrize("text", ["", "echo skip-db-update\n", "db: {skip: true}\n"])
def test_no_audit(ask_project: Ask, text: str) -> None:
    assert ask_project("frozen_advisories", {"a.sh": text, "a.yaml": "db: {update: false}\n"}) == NOTHING
