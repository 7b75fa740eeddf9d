"""Datasets as officers make and edit them."""

from __future__ import annotations

import pytest
from django.db.models import OuterRef, Subquery

from amate.base.errors import Invalid, NotAllowed, NotReady, Stale
from amate.catalog.actions import (
    add_resource,
    create_dataset,
    delete_draft,
    edit_dataset,
    free_slug,
    rename_address,
    safe_filename,
)
from amate.catalog.indexing import reindex
from amate.catalog.models import Dataset, OldSlug, Resource, Version
from amate.catalog.rules import family_of, is_temporal, missing


def test_what_cannot_be_seen_is_not_written_down(parks, ana):
    """A mark that turns the direction of what follows would turn around what stands beside a title."""
    turned = edit_dataset(
        by=ana, dataset=parks, title="Par\u202eques\x07 de\u2066 Zapopan", keywords=["ár\u202bbol"]
    )
    assert (turned.title, turned.keywords) == ("Parques de Zapopan", ["árbol"])


def test_a_draft_gets_what_the_rules_derive(ana, zapopan, licence):
    dataset = create_dataset(by=ana, institution=zapopan, title="  Parques   de\nZapopan ")
    assert (dataset.title, dataset.slug) == ("Parques de Zapopan", "parques-de-zapopan")
    assert (dataset.contact_email, dataset.territory, dataset.licence) == (
        "datos@zapopan.example",
        "14120",
        licence,
    )


def test_two_datasets_of_one_title_have_two_addresses(ana, zapopan):
    slugs = [create_dataset(by=ana, institution=zapopan, title="Parques").slug for _ in range(3)]
    assert slugs == ["parques", "parques-2", "parques-3"]


def test_a_former_address_is_not_given_to_another(parks, ana):
    rename_address(by=ana, dataset=parks, slug="areas-verdes")
    assert OldSlug.objects.get().slug == "parques-de-zapopan"
    assert free_slug("Parques de Zapopan") == "parques-de-zapopan-2"


def test_the_second_to_save_is_told(ana, luis, zapopan):
    dataset = create_dataset(by=ana, institution=zapopan, title="Parques")
    edit_dataset(by=ana, dataset=dataset, revision=1, temporal="2024")
    with pytest.raises(Stale):
        edit_dataset(by=luis, dataset=dataset, revision=1, temporal="2023")
    assert Dataset.objects.get().temporal == "2024"


def test_a_published_dataset_cannot_lose_what_publishing_needs(parks, ana):
    with pytest.raises(NotReady) as refused:
        edit_dataset(by=ana, dataset=parks, description="")
    assert set(refused.value.fields) == {"description"}


def test_strangers_and_unknown_fields_are_refused(ana, rosa, zapopan):
    dataset = create_dataset(by=ana, institution=zapopan, title="Parques")
    with pytest.raises(NotAllowed):
        edit_dataset(by=rosa, dataset=dataset, title="Mío")
    with pytest.raises(Invalid, match="state"):
        edit_dataset(by=ana, dataset=dataset, state="published")


def test_what_was_public_is_never_deleted(parks, ana):
    with pytest.raises(NotReady):
        delete_draft(by=ana, dataset=parks)


def test_a_new_draft_lacks_what_tabla_2_demands(ana, zapopan, licence):
    dataset = create_dataset(by=ana, institution=zapopan, title="Parques")
    assert set(missing(dataset.metadata)) == {"description", "theme", "periodicity"}


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("2013", True),
        ("2010/2012", True),
        ("2014-01/2014-04", True),
        ("2024-01-15", True),
        ("2024-06/2024-06", True),
        ("2012/2010", False),
        ("2014-05/2014-04", False),
        ("enero", False),
        ("2024-13", False),
        ("2024/", False),
        ("24", False),
    ],
)
def test_periods_are_iso_8601_and_ascending(value, holds):
    assert is_temporal(value) is holds


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Parques 2024.CSV", "parques_2024.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Año fiscal.xlsx", "ano_fiscal.xlsx"),
        ("", "archivo"),
        ("\u202egnp.exe\x00.csv", "gnp_exe.csv"),
        ("datos.csv.gz", "datos_csv.gz"),
    ],
)
def test_names_of_files_are_made_harmless(given, kept):
    assert safe_filename(given) == kept


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("a.csv", "tabla"),
        ("a.csv.gz", "tabla"),
        ("a.PDF", "documento"),
        ("lote.zip", "otro"),
        ("a.geojson", "mapa"),
    ],
)
def test_a_file_belongs_to_a_family_by_its_name(name, family):
    assert family_of(name) == family


def test_resources_of_one_name_have_two_addresses(ana, zapopan):
    dataset = create_dataset(by=ana, institution=zapopan, title="Parques")
    slugs = [add_resource(by=ana, dataset=dataset, filename="parques.csv").slug for _ in range(2)]
    assert slugs == ["parques", "parques-2"]


def test_a_dataset_of_more_files_than_a_thousand_is_listed_and_found(parks):
    one = parks.resources.get()
    many = [
        Resource(dataset=parks, slug=f"parte-{n}", title=f"Parte {n}", filename="x.csv") for n in range(1_200)
    ]
    Resource.objects.bulk_create(many)
    Version.objects.bulk_create(
        Version(resource=each, number=1, state="published", filename="x.csv", sha256="0" * 64, size=1)
        for each in many
    )
    first = Version.objects.filter(resource=OuterRef("pk")).values("pk")
    parks.resources.exclude(pk=one.pk).update(current=Subquery(first))
    (listed,) = Dataset.objects.published().for_lists()
    assert len([each.current for each in listed.resources.all() if each.current]) == 1_201
    assert reindex() == 1
