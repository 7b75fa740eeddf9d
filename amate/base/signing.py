"""The keys of the portal: what it signs, everyone can verify with the public half; others nobody else can derive."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import shutil
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from amate.base.files import home

FILE = "signing_key"


def sign(message: bytes) -> str:
    """An Ed25519 signature, base64."""
    return base64.b64encode(_key(home() / FILE).sign(message)).decode()


def public_key() -> str:
    """The 32 bytes that verify what `sign` signed, base64."""
    raw = _key(home() / FILE).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def is_signed(message: bytes, signature: str, key: str) -> bool:
    """Whether a signature is of this message and by the owner of this public key; False for what is no base64."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def copy_key(source: Path, target: Path) -> None:
    """Put the key of one folder into another, for its owner alone; nothing where there is none."""
    if (source / FILE).exists():
        shutil.copyfile(source / FILE, target / FILE)
        (target / FILE).chmod(0o600)
        _key.cache_clear()


def derived_key(purpose: str) -> str:
    """A secret of 64 hexadecimal digits for one purpose, the same as long as the portal keeps its secret key."""
    return hmac.new(settings.SECRET_KEY.encode(), purpose.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _key(path: Path) -> Ed25519PrivateKey:
    """The key in a file that only its owner reads, made when it is first asked for; two makers agree on one."""
    if not path.exists():
        fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        staged = path.with_name(f"{FILE}.{os.getpid()}")
        staged.touch(mode=0o600)
        staged.write_bytes(fresh)
        try:
            os.link(staged, path)  # the first wins
        except FileExistsError:
            pass
        finally:
            staged.unlink()
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
