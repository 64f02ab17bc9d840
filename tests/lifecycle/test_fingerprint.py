from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_mlsec.config.settings import ChecklistSettings, Config
from jupyter_mlsec.lifecycle.fingerprint import environment_fingerprint, notebook_fingerprint, policy_fingerprint
from jupyter_mlsec.model.notebook import Notebook

Write = Callable[..., Notebook]

CELLS = (
    "import pandas as pd\n%matplotlib inline",
    "df = pd.read_csv('train.csv')\ndf = df[df.age > 18]",
    "%%time\nmodel.fit(df[['age', 'hours']], df['y'])",
    "!pip install numpy==2.4.6",
    "%%bash\necho done",
)

SAME = {
    "comment": ("# read\n" + CELLS[1], 1),
    "trailing comment": (CELLS[1] + "  # adults", 1),
    "blank lines": ("df = pd.read_csv('train.csv')\n\n\ndf = df[df.age > 18]\n", 1),
    "quotes": ('df = pd.read_csv("train.csv")\ndf = df[df.age > 18]', 1),
    "brackets": ("df = (pd.read_csv(\n    'train.csv',\n))\ndf = df[(df.age > 18)]", 1),
    "semicolon": ("df = pd.read_csv('train.csv'); df = df[df.age > 18]", 1),
    "unicode mark of strings": ("df = pd.read_csv(u'train.csv')\ndf = df[df.age > 18]", 1),
    "underscored number": ("df = pd.read_csv('train.csv')\ndf = df[df.age > 1_8]", 1),
    "our own line": (CELLS[1] + "\n%mlsec data df --target y", 1),
    "our own extension": ("%load_ext jupyter_mlsec\n" + CELLS[0], 0),
    "our own cell magic": ("%%mlsec\n" + CELLS[1], 1),
    "trailing space in a shell cell": ("%%bash\necho done   \n", 4),
    "comment behind a magic cell": ("%%time\n# fit\nmodel.fit(df[['age', 'hours']], df['y'])", 2),
}

OTHER = {
    "another file": ("df = pd.read_csv('test.csv')\ndf = df[df.age > 18]", 1),
    "another number": ("df = pd.read_csv('train.csv')\ndf = df[df.age > 19]", 1),
    "another comparison": ("df = pd.read_csv('train.csv')\ndf = df[df.age >= 18]", 1),
    "a float for an integer": ("df = pd.read_csv('train.csv')\ndf = df[df.age > 18.0]", 1),
    "a line less": ("df = pd.read_csv('train.csv')", 1),
    "lines swapped": ("df = df[df.age > 18]\ndf = pd.read_csv('train.csv')", 1),
    "an option": ("df = pd.read_csv('train.csv', sep=';')\ndf = df[df.age > 18]", 1),
    "bytes for text": ("df = pd.read_csv(b'train.csv')\ndf = df[df.age > 18]", 1),
    "None for nothing": ("df = pd.read_csv('train.csv', None)\ndf = df[df.age > 18]", 1),
    "another column": ("%%time\nmodel.fit(df[['age', 'income']], df['y'])", 2),
    "another magic": ("%%timeit\nmodel.fit(df[['age', 'hours']], df['y'])", 2),
    "another package": ("!pip install numpy==2.4.5", 3),
    "another shell line": ("%%bash\necho gone", 4),
    "broken Python": ("df = pd.read_csv('train.csv'", 1),
    "the guard switched off": (CELLS[0] + "\n%mlsec guard off", 0),
    "an empty slice bound": ("df = pd.read_csv('train.csv')\ndf = df[df.age > 18][:]", 1),
}


def changed(write: Write, source: str, place: int) -> Notebook:
    cells = list(CELLS)
    cells[place] = source
    return write(*cells)


@pytest.mark.parametrize("name", SAME)
def test_what_computes_the_same_has_the_same_fingerprint(write: Write, name: str) -> None:
    assert notebook_fingerprint(changed(write, *SAME[name])) == notebook_fingerprint(write(*CELLS))


@pytest.mark.parametrize("name", OTHER)
def test_what_computes_something_else_has_another(write: Write, name: str) -> None:
    assert notebook_fingerprint(changed(write, *OTHER[name])) != notebook_fingerprint(write(*CELLS))


def test_outputs_and_borders_between_cells_do_not_count(write: Write) -> None:
    shown = write("x = 1", "x", outputs=[{"output_type": "stream", "name": "stdout", "text": "1\n"}])
    assert (
        notebook_fingerprint(shown)
        == notebook_fingerprint(write("x = 1\nx"))
        == notebook_fingerprint(write("x = 1", "", "x"))
    )


def test_a_cell_in_another_place_counts(write: Write) -> None:
    assert notebook_fingerprint(write("x = 1", "x = 2")) != notebook_fingerprint(write("x = 2", "x = 1"))


def test_the_digest_is_the_same_in_every_version_of_python(write: Write) -> None:
    source = "async def f(x, /, *y, z=None):\n    return f'{x!r:>{z}}'"
    digest = notebook_fingerprint(
        write(source, "lambda: (yield)", "x: int = 1\nmatch x:\n    case {'a': [1, *_]}: pass")
    )
    assert digest == "sha256:8efbf500f64369b425f4836c2a64fa1e657228b8adc95cb42bed408bae516a21"


names = st.sampled_from(["a", "b", "c"])
statements = st.builds("{} = {} + {}".format, names, names, st.integers(0, 9))


@given(st.lists(statements, min_size=1, max_size=6), st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_the_statements_count(write: Write, lines: list[str], data: st.DataObject) -> None:
    """250 notebooks and their twins: cut into cells anywhere, with comments anywhere, the meaning is the same."""
    cells: list[str] = [""]
    for line in lines:
        comment = data.draw(st.sampled_from(["", "  # note", "\n# note", "\n\n"]))
        if data.draw(st.booleans()):
            cells.append("")
        cells[-1] += line + comment + "\n"
    original = notebook_fingerprint(write(*lines))
    assert notebook_fingerprint(write(*cells)) == original
    place = data.draw(st.integers(0, len(lines) - 1))
    edited = [*lines]
    edited[place] = data.draw(statements.filter(lambda line: line != lines[place]))
    assert notebook_fingerprint(write(*edited)) != original


def test_environments_differ_by_one_version_and_not_by_spelling() -> None:
    one = environment_fingerprint({"scikit-learn": "1.9.1", "numpy": "2.4.6"})
    assert one == environment_fingerprint({"numpy": "2.4.6", "Scikit_Learn": "1.9.1"})
    assert one != environment_fingerprint({"numpy": "2.4.6", "scikit-learn": "1.9.2"})
    assert one != environment_fingerprint({"numpy": "2.4.6"})


def test_the_policy_is_what_the_checklist_is_held_against() -> None:
    plain = policy_fingerprint(Config())
    limits = Config(checklist=ChecklistSettings(limits={"accuracy": ">= 0.9", "ece": "<= 0.1"}))
    turned = Config(checklist=ChecklistSettings(limits={"ece": "<= 0.1", "accuracy": ">= 0.9"}))
    assert policy_fingerprint(limits) == policy_fingerprint(turned)
    assert policy_fingerprint(limits) != plain
    assert policy_fingerprint(Config(exclude=("old/*",))) == plain
