"""The long story: a municipality joins, publishes its worst file, mends it; citizens find, explore and use it; what
holds persons is stopped, shut off and erased; data are withdrawn; the machine dies; the backup is restored. After every
step: `amate verify`, and a crawl for canaries; the whole of it when most is public, and at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story import chapter_four, chapter_one, chapter_three, chapter_two, last_chapter
from tests.story.story import Story

pytestmark = pytest.mark.slow

STEPS = (
    chapter_one.the_portal_opens,
    chapter_one.the_municipality_joins,
    chapter_one.its_file_is_read_and_published,
    chapter_one.a_draft_stays_behind_the_desk,
    chapter_one.a_citizen_finds_narrows_and_reads,
    chapter_one.a_citizen_downloads_what_was_uploaded,
    chapter_one.next_month_the_file_is_replaced,
    chapter_one.programs_ask_only_for_what_changed,
    chapter_one.the_same_by_the_command_line,
    chapter_one.the_same_by_the_api,
    chapter_two.a_long_upload_is_cut_and_goes_on,
    chapter_two.a_journalist_counts_and_takes_what_was_counted,
    chapter_two.a_student_follows_the_sector_and_runs_the_code_of_the_page,
    chapter_three.an_office_publishes_what_it_has,
    chapter_four.the_gate_stops_a_table_of_persons,
    chapter_four.it_is_decided_and_another_person_looks,
    chapter_four.it_is_mended_and_scheduled,
    chapter_four.its_hour_is_moved_up,
    chapter_one.somebody_reports_an_error,
    chapter_four.it_goes_public_at_its_hour_with_a_folio,
    chapter_four.a_mistake_is_shut_off,
    chapter_four.it_is_replaced_and_erased,
    chapter_four.an_old_backup_does_not_bring_it_back,
    chapter_four.who_leaves_is_out,
    last_chapter.the_data_are_withdrawn,
    last_chapter.the_machine_dies,
    last_chapter.the_backup_is_restored,
)
WHOLE = (chapter_one.somebody_reports_an_error, last_chapter.the_backup_is_restored)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    yield story
    story.portal.kill()


def test_the_long_story(story: Story) -> None:
    for step in STEPS:
        step(story)
        story.proved(whole=step in WHOLE)
