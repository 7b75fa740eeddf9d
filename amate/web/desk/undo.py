"""A thing that was done, and the way back: the message that tells it has a button."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


@dataclass(frozen=True)
class Done:
    """What is told; `undo` is the address that takes it back, "" for none."""

    text: str
    undo: str = ""


def tell(request: HttpRequest, done: Done | str) -> None:
    if isinstance(done, str):
        done = Done(done)
    if done.text:
        messages.success(request, done.text, extra_tags=f"{UNDO}{done.undo}" if done.undo else "")
