"""Personal data wherever it stands: what is exact enough to be believed in the middle of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from amate.ingest.recognise import identifiers

# Where people have their own letters; what ends in gob.mx is of an office.
MAILS = frozenset(
    [
        "gmail",
        "hotmail",
        "outlook",
        "live",
        "yahoo",
        "icloud",
        "msn",
        "prodigy",
        "aol",
        "protonmail",
        "proton",
        "me",
    ]
)


def is_personal_email(value: str) -> bool:
    """Whether it is a letter box of a person and not of an office."""
    return value.rpartition("@")[2].partition(".")[0].casefold() in MAILS


# What is precise enough to be told wherever it stands, in any text, its parts written apart or not.
_EDGES = r"(?<![0-9A-Za-zÑñ]){}(?![0-9A-Za-zÑñ])"
_CHECKS: dict[str, Callable[[str], bool]] = {
    "curp": identifiers.is_curp,
    "rfc_person": identifiers.is_rfc_person,
    "voter_key": identifiers.is_voter_key,
    "clabe": identifiers.is_clabe,
    "nss": identifiers.is_nss,
}
ANYWHERE: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    kind: (re.compile(_EDGES.format(identifiers.LOOSE[kind]), re.IGNORECASE), check)
    for kind, check in _CHECKS.items()
}
# Begun only where a word begins: else each letter of a long one would be tried as the first.
ANYWHERE["email"] = (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), is_personal_email)
EXAMPLES = 20  # kept of each kind, of which a few that differ are shown
LONGEST_HEAD = 60  # letters of a head
_CALLED = {"nss": re.compile(identifiers.CALLED["nss"], re.IGNORECASE)}


@dataclass(frozen=True)
class Found:
    """A kind of personal data: how many were found, and some of them masked."""

    kind: str
    count: int
    examples: tuple[str, ...]


def personal_data_in(texts: Iterable[str]) -> list[Found]:
    """What these texts hold of persons: cells, comments, names of sheets. One entry a kind, the commonest first.

    Eleven digits are the number of somebody's social security only where the text says so, or the texts do that stand
    above them: «NSS» at the head of a column that nobody sees.
    """
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    said = False
    for text in texts:  # one after another: they may be millions
        said = said or (len(text) <= LONGEST_HEAD and bool(_CALLED["nss"].search(text)))
        for kind, value in _hits(text, said=said):
            counts[kind] += 1
            if len(examples.setdefault(kind, [])) < EXAMPLES:
                examples[kind].append(value)
    return [Found(kind, count, masked_examples(examples[kind])) for kind, count in counts.most_common()]


def _hits(text: str, *, said: bool) -> Iterator[tuple[str, str]]:
    for kind, (shape, check) in ANYWHERE.items():
        if kind in _CALLED and not said and not _CALLED[kind].search(text):
            continue
        yield from ((kind, value) for value in shape.findall(text) if check(value))


def masked_examples(values: Iterable[str], most: int = 3) -> tuple[str, ...]:
    return tuple(masked(value) for value in list(dict.fromkeys(values))[:most])


def masked(value: str) -> str:
    """As much of it as tells its owner which one is meant, and nobody else: «GA••••••••••••••09»."""
    value = value.strip()
    if "@" in value:
        user, _, host = value.rpartition("@")
        return f"{user[:1]}•••@{host}"
    if len(value) < 8:
        return value[:1] + "•" * (len(value) - 1)
    return value[:2] + "•" * (len(value) - 4) + value[-2:]
