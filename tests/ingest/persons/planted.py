"""300 tables in which identifiers of persons stand where offices leave them, and as many columns that only look so.

Each seed gives another set. What is planted is known to the table alone: kind, spelling, how full, where, which format.
"""

from __future__ import annotations

import random
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.ingest import writers
from tests.ingest.dbf import dbf
from tests.ingest.hiding import PLACES
from tests.ingest.persons.makers import MAKERS, PARTS, SURNAMES, Maker, apart, full_name, kind_of

ROWS = 200
# A head for each kind; "" says nothing of it. An NSS is told from eleven digits of anything else by its head alone.
HEADS = {
    "curp": ("CURP", "identificador", "clave unica"),
    "curp with X": ("CURP", "identificador", "llave"),
    "rfc_person": ("RFC", "RFC del trabajador", "clave fiscal"),
    "rfc_company": ("RFC", "rfc_proveedor", "clave fiscal"),
    "clabe": ("CLABE", "cuenta clabe", "cuenta de deposito"),
    "nss": ("NSS", "numero de seguridad social", "afiliacion IMSS"),
    "voter_key": ("clave de elector", "clave", "identificacion"),
    "phone": ("telefono", "celular", "tel contacto"),
    "email": ("correo", "correo electronico", "email"),
}
# As they stand in the middle of a sentence; what is no more than digits is called by its name there.
SENTENCES = {
    "curp": "Se notificó a {} en su domicilio de Atotonilco",
    "curp with X": "Solicitante ({}), atención en ventanilla",
    "rfc_person": "Pagó el impuesto con RFC {} según recibo",
    "clabe": "Depositar a la CLABE {} del banco",
    "nss": "Trabajador con NSS {} dado de baja",
    "voter_key": "Se identificó con credencial {} vigente",
    "email": "Contestar a <{}> cuanto antes",
}


def _dbf(rows: writers.Rows) -> bytes:
    heads, *records = rows
    fields = [(head.upper().replace(" ", "_")[:10], "C", 120, 0) for head in heads]
    return dbf(fields, [[cell.encode("cp1252") for cell in record] for record in records], driver=0x57)


FORMATS: dict[str, Callable[[writers.Rows], bytes]] = {
    "csv": writers.as_csv,
    "xlsx": writers.as_xlsx,
    "xls": writers.as_xls,
    "ods": writers.as_ods,
    "json": writers.as_json,
    "xml": writers.as_xml,
    "dbf": _dbf,
}
Cell = Callable[[random.Random], str]


@dataclass(frozen=True)
class Planted:
    """A file with one kind planted. column: the head of its column; None where nobody sees it."""

    kind: str
    how: str
    filename: str
    content: bytes
    column: str | None

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.how}, {self.filename}"


@dataclass(frozen=True)
class Decoys:
    """A file of columns that hold nothing of persons."""

    heads: tuple[str, ...]
    filename: str
    content: bytes


def _plain(made: str, make: Maker) -> Cell:
    return make


def _lower(made: str, make: Maker) -> Cell:
    return lambda dice: make(dice).lower()


def _by(mark: str) -> Callable[[str, Maker], Cell]:
    return lambda made, make: lambda dice: apart(made, make(dice), mark) if made in PARTS else make(dice)


def _in_text(mark: str, *, small: bool = False) -> Callable[[str, Maker], Cell]:
    def spelled(made: str, make: Maker) -> Cell:
        def cell(dice: random.Random) -> str:
            value = apart(made, make(dice), mark) if made in PARTS else make(dice)
            return SENTENCES[made].format(value.lower() if small else value)

        return cell

    return spelled


