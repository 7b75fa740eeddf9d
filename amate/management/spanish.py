"""argparse in Spanish: what it says to people, by table."""

from __future__ import annotations

import argparse

SENTENCES = {
    "usage: ": "uso: ",
    "options": "opciones",
    "positional arguments": "argumentos",
    "show this help message and exit": "muestra esta ayuda y termina",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "unrecognized arguments: %s": "no se conocen estos argumentos: %s",
    "not allowed with argument %s": "no se puede usar junto con %s",
    "ignored explicit argument %r": "no lleva valor, y se le dio %r",
    "the following arguments are required: %s": "faltan estos argumentos: %s",
    "one of the arguments %s is required": "falta uno de estos argumentos: %s",
    "expected one argument": "le falta su valor",
    "expected at most one argument": "lleva un valor o ninguno",
    "expected at least one argument": "le falta al menos un valor",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s puede ser cualquiera de %(matches)s",
    "invalid %(type)s value: %(value)r": "%(value)r no es un valor válido",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r no es una de las opciones: %(choices)s",
    "%(prog)s: error: %(message)s\n": "%(message)s\n",
}


def speak_spanish() -> None:
    """Have argparse say its sentences in Spanish from now on; those that the table lacks stay as they are."""
    argparse._ = lambda text: SENTENCES.get(text, text)  # type: ignore[attr-defined]
