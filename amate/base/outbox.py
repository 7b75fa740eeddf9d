"""Letters that the mail server did not take when they were written: each waits in a file, and is tried again.

A letter may come twice when a server hung up after it had it: its Message-ID is the same then.
"""

from __future__ import annotations

import json
import logging
import os
import time
import uuid
from dataclasses import asdict, dataclass
from email.utils import make_msgid
from enum import Enum
from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from amate.base.files import home

SILENCE = 60.0  # seconds in which who waits for a page does not ask a mail server that did not answer
ABANDONED = 600.0  # seconds after which a letter that a process took is taken by another
LONGEST = 3 * 24 * 3600.0  # seconds that a letter is tried
TAKEN = ".saliendo"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A message that may have to wait. id: its Message-ID, the same at every try; since: seconds since 1970."""

    subject: str
    body: str
    to: str
    reply_to: str
    id: str
    since: float


class Outcome(Enum):
    SENT = "sent"
    LATER = "later"  # nobody answered, or not now
    NEVER = "never"  # refused for good


class Server:
    """What this process knows of the mail server: until when, of `time.monotonic()`, it is not asked."""

    silent_until = 0.0


server = Server()


def write(subject: str, body: str, to: str, reply_to: str = "") -> Letter:
    domain = urlsplit(settings.AMATE_URL).hostname or "localhost"
    return Letter(subject, body, to, reply_to, make_msgid(domain=domain), time.time())


def post(letter: Letter) -> bool:
    """Send it, or keep it for later; whether it went."""
    outcome = Outcome.LATER if time.monotonic() < server.silent_until else _deliver(letter)
    if outcome is Outcome.LATER:
        _keep(letter)
    return outcome is Outcome.SENT


def send_waiting() -> int:
    """Try again with the letters that wait, oldest first, each by one process alone; returns how many went."""
    for claimed in waiting_folder().glob(f"*{TAKEN}"):
        if claimed.stat().st_mtime < time.time() - ABANDONED:  # its process died
            claimed.rename(claimed.with_suffix(".json"))
    sent = 0
    for path in sorted(waiting_folder().glob("*.json")):
        outcome = _try_again(path)
        sent += outcome is Outcome.SENT
        if outcome is Outcome.LATER:
            break
    return sent


def waiting_folder() -> Path:
    """Where letters wait for a mail server that answers."""
    folder = home() / "correo" / "por-enviar"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _try_again(path: Path) -> Outcome | None:
    """None when another process has it."""
    claimed = path.with_suffix(TAKEN)
    try:
        os.utime(path)  # the hour at which it is taken
        path.rename(claimed)
    except FileNotFoundError:
        return None
    letter = Letter(**json.loads(claimed.read_text(encoding="utf-8")))
    outcome = _deliver(letter)
    if outcome is Outcome.LATER and letter.since > time.time() - LONGEST:
        claimed.rename(path)
        return outcome
    if outcome is not Outcome.SENT:
        log.error("mail was given up")
    claimed.unlink()
    return outcome


def _deliver(letter: Letter) -> Outcome:
    message = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": letter.id},
    )
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        log.exception("mail was refused")
        for_good = all(code >= 500 for code, _said in error.recipients.values())
        return Outcome.NEVER if for_good else Outcome.LATER
    except (SMTPException, OSError):
        log.exception("mail was not sent")
        server.silent_until = time.monotonic() + SILENCE
        return Outcome.LATER
    return Outcome.SENT


def _keep(letter: Letter) -> None:
    staged = waiting_folder() / f"{letter.since:017.6f}-{uuid.uuid4().hex[:8]}.nueva"
    try:
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(letter), file)
            file.flush()
            os.fsync(file.fileno())
        staged.rename(staged.with_suffix(".json"))
    except OSError:  # the disk is full: what was done stands all the same
        log.exception("mail was not kept")
