"""Pictures of which one small patch decides: a stamp, a watermark, a bright corner, and not what they show.

Held-out pictures are cut into 4 x 4 patches, and each patch is exchanged between pictures, in five shuffles (Breiman
2001, for blocks). ``patch-share`` is what is lost by the patch that counts most, as a share of what is lost when whole
pictures are exchanged; more than half of it warns by default where the patch's interval says so, too. Rows with
channels are pictures, so are squares, and flat rows of a square number of features whose neighbours are alike. "Not
evidence" where even exchanged pictures lose nothing.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, not_applicable
from jupyter_mlsec.probes._predictors.importance import joint_importances
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.texts import texts_of

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_DEFAULTS = {"patch-share": "<= 0.5"}
_FEWEST_ROWS = 60
_MOST_ROWS = 300
_PARTS = 4  # patches along a side
_LEAST_SIDE = 8
_MOST_CHANNELS = 4
_ALIKE, _MORE_ALIKE = 0.3, 1.5  # mean correlation of neighbours, and how much more that is than that of any two
_STEP = "Look what is there: crop or mask it before training, or say why it decides: %mlsec answer EVA-07."


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    view = view.take(np.sort(np.random.default_rng(0).permutation(len(view))[:_MOST_ROWS]))
    places = _places(view.x)
    if places is None:
        return not_applicable("the rows are no pictures")
    blocks = [tuple(np.flatnonzero(places == patch).tolist()) for patch in range(_PARTS**2)]
    whole = tuple(range(len(places)))
    everything, *patches = joint_importances(view, [whole, *blocks], names=["", *map(str, range(len(blocks)))])
    if everything.low <= 0:
        raise NotEvidenceError("the answers are as good for pictures that were exchanged")
    first = max(patches, key=lambda each: each.value)
    share = Measurement(
        name="patch-share",
        value=first.value / everything.value,
        low=first.low / everything.value,
        high=first.high / everything.value,
    )
    judged = judge_all([share], subject.limits, _DEFAULTS)
    if not judged.failed and not judged.declared:  # an interval that reaches beyond the limit is no reason to look
        judged = replace(judged, status=Status.PASS)
    if judged.status is Status.PASS:
        summary = f"No sixteenth of the pictures carries {subject.name}: the first has {share.value:.0%} of all."
    else:
        row, across = divmod(int(first.name), _PARTS)
        summary = (
            f"One sixteenth of the pictures, at {row + 1} of {_PARTS} from above and {across + 1} of {_PARTS} from the "
            f"left, carries {share.value:.0%} of what {subject.name} knows."
        )
    step = "" if judged.status is Status.PASS else _STEP
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _places(x: Any) -> Ints | None:  # noqa: ANN401 - whatever the model takes
    """Return for each number of a picture, in the order of the flat row, its patch; None where rows are no pictures."""
    import numpy as np

    if texts_of(x) is not None or hasattr(x, "columns") or not isinstance(x, np.ndarray) or x.dtype.kind not in "fiu":
        return None
    shape = x.shape[1:]
    if len(shape) == 1:
        side = math.isqrt(shape[0])
        flat = side >= _LEAST_SIDE and side**2 == shape[0] and _is_picture(x.astype(np.float64), side)
        return _grid(side, side).reshape(-1) if flat else None
    if len(shape) not in {2, 3} or (len(shape) == 2 and shape[0] != shape[1]):  # noqa: PLR2004 - windows of a series
        return None
    first = len(shape) == 3 and shape[0] <= _MOST_CHANNELS  # noqa: PLR2004 - channels come first, else last
    height, width = shape[1:] if first else shape[:2]
    if min(height, width) < _LEAST_SIDE or (len(shape) == 3 and min(shape[0], shape[2]) > _MOST_CHANNELS):  # noqa: PLR2004
        return None
    grid = _grid(height, width)
    every = grid if len(shape) == 2 or first else grid[:, :, None]  # noqa: PLR2004 - shades of grey
    return np.broadcast_to(every, shape).reshape(-1)


def _grid(height: int, width: int) -> Ints:
    import numpy as np

    return (np.arange(height) * _PARTS // height)[:, None] * _PARTS + np.arange(width) * _PARTS // width


def _is_picture(values: Floats, side: int) -> bool:
    """Tell whether numbers that would lie side by side in a picture are alike, more than any two are."""
    import numpy as np

    centred = values - values.mean(axis=0)
    scale = np.sqrt((centred**2).sum(axis=0))
    varies = scale > 0
    unit = centred / np.where(varies, scale, 1.0)
    places = np.arange(side**2).reshape(side, side)
    order = np.random.default_rng(0).permutation(side**2)

    def likeness(first: Ints, second: Ints) -> float:
        both = varies[first] & varies[second]
        return float(np.abs((unit[:, first] * unit[:, second]).sum(axis=0))[both].mean()) if both.any() else 0.0

    beside = likeness(places[:, :-1].reshape(-1), places[:, 1:].reshape(-1))
    return beside >= _ALIKE and beside >= _MORE_ALIKE * likeness(order[:-1], order[1:])


PROBE = Probe(
    name="one-patch-decides",
    items=("EVA-07",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
