"""A fourth lot, by somebody who knows the items and none of the readers. Labelled before it was run."""

from __future__ import annotations

from benchmarks._lifecycle_fourth_data import DATA
from benchmarks._lifecycle_fourth_documents import DOCUMENTS
from benchmarks._lifecycle_fourth_files import FILES
from benchmarks._lifecycle_fourth_leakage import MOVED, TIME
from benchmarks._lifecycle_fourth_leakage_fit import CHOSEN, FITTED
from benchmarks._lifecycle_fourth_modules import MODULES
from benchmarks._lifecycle_fourth_serving import SERVING
from benchmarks._lifecycle_fourth_training import TRAINING

FOURTH = [*MOVED, *TIME, *FITTED, *CHOSEN, *MODULES, *DATA, *TRAINING, *SERVING, *FILES, *DOCUMENTS]
