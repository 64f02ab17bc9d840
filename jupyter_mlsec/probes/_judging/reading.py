"""A notebook as one looks at what it judges: its values, its statements, what is asked about which rows."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property

from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.values import Const, Instance, Ref, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._judging.alike import Alike
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.answers import answered, method_of
from jupyter_mlsec.probes._notebook.consequences import Code
from jupyter_mlsec.probes._notebook.empty_tests import item_of
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.judged import part_of_answers
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.splits import Splits, find_splits
from jupyter_mlsec.probes._notebook.traced import UNNAMED, Item, Part

_CHOOSES = frozenset({
    "between_time", "drop_duplicates", "filter", "get_group", "head", "limit", "nlargest", "nsmallest", "query",
    "sample",
    "select_rows", "shard", "skip", "slice", "subset", "tail", "take", "truncate", "where", "xs",
})  # fmt: skip
_PLAIN = frozenset({"dask", "functools", "itertools", "math", "numpy", "pandas", "polars", "scipy"})
_HONEST = re.compile(
    r"determin|repeat|consisten|reproduc|stab[il]l|idempot|sanity|perfect|upper.?bound|oracle|ideal|ceiling|round.?trip"
    r"|self.?test|smoke|obergrenze|wiederhol|plausib|harness|test.?retest|oberschranke|reliabilit|agreement|zuverl",
    re.IGNORECASE,
)  # a thing may be held against itself to try the ruler
_MODEL = re.compile(
    r"(?:\?\.)?(?:\w+\.)*(?:\w+_)?(?:net|netz|network|model|modell|modelo|modele|modèle|rede|red|clf"
    r"|classifier|predictor|detector|backbone)\d*\(\)"
)  # a model that some module brings along is called
_NO_MODEL = re.compile(
    r"grad\(\)|(?:Split|Transform(?!ers\.)|Compose|Token|Encod|Process|Extractor|Collat|Normaliz|Resize"
    r"|ToTensor|Augment|Loss|Metric|Scaler"
    r"|Vectoriz|Dataset|DataLoader|Blur|Noise|Crop|Flip|Jitter|Rotat|partial|itemgetter|torchattacks|foolbox|lookup)\w*"
    r"(?:\.\w+)?\(\)(?:\.\w+)?\(\)$",
    re.IGNORECASE,
)  # what makes rows ready is called like a model, and says nothing about them
_DECIDES = frozenset({"allclose", "isclose"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is judged wrongly: the item of the checklist, the cell's number, and what is wrong in words.

    ``node`` is where it stands, of what a test that cannot fail may have been told of already.
    """

    item: str
    cell: int
    what: str
    node: ast.AST | None = field(default=None, compare=False, repr=False)