SPELLINGS: dict[str, Callable[[str, Maker], Cell]] = {
    "plain": _plain,
    "lower case": _lower,
    "spaced": _by(" "),
    "hyphens": _by("-"),
    "hard blanks": _by("\N{NO-BREAK SPACE}"),
    "in a text": _in_text(""),
    "in a text, lower case": _in_text("", small=True),
    "in a text, spaced": _in_text(" "),
    "in a text, hard blanks": _in_text("\N{NO-BREAK SPACE}"),
}
FILLED: dict[str, float] = {"all": 1.0, "half": 0.5, "1 % of the rows": 0.01}


def planted(seed: int, count: int = 300) -> Iterator[Planted]:
    """In turn of every kind, so that each has as many."""
    dice = random.Random(seed)
    kinds = list(MAKERS)
    for at in range(count):
        made = kinds[at % len(kinds)]
        yield _hidden(made, dice) if _may_be_hidden(made) and dice.random() < 0.2 else _seen(made, dice)


def _may_be_hidden(made: str) -> bool:
    return made in SENTENCES


def _hidden(made: str, dice: random.Random) -> Planted:
    name, filename, hide, _why = dice.choice(PLACES)
    value = MAKERS[made](dice)
    word = SENTENCES[made].format(value) if made in ("nss", "clabe") else value
    return Planted(kind_of(made), f"hidden, {name}", filename, hide(word), None)


def _seen(made: str, dice: random.Random) -> Planted:
    spellings = [name for name in SPELLINGS if "text" not in name or made in SENTENCES]
    spelling = dice.choice(spellings)
    filled = "all" if made in ("phone", "rfc_company") else dice.choice(list(FILLED))
    format_ = dice.choice(list(FORMATS))
    heads = HEADS[made][:1] if format_ == "dbf" else HEADS[made]  # of ten letters
    head = "observaciones" if "text" in spelling else dice.choice(heads)
    head = _named_in(format_, head)
    cell = SPELLINGS[spelling](made, MAKERS[made])
    if filled == "1 % of the rows" and head != "observaciones" and made in ("nss", "clabe", "rfc_person"):
        filled = "half"  # three numbers among texts of another kind are in the middle of texts, above
    beside = {"folio": _folio, "municipio": _town}
    if made in ("phone", "email"):
        beside["titular" if format_ == "dbf" else "nombre del beneficiario"] = full_name
    rest = _nothing_said if "text" in spelling or filled == "1 % of the rows" else _empty
    share = FILLED[filled]
    chosen = set(dice.sample(range(ROWS), max(2, int(ROWS * share))))
    heads = [*beside, head]
    dice.shuffle(heads)
    cells = beside | {head: cell}
    records = [
        [cells[one](dice) if one != head or at in chosen else rest(dice) for one in heads]
        for at in range(ROWS)
    ]
    content = FORMATS[format_]([heads, *records])
    return Planted(kind_of(made), f"{spelling}, {filled}", f"padron.{format_}", content, head)


def _named_in(format_: str, head: str) -> str:
    """A name as the format can keep it."""
    head = head.replace(" ", "_") if format_ in ("xml", "dbf") else head
    return head.upper()[:10] if format_ == "dbf" else head


def _folio(dice: random.Random) -> str:
    return f"F-{dice.randrange(10**5):05}"


def _town(dice: random.Random) -> str:
    return dice.choice(("Zapopan", "Tala", "Tonalá", "Tequila", "El Salto"))


def _nothing_said(dice: random.Random) -> str:
    return dice.choice(
        ("Sin observaciones", "Se turnó a la dirección", "Acudió en tiempo y forma", "Pendiente de firma")
    )


def _empty(dice: random.Random) -> str:
    return dice.choice(("", "", "N/D"))


def _digits(count: int) -> Maker:
    return lambda dice: "".join(dice.choices(string.digits, k=count))


def _isbn(dice: random.Random) -> str:
    bare = "978970" + "".join(dice.choices(string.digits, k=6))
    total = sum(int(d) * (1 + 2 * (at % 2)) for at, d in enumerate(bare))
    return bare + str(-total % 10)


def _company(dice: random.Random) -> str:
    return MAKERS["rfc_company"](dice)


