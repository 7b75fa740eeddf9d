"""Where Django finds the models of every room."""

from amate.base.jobs.models import Due, Job
from amate.catalog.models import (
    ChosenChart,
    Column,
    DailyCount,
    Dataset,
    Highlight,
    Licence,
    OldSlug,
    Resource,
    SavedView,
    SearchChange,
    Table,
    Theme,
    VainSearch,
    Version,
)
from amate.community.models import ErrorReport
from amate.people.models import ApiKey, Institution, JournalEntry, Membership, Person
from amate.publishing.models import Upload
from amate.web.models import Page

__all__ = [
    "ApiKey",
    "ChosenChart",
    "Column",
    "DailyCount",
    "Dataset",
    "Due",
    "ErrorReport",
    "Highlight",
    "Institution",
    "Job",
    "JournalEntry",
    "Licence",
    "Membership",
    "OldSlug",
    "Page",
    "Person",
    "Resource",
    "SavedView",
    "SearchChange",
    "Table",
    "Theme",
    "Upload",
    "VainSearch",
    "Version",
]
