"""The machine's fast path: it follows runs of the operations that make up most of a long pickle of data.

Long tables are millions of texts and numbers; a step each through the table of operations would take seconds.
"""

# ruff: noqa: PLR2004, C901, PLR0912, PLR0915 - an opcode's name stands beside it; a function each would cost too much
from __future__ import annotations

from typing import cast

from jupyter_mlsec.artifacts.memo import Memo, forgotten
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import UNKNOWN, Value

LONGEST = 260  # bytes of an operation that is followed here
_TEXT = 60  # bytes that Python adds to a text


def skim(source: Source, stack: list[Value], memo: Memo, frame_end: int) -> None:
    """Follow what can be followed quickly in the bytes read ahead; leave ``source`` in front of the next operation.

    Whatever is unusual is left to the table of operations, and so is the end of the frame. Raises ``ValueError`` for
    a text that is none.
    """
    data, at = source.data, source.at
    end = len(data) - LONGEST
    if source.position < frame_end:
        end = min(end, at + frame_end - source.position - LONGEST)
    dense = cast("list[Value]", memo.dense)
    numbered, kept = len(dense), 0
    keeps, is_dense = source.budget.keeps_texts, memo.is_dense
    while at < end:
        code = data[at]
        if code == 0x8C:  # SHORT_BINUNICODE
            past = at + 2 + data[at + 1]
            stack.append(str(data[at + 2 : past], "utf-8", "surrogatepass"))
            kept += past - at
            at = past
        elif code == 0x94:  # MEMOIZE
            if not (is_dense and stack):
                break
            dense.append(stack[-1] if keeps else forgotten(stack[-1]))
            at += 1
        elif code == 0x4B:  # BININT1
            stack.append(data[at + 1])
            at += 2
        elif code == 0x47:  # BINFLOAT
            stack.append(UNKNOWN)
            at += 9
        elif code == 0x4D:  # BININT2
            stack.append(data[at + 1] | data[at + 2] << 8)
            at += 3
        elif code == 0x4A:  # BININT
            stack.append(int.from_bytes(data[at + 1 : at + 5], "little", signed=True))
            at += 5
        elif code == 0x58 and data[at + 1] < 0xFF and data[at + 2 : at + 5] == b"\0\0\0":  # BINUNICODE
            past = at + 5 + data[at + 1]
            if past > len(data):
                break
            stack.append(str(data[at + 5 : past], "utf-8", "surrogatepass"))
            kept += past - at
            at = past
        elif code in {0x71, 0x72}:  # BINPUT, LONG_BINPUT
            width = 1 if code == 0x71 else 4
            if not stack or not is_dense or int.from_bytes(data[at + 1 : at + 1 + width], "little") != len(dense):
                break
            dense.append(stack[-1] if keeps else forgotten(stack[-1]))
            at += 1 + width
        elif code == 0x68:  # BINGET
            if not is_dense or data[at + 1] >= len(dense):
                break
            stack.append(dense[data[at + 1]])
            at += 2
        elif code == 0x4E:  # NONE
            stack.append(None)
            at += 1
        else:
            break
    source.at = at
    source.budget.keep(8 * (len(dense) - numbered))
    if keeps and len(dense) > numbered:
        source.budget.kept_texts += kept + _TEXT * (len(dense) - numbered)
