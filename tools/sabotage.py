"""Take one guard away at a time and see the tests that watch it go red: `python tools/sabotage.py [NAME…]`.

Works on a copy of the tree; writes docs/evidence/sabotage.md. `--list` names the guards.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVIDENCE = ROOT / "docs" / "evidence" / "sabotage.md"
COPIED = ("amate", "tests", "portals", "pyproject.toml", "requirements")
LINKED = ("build", ".venv")
SAFETY = "tests/safety/test_{}.py"
FETCHING = "tests/base/fetching"
REFRESH = "tests/publishing/test_refresh.py"
HOSTILE = "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name[{}]"
PACKED = "tests/ingest/test_packs.py::test_a_pack_that_would_do_harm_is_refused[{}]"
HIDING = "tests/ingest/test_hidden.py::test_what_is_hidden_is_left_out_and_told[{}]"
RED = 1  # pytest: tests ran, and some failed


@dataclass(frozen=True)
class Guard:
    """What stands at `text` of a file, what is put in its place, and the test that must fail then."""

    name: str
    file: str
    text: str
    instead: str
    test: str


def safety(room: str, test: str) -> str:
    return f"{SAFETY.format(room)}::{test}"


GUARDS = (
    Guard(
        "datasets are seen by those who may",
        "amate/catalog/models.py",
        "        return self.filter(Q(state=State.PUBLISHED) | Q(institution__in=mine))",
        "        return self.all()",
        safety("canaries", "test_a_crawl_of_everything_sees_no_canary"),
    ),
    Guard(
        "an invitation is taken by the account of its address",
        "amate/people/invitations.py",
        "    if by.email != invitation.email:",
        "    if False:",
        "tests/people/test_invitations.py::test_nobody_takes_what_was_offered_to_another_address",
    ),
    Guard(
        "an invitation opens no account that exists",
        "amate/people/invitations.py",
        "    if Person.objects.filter(email=invitation.email).exists():",
        "    if False:",
        "tests/people/test_invitations.py::test_a_link_does_not_give_another_password_to_an_account_that_exists",
    ),
    Guard(
        "an invitation serves once",
        "amate/people/invitations.py",
        "    if invitation.accepted:",
        "    if False:",
        "tests/people/test_invitations.py::test_a_link_serves_once",
    ),
    Guard(
        "secrets in addresses stay out of the technical log",
        "amate/web/middleware/requests.py",
        '{"invitation": "secret", ',
        "{",
        "tests/web/desk/test_team.py::test_the_technical_log_does_not_hold_the_secret",
    ),
    Guard(
        "a team keeps somebody who administers it",
        "amate/people/actions.py",
        "    if not others.exclude(pk=membership.pk).exists():",
        "    if False:",
        "tests/people/test_people.py::test_the_last_who_administers_a_team_leaves_only_with_a_steward",
    ),
    Guard(
        "an administrator makes no liaison",
        "amate/people/permissions.py",
        "    if role not in roles_given_by(person, institution):",
        "    if False:",
        "tests/people/test_people.py::test_an_administrator_neither_makes_nor_unmakes_a_liaison",
    ),
    Guard(
        "what was approved by who left is looked at again",
        "amate/publishing/leaving.py",
        "    for submission in approved:",
        "    for submission in ():",
        "tests/publishing/test_leaving.py::test_what_they_approved_is_looked_at_again_by_another",
    ),
    Guard(
        "a list with a fault invites nobody",
        "amate/people/importing.py",
        "    if faults := [one for one in planned if one.is_fault]:",
        "    if faults := []:",
        "tests/people/test_importing.py::test_all_are_invited_or_nobody",
    ),
    Guard(
        "who hands a dataset over answers where it comes from",
        "amate/publishing/transfers.py",
        '    require(by, "transfer", origin)\n',
        "",
        "tests/publishing/test_transfers.py::test_nobody_takes_what_is_of_others",
    ),
    Guard(
        "the rule of two persons is not left by moving a dataset",
        "amate/publishing/transfers.py",
        "    if origin.two_persons and not to.two_persons:",
        "    if False:",
        "tests/publishing/test_transfers.py::test_the_rule_of_two_persons_is_not_left_by_moving",
    ),
    Guard(
        "nothing goes public out of a quarantine",
        "amate/publishing/readiness.py",
        "    if dataset.state == State.QUARANTINED:",
        "    if False:",
        "tests/publishing/test_quarantine.py::test_its_institution_sees_it_and_nobody_publishes_it",
    ),
    Guard(
        "only stewards shut off",
        "amate/publishing/shutting.py",
        "    require_steward(by)\n    dataset = Dataset",
        "    dataset = Dataset",
        "tests/publishing/test_quarantine.py::test_only_a_steward_shuts_off_and_opens",
    ),
    Guard(
        "no cache keeps data unasked",
        "amate/base/http.py",
        "else ASK_AGAIN",
        "else FOR_EVER",
        "tests/publishing/test_quarantine.py::test_what_a_browser_has_is_not_confirmed",
    ),
    Guard(
        "nobody sees what was erased",
        "amate/catalog/models.py",
        "        kept = self.exclude(state=VersionState.PURGED)\n        mine",
        "        kept = self\n        mine",
        "tests/publishing/test_purge.py::test_its_addresses_say_410_with_day_and_ground_for_ever",
    ),
    Guard(
        "a full disk is a sentence",
        "amate/base/room.py",
        "    if told or (isinstance(error, OSError) and error.errno in FULL):",
        "    if False:",
        "tests/publishing/test_faults.py::test_a_full_disk_is_a_sentence_and_nothing_is_public",
    ),
    Guard(
        "mail that could not go waits",
        "amate/base/outbox.py",
        "        _keep(letter)\n",
        "        pass\n",
        "tests/base/test_mail.py::test_what_is_not_taken_now_goes_later_and_once",
    ),
    Guard(
        "a letter is sent by one process",
        "amate/base/outbox.py",
        "        path.rename(claimed)\n    except",
        "        claimed = path\n    except",
        "tests/base/test_mail.py::test_of_two_processes_one_sends_a_letter",
    ),
    Guard(
        "what was made before somebody decided is erased too",
        "amate/publishing/sweep.py",
        '    return list(dict.fromkeys([*now, *version.report.get("former", [])]))',
        "    return now",
        "tests/publishing/test_purge.py::test_what_was_made_of_it_before_somebody_decided_goes_too",
    ),
    Guard(
        "what was erased does not come in again",
        "amate/publishing/actions.py",
        "    _refuse_erased(blob.sha256)\n",
        "",
        "tests/publishing/test_purge.py::test_the_same_file_does_not_come_in_again",
    ),
    Guard(
        "a backup does not bring back what was erased",
        "amate/management/commands/restore.py",
        "        again = purging.bury_again(buried)",
        "        again = 0",
        "tests/publishing/test_purge.py::test_a_backup_made_before_does_not_bring_it_back",
    ),
    Guard(
        "journals repeat nothing of what was erased",
        "amate/publishing/purging.py",
        "    _scrub_journal(version)\n",
        "",
        "tests/publishing/test_purge.py::test_the_journal_keeps_who_and_when_and_no_value",
    ),
    Guard(
        "the log does not name an original that was withheld when it is erased",
        "amate/publishing/proof.py",
        '    if version.withheld:\n        return {"tables"',
        '    if False:\n        return {"tables"',
        "tests/publishing/test_purge.py"
        "::test_the_fingerprint_of_an_original_that_was_withheld_is_not_told_when_it_is_erased",
    ),
    Guard(
        "what was withheld stays so when it is erased",
        "amate/publishing/purging.py",
        "    version.report, version.recipe, version.questions = {}, {}, []",
        "    version.report, version.recipe, version.questions, version.withheld = {}, {}, [], []",
        "tests/publishing/test_purge.py"
        "::test_the_fingerprint_of_an_original_that_was_withheld_is_not_told_when_it_is_erased",
    ),
    Guard(
        "what a person wrote is not suggested anew",
        "amate/publishing/suggest.py",
        "    free = given and name not in seen.written\n",
        "    free = True\n",
        "tests/publishing/test_suggest.py::test_what_somebody_wrote_is_let_be",
    ),
    Guard(
        "what asks is answered before it is published",
        "amate/publishing/readiness.py",
        "    _refuse_questions(dataset, only)\n",
        "",
        "tests/publishing/test_readings.py"
        "::test_a_file_that_the_recipe_does_not_fit_asks_and_leaves_the_old_one_up",
    ),
    Guard(
        "a column that says more than our marks is kept",
        "amate/ingest/marks.py",
        "    return None if others else last",
        "    return last",
        "tests/ingest/test_marks.py::test_one_other_word_among_the_marks_keeps_the_column",
    ),
    Guard(
        "where two persons publish nobody publishes alone",
        "amate/publishing/actions.py",
        "    if dataset.institution.two_persons:",
        "    if False:",
        "tests/publishing/test_submissions.py"
        "::test_where_two_persons_publish_nobody_approves_what_they_prepared",
    ),
    Guard(
        "what is found of persons is asked",
        "amate/publishing/build.py",
        "*asked_of_persons(version.resource, reading), ",
        "",
        "tests/publishing/test_gate.py::test_publishing_stops_and_says_what_where_and_how_many",
    ),
    Guard(
        "accepting a reading is not letting persons pass",
        "amate/publishing/readings.py",
        "    if not accepted:",
        "    if False:",
        "tests/publishing/test_gate.py::test_a_click_on_accept_does_not_let_persons_through",
    ),
    Guard(
        "columns are covered when the recipe says so",
        "amate/ingest/reading.py",
        "    decision = veil(decision, target, wish, shop)\n",
        "",
        "tests/publishing/test_gate.py::test_the_column_is_covered_by_a_hash_that_is_the_same_next_month",
    ),
    Guard(
        "who answers for persons may publish",
        "amate/publishing/gate.py",
        '    if not may(choice.approver, "publish", institution):',
        "    if choice.approver is None:",
        "tests/publishing/test_gate.py::test_it_is_let_pass_with_a_ground_and_a_name_and_not_asked_again",
    ),
    Guard(
        "who is under age and named is told",
        "amate/ingest/personal.py",
        "    yield from _minors(table, shop)\n",
        "",
        "tests/ingest/test_persons_in_context.py::test_who_is_under_age_and_named_is_told",
    ),
    Guard(
        "counts of few persons are told",
        "amate/ingest/personal.py",
        "    yield from small_cells(table.columns, _stored(table), shop)\n",
        "",
        "tests/ingest/test_persons_in_context.py::test_few_persons_in_a_small_place_are_told_and_asked_of_what_is_sensitive",
    ),
    Guard(
        "directories of public servants are no alarm",
        "amate/ingest/personal.py",
        '    if table.context == "servants" and kind in OFFICIAL:',
        "    if False:",
        "tests/ingest/test_persons_in_context.py::test_what_everyone_may_know_is_no_alarm",
    ),
    Guard(
        "check digits tell identifiers from what is built like them",
        "amate/ingest/strays.py",
        '    right = RIGHT.get(kind, "true")',
        '    right = "true"',
        "tests/ingest/test_personal.py::test_what_is_only_built_like_one_is_no_alarm",
    ),
    Guard(
        "identifiers written apart are covered in texts too",
        "amate/ingest/veiling.py",
        "identifiers.LOOSE[kind] for kind",
        'identifiers.LOOSE[kind].replace(identifiers.APART + "?", "") for kind',
        "tests/publishing/test_gate.py::test_only_the_identifier_is_covered_in_the_middle_of_a_text",
    ),
    Guard(
        "rows that are counted are not published",
        "amate/ingest/reading.py",
        "    if wish.count_by:",
        "    if False:",
        "tests/ingest/test_persons_in_context.py::test_rows_of_persons_are_published_as_counts_of_no_few",
    ),
    Guard(
        "no count tells of few",
        "amate/ingest/counting.py",
        "WHERE n >= {wish.fewest} ORDER",
        "WHERE n >= 1 ORDER",
        "tests/ingest/test_persons_in_context.py::test_rows_of_persons_are_published_as_counts_of_no_few",
    ),
    Guard(
        "the original of rows that are counted is withheld",
        "amate/ingest/withholding.py",
        '    counted["counted-tables"] += sum(bool(table.count_by) for table in tables)\n',
        "",
        "tests/ingest/test_persons_in_context.py::test_rows_of_persons_are_published_as_counts_of_no_few",
    ),
    Guard(
        "rows are not counted by what says who somebody is",
        "amate/publishing/gate.py",
        " or not set(choice.by) <= set(countable(version, find))",
        "",
        "tests/publishing/test_gate.py::test_rows_are_published_as_counts_and_so_are_those_of_next_month",
    ),
    Guard(
        "no law is proposed for patients",
        "amate/publishing/person_rules.py",
        'rule.context in ("", context)',
        "True",
        "tests/publishing/test_gate.py::test_of_minors_and_patients_no_law_is_proposed",
    ),
    Guard(
        "what is told of rows that are counted quotes none of them",
        "amate/publishing/disclosure.py",
        ' and not table.get("count_by")',
        "",
        "tests/publishing/test_disclosure.py::test_of_rows_that_are_counted_no_cell_is_quoted",
    ),
    Guard(
        "dictionaries say nothing of persons",
        "amate/publishing/dictionaries.py",
        "        if kinds := [one.kind for",
        "        if kinds := [one.kind for _never in () for",
        "tests/api/test_dictionaries.py::test_an_identifier_in_a_description_or_an_allowed_value_is_refused",
    ),
    Guard(
        "old versions are looked through again",
        "amate/publishing/rescan.py",
        "    rows = Version.objects.filter(state=VersionState.PUBLISHED)",
        "    rows = Version.objects.newest().filter(state=VersionState.PUBLISHED)",
        "tests/publishing/test_gate.py::test_what_went_public_before_anyone_looked_is_found_in_old_versions_too",
    ),
    Guard(
        "nobody approves what they prepared",
        "amate/publishing/submissions.py",
        "        _refuse_own(by, submission)\n",
        "",
        "tests/publishing/test_submissions.py"
        "::test_where_two_persons_publish_nobody_approves_what_they_prepared",
    ),
    Guard(
        "what is approved is what was sent",
        "amate/publishing/submissions.py",
        "        _refuse_changed(submission)\n        submission.stage",
        "        submission.stage",
        "tests/publishing/test_submissions.py::test_what_changed_after_it_was_sent_is_not_approved_unseen",
    ),
    Guard(
        "what goes public is what was received",
        "amate/publishing/proof.py",
        "        if not all(map(is_sound, (version.sha256, *made))):",
        "        if False:",
        "tests/publishing/test_log.py::test_bytes_that_are_not_what_was_received_do_not_go_public",
    ),
    Guard(
        "what an editor changes of something public waits",
        "amate/catalog/actions.py",
        '    waits = dataset.is_public and not may_alone(by, "publish", dataset.institution)',
        "    waits = False",
        "tests/catalog/test_history.py::test_what_an_editor_changes_of_something_public_waits",
    ),
    Guard(
        "how a file was read is for its institution",
        "amate/api/v1/lookup.py",
        "    if not who.is_steward and not who.roles_in(institution):",
        "    if False:",
        "tests/api/test_readings.py::test_how_it_was_read_is_for_its_institution_alone",
    ),
    Guard(
        "sentences in public quote nothing of what was left out",
        "amate/publishing/disclosure.py",
        '    if _leaves_out(version.recipe) and "tables" in report:',
        "    if False:",
        "tests/publishing/test_readings.py"
        "::test_the_public_hears_what_was_done_without_cells_of_what_was_left_out",
    ),
    Guard(
        "views are saved by those who edit",
        "amate/catalog/saved_views.py",
        '    require(by, "edit", dataset.institution)\n',
        "",
        "tests/web/explore/test_saved.py::test_others_may_not",
    ),
    Guard(
        "what is typed stays a value in the SQL that is shown",
        "amate/query/literals.py",
        "    (str, literal),",
        "    (str, lambda value: f\"'{value}'\"),",
        "tests/web/explore/test_addresses.py::test_no_value_or_name_escapes_from_the_sql",
    ),
    Guard(
        "the home page speaks of public data alone",
        "amate/catalog/models.py",
        "        return begun.filter(dataset__in=Dataset.objects.published())",
        "        return begun",
        "tests/catalog/test_highlights.py::test_it_goes_with_its_data",
    ),
    Guard(
        "a dato del día leads into this portal",
        "amate/catalog/highlights.py",
        '    return inside if inside.startswith("/") and not inside.startswith("//") and "\\\\" not in inside else ""',
        "    return inside",
        "tests/catalog/test_highlights.py::test_a_path_of_this_portal_is_told_from_the_rest",
    ),
    Guard(
        "versions are seen by those who may",
        "amate/catalog/models.py",
        "        return kept.filter(public | Q(resource__dataset__institution__in=mine))",
        "        return kept",
        "tests/web/public/test_files.py::test_a_draft_is_for_its_institution_alone_and_is_not_cached",
    ),
    Guard(
        "resources are seen by those who may",
        "amate/catalog/models.py",
        "        return self.filter(public | Q(dataset__institution__in=mine))",
        "        return self.all()",
        "tests/api/test_visibility.py::test_a_draft_is_as_what_does_not_exist_to_everyone_else",
    ),
    Guard(
        "pages of datasets ask visible_to",
        "amate/web/public/seen.py",
        "    dataset = rows.visible_to(person).filter(**named).first()",
        "    dataset = rows.filter(**named).first()",
        "tests/web/public/test_dataset.py::test_a_draft_is_not_there_for_the_public_and_is_for_its_institution",
    ),
    Guard(
        "similar datasets ask visible_to",
        "amate/catalog/similar.py",
        "    rows = Dataset.objects.visible_to(person).select_related(",
        "    rows = Dataset.objects.select_related(",
        "tests/web/public/test_similar.py::test_what_was_withdrawn_is_not_offered_before_the_index_knows",
    ),
    Guard(
        "feeds hold what is public",
        "amate/web/public/feeds.py",
        "Dataset.objects.published().filter(theme=theme)",
        "Dataset.objects.filter(theme=theme)",
        "tests/web/public/test_feeds.py::test_nothing_that_is_not_public_is_in_a_feed",
    ),
    Guard(
        "data inside a page cannot end it",
        "amate/templatetags/amate.py",
        ".translate(INSIDE_SCRIPT)",
        "",
        "tests/web/public/test_machines.py::test_data_cannot_end_before_their_end",
    ),
    Guard(
        "a title gives no orders to TeX",
        "amate/web/public/bibliography.py",
        "text.translate(TEX)",
        "text",
        "tests/web/public/test_citation.py::test_bibtex_prints_any_title_as_it_is",
    ),
    Guard(
        "files ask visible_to",
        "amate/web/public/files.py",
        "    versions = Version.objects.visible_to(request.user).filter(",
        "    versions = Version.objects.filter(",
        "tests/web/public/test_files.py::test_a_draft_is_for_its_institution_alone_and_is_not_cached",
    ),
    Guard(
        "the API asks visible_to of tables",
        "amate/api/v1/lookup.py",
        "    rows = Table.objects.visible_to(who).select_related(",
        "    rows = Table.objects.select_related(",
        "tests/api/test_visibility.py::test_a_draft_is_as_what_does_not_exist_to_everyone_else",
    ),
    Guard(
        "the API asks visible_to of past versions",
        "amate/api/v1/lookup.py",
        "    seen = Table.objects.visible_to(who).filter(",
        "    seen = Table.objects.filter(",
        "tests/api/test_as_of.py::test_a_version_that_is_not_there_or_not_public_is_not_found",
    ),
    Guard(
        "the search index knows whose a draft is",
        "amate/catalog/finding.py",
        "mine=frozenset(ids)",
        "mine=frozenset(Institution.objects.values_list('pk', flat=True))",
        "tests/api/test_visibility.py::test_a_draft_is_in_no_list_of_others",
    ),
    Guard(
        "the desk shows one's own datasets",
        "amate/web/desk/access.py",
        "    found = rows.filter(slug=slug, institution__in=person.institutions).first()",
        "    found = rows.filter(slug=slug).first()",
        "tests/web/desk/test_people.py::test_what_is_of_another_institution_does_not_exist",
    ),
    Guard(
        "the portal's desk is for stewards",
        "amate/web/desk/access.py",
        "        require_steward(person)\n",
        "",
        "tests/web/desk/test_people.py::test_the_portal_is_for_stewards",
    ),
    Guard(
        "verbs ask for permission",
        "amate/people/permissions.py",
        "    if not may(person, verb, institution):",
        "    if False:",
        "tests/publishing/test_publishing.py::test_an_editor_does_not_publish",
    ),
    Guard(
        "what was typed is given back to who may not save it any more",
        "amate/web/errors.py",
        "        return _out_of_reach(lost, who)",
        "        return _out_of_reach([], who)",
        safety("removed", "test_what_was_typed_is_given_back_with_a_sentence"),
    ),
    Guard(
        "secrets that were typed are not shown again",
        "amate/web/typed.py",
        "        if SECRET.search(name):",
        "        if False:",
        safety("removed", "test_secrets_are_never_shown_again"),
    ),
    Guard(
        "what another site sent is not shown as ours",
        "amate/web/typed.py",
        "origin.netloc == request.get_host()",
        "True",
        safety("removed", "test_what_another_site_sent_is_not_shown_as_ours"),
    ),
    Guard(
        "who acts as another does only what stands in the table",
        "amate/people/permissions.py",
        " or (person.acting and verb not in ACTING_MAY):",
        ":",
        safety("acting", "test_only_drafts_are_worked_on"),
    ),
    Guard(
        "what one answers for is not done in the place of another",
        "amate/people/permissions.py",
        "    if isinstance(person, Person) and person.acting:",
        "    if False:",
        safety("acting", "test_no_sensitive_act_is_done_in_the_place_of_another"),
    ),
    Guard(
        "nobody acts as who has as much power",
        "amate/people/acting.py",
        "    return person.is_active and not person.is_steward and person != by",
        "    return True",
        safety("acting", "test_nobody_becomes_who_may_as_much_or_does_not_come_in"),
    ),
    Guard(
        "acting ends in time",
        "amate/people/acting.py",
        "until <= timezone.now() or ",
        "",
        safety("acting", "test_when_time_is_over_a_form_is_not_sent_in_the_own_name"),
    ),
    Guard(
        "a form of another's is not sent in the own name",
        "amate/web/middleware/acting.py",
        "    state = request.session.pop(SESSION, None)\n    rotate_token(request)\n",
        "    state = request.session.pop(SESSION, None)\n",
        safety("acting", "test_a_form_opened_as_another_is_not_sent_as_oneself"),
    ),
    Guard(
        "who acts stays out of the other's account",
        "amate/web/middleware/acting.py",
        "if not is_acting(request) or not name",
        "if True or not name",
        safety("acting", "test_the_account_itself_is_out_of_reach"),
    ),
    Guard(
        "the journal says who acts as whom",
        "amate/people/journal.py",
        "        acting=by.acting if by else None,",
        "        acting=None,",
        safety("acting", "test_what_is_done_is_written_down_with_both_names"),
    ),
    Guard(
        "who prepared something as another does not approve it",
        "amate/publishing/submissions.py",
        ", *_acted(dataset)) if pk}",
        ") if pk}",
        safety("acting", "test_who_acted_does_not_approve_as_oneself"),
    ),
    Guard(
        "nobody publishes without the second step that the portal asks for",
        "amate/people/permissions.py",
        "    if lacks_second_factor(person, verb):",
        "    if False:",
        "tests/web/desk/test_second_factor.py::test_nobody_publishes_without_it_and_with_it_they_do",
    ),
    Guard(
        "what is public is not changed without the second step",
        "amate/people/permissions.py",
        "    return may_now(person, verb, institution) and not institution.two_persons",
        "    return may(person, verb, institution) and not institution.two_persons",
        "tests/web/desk/test_second_factor.py::test_what_is_public_changes_only_with_it",
    ),
    Guard(
        "recovery codes alone are no second step",
        "amate/people/permissions.py",
        "rows.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()",
        "rows.exists()",
        "tests/web/desk/test_second_factor.py::test_nobody_publishes_without_it_and_with_it_they_do",
    ),
    Guard(
        "only another steward takes away a second step",
        "amate/people/second_factor.py",
        "    require_steward(by)\n    if person == by:",
        "    if False:",
        "tests/web/desk/test_second_factor.py::test_nobody_takes_away_their_own_or_what_is_not_there",
    ),
    Guard(
        "keys do what their scopes say",
        "amate/people/permissions.py",
        "    return person.key_scopes is None or SCOPE_FOR[verb] in person.key_scopes",
        "    return True",
        "tests/people/test_people.py::test_a_key_does_no_more_than_its_scopes",
    ),
    Guard(
        "an operation of the API asks a key for its scope",
        "amate/api/v1/visitors.py",
        "        if self.scope not in (person.key_scopes or ()):",
        "        if False:",
        "tests/api/test_scopes.py::test_every_operation_takes_the_one_scope_that_it_needs",
    ),
    Guard(
        "a key keeps the portal only when it may",
        "amate/people/permissions.py",
        "    if person.key_scopes is not None and Scope.ADMIN not in person.key_scopes:",
        "    if False:",
        "tests/people/test_people.py::test_a_key_without_the_scope_keeps_no_portal",
    ),
    Guard(
        "of the address a key was used from only the network is kept",
        "amate/base/visitors.py",
        "COARSE = {4: 24, 6: 48}",
        "COARSE = {4: 32, 6: 128}",
        "tests/api/test_scopes.py::test_the_day_and_the_network_of_its_last_use_are_kept",
    ),
    Guard(
        "the use of a key is not written at every request",
        "amate/people/keys.py",
        " or not PACE.may(row.pk)):",
        "):",
        "tests/api/test_scopes.py::test_a_key_that_is_used_here_and_there_is_noted_now_and_then",
    ),
    Guard(
        "an ID token is of this very request",
        "amate/web/oidc/tokens.py",
        '    if claims.get("nonce") != nonce:',
        "    if False:",
        "tests/web/desk/test_oidc.py::test_a_token_that_does_not_hold_opens_nothing",
    ),
    Guard(
        "an ID token is of the issuer",
        "amate/web/oidc/tokens.py",
        "            issuer=issuer,\n",
        "",
        "tests/web/desk/test_oidc.py::test_a_token_that_does_not_hold_opens_nothing",
    ),
    Guard(
        "an ID token has an end",
        "amate/web/oidc/tokens.py",
        '"aud", "exp", "iat")',
        '"aud", "iat")',
        "tests/web/desk/test_oidc.py::test_a_token_that_does_not_hold_opens_nothing",
    ),
    Guard(
        "an ID token was given to us",
        "amate/web/oidc/tokens.py",
        ' and claims.get("azp") != client:',
        " and False:",
        "tests/web/desk/test_oidc.py::test_a_token_that_does_not_hold_opens_nothing",
    ),
    Guard(
        "an ID token is signed by the issuer",
        "amate/web/oidc/tokens.py",
        'options={"require": list(REQUIRED)},',
        'options={"require": list(REQUIRED), "verify_signature": False, "verify_exp": True, "verify_aud": True,'
        ' "verify_iss": True},',
        "tests/web/desk/test_oidc.py::test_a_token_that_the_issuer_did_not_sign_opens_nothing",
    ),
    Guard(
        "accounts are joined by verified addresses alone",
        "amate/web/oidc/adapter.py",
        " if one.verified is True),",
        "),",
        "tests/web/desk/test_oidc.py::test_an_address_that_is_not_verified_joins_no_account",
    ),
    Guard(
        "nobody gets an account by coming from elsewhere",
        "amate/web/oidc/adapter.py",
        '    if email.rpartition("@")[2] not in configured().domains:',
        "    if False:",
        "tests/web/desk/test_oidc.py::test_nobody_gets_an_account_unless_their_domain_is_let_in",
    ),
    Guard(
        "a subject is of its issuer",
        "amate/web/oidc/issuer.py",
        """f"{configured().issuer}#{claims['sub']}\"""",
        """f"{claims['sub']}\"""",
        "tests/web/desk/test_oidc.py::test_another_issuer_configured_later_finds_no_account_by_its_own_names",
    ),
    Guard(
        "the issuer is who it was asked to be",
        "amate/web/oidc/issuer.py",
        '        if config.get("issuer") != configured().issuer:',
        "        if False:",
        "tests/web/desk/test_oidc.py::test_an_issuer_that_is_not_itself_is_not_gone_to",
    ),
    Guard(
        "user info is of the same person",
        "amate/web/oidc/issuer.py",
        '        if found.get("sub") != subject:',
        "        if False:",
        "tests/web/desk/test_oidc.py::test_user_info_of_somebody_else_is_not_believed",
    ),
    Guard(
        "revoked keys are dead",
        "amate/people/keys.py",
        ".filter(sha256=_hash(key), revoked=None)",
        ".filter(sha256=_hash(key))",
        safety("accounts", "test_a_revoked_key_is_dead"),
    ),
    Guard(
        "keys are stored as hashes",
        "amate/people/keys.py",
        "    return hashlib.sha256(key.encode()).hexdigest()",
        "    return key",
        safety("accounts", "test_the_database_holds_no_key_that_works"),
    ),
    Guard(
        "forms carry a token",
        "amate/config/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        safety("requests", "test_a_session_changes_nothing_without_its_token"),
    ),
    Guard(
        "sessions write to the API with a token",
        "amate/api/v1/visitors.py",
        "        if request.method not in SAFE and not _has_csrf_token(request):",
        "        if False:",
        safety("requests", "test_a_session_changes_nothing_without_its_token"),
    ),
    Guard(
        "a key that is not one is nobody's, whatever cookie comes with it",
        "amate/api/v1/visitors.py",
        "        if person is None:",
        "        if False:",
        safety("requests", "test_a_key_does_not_become_the_person_of_the_cookie"),
    ),
    Guard(
        "failed sign-ins are counted",
        "amate/config/settings.py",
        '"login_failed": "10/5m/ip,10/5m/key"',
        '"login_failed": "9999/5m/ip,9999/5m/key"',
        safety("accounts", "test_one_address_that_tries_many_accounts_is_stopped_too"),
    ),
    Guard(
        "hosts are known",
        "amate/config/settings.py",
        'ALLOWED_HOSTS = [_public.hostname or "127.0.0.1", ',
        'ALLOWED_HOSTS = ["*", ',
        safety("requests", "test_an_unknown_host_is_refused"),
    ),
    Guard(
        "an event is one line of the log",
        "amate/base/logs.py",
        "        return json.dumps(line, ensure_ascii=False, default=str).translate(LINE_ENDS)",
        '        return " ".join(str(value) for value in line.values())',
        safety("requests", "test_no_field_forges_a_line_of_the_log"),
    ),
    Guard(
        "Markdown has no HTML of its own",
        "amate/base/markdown.py",
        '{"html": False, "linkify": False}',
        '{"html": True, "linkify": False}',
        safety("content", "test_html_inside_markdown_is_shown_as_it_was_typed"),
    ),
    Guard(
        "Markdown is cleaned on its way out",
        "amate/base/markdown.py",
        "    return nh3.clean(",
        "    return (lambda html, **_options: html)(",
        safety("content", "test_of_markdown_only_known_tags_remain"),
    ),
    Guard(
        "Markdown is cut before it is parsed",
        "amate/base/markdown.py",
        "tokens = _parser.parse(text[:LONGEST])\n    headings",
        "tokens = _parser.parse(text)\n    headings",
        safety("content", "test_long_markdown_is_cut_before_it_is_parsed"),
    ),
    Guard(
        "pages run no script of their own",
        "amate/config/settings.py",
        '        "style-src": [SELF],',
        '        "style-src": [SELF, "\'unsafe-inline\'"],',
        safety("content", "test_every_answer_is_dressed"),
    ),
    Guard(
        "charts fetch nothing",
        "amate/query/charts/easel.py",
        ", allowed_base_urls=[]",
        "",
        "tests/query/test_charts.py::test_a_drawing_that_names_an_address_is_refused",
    ),
    Guard(
        "what is unseen in a text is not drawn",
        "amate/query/charts/labels.py",
        'UNSEEN.sub(" ", text[: 4 * longest])',
        "text[: 4 * longest]",
        "tests/query/test_charts.py::test_hostile_names_and_values_are_text_in_a_drawing_that_is_whole",
    ),
    Guard(
        "only charts may be framed by others",
        "amate/config/settings.py",
        '        "frame-ancestors": [NONE],',
        '        "frame-ancestors": ["*"],',
        "tests/web/public/test_embeds.py::test_other_pages_may_not_be_framed",
    ),
    Guard(
        "only what is public is in the frames of others",
        "amate/web/charts/embed.py",
        "        dataset, table = of_address(slug, public_id, None)",
        "        dataset, table = of_address(slug, public_id, request.user)",
        "tests/web/public/test_embeds.py::test_what_is_not_public_is_not_embedded_even_for_its_own",
    ),
    Guard(
        "who edits chooses the chart of a dataset",
        "amate/publishing/actions.py",
        '    require(by, "edit", dataset.institution)\n    question = ""',
        '    question = ""',
        "tests/web/public/test_charts.py::test_only_who_edits_chooses_and_only_charts_of_the_dataset",
    ),
    Guard(
        "files of people are sandboxed downloads",
        "amate/base/http.py",
        '    headers["Content-Security-Policy"] = "sandbox"\n',
        "",
        safety("content", "test_files_of_people_are_kept_apart"),
    ),
    Guard(
        "templates escape what people wrote",
        "amate/web/templates/public/dataset.html",
        ">{{ dataset.title }}</h1>",
        ">{{ dataset.title|safe }}</h1>",
        safety("content", "test_nothing_that_people_wrote_runs_in_public_pages"),
    ),
    Guard(
        "half-way uploads exist for who began them",
        "amate/publishing/models.py",
        "self.filter(by=person, expires__gt",
        "self.filter(expires__gt",
        "tests/api/test_resumable.py::test_it_exists_only_for_who_began_it",
    ),
    Guard(
        "every piece asks for permission",
        "amate/publishing/uploads.py",
        '    require(by, "edit", upload.institution)\n',
        "",
        "tests/publishing/test_uploads.py::test_who_left_the_team_sends_no_more",
    ),
    Guard(
        "the end of an upload asks again who it is",
        "amate/publishing/uploads.py",
        '    by.refresh_from_db(fields=("is_active", "is_steward"))',
        "    pass",
        "tests/publishing/test_uploads.py::test_whose_account_was_closed_while_the_last_piece_came_publishes_nothing",
    ),
    Guard(
        "of two senders one writes",
        "amate/base/partial.py",
        "        if (end := os.fstat(file).st_size) != at:",
        "        if (end := os.fstat(file).st_size) < 0:",
        "tests/publishing/test_uploads.py::test_of_two_senders_one_wins_and_no_byte_is_mixed",
    ),
    Guard(
        "an upload is finished once",
        "amate/publishing/uploads.py",
        "        if blob and not row.finished:",
        "        if blob:",
        "tests/publishing/test_uploads.py::test_two_who_finish_at_once_make_one_version",
    ),
    Guard(
        "a damaged piece is not kept",
        "amate/api/v1/tus.py",
        "        if found.digest() != expected:",
        "        if False:",
        "tests/api/test_resumable.py::test_a_piece_with_its_checksum_is_kept_when_it_matches",
    ),
    Guard(
        "half-way uploads outlive the sweep of staging",
        "amate/publishing/sweep.py",
        'APART = {"cache", partial.FOLDER}',
        'APART = {"cache"}',
        "tests/publishing/test_uploads.py::test_a_file_on_its_way_outlives_the_sweep_of_staging",
    ),
    Guard(
        "what was published is not discarded",
        "amate/publishing/actions.py",
        '    if version.state in (VersionState.PUBLISHED, VersionState.PURGED):\n        raise NotReady(_("Una',
        '    if False:\n        raise NotReady(_("Una',
        "tests/publishing/test_publishing.py::test_a_version_that_was_not_published_can_be_thrown_away",
    ),
    Guard(
        "what was withdrawn says why, at every address",
        "amate/web/public/files.py",
        "    raise _lost(sha256, filename)",
        '    raise NotFound("")',
        safety("matrix", "test_nobody_gets_more_or_less_than_the_table_says[nobody]"),
    ),
    Guard(
        "few searches are worked on at once",
        "amate/web/public/search.py",
        "@door\n",
        "",
        "tests/web/public/test_search.py::test_when_robots_take_every_place_one_is_asked_to_come_back",
    ),
    Guard(
        "search does not look into what is personal",
        "amate/publishing/build.py",
        "        and column.meaning not in PERSONAL\n",
        "",
        "tests/api/test_finding.py::test_names_and_curps_of_persons_are_no_way_to_find_a_table",
    ),
    Guard(
        "every cell of a table read in one pass is held to what the first ones promise",
        "amate/ingest/onepass.py",
        'WHEN {proved} THEN {value} ELSE {BROKEN} END",\n    )',
        'ELSE NULL END",\n    )',
        "tests/ingest/test_one_pass.py::test_one_cell_that_breaks_the_promise_sends_the_table_down_the_careful_road",
    ),
    Guard(
        "a row of a text that fits nowhere is listed",
        "amate/ingest/readers/fitting.py",
        '                self._tell("broken-rows", record)\n',
        "                pass\n",
        "tests/ingest/test_texts.py::test_a_row_that_fits_nowhere_stays_out_and_is_listed",
    ),
    Guard(
        "personal data are told masked",
        "amate/ingest/recognise/personal.py",
        "    return tuple(masked(value) for value in",
        "    return tuple(value for value in",
        "tests/ingest/test_personal.py::test_one_curp_in_the_middle_of_a_text_is_listed_by_line",
    ),
    Guard(
        "originals that hide something are for their institution",
        "amate/web/public/files.py",
        "    if not Version.objects.whose_original_is_for(request.user).filter(pk=version.pk).exists():",
        "    if False:",
        safety("withheld", "test_the_public_is_given_what_was_made_of_it"),
    ),
    Guard(
        "versions that hide something are for their institution",
        "amate/web/public/files.py",
        "    if found := rows.whose_original_is_for(request.user).first():",
        "    if found := rows.first():",
        safety("withheld", "test_the_public_is_given_what_was_made_of_it"),
    ),
    Guard(
        "the fingerprint of what is withheld is nobody's",
        "amate/catalog/offered.py",
        "    return None if version.withheld else version.sha256",
        "    return version.sha256",
        safety("withheld", "test_machines_are_told_too"),
    ),
    Guard(
        "what is withheld is not found by its fingerprint",
        "amate/catalog/as_of.py",
        "        return Q(sha256__startswith=said, withheld=[])",
        "        return Q(sha256__startswith=said)",
        safety("withheld", "test_machines_are_told_too"),
    ),
    Guard(
        "hidden rows are left out",
        "amate/ingest/readers/hidden/showing.py",
        "            if number in self._rows:",
        "            if False:",
        "tests/ingest/test_hidden.py::test_what_is_hidden_is_left_out_and_told",
    ),
    Guard(
        "hidden columns are left out",
        "amate/ingest/readers/hidden/showing.py",
        "            yield number, list(compress(cells, keep))",
        "            yield number, cells",
        "tests/ingest/test_hidden.py::test_what_is_hidden_is_left_out_and_told",
    ),
    Guard(
        "hidden sheets are left out",
        "amate/ingest/readers/workbook.py",
        '    left = hides if all(table.on("hidden-sheet") for table in shop.recipe.tables) else []',
        "    left = []",
        "tests/ingest/test_hidden.py::test_what_is_hidden_is_left_out_and_told",
    ),
    Guard(
        "masked cells are emptied",
        "amate/ingest/readers/hidden/showing.py",
        '                    cells[at] = ""\n',
        "                    pass\n",
        "tests/ingest/test_hidden.py::test_what_is_hidden_is_left_out_and_told",
    ),
    Guard(
        "parts that nobody knows withhold the original",
        "amate/ingest/readers/hidden/parts.py",
        '    return next((code for pattern, code in _PATTERNS[family] if pattern.fullmatch(name)), "unknown-parts")',
        '    return next((code for pattern, code in _PATTERNS[family] if pattern.fullmatch(name)), "")',
        "tests/ingest/test_hidden.py::test_what_is_hidden_is_left_out_and_told",
    ),
    Guard(
        "links in a zip are no data",
        "amate/ingest/containers.py",
        "not entry.is_dir() and not _is_special(entry) and",
        "not entry.is_dir() and",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "documents with macros are not kept",
        "amate/ingest/sniff/kind.py",
        '    (r"(word|ppt)/vbaProject\\.bin", "macros"),\n',
        "",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "a sheet that may reach too far is measured",
        "amate/ingest/readers/guards.py",
        "            _refuse_too_many_cells(",
        "            str(",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "of two parts of one name none is read",
        "amate/ingest/readers/guards.py",
        "    if len(set(names)) < len(names):",
        "    if False:",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "entities are seen in UTF-16 too",
        "amate/ingest/readers/guards.py",
        'window.replace(b"\\x00", b"") if',
        "window if",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "a file is not its own head",
        "amate/ingest/naming.py",
        "    if len(name) > LONGEST_HEAD:",
        "    if False:",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "what is packed under a false name is refused",
        "amate/ingest/finding.py",
        "    if extension in PACKED:",
        "    if False:",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "bombs are not unpacked",
        "amate/ingest/containers.py",
        "        if self.spent + more > self.most:",
        "        if False:",
        "tests/ingest/test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    Guard(
        "hostile work has a limit of memory",
        "amate/base/children/limits.py",
        "    _bound(resource.RLIMIT_AS, held + limits.memory)\n",
        "",
        "tests/base/test_children.py::test_a_child_that_takes_too_much_memory_is_told_apart",
    ),
    Guard(
        "hostile work has a limit of what it holds",
        "amate/base/children/zygote.py",
        "            self._watch()\n",
        "",
        "tests/base/test_children.py::test_a_child_that_holds_too_much_of_what_it_may_address_is_killed",
    ),
    Guard(
        "hostile work has a limit of file size",
        "amate/base/children/limits.py",
        "    _bound(resource.RLIMIT_FSIZE, limits.file_size)\n",
        "",
        "tests/base/test_children.py::test_a_child_may_not_write_a_bigger_file_than_allowed",
    ),
    Guard(
        "connections that died without a word are ended",
        "amate/management/server.py",
        "                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):",
        "                if False:",
        "tests/base/test_serve.py::test_it_asks_whether_silent_connections_are_still_there",
    ),
    Guard(
        "children die with their parent",
        "amate/base/kernel.py",
        '    _done(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")\n',
        "",
        "tests/base/test_serve.py::test_nothing_outlives_it_when_it_is_killed",
    ),
    Guard(
        "entities of XML are refused",
        "amate/ingest/readers/guards.py",
        '    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:',
        "    if False:",
        HOSTILE.format("entities in a workbook"),
    ),
    Guard(
        "a sparse sheet is measured before it is unfolded",
        "amate/ingest/readers/guards.py",
        "        if extent.rows * extent.columns > MAX_SHEET_CELLS:",
        "        if False:",
        "tests/ingest/test_hostile.py::test_the_reader_lives_on_after_a_file_that_would_have_taken_512_gigabytes",
    ),
    Guard(
        "workbooks are no bombs either",
        "amate/ingest/readers/guards.py",
        "        check_pack(pack, path, filename)\n",
        "",
        HOSTILE.format("a bomb called workbook"),
    ),
    Guard(
        "an ODS with a password says so",
        "amate/ingest/readers/guards.py",
        ' and b"encryption-data" in pack.read(member):',
        " and False:",
        HOSTILE.format("an ODS with a password"),
    ),
    Guard(
        "sheets whose parts have names of their own are looked through",
        "amate/ingest/readers/guards.py",
        "[one for one in pack.infolist() if plain(one.filename) in book.parts]",
        "[]",
        HIDING.format("a hidden row of a sheet whose part has a name of its own"),
    ),
    Guard(
        "parts in capitals are the same parts",
        "amate/ingest/readers/hidden/parts.py",
        'name.replace("\\\\", "/").lower()',
        "name",
        HIDING.format("a hidden row of a sheet whose part is in capitals"),
    ),
    Guard(
        "hidden rows are seen behind odd attributes",
        "amate/ingest/readers/hidden/xlsx.py",
        '_ROW = re.compile(rb"<(?:\\w+:)?row\\b" + _WITHIN)',
        '_ROW = re.compile(rb"<(?:\\w+:)?row\\b([^>]*)>")',
        HIDING.format("a hidden row behind an odd attribute"),
    ),
    Guard(
        "hidden rows of an XLSX are seen",
        "amate/ingest/readers/hidden/xlsx.py",
        "            self.sheet.rows.add(self._row)\n",
        "            pass\n",
        HIDING.format("a hidden row"),
    ),
    Guard(
        "hidden columns of an XLSX are seen",
        "amate/ingest/readers/hidden/xlsx.py",
        '_is_true(said.get("hidden")) or (width is not None and width < _NARROWEST)',
        "False",
        HIDING.format("a hidden column"),
    ),
    Guard(
        "values in defined names withhold the original",
        "amate/ingest/readers/hidden/xlsx.py",
        '            traces.append(Trace("defined-names", names))\n',
        "            pass\n",
        HIDING.format("a defined name"),
    ),
    Guard(
        "hidden rows of an XLS are seen",
        "amate/ingest/readers/hidden/xls.py",
        "            if flags & 0x20 or height < _LOWEST:",
        "            if height < _LOWEST:",
        HIDING.format("a hidden row of an XLS"),
    ),
    Guard(
        "hidden columns of an XLS are seen",
        "amate/ingest/readers/hidden/xls.py",
        "            if flags & 1 or width < _NARROWEST:",
        "            if width < _NARROWEST:",
        HIDING.format("a hidden column of an XLS"),
    ),
    Guard(
        "masked cells of an XLS are seen",
        "amate/ingest/readers/hidden/xls.py",
        "            _see_cell(record, data, sheet, looks)",
        "            pass",
        HIDING.format("masked cells of an XLS"),
    ),
    Guard(
        "hidden rows of an XLSB are seen",
        "amate/ingest/readers/hidden/xlsb.py",
        "            if data[11] & _HIDDEN_ROW or height < _LOWEST:",
        "            if height < _LOWEST:",
        HIDING.format("a hidden row of an XLSB"),
    ),
    Guard(
        "hidden columns of an XLSB are seen",
        "amate/ingest/readers/hidden/xlsb.py",
        "            if flags & 1 or width < _NARROWEST:",
        "            if width < _NARROWEST:",
        HIDING.format("a hidden column of an XLSB"),
    ),
    Guard(
        "hidden columns of an ODS are seen",
        "amate/ingest/readers/hidden/ods.py",
        "        if _is_collapsed(said) or any(self._closed_groups) or width < _LOWEST:",
        "        if width < _LOWEST:",
        HIDING.format("a hidden column of an ODS"),
    ),
    Guard(
        "hidden rows of an ODS are seen",
        "amate/ingest/readers/hidden/ods.py",
        "(_is_collapsed(said) or any(self._closed_groups) or height < _LOWEST)",
        "(height < _LOWEST)",
        HIDING.format("a hidden row of an ODS"),
    ),
    Guard(
        "white letters of an ODS are seen",
        "amate/ingest/readers/hidden/ods.py",
        "            self.sheets[-1].mask(self._row + 1, first, last, last_row=self._row + self._rows)",
        "            pass",
        HIDING.format("white text of an ODS"),
    ),
    Guard(
        "a sheet in UTF-16, of which nothing is seen, withholds the original",
        "amate/ingest/readers/hidden/xlsx.py",
        '            self.traces.append(Trace("unknown-parts"))',
        "            pass",
        "tests/ingest/test_hidden.py::test_a_sheet_that_nobody_can_look_through_withholds_the_original",
    ),
    Guard(
        "what a page does not show is left out",
        "amate/ingest/readers/html.py",
        '            if _HIDDEN.search(attributes.get("style", "")):\n                table.hidden.rows',
        "            if False:\n                table.hidden.rows",
        "tests/ingest/test_html.py::test_what_a_page_does_not_show_is_not_published",
    ),
    Guard(
        "pages that carry code withhold the original",
        "amate/ingest/readers/html.py",
        'notes = [note("page-code")] if page.has_code else []',
        "notes = []",
        "tests/ingest/test_html.py",
    ),
    Guard(
        "hidden rows of an XML workbook are left out",
        "amate/ingest/readers/spreadsheet_xml.py",
        "            self.sheets[-1].hidden.rows.add(first, self.row)",
        "            pass",
        "tests/ingest/test_xml.py::test_an_xml_workbook_of_excel_2003_is_read_as_it_is_seen",
    ),
    Guard(
        "deleted records of a DBF stay out",
        "amate/ingest/readers/dbf.py",
        "            if mark == _DELETED and not self.with_deleted:",
        "            if False:",
        "tests/ingest/test_dbf.py::test_deleted_records_stay_out_and_are_counted",
    ),
    Guard(
        "what a database deleted withholds the original",
        "amate/ingest/readers/sqlite.py",
        'database.execute("PRAGMA freelist_count").fetchone()[0] or ',
        "",
        "tests/ingest/test_sqlite.py::test_what_was_deleted_but_not_wiped_is_told",
    ),
    Guard(
        "what stands behind a database withholds the original",
        "amate/ingest/readers/sqlite.py",
        " or _is_longer(database, path):",
        ":",
        "tests/ingest/test_sqlite.py::test_what_stands_behind_the_last_page_is_told",
    ),
    Guard(
        "views of a database are not run",
        "amate/ingest/readers/sqlite.py",
        '    stored = [name for name, kind in own if kind == "table"]',
        "    stored = [name for name, kind in own]",
        "tests/ingest/test_sqlite.py::test_each_table_is_read_as_stored",
    ),
    Guard(
        "sectors that turn in circles are not followed",
        "amate/ingest/readers/compound.py",
        '            raise ValueError(f"a circle at sector {at}")\n',
        "            return\n",
        "tests/ingest/test_hostile.py::test_sectors_that_turn_in_circles_are_seen_before_anybody_follows_them",
    ),
    Guard(
        "sheets of a workbook are not too many",
        "amate/ingest/readers/workbook.py",
        "    if len(sheets) > MAX_TABLES:",
        "    if False:",
        HOSTILE.format("three hundred sheets"),
    ),
    Guard(
        "panics of calamine are refusals",
        "amate/ingest/readers/workbook.py",
        '        if type(error).__name__ != "PanicException":\n            raise\n',
        "        raise\n",
        "tests/ingest/test_hostile.py::test_a_panic_of_who_reads_in_rust_is_a_refusal",
    ),
    Guard(
        "entities of XML of records are refused",
        "amate/ingest/readers/xml_stream.py",
        "    parser.EntityDeclHandler = entity\n",
        "",
        "tests/ingest/test_xml.py::test_what_would_do_harm_is_refused",
    ),
    Guard(
        "XML without bottom is refused",
        "amate/ingest/readers/xml_stream.py",
        "        if depth > _DEEPEST:",
        "        if False:",
        "tests/ingest/test_xml.py::test_what_would_do_harm_is_refused",
    ),
    Guard(
        "a page's cells do not span without end",
        "amate/ingest/readers/html.py",
        "                if at + cell.columns > MAX_COLUMNS:",
        "                if False:",
        "tests/ingest/test_html.py::test_cells_that_span_more_columns_than_any_table_has_are_not_spread_out",
    ),
    Guard(
        "JSON without bottom is refused",
        "amate/ingest/readers/objects.py",
        "    except (ValueError, RecursionError) as error:",
        "    except ValueError as error:",
        HOSTILE.format("JSON lists without bottom"),
    ),
    Guard(
        "members of a pack are not too many",
        "amate/ingest/containers.py",
        "        if self.members > MAX_MEMBERS:",
        "        if False:",
        HOSTILE.format("a zip of too many"),
    ),
    Guard(
        "packs inside packs have a bottom",
        "amate/ingest/containers.py",
        "    if not depth:",
        "    if False:",
        PACKED.format("zips in zips in zips"),
    ),
    Guard(
        "packs with a password say so",
        "amate/ingest/containers.py",
        "    if any(member.flag_bits & 1 for member in members):",
        "    if False:",
        HOSTILE.format("an encrypted zip"),
    ),
    Guard(
        "what a zip says of its size is added up",
        "amate/ingest/containers.py",
        "    allowance.check(sum(member.file_size for member in members))\n",
        "",
        HOSTILE.format("a zip that says more than it holds"),
    ),
    Guard(
        "links and devices in a tar are no data",
        "amate/ingest/containers.py",
        "            if entry.isreg() and not",
        "            if not",
        "tests/ingest/test_packs.py::test_links_and_devices_in_a_tar_are_no_data",
    ),
    Guard(
        "an xz asks for no more memory than usual",
        "amate/ingest/containers.py",
        ", memlimit=2 * MAX_WINDOW)",
        ")",
        PACKED.format("an xz of a huge dictionary"),
    ),
    Guard(
        "a zip that zipfile cannot read is damaged",
        "amate/ingest/sniff/kind.py",
        "    except _BROKEN:",
        "    except zipfile.BadZipFile:",
        HOSTILE.format("a zip whose names are not in the UTF-8 that it promises"),
    ),
    Guard(
        "programs are known by their names",
        "amate/ingest/sniff/kind.py",
        "extension in PROGRAMS or ",
        "",
        HOSTILE.format("a script by its name"),
    ),
    Guard(
        "programs are known by their bytes",
        "amate/ingest/sniff/kind.py",
        ' or (head.startswith(b"MZ") and b"\\x00" in head)',
        "",
        HOSTILE.format("a Windows program"),
    ),
    Guard(
        "workbooks with a password say so",
        "amate/ingest/sniff/kind.py",
        '    ("EncryptedPackage", "encrypted"),\n',
        "",
        HOSTILE.format("an encrypted workbook"),
    ),
    Guard(
        "documents that are written as text are no tables",
        "amate/ingest/sniff/kind.py",
        "    if kind := next((kind for pattern, kind in TEXTS if re.match(pattern, text)), None):",
        "    if kind := None:",
        HOSTILE.format("a text of Word called CSV"),
    ),
    Guard(
        "maps in databases stay maps",
        "amate/ingest/sniff/kind.py",
        'next((kind for table, kind in SQLITE_TABLES if body.find(table) >= 0), "sqlite")',
        '"sqlite"',
        "tests/ingest/test_sqlite.py::test_a_geopackage_by_another_name_and_spatialite_stay_layers",
    ),
    Guard(
        "what is no table is refused under the name of one",
        "amate/ingest/finding.py",
        "    if extension in TABULAR:",
        "    if False:",
        HOSTILE.format("a page in one file called XLS"),
    ),
    Guard(
        "what is neither read nor kept is refused",
        "amate/ingest/finding.py",
        '    if family not in ("table", "pack", "document"):',
        "    if False:",
        HOSTILE.format("a rar"),
    ),
    Guard(
        "binary text is refused",
        "amate/ingest/readers/delimited.py",
        "    if ends.has_nul:",
        "    if False:",
        HOSTILE.format("NUL bytes far down in a CSV"),
    ),
    Guard(
        "columns of a text are not too many",
        "amate/ingest/readers/delimited.py",
        "    if head.width > MAX_COLUMNS:",
        "    if False:",
        HOSTILE.format("10,000 columns"),
    ),
    Guard(
        "a cell has an end",
        "amate/ingest/sniff/records.py",
        "    csv.field_size_limit(MAX_CELL)",
        "    csv.field_size_limit(1 << 62)",
        HOSTILE.format("a cell of 2 MB between quotes"),
    ),
    Guard(
        "a cell without quotes has an end",
        "amate/ingest/sniff/records.py",
        "    if len(text) > MAX_CELL and max(map(len, cells)) > MAX_CELL:",
        "    if False:",
        HOSTILE.format("a cell of 2 MB"),
    ),
    Guard(
        "a line has an end",
        "amate/ingest/sniff/records.py",
        "        if len(line) > MAX_LINE:",
        "        if False:",
        HOSTILE.format("a row of 10 MB"),
    ),
    Guard(
        "a NUL in a head ends no SQL",
        "amate/ingest/naming.py",
        'head.replace("\\x00", " ").split()',
        "head.split()",
        "tests/ingest/test_json.py::test_a_nul_in_a_key_or_a_value_ends_nothing",
    ),
    Guard(
        "what a recipe leaves out withholds the original",
        "amate/ingest/withholding.py",
        '    counted["left-out-columns"] += sum(not column.keep for table in tables for column in table.columns)\n',
        "",
        "tests/safety/test_withheld.py::test_a_column_that_a_recipe_leaves_out_withholds_the_original",
    ),
    Guard(
        "what is told of hidden things withholds the original",
        "amate/ingest/withholding.py",
        "        if each.code in REASONS:",
        "        if False:",
        "tests/safety/test_withheld.py::test_each_original_is_withheld_with_its_reason",
    ),
    Guard(
        "where personal data were found is told to the institution alone",
        "amate/publishing/disclosure.py",
        ' if not note["code"].startswith(PRIVATE)]',
        "]",
        "tests/publishing/test_disclosure.py",
    ),
    Guard(
        "what hidden cells hold of persons is told masked",
        "amate/ingest/recognise/personal.py",
        '    return value[:2] + "•" * (len(value) - 4) + value[-2:]',
        "    return value",
        "tests/ingest/test_hidden.py::test_personal_data_in_what_is_hidden_are_told_masked",
    ),
    Guard(
        "a CURP in the middle of a text is seen",
        "amate/ingest/personal.py",
        "    yield from _alone(table, shop)\n",
        "",
        "tests/ingest/test_personal.py::test_one_curp_in_the_middle_of_a_text_is_listed_by_line",
    ),
    Guard(
        "a type is proved by every value",
        "amate/ingest/rule.py",
        '        return f"NOT coalesce({self.holds.format(v=cell)}, false)"',
        '        return "false"',
        "tests/ingest/test_types.py::test_one_word_far_below_the_sample_makes_a_column_text",
    ),
    Guard(
        "digits beyond 2^53 stay text",
        "amate/ingest/numerals.py",
        ' AND abs(TRY_CAST({v} AS BIGINT)) <= 9007199254740992"',
        '"',
        "tests/ingest/test_types.py",
    ),
    Guard(
        "what a recipe demands in vain is told",
        "amate/ingest/reading.py",
        "*missing_columns(wish, heads), ",
        "",
        "tests/ingest/test_recipe.py::test_what_a_recipe_asks_for_in_vain_is_told",
    ),
    Guard(
        "what is no recipe is refused",
        "amate/ingest/recipe.py",
        "        if code not in STEPS or not isinstance(is_on, bool):",
        "        if False:",
        "tests/ingest/test_recipe.py::test_what_is_no_recipe_is_refused_saying_where",
    ),
    Guard(
        "a refused file leaves nothing",
        "amate/ingest/reading.py",
        "            path.unlink()",
        "            pass",
        HOSTILE.format("a Parquet of damaged pages behind a sound table"),
    ),
    Guard(
        "CSV for Excel runs no cell",
        "amate/query/formats/csv_for_excel.py",
        '        f"CASE WHEN regexp_matches({column}, {literal(RUNS)}) THEN',
        '        f"CASE WHEN false THEN',
        "tests/query/test_round_trip.py::test_csv_for_excel_runs_nothing_and_keeps_codes",
    ),
    Guard(
        "CSV for Excel runs no head",
        "amate/query/formats/csv_for_excel.py",
        '    return f"\'{text}" if re.match(RUNS, text) else text',
        "    return text",
        "tests/query/test_round_trip.py::test_csv_for_excel_runs_nothing_and_keeps_codes",
    ),
    Guard(
        "CSV for Excel keeps codes whole",
        "amate/query/formats/csv_for_excel.py",
        "WHEN length({column}) <= {LONGEST} AND regexp_full_match(",
        "WHEN false AND regexp_full_match(",
        "tests/query/test_round_trip.py::test_csv_for_excel_runs_nothing_and_keeps_codes",
    ),
    Guard(
        "cells of Excel are no markup",
        "amate/query/formats/xlsx_cells.py",
        "replace(replace(replace({told}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')",
        "replace({told}, '&', '&amp;')",
        "tests/query/test_round_trip.py::test_two_hundred_hostile_cells_come_back",
    ),
    Guard(
        "letters that XML forbids are escaped in Excel",
        "amate/query/formats/xlsx_cells.py",
        'THEN {controls} ELSE {text} END"',
        'THEN {text} ELSE {text} END"',
        "tests/query/test_round_trip.py::test_two_hundred_hostile_cells_come_back",
    ),
    Guard(
        "numbers that Excel would round are text",
        "amate/query/formats/xlsx_cells.py",
        "DIGITS = 15\n",
        "DIGITS = 30\n",
        "tests/query/test_round_trip.py::test_numbers_dates_and_hours_keep_every_digit",
    ),
    Guard(
        "cells that Excel would cut are refused",
        "amate/query/formats/xlsx.py",
        "    if long:\n",
        "    if False:\n",
        "tests/query/test_round_trip.py::test_a_cell_that_excel_would_cut_is_refused_with_its_column",
    ),
    Guard(
        "exports wait their turn",
        "amate/api/v1/exports.py",
        "    with desk, workbench() as bench:",
        "    with workbench() as bench:",
        "tests/api/test_tables.py::test_one_more_export_than_can_be_written_is_asked_to_wait",
    ),
    Guard(
        "codings are those that the client accepts",
        "amate/base/encodings.py",
        "    return best if liked.get(best, 0.0) > weights.get(IDENTITY, 0.0) else IDENTITY",
        "    return best",
        "tests/base/test_encodings.py::test_the_coding_that_the_client_likes_most",
    ),
    Guard(
        "no address inside is called",
        "amate/base/fetching/lines.py",
        "        refuse_inward(place, str(ip[0]))",
        "        pass",
        f"{FETCHING}/test_guard.py::test_no_spelling_of_this_machine_is_called",
    ),
    Guard(
        "what was looked at is what is called",
        "amate/base/fetching/lines.py",
        "            line.connect(ip)",
        "            line.connect(socket.getaddrinfo(place.host, place.port)[0][4])",
        f"{FETCHING}/test_guard.py::test_a_name_that_changes_its_mind_never_leads_inside",
    ),
    Guard(
        "ways round to version 4 are inside",
        "amate/base/fetching/places.py",
        "    return found in OUTWARD_6 and not any(found in network for network in INWARD_6)",
        "    return not found.is_loopback",
        f"{FETCHING}/test_guard.py::test_no_network_inside_is_outward",
    ),
    Guard(
        "a password is for its own server",
        "amate/base/fetching/client.py",
        "sign(here) if sign and here.origin == first.origin else {}",
        "sign(here) if sign else {}",
        f"{FETCHING}/test_guard.py::test_a_password_is_for_its_own_server_and_no_other",
    ),
    Guard(
        "five hops and no more",
        "amate/base/fetching/client.py",
        "range(HOPS + 1)",
        "range(HOPS + 100)",
        f"{FETCHING}/test_guard.py::test_five_hops_are_followed_and_not_six",
    ),
    Guard(
        "bytes are counted after they are unpacked",
        "amate/base/fetching/client.py",
        "                if size > budget.size:\n",
        "                if False:\n",
        f"{FETCHING}/test_budgets.py::test_what_is_too_large_is_left_when_it_passes_the_limit_and_not_later",
    ),
    Guard(
        "a file that was cut is no file",
        "amate/base/fetching/client.py",
        "        if self._response.length:\n            raise cut_short()",
        "",
        f"{FETCHING}/test_budgets.py::test_a_file_that_was_cut_is_no_file",
    ),
    Guard(
        "who drips is left",
        "amate/base/fetching/lines.py",
        "        self._arrived += count\n",
        "        self._arrived += 10_000_000\n",
        f"{FETCHING}/test_budgets.py::test_a_body_that_comes_too_slowly_is_not_waited_for",
    ),
    Guard(
        "an SFTP server is the one that was met",
        "amate/base/fetching/sftp.py",
        "if login.host_key else None",
        "if False else None",
        f"{FETCHING}/test_sftp.py::test_a_server_with_another_key_than_before_gets_no_password",
    ),
    Guard(
        "a password stays with its server",
        "amate/publishing/refresh.py",
        "owner(former.address) == owner(address)",
        "True",
        f"{REFRESH}::test_a_password_stays_with_the_server_that_it_was_typed_for",
    ),
    Guard(
        "what was brought waits where two persons publish",
        "amate/publishing/refresh.py",
        "lambda it: it.dataset.institution.two_persons",
        "lambda it: False",
        f"{REFRESH}::test_where_two_persons_publish_nothing_goes_public_alone",
    ),
    Guard(
        "metadata that wait do not slip out with what was brought",
        "amate/publishing/refresh.py",
        "lambda it: bool(it.dataset.proposed)",
        "lambda it: False",
        f"{REFRESH}::test_metadata_that_wait_for_eyes_do_not_slip_out_with_a_file",
    ),
    Guard(
        "what was withdrawn is not published by a refresh",
        "amate/publishing/refresh.py",
        "lambda it: not it.dataset.is_public",
        "lambda it: False",
        f"{REFRESH}::test_what_was_withdrawn_stays_so_and_is_not_called",
    ),
    Guard(
        "who left brings nothing any more",
        "amate/publishing/refresh.py",
        'if not may(source.by, "edit", resource.dataset.institution):',
        "if False:",
        f"{REFRESH}::test_rights_end_with_the_membership_of_who_set_it",
    ),
    Guard(
        "a page is no file",
        "amate/publishing/origins.py",
        "    refuse_page(into, wanted, came.place.host)\n",
        "",
        f"{REFRESH}::test_a_failure_leaves_the_last_good_version_up_and_is_told_after_the_second",
    ),
    Guard(
        "versions that never went public are not compared",
        "amate/publishing/between.py",
        "filter(resource__dataset=dataset, state=VersionState.PUBLISHED)",
        "filter(resource__dataset=dataset)",
        "tests/web/public/test_between.py::test_nothing_is_said_of_what_never_was_public",
    ),
    Guard(
        "what was said before a quarantine is not said again",
        "amate/publishing/between.py",
        "    if revision is None or dataset.quarantines.filter(since__gte=revision.at).exists():",
        "    if revision is None:",
        "tests/web/public/test_between.py::test_what_was_erased_shut_or_withdrawn_says_so",
    ),
    Guard(
        "nothing is reminded twice",
        "amate/publishing/reminders.py",
        "    return [told for told in several if told not in known]",
        "    return list(several)",
        "tests/publishing/test_reminders.py::test_what_is_new_is_told_without_what_was_told",
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only the guards with these words in their names or files")
    parser.add_argument("--list", action="store_true", help="name the guards and end")
    parser.add_argument("--no-report", action="store_true", help="do not write docs/evidence/sabotage.md")
    said = parser.parse_args()
    chosen = [
        each
        for each in GUARDS
        if not said.names or any(word in each.name or word in each.file for word in said.names)
    ]
    if said.list:
        print("\n".join(f"{each.name}: {each.file} → {each.test}" for each in chosen))
        return 0
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="amate-sabotage-") as folder:
        for result in tried(Path(folder), chosen):
            results.append(result)
            if not said.no_report:
                report(results)  # after each: a campaign that is cut short has still been somewhere
    return 0 if all(verdict == "red" for _guard, verdict in results) else 1


