"""A job is taken by one process, is done once, and never gets lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from amate.base.errors import Invalid, NotReady, Unavailable
from amate.base.jobs import due, rescue
from amate.base.jobs.actions import enqueue, job_about, report_progress, retry, run_here
from amate.base.jobs.kinds import KINDS, PERIODIC, Kind
from amate.base.jobs.models import Due, Job, JobState, Queue
from amate.base.jobs.running import Taken, attempt

pytestmark = pytest.mark.django_db
Doing = Callable[[Callable[[Job], Any]], None]


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Doing:
    """Let the kind "trial" do this."""

    def register(work: Callable[[Job], Any]) -> None:
        monkeypatch.setitem(KINDS, "trial", Kind("trial", Queue.PEOPLE, work))

    return register


@pytest.fixture
def done(doing: Doing) -> list[str]:
    """The subjects of the trials that were done, in order."""
    subjects: list[str] = []
    doing(lambda job: subjects.append(job.subject))
    return subjects


def fail(error: BaseException) -> Callable[[Job], None]:
    def work(job: Job) -> None:
        raise error

    return work


def fall_silent(job: Job) -> None:
    """As if its process had died a little more than a minute ago."""
    Job.objects.filter(pk=job.pk).update(beat=timezone.now() - timedelta(seconds=61))


def die(job: Job) -> None:
    """What the database shows of a job whose process was killed."""
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempt=job.attempt + 1)
    fall_silent(job)


def tasks_of(job: Job) -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(args_kwargs={"args": [job.pk], "kwargs": {}}))


def test_a_job_is_done_once(done: list[str]) -> None:
    job = enqueue(kind="trial", subject="7")
    assert attempt(job.pk)
    assert not attempt(job.pk)
    job.refresh_from_db()
    assert done == ["7"]
    assert (job.state, job.progress, job.attempt) == (JobState.DONE, 100, 1)
    assert job.ended


def test_a_job_is_carried_by_one_task_in_the_queue_of_its_kind(done: list[str]) -> None:
    job = enqueue(kind="trial")
    (task,) = tasks_of(job)
    job.refresh_from_db()
    assert (task.queue_name, task.id) == ("people", job.task)


def test_at_most_one_job_of_a_key_waits_or_runs(done: list[str]) -> None:
    first = enqueue(kind="trial", key="k")
    assert enqueue(kind="trial", key="k") == first
    assert enqueue(kind="trial", key="other") != first
    run_here(first)
    assert enqueue(kind="trial", key="k") != first


def test_jobs_without_a_key_are_all_kept(done: list[str]) -> None:
    assert enqueue(kind="trial") != enqueue(kind="trial")


def test_a_kind_that_no_room_has_cannot_be_enqueued() -> None:
    with pytest.raises(LookupError, match="no-such-kind"):
        enqueue(kind="no-such-kind")


def test_a_kind_that_left_the_program_needs_attention(done: list[str]) -> None:
    job = enqueue(kind="trial")
    KINDS.pop("trial")
    run_here(job)
    assert job.state == JobState.ATTENTION
    assert "«trial»" in job.message


def test_a_refusal_needs_attention_at_once_with_its_sentence(doing: Doing) -> None:
    doing(fail(Invalid("Falta el municipio.")))
    job = run_here(enqueue(kind="trial"))
    assert (job.state, job.message, job.attempt) == (JobState.ATTENTION, "Falta el municipio.", 1)


def test_a_passing_trouble_is_tried_again_later(doing: Doing) -> None:
    doing(fail(Unavailable("Se reinició.", transient=True)))
    job = enqueue(kind="trial")
    attempt(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.WAITING, "Se reinició.")
    task = DBTaskResult.objects.get(id=job.task)
    assert task.run_after > timezone.now() + timedelta(seconds=5)


def test_a_bug_is_tried_three_times_and_does_not_show_itself(doing: Doing) -> None:
    doing(fail(KeyError("/srv/secret")))
    job = run_here(enqueue(kind="trial"))
    assert (job.state, job.attempt) == (JobState.ATTENTION, 3)
    assert "secret" not in job.message


def test_a_job_interrupted_by_hand_goes_back_to_its_queue(doing: Doing) -> None:
    doing(fail(KeyboardInterrupt()))
    job = enqueue(kind="trial")
    with pytest.raises(KeyboardInterrupt):
        run_here(job)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.WAITING, 0)


def test_progress_is_seen_and_costs_at_most_four_writes_a_second(
    doing: Doing, django_assert_max_num_queries: Any
) -> None:
    seen: list[tuple[int, str]] = []

    def work(job: Job) -> None:
        with django_assert_max_num_queries(4 * 2):  # a slow machine may reach into a second second
            for percent in range(100):
                report_progress(job, percent, f"Tabla {percent}")
        fresh = Job.objects.get(pk=job.pk)
        seen.append((fresh.progress, fresh.step))

    doing(work)
    run_here(enqueue(kind="trial"))
    ((percent, step),) = seen
    assert step == f"Tabla {percent}"


def test_a_silent_job_is_queued_again(done: list[str]) -> None:
    job = enqueue(kind="trial", subject="7")
    die(job)
    assert rescue.rescue_silent() == 1
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    run_here(job)
    assert done == ["7"]
    assert job.attempt == 2


def test_a_job_that_beats_is_left_alone(done: list[str]) -> None:
    job = enqueue(kind="trial")
    Job.objects.update(state=JobState.RUNNING, attempt=1, beat=timezone.now() - timedelta(seconds=50))
    assert rescue.rescue_silent() == 0
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_a_job_that_kills_its_worker_three_times_needs_attention(done: list[str]) -> None:
    job = enqueue(kind="trial")
    for _ in range(3):
        die(job)
        rescue.rescue_silent()
        job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.ATTENTION, 3)
    assert done == []


def test_who_lost_a_job_can_neither_report_nor_end_it(doing: Doing) -> None:
    reached: list[str] = []

    def work(job: Job) -> None:
        fall_silent(job)
        rescue.rescue_silent()
        with pytest.raises(Taken):
            report_progress(job, 50, "A medias")
        reached.append("end")

    doing(work)
    job = enqueue(kind="trial")
    attempt(job.pk)
    job.refresh_from_db()
    assert reached == ["end"]
    assert (job.state, job.progress) == (JobState.WAITING, 0)


def test_a_job_whose_task_was_lost_is_carried_again(done: list[str]) -> None:
    lost, fresh = enqueue(kind="trial"), enqueue(kind="trial")
    Job.objects.update(created=timezone.now() - timedelta(minutes=5))
    lost.refresh_from_db()
    DBTaskResult.objects.filter(id=lost.task).update(status="RUNNING")  # taken by a worker that died
    assert rescue.rescue_uncarried() == 1
    assert len(tasks_of(lost)) == 2
    assert len(tasks_of(fresh)) == 1
    assert rescue.rescue_uncarried() == 0


def test_tasks_that_ended_or_whose_worker_died_are_forgotten(done: list[str]) -> None:
    ended, killed, waiting = (enqueue(kind="trial", subject=subject) for subject in "abc")
    long_ago = timezone.now() - timedelta(hours=2)
    DBTaskResult.objects.filter(id__in=[task.id for task in tasks_of(ended)]).update(
        status="SUCCESSFUL", finished_at=long_ago
    )
    DBTaskResult.objects.filter(id__in=[task.id for task in tasks_of(killed)]).update(
        status="RUNNING", started_at=long_ago
    )
    run_here(enqueue(kind="prune-jobs"))
    assert tasks_of(ended) == tasks_of(killed) == []
    assert len(tasks_of(waiting)) == 1


def test_trying_again_is_for_what_needs_attention(doing: Doing, done: list[str], steward: Any) -> None:
    doing(fail(Invalid("No.")))
    job = run_here(enqueue(kind="trial", subject="7", key="k"))
    doing(lambda each: done.append(each.subject))
    retry(by=steward, job=job)
    assert (job.state, job.attempt, job.person) == (JobState.WAITING, 0, steward)
    with pytest.raises(NotReady):
        retry(by=steward, job=job)
    run_here(job)
    assert done == ["7"]


def test_a_newer_job_of_the_same_key_stands_in_the_way_of_trying_again(doing: Doing, steward: Any) -> None:
    doing(fail(Invalid("No.")))
    job = run_here(enqueue(kind="trial", key="k"))
    enqueue(kind="trial", key="k")
    with pytest.raises(NotReady):
        retry(by=steward, job=job)


def test_the_newest_job_about_a_thing_is_the_one_that_counts(done: list[str]) -> None:
    assert job_about("trial", "7") is None
    run_here(enqueue(kind="trial", subject="7"))
    newest = enqueue(kind="trial", subject="7")
    enqueue(kind="trial", subject="8")
    assert job_about("trial", "7") == newest


@pytest.fixture
def hourly(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the trial is periodic, every hour."""
    due.load_kinds()
    for kind in list(PERIODIC):
        monkeypatch.delitem(PERIODIC, kind)
    monkeypatch.setitem(PERIODIC, "trial", timedelta(hours=1))


def test_periodic_work_is_enqueued_once_a_period(hourly: None) -> None:
    assert due.enqueue_due() == 1
    run_here(Job.objects.get())
    assert due.enqueue_due() == 0
    Due.objects.update(at=timezone.now())
    assert due.enqueue_due() == 1
    assert due.enqueue_due() == 0
    assert Job.objects.count() == 2


def test_a_clock_that_was_set_back_does_not_stop_periodic_work(hourly: None) -> None:
    Due.objects.create(kind="trial", at=timezone.now() + timedelta(days=2))
    assert due.enqueue_due() == 1
    assert Due.objects.get().at < timezone.now() + timedelta(hours=1, minutes=1)


def test_overdue_work_says_that_nobody_works(hourly: None) -> None:
    assert due.nobody_works()
    due.enqueue_due()
    assert not due.nobody_works()
    Due.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert due.nobody_works()
