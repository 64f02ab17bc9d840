"""The fifth lot of planted defects: pairs labelled by somebody who had read neither the readers nor an earlier lot.

When it was new: 177 of 233 planted defects were seen as they are written (76.0 %; 164 of them, 70.4 %, by a probe that
says less of the clean twin), and 7 of 233 clean twins failed (3.0 %). Since then what was missed is mended in part.
"""

from __future__ import annotations

from benchmarks._lifecycle_fifth_access import ACCESS
from benchmarks._lifecycle_fifth_answer import ANSWER
from benchmarks._lifecycle_fifth_ci import CI
from benchmarks._lifecycle_fifth_containers import CONTAINERS
from benchmarks._lifecycle_fifth_documents import DOCUMENTS
from benchmarks._lifecycle_fifth_fit import FIT
from benchmarks._lifecycle_fifth_front import FRONT
from benchmarks._lifecycle_fifth_judge import JUDGE
from benchmarks._lifecycle_fifth_models import MODELS
from benchmarks._lifecycle_fifth_people import PEOPLE
from benchmarks._lifecycle_fifth_requests import REQUESTS
from benchmarks._lifecycle_fifth_seeds import SEEDS
from benchmarks._lifecycle_fifth_serving import SERVING
from benchmarks._lifecycle_fifth_source import SOURCE
from benchmarks._lifecycle_fifth_time import TIME
from benchmarks._lifecycle_notebooks import Case

FIFTH: tuple[Case, ...] = (
    *FIT,
    *JUDGE,
    *TIME,
    *ANSWER,
    *PEOPLE,
    *SOURCE,
    *ACCESS,
    *SEEDS,
    *MODELS,
    *SERVING,
    *FRONT,
    *REQUESTS,
    *CONTAINERS,
    *CI,
    *DOCUMENTS,
)
