"""Derives an SPDX expression from a distribution's metadata, only where it follows without guessing."""

from __future__ import annotations

from functools import lru_cache

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

# Trove classifiers that name exactly one licence. "BSD License", "GNU General Public License (GPL)" and the like are
# left out on purpose: they name a family, and SPDX has no id for a family.
_CLASSIFIERS = {
    "Academic Free License (AFL)": "AFL-3.0",
    "Apache Software License": "Apache-2.0",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
    "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
    "Eclipse Public License 2.0 (EPL-2.0)": "EPL-2.0",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "Historical Permission Notice and Disclaimer (HPND)": "HPND",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "Universal Permissive License (UPL)": "UPL-1.0",
    "zlib/libpng License": "Zlib",
}
# The free-text field, in the spellings that leave no doubt; compared without case, commas and "license".
_SPELLINGS = {
    "2-clause bsd": "BSD-2-Clause",
    "3-clause bsd": "BSD-3-Clause",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache version 2.0": "Apache-2.0",
    "apache software": "Apache-2.0",
    "apache software 2.0": "Apache-2.0",
    "asl 2": "Apache-2.0",
    "bsd 2-clause": "BSD-2-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "isc": "ISC",
    "mit": "MIT",
    "modified bsd": "BSD-3-Clause",
    "mpl 2.0": "MPL-2.0",
    "mpl-2.0": "MPL-2.0",
    "new bsd": "BSD-3-Clause",
    "psf": "PSF-2.0",
    "simplified bsd": "BSD-2-Clause",
    "unlicense": "Unlicense",
}
_LONGEST = 200  # characters; a longer field is the text of a licence, not its name


def spdx(expression: str | None, field: str | None, classifiers: list[str]) -> str | None:
    """Return the SPDX expression of ``License-Expression``, else of ``License``, else of the classifiers, else None."""
    for text in (expression, field):
        found = _read(text) if text else None
        if found:
            return found
    named = [line.rpartition("::")[2].strip() for line in classifiers if not line.endswith(":: OSI Approved")]
    found_all = {_CLASSIFIERS.get(name) for name in named}
    if len(found_all) == 1:  # several licences may mean "and" or "or": the metadata does not say
        return found_all.pop()
    return None


@lru_cache(maxsize=512)
def _read(text: str) -> str | None:
    text = text.strip()
    if not text or len(text) > _LONGEST or "\n" in text:
        return None
    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        words = [
            word for word in text.casefold().replace(",", " ").split() if word not in {"the", "license", "licence"}
        ]
        return _SPELLINGS.get(" ".join(words))
