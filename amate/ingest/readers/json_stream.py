"""JSON walked without holding it whole, with every number's digits kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from amate.ingest.limits import MIB

# No single value may be longer: it would have to be held whole.
MAX_VALUE = 64 * MIB
_READ = MIB


class Number(float):
    """A JSON number with the text it was written as."""

    text: str

    def __new__(cls, text: str) -> Number:
        number = super().__new__(cls, text)
        number.text = text
        return number


_DECODER = json.JSONDecoder(parse_float=Number, strict=False)
_WHITE = " \t\r\n\ufeff"


def decoded(text: str) -> Any:
    """One JSON value; ValueError when the text is anything else."""
    return _DECODER.decode(text.strip(_WHITE))


class Tokens:
    """A JSON text walked without holding it whole: the members of its top object, the items of its arrays."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.buffer, self.at, self.ended = file, "", 0, False

    def peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            while self.at < len(self.buffer):
                if self.buffer[self.at] not in _WHITE:
                    return self.buffer[self.at]
                self.at += 1
            if not self._more():
                return ""

    def take(self, character: str) -> None:
        if self.peek() != character:
            raise ValueError(f"expected {character!r}")
        self.at += 1

    def end(self) -> None:
        if self.peek():
            raise ValueError("text after the end")

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.at)
            except ValueError:
                if not self._more():
                    raise
                continue
            # A number at the end of the buffer may go on.
            if end < len(self.buffer) or not self._more():
                self.at = end
                return value

    def items(self) -> Iterator[Any]:
        """The items of the array that begins here."""
        self.take("[")
        while self.peek() != "]":
            yield self.value()
            if self.peek() != "]":
                self.take(",")
        self.take("]")

    def members(self) -> Iterator[tuple[str, bool]]:
        """(key, whether its value is an array of objects) of the object that begins here."""
        self.take("{")
        while self.peek() != "}":
            key = self.value()
            self.take(":")
            yield key, self.passes_objects()
            if self.peek() != "}":
                self.take(",")
        self.take("}")

    def items_of(self, wanted: str) -> Iterator[Any]:
        """The items of the top array ("") or of the array under the key `wanted` of the top object."""
        if self.peek() == "[":
            yield from self.items()
            return
        self.take("{")
        while self.value() != wanted:
            self.take(":")
            self.passes_objects()
            self.take(",")
        self.take(":")
        yield from self.items()

    def passes_objects(self) -> bool:
        """Go past the next value; whether it was an array of objects."""
        if self.peek() != "[":
            self.value()
            return False
        found = [isinstance(item, dict) for item in self.items()]
        return bool(found) and all(found)

    def _more(self) -> bool:
        if self.ended or len(self.buffer) - self.at > MAX_VALUE:
            return False
        chunk = self.file.read(max(_READ, len(self.buffer) - self.at))
        self.ended = not chunk
        self.buffer, self.at = self.buffer[self.at :] + chunk, 0
        return bool(chunk)
