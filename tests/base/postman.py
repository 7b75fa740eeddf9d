"""A mail server of the tests' own, which takes letters, refuses them, says nothing, or hangs up in the middle."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from email import message_from_bytes
from email.message import Message


class Postman:
    """`with Postman() as postman:` listens on `postman.port`; `postman.letters` came.

    mood: "takes", "refuses", "not-now", "silent", "hangs-up" or, with the letter in its hand, "hangs-up-after".
    """

    def __init__(self, mood: str = "takes") -> None:
        self.mood, self.letters = mood, list[Message]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._stopped = threading.Event()

    def __enter__(self) -> Postman:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._door.close()

    def _serve(self) -> None:
        while not self._stopped.is_set():
            with suppress(OSError):
                line, _address = self._door.accept()
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, suppress(OSError, ValueError):
            if self.mood == "silent":
                self._stopped.wait(30)
                return None
            file = line.makefile("rwb")
            self._say(file, "220 hola")
            for said in file:
                verb = said[:4].upper()
                if verb == b"QUIT":
                    return self._say(file, "221 adios")
                if verb == b"RCPT" and self.mood in ("refuses", "not-now"):
                    self._say(file, "550 no existe" if self.mood == "refuses" else "451 mas tarde")
                elif verb == b"DATA":
                    if self.mood == "hangs-up":
                        return None
                    self._say(file, "354 adelante")
                    lines = []
                    while (each := file.readline()) not in (b".\r\n", b""):
                        lines.append(each)
                    self.letters.append(message_from_bytes(b"".join(lines)))
                    if self.mood == "hangs-up-after":
                        return None
                    self._say(file, "250 tomada")
                else:
                    self._say(file, "250 bien")
            return None

    @staticmethod
    def _say(file: object, words: str) -> None:
        file.write(f"{words}\r\n".encode())  # type: ignore[attr-defined]
        file.flush()  # type: ignore[attr-defined]
