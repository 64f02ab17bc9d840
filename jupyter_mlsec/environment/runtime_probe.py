"""Measures what an interpreter computes with; runs inside that interpreter, so standard library only.

Given as a script (``python -I runtime_probe.py``). It imports NumPy and threadpoolctl where they are installed, because
only a loaded library can tell its threads and its kernels. Paths, host names and user names are left out.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
import time

MARK = "mlsec-runtime:"
# What steers results and may be written down; other variables may hold secrets, so nothing is taken by pattern.
_VARIABLES = (
    "CUBLAS_WORKSPACE_CONFIG",
    "LANG",
    "LC_ALL",
    "MKL_NUM_THREADS",
    "NPY_DISABLE_CPU_FEATURES",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
    "PYTHONHASHSEED",
    "SOURCE_DATE_EPOCH",
    "TF_DETERMINISTIC_OPS",
    "TZ",
    "VECLIB_MAXIMUM_THREADS",
)


def facts() -> dict[str, object]:
    """Return the facts, in sorted and JSON-ready shape."""
    return {
        "python": {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "build": list(platform.python_build()),
            "compiler": platform.python_compiler(),
            "bits": 64 if sys.maxsize > 2**32 else 32,
            "byte_order": sys.byteorder,
        },
        "platform": {
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
            "libc": " ".join(platform.libc_ver()).strip(),
        },
        "cpu": processor(),
        "thread_pools": thread_pools(),
        "time_zone": list(time.tzname),
        "variables": {name: os.environ[name] for name in _VARIABLES if name in os.environ},
    }


def processor() -> dict[str, object]:
    """Return the processor's model, the number of usable processors and its features, as Linux tells them."""
    fields: dict[str, str] = {}
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as stream:  # noqa: PTH123 - plain
        for line in stream:
            key, _, value = line.partition(":")
            fields.setdefault(key.strip(), value.strip())
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "model": fields.get("model name") or platform.processor() or "unknown",
        "usable": usable,
        "features": sorted((fields.get("flags") or fields.get("Features") or "").split()),
    }


def thread_pools() -> list[dict[str, object]] | None:
    """Return threadpoolctl's facts about BLAS and OpenMP, or None where it is not installed."""
    try:
        from threadpoolctl import threadpool_info  # type: ignore[import-untyped]
    except ImportError:
        return None
    with contextlib.suppress(ImportError):
        __import__("numpy.linalg")
    wanted = ("user_api", "internal_api", "prefix", "version", "num_threads", "threading_layer", "architecture")
    pools = [{key: pool[key] for key in wanted if key in pool} for pool in threadpool_info()]
    return sorted(pools, key=lambda pool: json.dumps(pool, sort_keys=True))


if __name__ == "__main__":
    sys.stdout.write("\n" + MARK + json.dumps(facts(), sort_keys=True) + "\n")