def _folio_like_an_rfc(dice: random.Random) -> str:
    letters = "".join(dice.choices(string.ascii_uppercase, k=4))
    day = f"{dice.randrange(20, 27)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
    return f"{letters}{day}{dice.randrange(1000):03}"


DECOYS: dict[str, Maker] = {
    "factura": lambda dice: f"A-{dice.randrange(10**6)}",
    "cuenta contable": lambda dice: "-".join(_digits(n)(dice) for n in (4, 4, 3, 3, 4)),
    "cuenta predial": _digits(18),
    "numero de contrato": _digits(11),
    "cvegeo": lambda dice: f"14{dice.randrange(1, 126):03}{dice.randrange(1, 9999):04}",
    "clave catastral": lambda dice: "-".join(_digits(n)(dice) for n in (3, 2, 2, 4, 3)),
    "latitud": lambda dice: f"{20 + dice.random():.6f}",
    "longitud": lambda dice: f"{-103 - dice.random():.6f}",
    "telefono de la oficina": lambda dice: f"33 {_digits(4)(dice)} {_digits(4)(dice)}",
    "correo institucional": lambda dice: f"{dice.choice(SURNAMES).lower()}@jalisco.gob.mx",
    "rfc del proveedor": _company,
    "folio": _folio_like_an_rfc,
    "fecha": lambda dice: f"2024-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
    "marca de tiempo": lambda dice: (
        f"2024{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}{_digits(6)(dice)}"
    ),
    "isbn": _isbn,
    "placa": lambda dice: (
        f"J{''.join(dice.choices(string.ascii_uppercase, k=2))}-{_digits(2)(dice)}-{_digits(2)(dice)}"
    ),
    "uuid": lambda dice: str(uuid.UUID(int=dice.getrandbits(128))),
    "folio fiscal": lambda dice: str(uuid.UUID(int=dice.getrandbits(128))).upper(),
    "clues": lambda dice: f"JCSSA{_digits(6)(dice)}",
    "cct": lambda dice: f"14DPR{_digits(4)(dice)}{dice.choice(string.ascii_uppercase)}",
    "serie del vehiculo": lambda dice: "".join(dice.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=17)),
    "codigo de barras": _digits(13),
    "numero de medidor": _digits(10),
    "expediente": lambda dice: f"{_digits(4)(dice)}/2024-{dice.choice('IV')}",
    "monto": lambda dice: f"{dice.random() * 1e6:.2f}",
    "colonia": lambda dice: f"Lomas de {dice.choice(SURNAMES)}",
    "escuela": lambda dice: (
        f"Escuela Primaria {dice.choice(('Benito Juárez', 'Miguel Hidalgo', 'Josefa Ortiz'))}"
    ),
    "calle": lambda dice: (
        f"{dice.choice(('Benito Juárez', 'Hidalgo', 'López Mateos'))} {dice.randrange(1, 3000)}"
    ),
    "obra": lambda dice: (
        f"Pavimentación de la calle {dice.choice(SURNAMES)} entre 5 de Mayo y 16 de Septiembre"
    ),
    "oficio": lambda dice: f"SEJ/DGP/{_digits(4)(dice)}/2024",
    "hash": lambda dice: f"{dice.getrandbits(128):032x}",
}


def decoys(seed: int, count: int = 150) -> Iterator[Decoys]:
    """Five columns to a table."""
    dice = random.Random(f"decoys {seed}")
    for _ in range(count):
        heads = dice.sample(list(DECOYS), 5)
        format_ = dice.choice(list(FORMATS))
        shown = [head.upper().replace(" ", "_")[:10] if format_ == "dbf" else head for head in heads]
        if len(set(shown)) < len(shown):
            format_, shown = "csv", heads
        rows = [[DECOYS[head](dice) for head in heads] for _ in range(ROWS)]
        yield Decoys(tuple(shown), f"datos.{format_}", FORMATS[format_]([shown, *rows]))
