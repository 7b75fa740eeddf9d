"""`amate publish`: from files to a public dataset, in one go."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from amate.base.errors import BadFile, Invalid
from amate.catalog.models import Dataset, Licence, Theme
from amate.management import publication
from amate.management.command import Command as Base
from amate.people.models import Institution
from amate.publishing.actions import publish

METADATA = ("title", "description", "periodicity", "temporal", "territory")


class Command(Base):
    help = "Publica archivos como un conjunto de datos, o como su siguiente versión"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("files", nargs="+", type=Path, metavar="ARCHIVO")
        add(
            "--dataset", metavar="SLUG", help="conjunto que ya existe: cada archivo sustituye al de su nombre"
        )
        add("--organization", metavar="SLUG", help="institución que publica")
        add("--title", metavar="TEXTO", help="título del conjunto")
        add("--theme", metavar="SLUG", help="sector")
        add("--description", metavar="TEXTO", help="qué contiene cada fila y de dónde sale")
        add("--periodicity", metavar="CÓDIGO", help="cada cuánto se actualiza: R/P1M, R/P1Y, irregular…")
        add("--keyword", action="append", metavar="PALABRA", help="etiqueta; puede repetirse")
        add("--temporal", metavar="PERIODO", help="2024, 2019/2024 o 2024-01/2024-06")
        add("--territory", metavar="CLAVE", help="clave INEGI de estado o municipio")
        add("--licence", metavar="SLUG", help="licencia; la primera del portal si no se dice")
        add("--as", dest="email", default="", metavar="CORREO", help="quién publica; la primera responsable")
        add("--accept", action="store_true", help="acepta lo que el archivo pregunte antes de publicarse")
        add("--draft", action="store_true", help="deja el borrador sin publicar")

    def handle(self, *args: Any, files: list[Path], draft: bool, accept: bool, **options: Any) -> None:
        if absent := [str(path) for path in files if not path.is_file()]:
            raise BadFile(f"No se encuentra: {', '.join(absent)}. Revisa el nombre.")
        person = publication.acting_person(options["email"])
        if options["dataset"]:
            dataset = publication.by_slug(Dataset, options["dataset"], "conjunto")
            publication.next_versions(person, dataset, files, self.stdout.write, accept=accept)
        else:
            institution = self._institution(options)
            metadata = self._metadata(options)
            dataset = publication.new_dataset(
                person, institution, files, metadata, self.stdout.write, accept=accept
            )
        if draft:
            self.stdout.write(f"Borrador: {settings.AMATE_URL}/mesa/conjuntos/{dataset.slug}")
            return
        dataset = publish(by=person, dataset=dataset)
        publication.finish(dataset)
        self.stdout.write(f"Publicado: {settings.AMATE_URL}{dataset.get_absolute_url()}")

    def _institution(self, options: dict[str, Any]) -> Institution:
        lacking = [f"--{name}" for name in ("organization", "title", "theme") if not options[name]]
        if lacking:
            raise Invalid(f"Para un conjunto nuevo falta: {', '.join(lacking)}.")
        return publication.by_slug(Institution, options["organization"], "institución")

    def _metadata(self, options: dict[str, Any]) -> dict[str, Any]:
        metadata = {name: options[name] for name in METADATA if options[name]}
        metadata["theme"] = publication.by_slug(Theme, options["theme"], "sector")
        if options["licence"]:
            metadata["licence"] = publication.by_slug(Licence, options["licence"], "licencia")
        if options["keyword"]:
            metadata["keywords"] = options["keyword"]
        return metadata
