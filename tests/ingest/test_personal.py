"""Personal data in 300 tables: every planted column is found, and hardly a clean one is suspected (trust.md, A5)."""

from __future__ import annotations

import csv
import io
import random
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from faker import Faker
from stdnum import luhn
from stdnum.mx import rfc as stdnum_rfc

from amate.ingest.recognise.personal import personal_data_in
from amate.ingest.report import Reading
from tests.ingest.persons.makers import MAKERS, PARTS, apart, kind_of
from tests.ingest.reader import read_bytes, read_file

ROWS = 60
Maker = Callable[[Faker, random.Random], str]


def an_rfc(faker: Faker, dice: random.Random) -> str:
    """With the digit that SAT would give it, which Faker leaves to chance."""
    rfc = faker.rfc()[:-1]
    return rfc + stdnum_rfc.calc_check_digit(rfc)


def an_nss(faker: Faker, dice: random.Random) -> str:
    digits = "".join(dice.choices(string.digits, k=10))
    return digits + luhn.calc_check_digit(digits)


PLANTED: tuple[tuple[str, str, Maker], ...] = (
    ("curp", "identificador", lambda faker, dice: faker.curp()),
    ("curp", "CURP", lambda faker, dice: faker.curp().lower()),
    ("rfc_person", "RFC", lambda faker, dice: faker.rfc()),
    ("rfc_person", "clave_fiscal", an_rfc),
    ("clabe", "cuenta CLABE", lambda faker, dice: faker.clabe()),
    ("clabe", "cuenta de depósito", lambda faker, dice: faker.clabe()),
    ("nss", "NSS", an_nss),
    ("voter_key", "clave", lambda faker, dice: faker.elector_code()),
)


def digits(count: int) -> Maker:
    return lambda faker, dice: "".join(dice.choices(string.digits, k=count))


def folio(faker: Faker, dice: random.Random) -> str:
    """Letters, digits, letters: as long as an RFC and not one."""
    letters = dice.choices(string.ascii_uppercase, k=4)
    return "".join([*letters, *dice.choices(string.digits, k=6), *dice.choices(string.ascii_uppercase, k=3)])


CLEAN: tuple[tuple[str, Maker], ...] = (
    ("folio", folio),
    ("número de expediente", digits(18)),
    ("código de barras", digits(13)),
    ("afiliados", digits(5)),
    ("contrato", digits(11)),
    ("colonia", lambda faker, dice: faker.city()),
    ("empresa", lambda faker, dice: faker.company()),
    ("observaciones", lambda faker, dice: faker.sentence()),
    ("monto", lambda faker, dice: f"{dice.random() * 1e6:.2f}"),
    ("fecha", lambda faker, dice: faker.date()),
    ("correo institucional", lambda faker, dice: f"{faker.user_name()}@jalisco.gob.mx"),
    ("cct", lambda faker, dice: f"14DPR{dice.randrange(10_000):04}{dice.choice(string.ascii_uppercase)}"),
)


def table(columns: dict[str, Maker], seed: int) -> bytes:
    faker, dice = Faker("es_MX"), random.Random(seed)
    faker.seed_instance(seed)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([make(faker, dice) for make in columns.values()] for _ in range(ROWS))
    return out.getvalue().encode()


def suspected(reading: Reading) -> set[str]:
    return {
        note.code.removeprefix("personal-data:")
        for read in reading.tables
        for note in read.notes
        if note.code.startswith("personal-data:")
    }


@pytest.mark.parametrize("seed", range(60))
def test_a_planted_column_is_found(seed: int, tmp_path: Path) -> None:
    kind, name, make = PLANTED[seed % len(PLANTED)]
    beside = dict(CLEAN[seed % len(CLEAN) :][:2])
    reading = read_bytes(table({**beside, name: make}, seed), "padron.csv", tmp_path)
    assert kind in suspected(reading)
    (meaning,) = (column.meaning for column in reading.tables[0].columns if column.name == name)
    assert meaning == kind
    told = next(note for note in reading.tables[0].notes if note.code == f"personal-data:{kind}")
    assert told.count >= ROWS * 0.9
    assert told.rows[:2] == (2, 3)
    assert "••••" in told.message


