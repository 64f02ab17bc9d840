"""The sixth lot of planted defects: pairs labelled by somebody who had read neither the readers nor an earlier lot.

It is spread over all 62 items, also those that are decided by what a kernel holds. When it was new: 165 of 293 planted
defects were seen as they are written (56.3 %; 149 of them, 50.9 %, by a probe that says less of the clean twin), and 16
of 293 clean twins failed (5.5 %). The families that were mended next were chosen without it, but for three: checks that
change nothing, tests that cannot fail, and records that leave open what they are there for; after that 217 were seen
(212, 72.4 %, for their own reason). The clean twins that failed were then read, and mended where the tool was wrong: one
fails still, because in the profile of the benchmark nothing at all is known about most stages.
"""

from __future__ import annotations

from benchmarks._lifecycle_notebooks import Case
from benchmarks._lifecycle_sixth_answer import ANSWER
from benchmarks._lifecycle_sixth_boxes import BOXES
from benchmarks._lifecycle_sixth_care import CARE
from benchmarks._lifecycle_sixth_choice import CHOICE
from benchmarks._lifecycle_sixth_code import CODE
from benchmarks._lifecycle_sixth_columns import COLUMNS
from benchmarks._lifecycle_sixth_doors import DOORS
from benchmarks._lifecycle_sixth_end import END
from benchmarks._lifecycle_sixth_fair import FAIR
from benchmarks._lifecycle_sixth_fit import FIT
from benchmarks._lifecycle_sixth_gates import GATES
from benchmarks._lifecycle_sixth_gateways import GATEWAYS
from benchmarks._lifecycle_sixth_groups import GROUPS
from benchmarks._lifecycle_sixth_judge import JUDGE
from benchmarks._lifecycle_sixth_models import MODELS
from benchmarks._lifecycle_sixth_people import PEOPLE
from benchmarks._lifecycle_sixth_rules import RULES
from benchmarks._lifecycle_sixth_runs import RUNS
from benchmarks._lifecycle_sixth_source import SOURCE
from benchmarks._lifecycle_sixth_time import TIME
from benchmarks._lifecycle_sixth_trades import TRADES
from benchmarks._lifecycle_sixth_travel import TRAVEL
from benchmarks._lifecycle_sixth_watch import WATCH

SIXTH: tuple[Case, ...] = (
    *FIT,
    *COLUMNS,
    *CHOICE,
    *TIME,
    *GROUPS,
    *ANSWER,
    *SOURCE,
    *TRAVEL,
    *PEOPLE,
    *RUNS,
    *CODE,
    *MODELS,
    *JUDGE,
    *FAIR,
    *DOORS,
    *GATEWAYS,
    *BOXES,
    *GATES,
    *WATCH,
    *CARE,
    *END,
    *RULES,
    *TRADES,
)
