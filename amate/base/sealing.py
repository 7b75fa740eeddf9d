"""Secrets at rest: only this portal, with its secret key, can read them again."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken

from amate.base.signing import derived_key


def seal(text: str, purpose: str) -> str:
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed for a purpose; None when it was sealed with another key, as after a restore, or is no seal."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(derived_key(f"seal:{purpose}"))))
