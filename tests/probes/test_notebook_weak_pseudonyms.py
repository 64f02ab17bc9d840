from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "import hashlib\ndf['k'] = df['email'].map(lambda m: hashlib.sha256(m.encode()).hexdigest())",
            ("fail", "The mask of email can be undone."),
        ),
        (
            "import hmac\ndf['k'] = [hmac.new(key, m.encode(), 'sha256').hexdigest() for m in df['email']]",
            ("pass", "1 column masked with a key."),
        ),
        (
            "df['k'] = df['income'].map(hash)",
            ("not-applicable", "Does not apply: no column that identifies people is seen to be masked."),
        ),
        (
            "import hashlib\ndf['ref'] = [hashlib.md5(v.encode()).hexdigest() for v in df['ref']]",
            ("fail", "The mask of ref can be undone."),
        ),
        (
            "import hashlib\ndf['ref'] = df['ref'].map(lambda v: hashlib.sha1(str(v).encode()).hexdigest())",
            ("fail", "The mask of ref can be undone."),
        ),
        (
            "import hashlib\ndf['text_key'] = df['text'].map(lambda v: hashlib.sha1(v.encode()).hexdigest())",
            ("not-applicable", "Does not apply: no column that identifies people is seen to be masked."),
        ),
        (
            "import hashlib\ndf['ref'] = [hashlib.md5((salt + v).encode()).hexdigest() for v in df['ref']]",
            ("not-applicable", "Does not apply: no column that identifies people is seen to be masked."),
        ),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_masks(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("weak_pseudonyms", source) == said
