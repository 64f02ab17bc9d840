"""The lineage: drawn only where evidence saw both ends, and without short cuts."""

from __future__ import annotations

from dataclasses import replace

from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.reports.html.lineage import Box, Lineage, lineage

FILE, FRAME, MODEL = ("sha256:" + digits * 32 for digits in ("aa", "bb", "cc"))


def bound(checklist: Checklist, *binds: dict[str, str]) -> Checklist:
    state = checklist.states[3]
    evidence = tuple(replace(state.evidence[0], binds=one) for one in binds)
    return replace(checklist, states=(replace(state, evidence=evidence),), fingerprints={})


def test_nothing_to_draw(checklist: Checklist) -> None:
    assert lineage(bound(checklist, {"notebook": FILE, "data:df": FRAME}), None) is None


def test_file_frame_model(checklist: Checklist) -> None:
    current = bound(
        checklist,
        {"files:a.csv": FILE, "data:df": FRAME},
        {"data:df": FRAME, "model:clf": MODEL},
        {"files:a.csv": FILE, "data:df": FRAME, "model:clf": MODEL},
    )
    previous = replace(current, fingerprints={"data:df": FILE, "model:clf": MODEL})
    assert lineage(current, previous) == Lineage(
        boxes=(
            Box(0, 0, "a.csv", "aaaaaaaa", changed=False),
            Box(260, 0, "df", "bbbbbbbb", changed=True),
            Box(520, 0, "clf", "cccccccc", changed=False),
        ),
        curves=("M460 19C490 19 490 19 520 19", "M200 19C230 19 230 19 260 19"),
        height=40,
        left_out=0,
    )


def test_a_column_has_an_end(checklist: Checklist) -> None:
    many = {f"data:frame{number:02}": FRAME for number in range(12)}
    drawn = lineage(bound(checklist, {"files:a.csv": FILE, **many}), None)
    assert drawn is not None
    assert (len(drawn.boxes), len(drawn.curves), drawn.left_out, drawn.height) == (9, 8, 4, 390)
