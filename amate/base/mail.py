"""Mail without a server: each message is a file in <home>/correo/ that stewards can read at la mesa."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from amate.base import outbox


class FolderBackend(BaseEmailBackend):
    """Writes every message as an .eml file named by its moment."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = kept_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
            name = f"{stamp}-{uuid.uuid4().hex[:8]}.eml"
            (folder / name).write_bytes(message.message().as_bytes())
        return len(email_messages)


def send(subject: str, body: str, *, to: str, reply_to: str = "") -> bool:
    """Send one message. One that the mail server does not take now goes later, and nothing breaks: False."""
    return outbox.post(outbox.write(subject, body, to, reply_to))


def kept_messages(limit: int = 100) -> list[tuple[str, Parsed]]:
    """The newest messages of the folder, as (file name, parsed message)."""
    paths = sorted(kept_folder().glob("*.eml"), reverse=True)[:limit]
    return [(path.name, message_from_bytes(path.read_bytes(), policy=policy.default)) for path in paths]


def text_of(message: Parsed) -> str:
    """What a message says, as plain text."""
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def kept_folder() -> Path:
    return Path(settings.AMATE_HOME) / "correo"
