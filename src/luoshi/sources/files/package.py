"""A zip of parts, as Word, Excel, WPS and OpenDocument save them: opened with care."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import IO, Any
from urllib.parse import unquote

from lxml import etree

from luoshi.sources.files.refusals import refused

# A node of lxml's tree, which has no useful type.
Node = Any

UNPACKED_MAX = 200 * 1024 * 1024
PART_MAX = 40 * 1024 * 1024
PARTS_MAX = 5000
_ENCRYPTED = 0x1
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Word can save in the strict dialect, which differs by its names only.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
     b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError,
          NotImplementedError, etree.LxmlError)  # fmt: skip


class Package:
    """The parts of a package, none of which is followed outside of it.

    Raises Unreadable for a broken or encrypted one, TooLarge for one that unpacks to more than
    is sensible.
    """

    def __init__(self, data: bytes | IO[bytes], *, unpacked_max: int = UNPACKED_MAX) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        except BROKEN as error:
            raise refused("file-damaged") from error
        parts = self._zip.infolist()
        self.names = {part.filename for part in parts}
        if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > unpacked_max:
            raise refused("file-unpacks-too-large")
        self._encrypted = any(part.flag_bits & _ENCRYPTED for part in parts)

    def refuse_password(self) -> None:
        """Raise Unreadable if the parts are encrypted."""
        if self._encrypted:
            raise refused("file-password")

    def part(self, name: str) -> bytes:
        """Return the bytes of a part.  Raises TooLarge, or one of BROKEN."""
        if self._zip.getinfo(name).file_size > PART_MAX:
            raise refused("file-unpacks-too-large")
        return self._zip.read(name)

    def stream(self, name: str) -> IO[bytes]:
        """Return a part to be read piece by piece.  Raises one of BROKEN."""
        return self._zip.open(name)

    def root(self, name: str) -> Node:
        """Return the tree of a part: no entity, no schema and no address in it is followed."""
        data = self.part(name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        # A parser for each tree: one that met an error keeps it.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        return etree.fromstring(data, parser)

    def root_or_none(self, name: str | None) -> Node | None:
        """Return the tree of a part that a document can do without."""
        try:
            return self.root(name) if name in self.names and name else None
        except BROKEN:
            return None

    def related(self, name: str) -> dict[str, list[str]]:
        """Return the parts that ``name`` leads to, by the last word of their kind; "" is the package."""
        folder, base = posixpath.split(name)
        root = self.root_or_none(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, list[str]] = {}
        for relation in root.iter(_RELATION) if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            target = unquote(relation.get("Target", ""))
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            found.setdefault(kind, []).append(path)
        return found

    def words_of(self, *names: str) -> list[str]:
        """Return every text in these parts, whatever they are: for what stands beside."""
        roots = (self.root_or_none(name) for name in names)
        return [
            text.strip()
            for root in roots
            if root is not None
            for text in root.itertext()
            if text.strip()
        ]
