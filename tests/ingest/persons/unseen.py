"""Forty small files written by hand as offices write them, before the search for persons was mended, and kept aside.

Nothing was tuned to them: `tests/campaign/test_persons.py` tells how many are found, whatever that is. Identifiers come
from the makers, by a seed of their own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.ingest.persons.makers import MAKERS, apart, full_name

SEED = 20_261_125


@dataclass(frozen=True)
class Unseen:
    """A text of CSV. kinds: what is in it of persons; none of a decoy."""

    name: str
    text: str
    kinds: tuple[str, ...] = ()


def unseen() -> Iterator[Unseen]:
    dice = random.Random(SEED)

    def a(kind: str, by: str | None = None) -> str:
        value = MAKERS[kind](dice)
        return value if by is None else apart(kind, value, by)

    def rows(head: str, line: object, count: int = 12) -> str:
        return head + "\n" + "\n".join(line(at) for at in range(count)) + "\n"  # type: ignore[operator]

    name = lambda: full_name(dice)  # noqa: E731
    digits = lambda count: "".join(str(dice.randrange(10)) for _ in range(count))  # noqa: E731
    yield Unseen(
        "C.U.R.P. with dots", rows("No.;C.U.R.P.;Monto", lambda at: f"{at};{a('curp')};{at}00"), ("curp",)
    )
    yield Unseen(
        "name and CURP in one cell",
        rows("no,asistente", lambda at: f'{at},"{name()} ({a("curp")})"'),
        ("curp",),
    )
    yield Unseen(
        "two CURP in one cell",
        rows("acta,contrayentes", lambda at: f"{at},{a('curp')} / {a('curp')}"),
        ("curp",),
    )
    yield Unseen(
        "label and CURP without a blank", rows("n,nota", lambda at: f"{at},CURP:{a('curp')}|ok"), ("curp",)
    )
    yield Unseen(
        "CURP of sex X only",
        rows("clave_unica_poblacion,programa", lambda at: f"{a('curp with X')},Becas"),
        ("curp",),
    )
    yield Unseen(
        "one CURP in a folio column",
        rows("folio,fecha", lambda at: f"{a('curp') if at == 7 else f'PR-{at:04}'},2024-01-0{at % 9 + 1}"),
        ("curp",),
    )
    yield Unseen(
        "CURP in an address of the web",
        rows("tramite,liga", lambda at: f"{at},https://tramites.example/consulta?curp={a('curp')}&v=1"),
        ("curp",),
    )
    yield Unseen(
        "CURP in a name of a file", rows("n,documento", lambda at: f"{at},acta_{a('curp')}.pdf"), ("curp",)
    )
    yield Unseen(
        "CURP in wide columns with quotes", rows("n,clave", lambda at: f"{at},'{a('curp')}"), ("curp",)
    )
    yield Unseen(
        "RFC con homoclave",
        rows("R.F.C. con homoclave,percepcion", lambda at: f"{a('rfc_person')},{at}000.50"),
        ("rfc_person",),
    )
    yield Unseen(
        "RFC of persons among companies",
        rows(
            "rfc_prov,proveedor",
            lambda at: f"{a('rfc_person') if at % 3 == 0 else a('rfc_company')},Proveedor {at}",
            60,
        ),
        ("rfc_person",),
    )
    yield Unseen(
        "RFC in a concept of payment",
        rows("poliza,concepto", lambda at: f"{at},PAGO HONORARIOS {a('rfc_person')} QUINCENA {at}"),
        ("rfc_person",),
    )
    yield Unseen(
        "CLABE interbancaria",
        rows("beneficiario;CTA. CLABE INTERBANCARIA", lambda at: f"{name()};{a('clabe')}"),
        ("clabe",),
    )
    yield Unseen("few CLABE", rows("cuenta,importe", lambda at: f"{a('clabe')},{at}", 4), ("clabe",))
    yield Unseen(
        "CLABE with blanks in fours",
        rows(
            "clabe,importe", lambda at: f"{(c := a('clabe'))[:4]} {c[4:8]} {c[8:12]} {c[12:16]} {c[16:]},{at}"
        ),
        ("clabe",),
    )
    yield Unseen(
        "CLABE that lost its zero",
        rows("clabe,importe", lambda at: f"{a('clabe').lstrip('0')},{at}"),
        ("clabe",),
    )
    yield Unseen(
        "No. de Seguridad Social",
        rows("No. de Seguridad Social,puesto", lambda at: f"{a('nss')},Peón"),
        ("nss",),
    )
    yield Unseen(
        "NSS that lost its zero", rows("NSS,puesto", lambda at: f"{a('nss').lstrip('0')},Peón"), ("nss",)
    )
    yield Unseen(
        "Núm. IMSS with hyphens", rows("Núm. IMSS,puesto", lambda at: f"{a('nss', '-')},Peón"), ("nss",)
    )
    yield Unseen("n.s.s. in a note", rows("n,nota", lambda at: f"{at},Alta en el IMSS: {a('nss')}"), ("nss",))
    yield Unseen("clave INE", rows("CLAVE INE,casilla", lambda at: f"{a('voter_key')},B{at}"), ("voter_key",))
    yield Unseen(
        "voter key in a note",
        rows("n,testigo", lambda at: f"{at},{name()} INE {a('voter_key', ' ')}"),
        ("voter_key",),
    )
    yield Unseen(
        "cell phone of beneficiaries",
        rows("beneficiaria,cel.", lambda at: f"{name()},{a('phone', ' ')}"),
        ("phone",),
    )
    yield Unseen(
        "whatsapp with +52",
        rows("nombre completo,whatsapp,curp", lambda at: f"{name()},+52 1 {a('phone')},{a('curp')}"),
        ("phone", "curp"),
    )
    yield Unseen(
        "phone and CURP without names",
        rows("curp,teléfono 1,teléfono 2", lambda at: f"{a('curp')},{a('phone')},"),
        ("phone", "curp"),
    )
    yield Unseen(
        "personal mail of pupils", rows("alumno,e-mail", lambda at: f"{name()},{a('email')}"), ("email",)
    )
    yield Unseen(
        "mail in a note",
        rows("reporte,texto", lambda at: f"{at},Escribir a {a('email')} o pasar"),
        ("email",),
    )
    yield Unseen(
        "names and addresses",
        rows("nombre completo,calle,numero,colonia", lambda at: f"{name()},Hidalgo,{at},Centro"),
        ("street_address",),
    )
    yield Unseen(
        "address of patients",
        rows("paciente,domicilio", lambda at: f'{name()},"Morelos {at + 1}, Col. Centro"'),
        ("person_name", "street_address"),
    )
    yield Unseen(
        "age of pupils",
        rows("nombre del alumno,edad,escuela", lambda at: f"{name()},{at % 6 + 6},Primaria Benito Juárez"),
        ("person_name",),
    )
    # Decoys.
    yield Unseen(
        "public servants",
        rows(
            "nombre,cargo,adscripción,teléfono,correo",
            lambda at: f"{name()},Director,Obras,33 3818 2200,obras{at}@zapopan.gob.mx",
        ),
    )
    yield Unseen(
        "schools called after persons",
        rows(
            "cct,escuela,calle,director",
            lambda at: f"14DPR{at:04}K,Benito Juárez,Miguel Hidalgo {at},{name()}",
        ),
    )
    yield Unseen(
        "streets called after persons",
        rows(
            "calle,colonia,tramo", lambda at: "Lázaro Cárdenas,Adolfo López Mateos,Juan Escutia a José Martí"
        ),
    )
    yield Unseen(
        "registro patronal",
        rows("registro patronal,trabajadores", lambda at: f"Y{digits(2)}{digits(5)}10{digits(1)},{at}"),
    )
    yield Unseen(
        "vehicles",
        rows("niv,placas,modelo", lambda at: f"3N1CN7AP{digits(9)},JKL-{digits(2)}-{digits(2)},2019"),
    )
    yield Unseen(
        "CFDI",
        rows(
            "uuid,rfc emisor,total",
            lambda at: f"6F9619FF-8B86-D011-B42D-00C04FC9{digits(4)},{a('rfc_company')},{at}",
        ),
    )
    yield Unseen(
        "catastro",
        rows(
            "cuenta predial,clave catastral,valor",
            lambda at: f"114{digits(15)},{digits(4)}-{digits(2)}-{digits(3)},{digits(6)}",
        ),
    )
    yield Unseen(
        "water meters", rows("medidor,contrato,lectura", lambda at: f"{digits(10)},{digits(11)},{digits(5)}")
    )
    yield Unseen(
        "purchase orders",
        rows("orden,partida,numero de oficio", lambda at: f"OC{digits(8)},{digits(4)},DGA-{digits(4)}-2024"),
    )
    yield Unseen(
        "telephones of clinics",
        rows("unidad,teléfono,clues", lambda at: f"Centro de Salud {at},3312{digits(6)},JCSSA{digits(6)}"),
    )
