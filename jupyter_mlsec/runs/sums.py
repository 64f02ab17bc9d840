"""SHA256SUMS: the closed list of a bundle's files, in the form that ``sha256sum -c`` reads."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import layout

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


def write_sums(digests: Mapping[str, str]) -> bytes:
    """Return the list, sorted by name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode("ascii")


def read_sums(data: bytes) -> dict[str, str]:
    """Read the list; raise BundleError for anything but what ``write_sums`` writes."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise BundleError("it is not plain ASCII") from None
    digests: dict[str, str] = {}
    for line in text.split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None or not layout.is_safe(match[2]) or not layout.is_sealed(match[2]) or match[2] in digests:
            raise BundleError("a line of it is malformed, unsafe or there twice")
        digests[match[2]] = match[1]
    if write_sums(digests) != data:
        raise BundleError("its lines are not sorted, or the last one is cut off")
    return digests
