"""The last chapter: the data are withdrawn, the machine dies, the backup is restored."""

from __future__ import annotations

from tests.story.browser import Browser
from tests.story.portal import Portal
from tests.story.story import ANA, Story, asked, signed_in

REASON = "El ayuntamiento corrige las coordenadas."


def the_data_are_withdrawn(story: Story) -> None:
    ana = signed_in(story, ANA)
    file = ana.open(story.dataset).link("zapopan_parques.csv")
    version = str(ana.session.get(file, timeout=60).headers["Content-Location"])
    ana.send(ana.open(f"/mesa/conjuntos/{story.dataset.rsplit('/', 1)[-1]}/"), "/retirar/", reason=REASON)
    citizen = Browser(story.portal.origin)
    for address in (story.dataset, story.table, file, version):
        gone = citizen.open(address)
        assert gone.status == 410
        assert REASON in gone.words
    assert story.dataset not in citizen.open("/datos?q=parques").text
    story.hidden += [story.dataset, story.table, version]
    story.secrets += ["(33) 3619-0328", "Parques de Zapopan"]


def the_machine_dies(story: Story) -> None:
    story.portal.kill()
    story.portal.serve()
    assert Browser(story.portal.origin).open(story.dataset).status == 410
    assert signed_in(story, ANA).open("/mesa/").status == 200


def the_backup_is_restored(story: Story) -> None:
    folder = story.folder / "respaldos"
    story.portal.amate("backup", "--to", str(folder))
    (backup,) = folder.glob("respaldo-*/")  # beside it lies what was erased
    story.portal.kill()
    story.portal = Portal(story.folder / "otra")
    story.portal.home.mkdir()
    assert "está completo" in story.portal.amate("restore", str(backup))
    story.portal.serve()
    citizen = Browser(story.portal.origin)
    assert citizen.open(story.dataset).status == 410
    assert citizen.open("/datos?q=bibliotecas").link("bibliotecas")
    ana = signed_in(story, ANA)
    draft = ana.open(ana.open("/mesa/").link("/conjuntos/qzarchivowx"))
    assert "qzcolumnawx" in draft.words
    assert asked(story, "GET", "/keys")["total"] == 1