def clean_tables(real: Path, folder: Path) -> Iterator[tuple[str, Reading]]:
    for seed in range(40):
        columns = dict(CLEAN[(seed + at) % len(CLEAN)] for at in range(5))
        yield f"generated {seed}", read_bytes(table(columns, seed), "datos.csv", folder)
    for path in sorted(real.glob("*.csv")):
        if path.stat().st_size < 1_000_000:
            yield path.name, read_file(path, path.name, folder)


def test_hardly_a_clean_column_is_suspected(real: Path, tmp_path: Path) -> None:
    seen, wrong = 0, []
    for name, reading in clean_tables(real, tmp_path):
        seen += sum(len(read.columns) for read in reading.tables)
        wrong += [(name, kind) for kind in suspected(reading) - {"email"}]
    assert seen > 240
    assert len(wrong) <= 2, wrong


def test_one_curp_in_the_middle_of_a_text_is_listed_by_line(tmp_path: Path) -> None:
    lines = "".join(f"{at},nada que decir de esto\n" for at in range(6_000))
    content = f"n,obs\n{lines}6000,Se notificó a BOXW310820HNERXN09 en su domicilio\n"
    reading = read_bytes(content.encode(), "oficios.csv", tmp_path)
    (told,) = [note for note in reading.tables[0].notes if note.code == "personal-data:curp"]
    assert (told.count, told.rows) == (1, (6_002,))
    assert "BOXW310820HNERXN09" not in told.message


@pytest.mark.parametrize("made", list(PARTS))
@pytest.mark.parametrize("by", ["", " ", "-", "\N{NO-BREAK SPACE}"])
def test_an_identifier_is_found_however_its_parts_are_written(made: str, by: str, tmp_path: Path) -> None:
    if made in ("phone", "rfc_company"):  # of an office as often as of a person
        return
    dice = random.Random(f"{made} {by}")
    said = {"clabe": "CLABE", "nss": "NSS"}.get(made, "de")
    rows = "".join(f"{at},sin novedad\n" for at in range(500))
    content = f"n,nota\n{rows}501,Pago a {said} {apart(made, MAKERS[made](dice), by).lower()} en caja\n"
    (told,) = [n for n in read_bytes(content.encode(), "notas.csv", tmp_path).tables[0].notes if n.columns]
    assert (told.code, told.count, told.rows) == (f"personal-data:{kind_of(made)}", 1, (502,))


def test_numbers_that_lost_their_zeros_are_found_by_the_head_of_their_column(tmp_path: Path) -> None:
    dice = random.Random(5)
    nss = "".join(f"{MAKERS['nss'](dice).lstrip('0')},1\n" for _ in range(40))
    clabe = "".join(f"{MAKERS['clabe'](dice).lstrip('0')},1\n" for _ in range(40))
    assert suspected(read_bytes(f"NSS,n\n{nss}".encode(), "a.csv", tmp_path)) == {"nss"}
    assert suspected(read_bytes(f"cuenta clabe,n\n{clabe}".encode(), "a.csv", tmp_path)) == {"clabe"}


def test_what_is_only_built_like_one_is_no_alarm(tmp_path: Path) -> None:
    """One in ten of any digits has the right last one."""
    dice = random.Random(6)

    def some(count: int) -> str:
        return "".join(dice.choices(string.digits, k=count))

    lines = "".join(
        f"Contrato {some(11)} de la cuenta {some(18)} con folio {folio(Faker(), dice)}\n" for _ in range(300)
    )
    assert suspected(read_bytes(f"nota\n{lines}".encode(), "a.csv", tmp_path)) == set()


def test_names_of_who_answers_for_an_office_are_no_alarm_and_those_of_beneficiaries_are(
    tmp_path: Path,
) -> None:
    office = "oficina,director\nParques,Rosa García López\nObras,Juan Pérez Ruiz\n"
    assert suspected(read_bytes(office.encode(), "a.csv", tmp_path)) == set()
    aid = "programa,beneficiario\nBecas,Rosa García López\nBecas,Juan Pérez Ruiz\n"
    assert suspected(read_bytes(aid.encode(), "b.csv", tmp_path)) == {"person_name"}


def test_mails_are_found_in_the_middle_of_anything_and_not_in_long_words() -> None:
    texts = [
        "escribe a <ana.ruiz@gmail.com>, o a datos@jalisco.gob.mx",
        "a" * 500_000,
        f"{'b' * 70}@gmail.com",
    ]
    (found,) = personal_data_in(texts)
    assert (found.kind, found.count, found.examples) == ("email", 1, ("a•••@gmail.com",))
