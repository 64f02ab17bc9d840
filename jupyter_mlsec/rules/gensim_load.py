"""gensim's `load` unpickles the model.

What it sees: `load` of gensim's classes (`Word2Vec`, `KeyedVectors`, `Doc2Vec`, `LdaModel`, `Dictionary`, `Phrases`
…) and `gensim.utils.unpickle`. The word2vec text and binary formats are plain numbers and are left alone;
`gensim.downloader`, which imports a module that comes with the data, is a note.

Exploit: embeddings shared as `w2v.model` carry an object that runs a command when they are loaded.

Use instead:

```python
KeyedVectors.load_word2vec_format("vectors.bin", binary=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if call.name.startswith("gensim.downloader"):
        message = "gensim.downloader imports a module that comes with the data"
        yield call.hit(message, severity=Severity.LOW, confidence=Confidence.MEDIUM)
    else:
        yield call.hit()


RULE = CallRule(
    name="gensim-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="gensim unpickles the model, so it runs whatever code the file holds",
    remedy="Exchange vectors in the word2vec format.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=("gensim..load", "gensim..unpickle"),
    check=_check,
)