@dataclass(eq=False)
class Reading:
    """A notebook that is looked at."""

    notebook: Notebook
    program: Program
    code: Code
    splits: Splits
    loose: Alike = field(init=False)
    strict: Alike = field(init=False)
    _asked: dict[Value, tuple[Value, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with no keys."""
        self.loose, self.strict = Alike(self.program), Alike(self.program, each=True)

    def cell(self, node: ast.AST) -> int:
        """Return the number of the cell that makes a node run; that of the first call in its statement."""
        for place in (node, *self.code.around(node)):
            for each in ast.walk(place):
                call = self._by_node.get(id(each))
                if call is not None:
                    return call.cell.number
        return 1

    @cached_property
    def _by_node(self) -> dict[int, Call]:
        return {id(call.node): call for call in reversed(self.program.calls)}

    def call_at(self, node: ast.AST) -> Call | None:
        """Return the call that stands somewhere."""
        return self._by_node.get(id(node))

    def last_at(self, node: ast.AST) -> int:
        """Return when the call that stands somewhere was made last; -1 where there is none."""
        return self._last.get(id(node), -1)

    @cached_property
    def _last(self) -> dict[int, int]:
        return {id(call.node): call.order for call in self.program.calls}

    def value_of(self, call: Call) -> Ref:
        """Return a value like the one that a call gave."""
        return Ref(f"{call.name}()", call.arguments, call.base)

    def behind(self, *values: Value | None) -> list[Value]:
        """Return all that values were computed from."""
        return self.program.flow.behind(*values, edges=self._computed)

    def _computed(self, value: Value) -> tuple[Value, ...] | None:
        written = self.program.written.get(value)
        return None if written is None else written.parts

    def asks(self, value: Value) -> tuple[Value, ...] | None:
        """Return what a model is asked about where a value is its answer."""
        if (own := self._own_model(value)) is not None:
            return own[1] or None
        if not isinstance(value, Ref) or value.made is None or _NO_MODEL.search(value.name):
            return None
        given = answered(value)
        if value.name.endswith((".apply()", ".apply_fn()")):
            given = tuple(value.made.values())[1:]  # the first are the weights
        if given is None and value.name.endswith("prepare()[]()"):
            given = tuple(value.made.values())
        if given is None and _MODEL.fullmatch(value.name):
            given = tuple(value.made.values())
        if given is not None:
            spread = (
                what for _, what, how in self.program.flow.grown.get(value, ()) if how == "**"
            )  # ``model(**batch)``
            given = (*given, *spread)
        return given or None

    def _own_model(self, value: Value) -> tuple[str, tuple[Value, ...]] | None:
        """Return the class of the notebook whose object is called like a function, ``net(x)``, and what it is given."""
        if not isinstance(value, Ref) or value.name != UNNAMED or value.made is None or value in self.program.written:
            return None
        given = tuple(value.made.values())
        for each in given:
            if isinstance(each, Instance) and not _NO_MODEL.search(f"{each.klass.name}()()"):
                return f"{each.klass.name}()()", tuple(other for other in given if not isinstance(other, Instance))
        return None

    def model_name(self, value: Ref) -> str:
        """Return the name of the model whose answer a value is."""
        own = self._own_model(value)
        return value.name if own is None else own[0]

    def asked(self, *values: Value | None) -> tuple[Value, ...]:
        """Return the rows about which models were asked for what values were computed from."""
        found: list[Value] = []
        for value in self.behind(*values):
            found.extend(each for each in self.asks(value) or () if not isinstance(each, Const))
        return tuple(dict.fromkeys(found))

    def sources(self, *values: Value | None, before: float = float("inf")) -> frozenset[int]:
        """Return the keys of the rows that values hold: parts, turns of loops, data that were read."""
        found: set[int] = set()
        pending = [each for each in values if each is not None]
        seen: set[Value] = set()
        while pending and len(seen) < 400:  # noqa: PLR2004 - as far as rows are followed
            value = pending.pop()
            if value in seen or isinstance(value, Const):
                continue
            seen.add(value)
            inner = self._inner(value)
            if inner:
                pending.extend(inner)
            elif isinstance(value, Ref) and not _is_library(value):
                found.add(self.loose.key(value, before))
        return frozenset(found)

    def _inner(self, value: Value) -> tuple[Value, ...]:
        answers = part_of_answers(value)
        if answers is not None:
            return (answers,)
        if isinstance(value, Part | Item) or (isinstance(value, Ref) and value.name.endswith("[]")):
            return ()
        if isinstance(value, Ref) and (_chooses_rows(value) or self.splits.side(value) is not None):
            return ()
        given = self.asks(value)
        if given is not None:
            return given
        from jupyter_mlsec.probes._notebook.rows import deeper

        written = self.program.written.get(value)
        found = written.parts if written is not None else deeper(value)
        return tuple(each for each in found if not isinstance(each, Const) and not _is_library(each))

    def statement(self, node: ast.AST) -> ast.AST:
        """Return the statement that a node stands in."""
        return next((each for each in (node, *self.code.around(node)) if isinstance(each, ast.stmt)), node)

    def told(self, node: ast.AST) -> str:
        """Return the words of a statement, of what it is bound to, and of the function around it."""
        statement = self.statement(node)
        found = [ast.unparse(statement)[:2_000]] if not isinstance(statement, ast.For | ast.If | ast.With) else []
        function = self.code.function_of(node)
        return " ".join([*found, function.name if function is not None else ""])

    def honest(self, node: ast.AST) -> bool:
        """Tell whether a thing is held against itself to try the ruler."""
        statement = self.statement(node)
        function = self.code.function_of(node)
        if function is not None and function.name.startswith("test_"):
            return True
        if isinstance(statement, ast.Assert) and _is_equal(statement.test):
            return True
        names = {each.id for target in getattr(statement, "targets", ()) for each in ast.walk(target)
                 if isinstance(each, ast.Name)}  # fmt: skip
        for name in names:
            for read in self.code.reads.get(name, ())[:6]:
                place = self.statement(read)
                if isinstance(place, ast.Assert) and _is_equal(place.test):
                    return True
        return _HONEST.search(self.told(node)) is not None

    def item(self, node: ast.AST, default: str) -> str:
        """Return the item of the checklist that a statement is evidence for, by its words and those behind it."""
        statement = self.statement(node)
        own = self.code.words_of(statement) if isinstance(statement, ast.expr) else self._words(statement)
        return item_of(own) or item_of(f"{own} {self._behind(statement)}") or default

    def _words(self, statement: ast.AST) -> str:
        names = [each.id for each in ast.walk(statement) if isinstance(each, ast.Name)]
        texts = [
            each.value for each in ast.walk(statement) if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        attributes = [each.attr for each in ast.walk(statement) if isinstance(each, ast.Attribute)]
        keywords = [each.arg or "" for each in ast.walk(statement) if isinstance(each, ast.keyword)]
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", " ".join([*names, *texts, *attributes, *keywords])).lower()[
            :2_000
        ]

    def _behind(self, statement: ast.AST) -> str:
        return " ".join(
            self.code.names.behind(each, 2) for each in ast.iter_child_nodes(statement) if isinstance(each, ast.expr)
        )[:2_000]

    @cached_property
    def asked_names(self) -> frozenset[str]:
        """The names in what models are asked about."""
        calls = (
            call.node
            for call in self.program.calls
            if call.method in {"score", "evaluate"} or self.asks(self.value_of(call)) is not None
        )
        parts = (part for node in calls for part in (*node.args, *(key.value for key in node.keywords)))
        return frozenset(each.id for part in parts for each in ast.walk(part) if isinstance(each, ast.Name))

    @cached_property
    def text_words(self) -> frozenset[str]:
        """The words in the texts of the code."""
        texts = (each.value for each in self.code.nodes if isinstance(each, ast.Constant))
        return frozenset(word for text in texts if isinstance(text, str) for word in re.findall(r"\w+", text[:2_000]))

    def commands(self) -> tuple[Command, ...]:
        """Return the commands that the notebook runs."""
        return tuple(analysed(self.notebook).commands)

    def all_words(self) -> str:
        """Return the names and texts of all code in small letters."""
        return " ".join(ast.unparse(tree) for tree in self.code.trees).lower()

    def decided(self, node: ast.AST) -> bool:
        """Tell whether a figure is told or something hangs on it."""
        statement = self.statement(node)
        return isinstance(statement, ast.Assert | ast.If | ast.Expr | ast.Assign | ast.Return | ast.AugAssign)


def _is_equal(test: ast.expr) -> bool:
    """Tell whether a test asks that something is one number or the same as something."""
    if isinstance(test, ast.Call):
        name = ast.unparse(test.func).rpartition(".")[2]
        return name in _DECIDES
    return isinstance(test, ast.Compare) and all(isinstance(each, ast.Eq) for each in test.ops)


def _chooses_rows(value: Ref) -> bool:
    """Tell whether a call gives some of the rows of a table: ``tx.where(…)``, ``df.drop(index=…)``."""
    if value.made is None or not value.name.endswith("()"):
        return False
    method = method_of(value)
    return method in _CHOOSES or (method == "drop" and ("index" in value.made.keywords or not value.made.keywords))


def _is_library(value: Value) -> bool:
    """Tell whether a value is a module or function of a library, and no data."""
    if not isinstance(value, Ref) or value.name.endswith((")", "]")) or value.name.startswith("?"):
        return False
    root = value.name.partition(".")[0]
    return (
        root in _PLAIN
        or root in words("choices", "learners")
        or root in words("choices", "others")
        or "." not in value.name
    )


_last: Reading | None = None  # several probes ask in a row


def reading_of(notebook: Notebook) -> Reading:
    """Return the reading of a notebook; it is kept until another one is looked at."""
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    program, last = read_program(notebook), _last
    if last is None or last.program is not program or last.notebook is not notebook:  # words beside equal code differ
        _last = last = Reading(notebook, program, code_of(notebook), find_splits(program))
    return last
