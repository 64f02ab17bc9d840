"""HDF5: Keras models and pandas tables. Configurations and pickles stand in attributes, objects in data sets.

Sources: PyTables (``AttributeSet`` unpickles every text that ends with a full stop; ``ObjectAtom``), pandas (fixed
tables), Keras (``model_config``); CVE-2026-1669 (external files in weights).
"""

from __future__ import annotations

import io

from jupyter_mlsec.artifacts.behind import look_behind
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.document import decoded, show_nodes, values
from jupyter_mlsec.artifacts.format import Certainty, Format, OtherFormatError
from jupyter_mlsec.artifacts.formats.pickle_stream import read_pickles
from jupyter_mlsec.artifacts.hdf5.dense import heap_objects
from jupyter_mlsec.artifacts.hdf5.file import MARK, HdfFile, Message
from jupyter_mlsec.artifacts.hdf5.groups import links, local_text
from jupyter_mlsec.artifacts.hdf5.values import (
    ATTRIBUTE,
    ATTRIBUTE_INFO,
    EXTERNAL_FILES,
    LAYOUT,
    Heap,
    attribute,
    variable_values,
)
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.pages import pages
from jupyter_mlsec.artifacts.zip_directory import leaves_folder
from jupyter_mlsec.errors import UnreadableError

_VIRTUAL = 3
_FRONT = (0, 512)
_FAR = (1024, 2048, 4096, 8192, 16384)
_SHORTEST = 3
_OBJECTS = "PSEUDOATOM"  # by this attribute PyTables knows that the values of a data set are made of bytes


def _begins(content: Content) -> Certainty:
    if any(content.head.startswith(MARK, at) for at in _FRONT):
        return Certainty.SURE
    if content.size is None or content.depth or content.size < _FAR[0]:
        return Certainty.NO
    stream = content.opener()
    for at in _FAR:
        stream.seek(at)
        if stream.read(len(MARK)) == MARK:
            return Certainty.AT_END  # the library looks there, whatever stands in front
    return Certainty.NO


def _read(content: Content) -> None:
    file = HdfFile(pages(content))
    looker = _Looker(content, file)
    looker.waiting.append(file.root)
    if file.end > 0:
        look_behind(content, file.end, "HDF5 file")
    while looker.waiting:
        header = looker.waiting.pop()
        if header in looker.seen or header < 0:
            continue
        looker.seen.add(header)
        content.budget.keep(80)
        try:
            looker.object(file.messages(header))
        except (UnreadableError, IndexError) as error:
            content.budget.tick()
            message = error.message if isinstance(error, UnreadableError) else "an object of the HDF5 file is damaged"
            content.sights.cannot(message)


class _Looker:
    """Looks at one object after the other."""

    def __init__(self, content: Content, file: HdfFile) -> None:
        self.content = content
        self.file = file
        self.heap = Heap(file)
        self.seen: set[int] = set()
        self.waiting: list[int] = []

    def object(self, messages: list[Message]) -> None:
        """Look at an object's links, attributes and values of variable length."""
        for link in links(self.file, messages):
            self.waiting.append(link.header)
            if link.file:
                self._other_file(link.file)
        names = set()
        for message in messages:
            if message.kind == ATTRIBUTE:
                names.add(self._attribute(message))
            elif message.kind == ATTRIBUTE_INFO:
                self._attributes(message.data)
            elif message.kind == EXTERNAL_FILES:
                self._external_files(message.data)
            elif message.kind == LAYOUT and message.data[1] == _VIRTUAL:
                self._virtual(message.data)
        if _OBJECTS in names:
            for value in variable_values(self.file, self.heap, messages):
                self._bytes(value)

    def _attribute(self, message: Message) -> str:
        """Look at an attribute and return its name."""
        if message.is_shared:
            raise UnreadableError("an attribute of the HDF5 file stands elsewhere")
        found = attribute(self.file, self.heap, message.data)
        for value in found.values:
            if value is None:
                raise UnreadableError("an attribute of the HDF5 file is too long to be looked at")
            text = value.rstrip(b"\0")
            if text[:1] == b"{":
                self.content.budget.keep(values(text) * 80)
                show_nodes(self.content, _json(text))
            elif len(text) >= _SHORTEST and text[-1:] == b".":
                self._pickle(text)
        return found.name

    def _attributes(self, data: bytes) -> None:
        at = 2 + (2 if data[1] & 1 else 0)
        heap, tree = self.file.address_in(data, at), self.file.address_in(data, at + self.file.offset)
        if heap >= 0 and tree >= 0:
            for item in heap_objects(self.file, heap, tree):
                self._attribute(Message(ATTRIBUTE, item, is_shared=False))

    def _bytes(self, value: bytes | None) -> None:
        if value is None:
            raise UnreadableError("a value of the HDF5 file is too long to be looked at")
        if value[-1:] == b"." or value[:1] == b"\x80":
            self._pickle(value)

    def _pickle(self, data: bytes) -> None:
        """Follow a pickle, if it is one: a sentence ends in the same way."""
        inner = self.content.inner(lambda: io.BytesIO(data), len(data))
        try:
            read_pickles(inner, Judge(inner.sights, inner.budget))
        except OtherFormatError:
            return

    def _other_file(self, path: str) -> None:
        if path != "." and (leaves_folder(path) or ":" in path):
            self.content.sights.add("escaping-data-reference", "a link to another file")

    def _external_files(self, data: bytes) -> None:
        heap = self.file.address_in(data, 8)
        at, step = 8 + self.file.offset, 3 * self.file.length
        for index in range(int.from_bytes(data[6:8], "little")):
            path = local_text(self.file, heap, self.file.size_in(data, at + index * step))
            if leaves_folder(path) or ":" in path:
                self.content.sights.add("escaping-data-reference", "values in another file")

    def _virtual(self, data: bytes) -> None:
        """Look at the first source of a virtual data set, and at the others for what leads upwards."""
        mapping = self.heap.get(bytes(4) + data[2:])
        if mapping is None:
            raise UnreadableError("a virtual data set is too long to be looked at")
        path = mapping[1 + self.file.length :].split(b"\0")[0].decode("utf-8", "replace")
        if leaves_folder(path) or ":" in path or b"../" in mapping:
            self.content.sights.add("escaping-data-reference", "a virtual data set of another file")


def _json(text: bytes) -> object:
    """Decode a text that could be a configuration; a text that only begins like one is none."""
    try:
        return decoded(text)
    except UnreadableError:
        if b"class_name" in text:
            raise
        return None


FORMAT = Format(
    name="an HDF5 file",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".h5", ".hdf5"}),
)
