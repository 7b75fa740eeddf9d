"""What the parts of a zipped workbook are: those that show what sheets show, and those that carry something else."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from amate.ingest.readers.hidden.found import Trace
from amate.ingest.readers.hidden.styles import named

# The first pattern that fits a part's name says what it carries: "" nothing that sheets do not show.
# A part that fits none carries nobody knows what.
EXCEL: tuple[tuple[str, str], ...] = (
    (r"xl/workbook\.(xml|bin)|xl/styles\.(xml|bin)|xl/sharedStrings\.(xml|bin)|xl/calcChain\.(xml|bin)", ""),
    (r"xl/(work|chart)sheets/[^/]+\.(xml|bin)|xl/theme/.*|xl/metadata\.(xml|bin)", ""),
    (r"(.*/)?_rels/[^/]*\.rels|\[Content_Types\]\.xml|xl/printerSettings/.*|xl/binaryIndex.*|.*/", ""),
    (r"xl/tables/[^/]+\.(xml|bin)|xl/(charts|diagrams|media|slicers|timelines)/.*", ""),
    (r"xl/drawings/[^/]*\.(vml|xml)|xl/ctrlProps/.*", ""),
    (r"docProps/(app|core)\.xml|xl/webextensions/.*|docMetadata/LabelInfo\.xml", ""),
    (r"xl/(comments|threadedComments|persons|notes).*", "comments"),
    (
        r"xl/vba.*|xl/(macro|dialog)[Ss]heets/.*|.*\.bas|xl/_rels/vba.*|customUI/.*|userCustomization/.*",
        "macros",
    ),
    (r"xl/(pivotCache|slicerCaches|timelineCaches).*", "pivot-cache"),
    (r"xl/pivotTables/.*", ""),
    (r"xl/externalLinks/.*", "external-links"),
    (r"xl/(embeddings|activeX)/.*|.*oleObject.*", "embedded-objects"),
    (r"xl/model/.*|xl/(connections|queryTables/.*)\.?(xml|bin)?|xl/customData/.*", "data-model"),
    (r"xl/revisions/.*", "revisions"),
    (r"docProps/thumbnail\..*", "thumbnail"),
    (r"docProps/custom\.xml", ""),
    (r"customXml/.*", ""),
)
OPEN_DOCUMENT: tuple[tuple[str, str], ...] = (
    (r"mimetype|content\.xml|styles\.xml|settings\.xml|meta\.xml|manifest\.rdf|META-INF/.*|.*/", ""),
    (r"Thumbnails/.*|Pictures/.*|media/.*|Configurations2/.*|layout-cache", ""),
    (r"Basic/.*|Scripts/.*|Dialogs/.*", "macros"),
    (r"Versions/.*|VersionList\.xml", "revisions"),
    (r"Object ?\d.*|ObjectReplacements/.*", "embedded-objects"),
)
_PATTERNS = {
    kind: [(re.compile(pattern, re.IGNORECASE), code) for pattern, code in patterns]
    for kind, patterns in (("excel", EXCEL), ("ods", OPEN_DOCUMENT))
}

_END_OF_DIRECTORY = 22  # bytes of the record that ends a zip without a comment

# Parts that SharePoint and Office add by themselves; their text is of programs, not of people.
_OFFICE = ("schemas.microsoft.com/office", "schemas.openxmlformats.org", "microsoft.com/sharepoint")

# What programs sign with.
_PROGRAMS = re.compile(
    r"openpyxl|xlsxwriter|apache poi|microsoft( office)?( excel| user)?|microsoft corporation|libreoffice.*|"
    r"openoffice.*|excel|calc|google.*|usuario( de windows)?|user|windows user|admin(istrador|istrator)?|root|"
    r"owner|propietario|autor|author|unknown|desconocido|phpexcel|phpspreadsheet|aspose.*|epplus|sheetjs|"
    r"r|pandas|python-.*|spss|sas|tableau|power ?bi|crystal.*|unknown creator|untitled spreadsheet|"
    r"hp|dell|lenovo|acer|asus|toshiba|pc|equipo",
    re.IGNORECASE,
)
# Who made a workbook, which its original may go on saying.
_WHO = frozenset(["creator", "lastModifiedBy", "title", "Manager", "Company", "initial-creator"])
_SAID_BY_PEOPLE = frozenset(
    [
        "creator",
        "lastModifiedBy",
        "title",
        "subject",
        "description",
        "keywords",
        "category",
        "contentStatus",
        "Manager",
        "Company",
        "HyperlinkBase",
        "initial-creator",
        "printed-by",
        "editor",
        "keyword",
        "user-defined",
    ]
)


def traces_of_parts(pack: zipfile.ZipFile, family: str) -> list[Trace]:
    """What the names of the parts tell; family: "excel" or "ods"."""
    counted = Counter(_code(member.filename, family) for member in pack.infolist())
    counted.pop("", None)
    if pack.comment or _has_more_than_parts(pack):
        counted["unknown-parts"] += 1
    return [Trace(code, count) for code, count in sorted(counted.items())]


def traces_of_properties(pack: zipfile.ZipFile, names: Iterable[str]) -> list[Trace]:
    """What people wrote about the workbook itself: who made it and its title, and properties of their own."""
    said = sum((_said(pack, name) for name in names), Counter[str]())
    return [Trace(code, count) for code, count in sorted(said.items())]


def parsed(pack: zipfile.ZipFile, name: str) -> Element | None:
    """A small XML part, None when it is missing or broken. Entities were refused before."""
    real = next((each for each in pack.namelist() if plain(each) == plain(name)), None)
    try:
        return fromstring(pack.read(real)) if real else None  # noqa: S314 — guards.py has refused DOCTYPE and ENTITY
    except ParseError:
        return None


def plain(name: str) -> str:
    """The name of a part as readers compare it: they take capitals and backslashes for what they stand for."""
    return name.replace("\\", "/").lower()


def relations(pack: zipfile.ZipFile, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """(id, (kind, part)) of what a part points to."""
    folder, name = posixpath.split(part)
    rels = parsed(pack, f"{folder}/_rels/{name}.rels")
    for each in rels if rels is not None else ():
        target = each.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        yield each.get("Id", ""), (each.get("Type", "").rpartition("/")[2], whole)


def with_properties(pack: zipfile.ZipFile) -> list[str]:
    wanted = re.compile(r"docProps/(core|app|custom)\.xml|customXml/item\d*\.xml")
    return [name for name in pack.namelist() if wanted.fullmatch(name)]


def _has_more_than_parts(pack: zipfile.ZipFile) -> bool:
    """Whether bytes stand before the first part or after the end of the directory: no zip needs them."""
    file = pack.fp
    assert file is not None
    first = min((member.header_offset for member in pack.infolist()), default=0)
    file.seek(max(0, file.seek(0, 2) - _END_OF_DIRECTORY))
    return first > 0 or not file.read().startswith(b"PK\x05\x06")


def _code(name: str, family: str) -> str:
    return next((code for pattern, code in _PATTERNS[family] if pattern.fullmatch(name)), "unknown-parts")


def _said(pack: zipfile.ZipFile, name: str) -> Counter[str]:
    root = parsed(pack, name)
    if root is None:
        return Counter()
    if re.fullmatch(r"docProps/custom\.xml", name):
        return Counter("properties" for each in root if "".join(each.itertext()).strip())
    if name.startswith("customXml/"):
        own = not _is_of_office(name, root) and "".join(_words(root)).strip()
        return Counter(["properties"] if own else [])
    said = (named(each) for each in root.iter() if is_said_by_people(each.text or ""))
    return Counter("author" if tag in _WHO else "properties" for tag in said if tag in _SAID_BY_PEOPLE)


def _is_of_office(name: str, root: Element) -> bool:
    space = root.tag.partition("}")[0]
    return not re.fullmatch(r"customXml/item\d*\.xml", name) or any(mark in space for mark in _OFFICE)


def _words(root: Element) -> Iterable[str]:
    yield from root.itertext()
    for each in root.iter():
        yield from each.attrib.values()


def is_said_by_people(text: str) -> bool:
    """Whether a property says something that a program would not sign with."""
    return bool(text.strip()) and not _PROGRAMS.fullmatch(text.strip())
