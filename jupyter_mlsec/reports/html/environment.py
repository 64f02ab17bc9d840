"""The one way from values to HTML: Jinja2 with autoescape, strict names, and every hidden character made visible."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from jupyter_mlsec.reports.sentences import ended
from jupyter_mlsec.reports.visible import crop, visible

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST = 600  # characters of any one text: a page must stay readable whatever a notebook is called


def render(template: str, **values: object) -> str:
    """Return ``templates/<template>`` filled in with ``values``. A name that the template misses is an error."""
    return _environment().get_template(template).render(**values)


@lru_cache(maxsize=8)
def style_source(template: str) -> str:
    """Return a style sheet of ours, without the blanks that only people need."""
    lines = _environment().get_template(template).render().splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())


@lru_cache(maxsize=8)
def style_hash(template: str) -> str:
    """Return the style sheet's digest as a content security policy names it: no other style is then obeyed."""
    digest = hashlib.sha256(style_source(template).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("jupyter_mlsec", "reports/html/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        keep_trailing_newline=False,
    )
    environment.globals["style_source"] = _style_markup
    environment.globals["style_hash"] = style_hash
    environment.globals["ended"] = ended
    return environment


def _shown(value: object) -> object:
    """Make visible and crop what a template prints; markup that a macro of ours made is left alone."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return visible(crop(str(value), LONGEST), keep="\n")
    return value


def _style_markup(template: str) -> object:
    from markupsafe import Markup

    return Markup(style_source(template))  # noqa: S704 - a file of this package, never a value
