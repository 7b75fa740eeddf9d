"""Proof that nothing accepted is lost and nothing unaccepted is visible: the promises, each with its check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from amate.publishing.verify import derived, erased, files, jobs, journal, versions
from amate.publishing.verify.fault import Fault


@dataclass(frozen=True)
class Invariant:
    """A promise as people read it, and what looks for breaches of it. `slow` ones read every byte."""

    code: str
    promise: str
    check: Callable[[], Iterator[Fault]]
    slow: bool = False


INVARIANTS = (
    Invariant("I1", "Cada archivo existe y mide lo que debe", files.are_there),
    Invariant("I1", "Cada archivo conserva su SHA-256", files.are_unchanged, slow=True),
    Invariant("I2", "Ningún archivo sobra más de un día", files.are_named),
    Invariant("I2", "Ninguna subida a medias sobra ni se pasa de su tamaño", files.are_awaited),
    Invariant("I3", "Lo publicado tiene una versión vigente", versions.are_current),
    Invariant("I3", "Cada versión está entera", versions.are_whole),
    Invariant("I4", "Nada de lo aceptado falta", journal.is_kept),
    Invariant("I5", "Solo se ve lo que alguien publicó", journal.is_all_that_shows),
    Invariant("I5", "Nada de lo que se borró para siempre sigue aquí", erased.is_gone),
    Invariant("I5", "Cada cuarentena dice desde cuándo y por qué", erased.is_shut),
    Invariant("I6", "El índice dice lo mismo que la base", derived.index_agrees),
    Invariant("I6", "Cada copia rápida es de su tabla", derived.serving_files_agree),
    Invariant("I7", "Ninguna tarea está a la vez terminada y en curso, ni atorada", jobs.are_settled),
)


@dataclass(frozen=True)
class Finding:
    """One breach: of which invariant, what is wrong, and where."""

    invariant: str
    what: str
    where: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def verify(*, fast: bool = False) -> list[Finding]:
    """Every breach of every invariant; `fast` leaves out those that read every byte.

    The portal may be at work meanwhile: what a second look does not see any more was a change, not a fault.
    """
    return [
        Finding(invariant.code, fault.what, fault.where)
        for invariant in INVARIANTS
        if not (fast and invariant.slow)
        for fault in _confirmed(invariant.check)
    ]


def _confirmed(check: Callable[[], Iterator[Fault]]) -> list[Fault]:
    first = list(check())
    again = set(check()) if first else set()
    return [fault for fault in first if fault in again]
