"""From a file's first bytes to what reads it: archives and compressed streams are opened down to pickles or data."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import BinaryIO, cast

from jupyter_mlsec.artifacts.array_file import MAGIC, array_length
from jupyter_mlsec.artifacts.budget import DEPTH, Budget, CutError
from jupyter_mlsec.artifacts.compressed import Decompressed, decompressor
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.machine import Machine, MalformedError
from jupyter_mlsec.artifacts.sight import Sights, shown_member
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.tensor_file import check_tensors
from jupyter_mlsec.artifacts.zip_directory import Member, local_contradiction, read_directory
from jupyter_mlsec.errors import UnreadableError

_TORCH_MAGIC = 0x1950A86A20F9469CFC6C
_TORCH_PICKLES = 5  # in PyTorch's format before 1.6: magic, protocol, system, object, keys; then raw numbers
_TORCH_NOTES = ("version", "byteorder", ".format_version", ".storage_alignment", ".data/serialization_id")
_CRC_LIMIT = 32 << 20
_STORED, _DEFLATED = 0, 8
_PICKLES = 1000


@dataclass
class Walk:
    """One file's way through its containers; everything seen goes to ``sights``."""

    sights: Sights
    budget: Budget

    def file(self, stream: BinaryIO, size: int) -> None:
        """Look at a whole file. Raises ``UnreadableError`` or ``OSError`` where that ends early."""
        if stream.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}:
            self._archive(stream, size)
            return
        stream.seek(0)
        self._content(Source(stream, self.budget, size=size), torch=False, depth=0)

    def _content(self, source: Source, *, torch: bool, depth: int) -> None:
        if depth > DEPTH:
            raise UnreadableError("archives are nested too deeply")
        start = source.peek(16)
        make = decompressor(start)
        if not start:
            raise CutError("the file is empty")
        if make is not None:
            inner = io.BufferedReader(Decompressed(source.some, make, self.budget), 1 << 16)
            self._content(Source(cast("BinaryIO", inner), self.budget), torch=torch, depth=depth + 1)
        elif start[:4] == b"PK\x03\x04":
            raise UnreadableError("an archive inside another file is not read by this version")
        elif start[:6] == MAGIC:
            self._arrays(source)
        elif source.size is not None and start[8:9] == b"{" and int.from_bytes(start[:8], "little") < source.size:
            check_tensors(source, source.size)
        else:
            self._pickles(source, torch=torch)

    def _arrays(self, source: Source) -> None:
        while source.peek(6) == MAGIC:
            length = array_length(source)
            if length is None:
                Machine(source, Judge(self.sights, self.budget)).run()
            else:
                source.skip(length)
        if source.peek(1):
            self.sights.add("bytes-after-pickle", "bytes after the array", "the file goes on after its array")

    def _pickles(self, source: Source, *, torch: bool) -> None:
        judge = Judge(self.sights, self.budget, torch=torch)
        marked = source.peek(1) == b"\x80"
        try:
            value = Machine(source, judge).run()
        except MalformedError:
            if not marked:  # a text could begin like a pickle without a protocol
                self.sights.drop_nameless()
                raise UnreadableError("its content is in no format that this version reads") from None
            raise
        if value == _TORCH_MAGIC and type(value) is int:
            self._old_torch(source, judge)
            return
        for _ in range(_PICKLES):
            if not source.peek(1):
                return
            try:
                Machine(source, judge).run()
            except (MalformedError, CutError):
                break
        self.sights.add("bytes-after-pickle", "bytes after the pickle")

    def _old_torch(self, source: Source, judge: Judge) -> None:
        """Follow the other pickles; what comes after them is numbers, which PyTorch reads as such."""
        judge.torch = True
        for _ in range(_TORCH_PICKLES - 1):
            Machine(source, judge).run()
        if source.size is None:
            while source.some(1 << 18):
                self.budget.tick()

    def _archive(self, stream: BinaryIO, size: int) -> None:
        directory = read_directory(stream, size, self.budget)
        for problem in directory.contradictions:
            self._contradiction(problem)
        names = {member.name for member in directory.members}
        roots = {name.removesuffix("data.pkl") for name in names if name.endswith("/data.pkl") or name == "data.pkl"}
        for member in directory.members:
            self.budget.tick()
            self.sights.member = shown_member(member.name)
            root = next((root for root in roots if member.name.startswith(root)), None)
            rest = None if root is None else member.name.removeprefix(root)
            if member.name.endswith("/") and not member.size:
                continue
            if rest is not None and (rest in _TORCH_NOTES or rest.startswith("data/")):
                continue
            if rest is not None and rest.startswith("code/"):
                self.sights.cannot("TorchScript code is not read by this version")
                continue
            try:
                self._member(stream, member, torch=root is not None)
            except CutError as error:
                self.sights.cannot(error.message)
            except UnreadableError as error:
                self.budget.tick()
                self.sights.cannot(error.message)
        self.sights.member = ""

    def _member(self, stream: BinaryIO, member: Member, *, torch: bool) -> None:
        problem = local_contradiction(stream, member)
        if problem is not None:
            self._contradiction(problem)
        if member.flags & 1:
            self._contradiction("a member that says it is encrypted")
        start = stream.tell()
        if member.size <= _CRC_LIMIT and not self._is_whole(self._opened(stream, member), member):
            self._contradiction("a member whose checksum or size is wrong")
        stream.seek(start)
        self._content(self._opened(stream, member), torch=torch, depth=1)

    def _opened(self, stream: BinaryIO, member: Member) -> Source:
        packed = Source(stream, self.budget, size=member.packed)
        if member.method == _STORED:
            return packed
        if member.method != _DEFLATED:
            raise UnreadableError("a member is compressed in a way that this version does not read")
        raw = Decompressed(packed.some, lambda: zlib.decompressobj(-15), self.budget)
        return Source(cast("BinaryIO", io.BufferedReader(raw, 1 << 16)), self.budget)

    def _is_whole(self, source: Source, member: Member) -> bool:
        crc = length = 0
        while length <= member.size:
            data = source.some(1 << 18)
            if not data:
                break
            self.budget.tick()
            crc = zlib.crc32(data, crc)
            length += len(data)
        return length == member.size and crc == member.crc

    def _contradiction(self, what: str) -> None:
        self.sights.add("contradictory-archive", what, f"the archive has {what}, so two programs read different files")
