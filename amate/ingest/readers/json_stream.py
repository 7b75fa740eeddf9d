"""JSON walked without holding it whole, with every number's digits kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
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
        number.text = re.sub(r"[eE](\d)", r"e+\1", text)
        return number


_DECODER = json.JSONDecoder(parse_float=Number, strict=False)
_WHITE = " \t\r\n\ufeff"


def decoded(text: str) -> Any:
    """One JSON value; ValueError when the text is anything else."""
    return _DECODER.decode(text.strip(_WHITE))


class Tokens:
    """A JSON text walked without holding it whole: the keys of its objects, the items of its arrays."""

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

    def keys(self) -> Iterator[str]:
        """The keys of the object that begins here; whoever takes one passes its value before the next."""
        self.take("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str):
                raise ValueError("expected a key")
            self.take(":")
            yield key
            if self.peek() != "}":
                self.take(",")
        self.take("}")

    def items_at(self, path: Sequence[str]) -> Iterator[Any]:
        """The items of the array under these keys, each inside the former; of the top array when there are none."""
        for wanted in path:
            for key in self.keys():
                if key == wanted:
                    break
                self.skip()
        yield from self.items()

    def skip(self) -> None:
        """Go past the next value without holding it whole."""
        match self.peek():
            case "[":
                self.take("[")
                while self.peek() != "]":
                    self.skip()
                    if self.peek() != "]":
                        self.take(",")
                self.take("]")
            case "{":
                for _ in self.keys():
                    self.skip()
            case _:
                self.value()

    def _more(self) -> bool:
        if self.ended or len(self.buffer) - self.at > MAX_VALUE:
            return False
        chunk = self.file.read(max(_READ, len(self.buffer) - self.at))
        self.ended = not chunk
        self.buffer, self.at = self.buffer[self.at :] + chunk, 0
        return bool(chunk)
