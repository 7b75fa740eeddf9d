"""How to cite a dataset, in each of its forms: on the page, and for reference managers at an address beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from amate.base.clock import today
from amate.catalog.models import Dataset, Version
from amate.web.public import citation
from amate.web.public.seen import dataset_at, follows_its_dataset

# Braces are balanced even where they are escaped: BibTeX counts them before TeX reads them.
TEX = str.maketrans({
    "\\": r"\textbackslash{}",
    "{": r"{$\lbrace$}",
    "}": r"{$\rbrace$}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "{$<$}",
    ">": "{$>$}",
    "|": "{$|$}",
} | {mark: f"\\{mark}" for mark in "&%$#_"})  # fmt: skip
LIGATURE = re.compile(r"([-'`])(?=\1)")  # two of these become another mark
URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def bibtex(dataset: Dataset, versions: Sequence[Version]) -> str:
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(dataset, versions) if value)
    return f"@misc{{{dataset.slug},\n{fields}\n}}\n"


def csl_json(dataset: Dataset, versions: Sequence[Version]) -> str:
    """A list of one item, as Zotero and pandoc read it."""
    item: dict[str, Any] = {
        "id": dataset.slug,
        "type": "dataset",
        "title": dataset.title,
        "author": [{"literal": dataset.institution.name}],
        "publisher": settings.PORTAL.name,
        "issued": _date_parts(citation.issued(dataset)),
        "accessed": _date_parts(today()),
        "URL": citation.address(dataset),
        "language": "es-MX",
        "note": citation.notes(dataset, versions),
    }
    if version := _version(versions):
        item["version"] = version
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class Form:
    """A format of citations: what people call it, its media type, and who writes it."""

    name: str
    media_type: str
    write: Callable[[Dataset, Sequence[Version]], str]


FORMS = {
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}


@dataclass(frozen=True)
class Reference:
    """A citation as the page shows it; `file` is its address, for those that have one."""

    name: str
    text: str
    file: str = ""


def references(dataset: Dataset) -> list[Reference]:
    """Everything but the short form, from what people read to what programs do."""
    versions = citation.cited_versions(dataset)
    for_people = Reference("Completa, con la huella de los archivos", citation.complete(dataset, versions))
    for_programs = (
        Reference(form.name, form.write(dataset, versions), reverse("reference", args=[dataset.slug, ending]))
        for ending, form in FORMS.items()
    )
    return [for_people, *for_programs]


@require_safe
@follows_its_dataset
def reference(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    written = FORMS[form].write(dataset, citation.cited_versions(dataset))
    response = HttpResponse(written, content_type=FORMS[form].media_type)
    response["Content-Disposition"] = (
        content_disposition_header(True, f"{dataset.slug}.{form}") or "attachment"
    )
    response["Cache-Control"] = "public, no-cache" if dataset.is_public else "private, no-store"
    return response


def _fields(dataset: Dataset, versions: Sequence[Version]) -> Iterator[tuple[str, str]]:
    """Names inside two pairs of braces are neither parted into given and family, nor put in lower case."""
    yield "author", f"{{{_tex(dataset.institution.name)}}}"
    yield "title", f"{{{_tex(dataset.title)}}}"
    yield "year", str(citation.issued(dataset).year)
    yield "date", citation.issued(dataset).isoformat()
    yield "publisher", f"{{{_tex(settings.PORTAL.name)}}}"
    yield "howpublished", "Conjunto de datos"
    yield "version", _version(versions)
    yield "url", citation.address(dataset).translate(URL)
    yield "urldate", today().isoformat()
    yield "language", "spanish"
    yield "note", _tex(citation.notes(dataset, versions))


def _version(versions: Sequence[Version]) -> str:
    """Of a dataset of one file, the version of that file."""
    return str(versions[0].number) if len(versions) == 1 else ""


def _date_parts(moment: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[moment.year, moment.month, moment.day]]}


def _tex(text: str) -> str:
    return " ".join(LIGATURE.sub(r"\1{}", text.translate(TEX)).split())
