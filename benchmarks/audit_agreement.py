"""Differential: pip-audit (against a loopback OSV service) and the offline store, on the same advisories.

The service decides by itself which advisories apply (packaging's specifier sets and the plain version lists, over
the raw YAML); pip-audit reads its answers; ours come from the index. Every package of the snapshot is asked about at
several versions: listed ones and the boundaries of ranges. What is undetermined here is counted apart: it is never
"clean".
"""

from __future__ import annotations

import json
import random
import sys
import tarfile
import threading
from collections import defaultdict
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import yaml
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from benchmarks._material import material
from jupyter_mlsec.environment.export import members
from jupyter_mlsec.environment.installed import Distribution, Environment
from jupyter_mlsec.environment.offline import ask_store
from jupyter_mlsec.environment.pipaudit import ask_pip_audit
from jupyter_mlsec.environment.store import AdvisoryStore

ROUNDS = 5
TODAY = date(2024, 10, 11)
Record = dict[str, Any]


def main() -> None:
    """Print how many answers agree, and each that does not."""
    snapshot = material("advisories/pypa-advisories-2024-10-10.tar.gz")
    with tarfile.open(snapshot) as archive:
        files = [archive.extractfile(entry) for entry in archive if entry.name.endswith(".yaml")]
        records: list[Record] = [yaml.load(file.read(), yaml.CBaseLoader) for file in files if file]  # noqa: S506 - strings only
    by_name: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for name in {canonicalize_name(entry["package"]["name"]) for entry in record["affected"]}:
            by_name[name].append(record)
    store = AdvisoryStore.of_members(members(snapshot), source=snapshot.name)
    url, server = serve(by_name)
    agreed = asked = undetermined = 0
    for number in range(ROUNDS):
        environment = Environment(python="3", distributions=tuple(sample(by_name, random.Random(number))))
        service = ("--vulnerability-service", "osv", "--osv-url", url)
        theirs = ask_pip_audit(environment, today=TODAY, service=service, timeout=600)
        ours = ask_store(environment, store, max_age=30, today=TODAY)
        if theirs.gaps:
            sys.exit("; ".join(theirs.gaps))
        for item in environment.distributions:
            asked += 1
            if item.name in ours.silences:
                undetermined += 1
                print(f"undetermined: {item.name} {item.version}: {ours.silences[item.name].reason}")
                continue
            left = {one.id for one in ours.vulnerabilities[item.name]}
            right = {one.id for one in theirs.vulnerabilities[item.name]}
            agreed += left == right
            if left != right:
                print(f"{item.name} {item.version}: ours {sorted(left - right)}, theirs {sorted(right - left)}")
    server.shutdown()
    print(f"{agreed} of {asked} answers agree; {undetermined} are undetermined here")


def sample(by_name: dict[str, list[Record]], chance: random.Random) -> list[Distribution]:
    """Return one version of every package: listed, a boundary, or just beside one."""
    found = []
    for name in sorted(by_name):
        versions = {"0.0.1", "9999"}
        for record in by_name[name]:
            for entry in record["affected"]:
                versions |= set(map(str, chance.sample(entry.get("versions") or ["1"], 1)))
                spans = [span for span in entry.get("ranges", []) if span["type"] != "GIT"]
                versions |= {bound for span in spans for event in span["events"] for bound in event.values()}
        usable = sorted(version for version in versions if parses(version))
        found.append(Distribution(name=name, version=chance.choice(usable)))
    return found


def parses(version: str) -> bool:
    """Tell whether a version is PEP 440's."""
    try:
        Version(version)
    except InvalidVersion:
        return False
    return True


def applies(record: Record, name: str, version: str) -> bool:
    """Decide as plainly as possible, and by other means than the product."""
    for entry in record["affected"]:
        if canonicalize_name(entry["package"]["name"]) != name:
            continue
        if any(parses(one) and Version(one) == Version(version) for one in entry.get("versions", [])):
            return True
        for span in entry.get("ranges", []):
            if span["type"] == "ECOSYSTEM" and within(span["events"], version):
                return True
    return False


def within(events: list[dict[str, str]], version: str) -> bool:
    """Cut the events into spans from one ``introduced`` to the next end, and ask each whether it holds the version."""
    low = None
    for event in events:
        [(kind, bound)] = event.items()
        if not parses(bound):
            return False
        if kind == "introduced":
            low = bound
        elif low is not None:
            upper = Version(version) < Version(bound) if kind == "fixed" else Version(version) <= Version(bound)
            if upper and SpecifierSet(f">={low}.dev0" if low == "0" else f">={low}").contains(
                version, prereleases=True
            ):
                return True
            low = None
    return low is not None and SpecifierSet(f">={low}").contains(version, prereleases=True)


def serve(by_name: dict[str, list[Record]]) -> tuple[str, ThreadingHTTPServer]:
    """Start an OSV service on the loopback address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = query["package"]["name"], query["version"]
            vulns = [record for record in by_name.get(name, []) if applies(record, name, version)]
            body = json.dumps({"vulns": vulns} if vulns else {}, default=str).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/v1/query", server
