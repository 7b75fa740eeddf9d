"""XML walked without holding it whole: no entities, no prefixes, in whatever encoding its bytes really are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from amate.ingest.limits import MIB
from amate.ingest.messages import refuse
from amate.ingest.shop import Shop
from amate.ingest.sniff.encoding import letters_of, to_utf8
from amate.ingest.sniff.kinds import KINDS

_READ = MIB // 4
# No data lie deeper; what does would fill the stack of whoever writes it out again.
_DEEPEST = 100


class Event(NamedTuple):
    """what: start (name and attributes), end (name) or text (in `name`)."""

    what: str
    name: str
    attributes: dict[str, str]


def utf8_of(path: Path, shop: Shop) -> tuple[Path, str]:
    """The same text in UTF-8, and the encoding that it is in, whatever it says of itself."""
    letters = letters_of(path)
    if letters.is_utf8:
        return path, letters.encoding
    target = shop.path(".utf8")
    to_utf8(path, letters.encoding, target)
    return target, letters.encoding


def events(path: Path, filename: str, kind: str = "xml") -> Iterator[Event]:
    """What is met in a document in UTF-8, in order; BadFile when it is broken, or declares entities."""
    found: list[Event] = []
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise ValueError
        found.append(Event("start", local(name), {local(key): value for key, value in attributes.items()}))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        found.append(Event("end", local(name), {}))

    def entity(*_: object) -> None:
        raise refuse("entities", file=filename)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: found.append(Event("text", text, {}))
    parser.EntityDeclHandler = entity
    try:
        with path.open("rb") as file:
            while chunk := file.read(_READ):
                parser.Parse(chunk, False)
                yield from found
                found.clear()
        parser.Parse(b"", True)
        yield from found
    except (ExpatError, ValueError) as error:
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]
