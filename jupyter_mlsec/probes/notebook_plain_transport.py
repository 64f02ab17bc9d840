"""Data that travel unencrypted: http and ftp addresses, database connections without TLS, switched-off verification.

Anybody on the way can read such data, or change them: a poisoned training set needs no more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.found import by_rule, counted
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.program import Call, read_program
from jupyter_mlsec.probes._notebook.shell_lines import shell_lines
from jupyter_mlsec.probes._notebook.sources import sources
from jupyter_mlsec.probes._notebook.transport import is_plain

_FETCHES = re.compile(r"\b(?:wget|curl|aria2c|git\s+clone|pip\s+download|rsync|lftp)\b")
_ADDRESS = re.compile(r"\b(?:http|ftp|git)://(?:[^@/\s]*@)?(?P<host>[\w.-]+)")
_CLIENTS = frozenset({
    "aiobotocore", "aiokafka", "boto3", "cassandra", "clickhouse_connect", "clickhouse_driver", "confluent_kafka",
    "elasticsearch", "influxdb_client", "kafka", "minio", "opensearchpy", "pymongo", "qdrant_client", "redis", "s3fs",
    "trino",
})  # fmt: skip
_ON = ("secure", "ssl", "ssl_check_hostname", "tls", "use_ssl", "use_tls", "verify", "verify_certs", "verify_ssl")
_OFF = ("tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames", "tlsInsecure")
_LOCAL = frozenset({"127.0.0.1", "localhost"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = counted(subject.findings, {Family.TRANSPORT})
    remote = [source for source in sources(program) if source.kind in {"url", "hub", "database"}]
    plain = [source for source in remote if is_plain(source)]
    fetched = sorted({host for line in shell_lines(subject.notebook) for host in _fetched(line)})
    fetched += sorted({name for call in program.calls for name in _unprotected(call)})
    if plain or found or fetched:
        names = [*(source.shown for source in plain), *fetched]
        what = f"{listed(names)} read without encryption" if names else f"{count(len(found), 'unprotected connection')}"
        return failed(
            f"Data travel unprotected: {what}.",
            *by_rule(found),
            next_step="Use https (or TLS for the database), keep verification on, and pin the file's digest.",
        )
    if not program.python or program.broken:
        return not_evidence("not every cell could be read as Python", next_step="Repair the cell.")
    unknown = [source for source in sources(program) if source.kind == "unknown"]
    if unknown:
        return not_evidence(
            f"it is not known where {count(len(unknown), 'call')} read from ({listed(each.shown for each in unknown)})",
            next_step="Write the address as a constant, or declare the data set: %mlsec declare dataset NAME source=…",
        )
    if not remote:
        return not_applicable("the notebook reads nothing over a network")
    return passed(f"{count(len(remote), 'remote source')}, all encrypted in transit.", *(each.shown for each in remote))


def _unprotected(call: Call) -> Iterator[str]:
    """Yield what a client talks to with its encryption, or its look at the certificate, switched off."""
    root = call.name.partition(".")[0].partition("(")[0]
    if root == "duckdb":
        for match in _ADDRESS.finditer(call.text(0, "query") or ""):
            if match["host"] not in _LOCAL:
                yield f"http://{match['host']}"
    if root not in _CLIENTS or any(local in ast.unparse(call.node) for local in _LOCAL):
        return
    off = any(call.constant(option) is False for option in _ON) or any(call.constant(option) is True for option in _OFF)
    if off or (call.text(None, "security_protocol") or "").upper() in {"PLAINTEXT", "SASL_PLAINTEXT"}:
        yield f"what {call.name} reaches"


def _fetched(line: str) -> Iterator[str]:
    """Yield the hosts from which a shell's line fetches something without encryption."""
    if _FETCHES.search(line):
        for match in _ADDRESS.finditer(line):
            if match["host"] not in _LOCAL:
                yield f"http://{match['host']}"


PROBE = Probe(name="plain-transport", items=("COL-06",), run=_run, docs=__doc__)
