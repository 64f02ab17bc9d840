"""A third lot of defects, as strangers write them: other libraries, languages and files. Labelled before it was run."""

from __future__ import annotations

from benchmarks._lifecycle_strangers_code import DATA, SERVING
from benchmarks._lifecycle_strangers_files import CONTAINERS, PIPELINES, PLANS
from benchmarks._lifecycle_strangers_leakage import LEAKAGE, SEEDS

STRANGERS = [*LEAKAGE, *SEEDS, *DATA, *SERVING, *CONTAINERS, *PIPELINES, *PLANS]
