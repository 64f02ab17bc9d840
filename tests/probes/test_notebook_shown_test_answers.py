from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
READ = (
    "import pandas as pd\nfrom openai import OpenAI\nfrom sklearn.model_selection import train_test_split\n"
    "train, test = train_test_split(pd.read_csv('d.csv'), random_state=0)\nllm = OpenAI()\n"
)
ASK = "\nfor t in test.text:\n    llm.chat.completions.create(messages=[prompt + t])"
STORE = "import faiss\ni = faiss.IndexFlatIP(3)\n"
SHOWN = ("warn", "Test answers are at hand where test rows are asked about in cell 1.")
HIDDEN = ("pass", "No test answers are shown to what is asked about them.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (READ + "prompt = str(test.sample(5).to_dict())" + ASK, SHOWN),
        (READ + "prompt = test[:5].to_csv()" + ASK, SHOWN),
        (READ + "prompt = str(train.sample(5).to_dict())" + ASK, HIDDEN),
        (READ + "prompt = 'Which queue? '" + ASK, HIDDEN),
        (READ + "print(test.sample(5))\nprompt = ''" + ASK, HIDDEN),
        (READ + "test = test.sample(100, random_state=0)\nprompt = ''" + ASK, HIDDEN),
        (
            READ + STORE + "i.add(llm.encode(test.text))\ni.search(llm.encode(test.text), 1)",
            SHOWN,
        ),
        (
            READ + STORE + "i.add(llm.encode(train.text))\ni.search(llm.encode(test.text), 1)",
            HIDDEN,
        ),
        ("x = (", ("error", "Not evidence: cell 1 is not valid Python.")),
        ("x = 1", ("not-applicable", "Does not apply: no split into training and test rows is seen in the notebook.")),
    ],
)
def test_examples_and_stores(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("shown_test_answers", source) == said
