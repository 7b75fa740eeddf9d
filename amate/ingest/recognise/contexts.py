"""Who the persons of a table are, from the words of its heads: that decides what the law says of their data."""

from __future__ import annotations

from collections.abc import Iterable

from amate.ingest.recognise.names import says

# The first whose words are at the head of a column. What is private comes first: no law makes a patient public.
CONTEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "private",
        (
            *(
                "victima",
                "victimas",
                "paciente",
                "pacientes",
                "alumno",
                "alumna",
                "alumnos",
                "estudiante",
                "menor",
            ),
            *(
                "tutor",
                "detenido",
                "imputado",
                "denunciante",
                "quejoso",
                "agresor",
                "desaparecido",
                "desaparecida",
            ),
            *(
                "diagnostico",
                "enfermedad",
                "padecimiento",
                "discapacidad",
                "adiccion",
                "vih",
                "embarazo",
                "religion",
            ),
            *("orientacion sexual", "etnia", "lengua indigena", "expediente clinico", "violencia", "delito"),
        ),
    ),
    (
        "servants",
        (
            *("cargo", "puesto", "nombramiento", "servidor publico", "servidora publica", "funcionario"),
            *(
                "funcionaria",
                "adscripcion",
                "nivel tabular",
                "sueldo",
                "sueldo bruto",
                "percepcion",
                "percepciones",
            ),
            *("remuneracion", "plaza", "regidor", "regidora"),
        ),
    ),
    (
        "contractors",
        (
            *(
                "proveedor",
                "contratista",
                "licitacion",
                "adjudicacion",
                "adjudicado",
                "licitante",
                "rfc prov",
            ),
            *("razon social", "denominacion social", "numero de contrato", "rfc proveedor", "prestador"),
        ),
    ),
    (
        "licences",
        ("licencia", "giro", "permiso", "concesion", "concesionario", "permisionario", "autorizacion"),
    ),
    (
        "beneficiaries",
        (
            *(
                "beneficiario",
                "beneficiaria",
                "beneficiarios",
                "beneficiarias",
                "nombre del beneficiario",
                "apoyo",
            ),
            *("apoyos", "subsidio", "becario", "becaria", "beca", "programa social", "padron"),
        ),
    ),
)
# Who answers for an office is named there as such, and what stands beside is of the office.
OFFICE_HOLDERS = (
    *("director", "directora", "responsable", "encargado", "encargada", "regidor", "regidora", "contacto"),
    *(
        "servidor publico",
        "servidora publica",
        "funcionario",
        "funcionaria",
        "representante legal",
        "titular area",
    ),
)
# Of an office nobody says these.
AT_HOME = (
    "particular",
    "casa",
    "personal",
    "celular",
    "cel",
    "whatsapp",
    "emergencia",
    "domicilio particular",
)


def context_of(heads: Iterable[str]) -> str:
    """A name of CONTEXTS, or "" where the heads say nothing of it."""
    known = [*heads]
    return next((name for name, words in CONTEXTS if any(says(head, *words) for head in known)), "")
