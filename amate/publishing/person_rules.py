"""What the law says of each kind of personal data, by whose they are: decided at the gate, or only confirmed there.

The numbers of fractions are those of the law of 2015, which that of 20-03-2025 keeps among its common obligations; the
office that publishes names its own.
"""

from __future__ import annotations

from dataclasses import dataclass

BLOCK, ASK = "block", "ask"


@dataclass(frozen=True)
class Rule:
    """What is done with some kinds of personal data where the persons are of one context ("" for any).

    level: BLOCK waits for a decision with a ground and somebody who publishes; ASK for a word of who prepares it, on
    the ground that is proposed. source: where that is from.
    """

    kinds: frozenset[str]
    context: str
    level: str
    ground: str
    source: str


_LAW = "Ley General de Transparencia y Acceso a la Información Pública"
# The first that fits. What is in none of them blocks.
RULES: tuple[Rule, ...] = (
    Rule(
        frozenset({"person_name"}),
        "beneficiaries",
        ASK,
        f"{_LAW}, obligaciones comunes: padrón de beneficiarios (nombre, monto, unidad territorial, edad y sexo).",
        f"{_LAW} (DOF 04-05-2015), artículo 70, fracción XV",
    ),
    Rule(
        frozenset({"person_name", "rfc_person", "street_address", "phone"}),
        "contractors",
        ASK,
        f"{_LAW}, obligaciones comunes: padrón de proveedores y contratistas, y sus contratos.",
        f"{_LAW} (DOF 04-05-2015), artículo 70, fracciones XXVIII y XXXII",
    ),
    Rule(
        frozenset({"person_name", "street_address"}),
        "licences",
        ASK,
        f"{_LAW}, obligaciones comunes: concesiones, permisos, licencias y autorizaciones, con sus titulares.",
        f"{_LAW} (DOF 04-05-2015), artículo 70, fracción XXVII",
    ),
    Rule(
        frozenset({"small_cells"}),
        "",
        ASK,
        "Los conteos de pocas personas no dejan saber quiénes son: el lugar es grande o el dato ya es público.",
        "amate/ingest/small_cells.py",
    ),
)


def rule_of(kind: str, context: str) -> Rule:
    """The rule for a kind of personal data in a table of this context."""
    fits = (rule for rule in RULES if kind in rule.kinds and rule.context in ("", context))
    return next(fits, Rule(frozenset({kind}), context, BLOCK, "", ""))
