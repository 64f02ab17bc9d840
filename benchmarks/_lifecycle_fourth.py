"""A fourth lot, by somebody who knows the items and none of the readers. Labelled before it was run.

When it was new (commit 7f7fc62): 439 of 801 planted defects were seen (54.8 %; 127 of 233 as they are written), and 13
of 801 clean twins failed (1.6 %; 5 of 233). A warning that stands on the twin just as well made 11 of the 127.
"""

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