Result = tuple[Guard, str]


def tried(tree: Path, guards: list[Guard]) -> Iterator[Result]:
    """Each guard with what its test said when it was gone."""
    copy_to(tree)
    for guard in guards:
        verdict = without(tree, guard)
        print(f"{verdict:9} {guard.name}", flush=True)
        yield guard, verdict


def copy_to(tree: Path) -> None:
    for name in COPIED:
        source, target = ROOT / name, tree / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name in LINKED:
        (tree / name).symlink_to(ROOT / name)


def without(tree: Path, guard: Guard) -> str:
    """ "red" when the test fails without the guard, "GREEN" when nobody noticed, else what went wrong."""
    path = tree / guard.file
    whole = path.read_text()
    if whole.count(guard.text) != 1:
        return "NOT FOUND"  # the guard moved: mend the table
    path.write_text(whole.replace(guard.text, guard.instead))
    try:
        status = run(tree, guard.test)
    finally:
        path.write_text(whole)
    return {0: "GREEN", RED: "red"}.get(status, f"ERROR {status}")


def run(tree: Path, test: str) -> int:
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "--no-header",
        "--tb=no",
        "--show-capture=no",
        test,
    ]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False)
    return done.returncode


def report(results: list[Result]) -> None:
    """One row a guard; those that were not tried this time keep what was found last."""
    said = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(said, capture_output=True, text=True, check=True).stdout.strip()
    before = EVIDENCE.read_text(encoding="utf-8") if EVIDENCE.exists() else ""
    rows = {
        row.split(" | ")[0].removeprefix("| "): row for row in before.splitlines() if row.count(" | ") == 4
    }
    rows |= {
        guard.name: f"| {guard.name} | `{guard.file}` | `{guard.test}` | {verdict} | {commit} |"
        for guard, verdict in results
    }
    known = [rows[guard.name] for guard in GUARDS if guard.name in rows]
    red = sum(" | red | " in row for row in known)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text(
        "# Sabotage: every guard is watched\n\n"
        "Written by `tools/sabotage.py`: each guard taken away alone, in a copy of the tree; its test must fail.\n\n"
        f"Tried {len(known)} guards of {len(GUARDS)}. Red: {red}. Not red: {len(known) - red}.\n\n"
        "| guard | file | test | without it | commit |\n|---|---|---|---|---|\n" + "\n".join(known) + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
