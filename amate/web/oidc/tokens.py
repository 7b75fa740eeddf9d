"""Whether what an issuer says of somebody is true: signed by it, for us, now, and for this very request."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Of key pairs only: with a shared secret, whoever knows it could be anybody.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
LEEWAY = 60  # seconds between two clocks
REQUIRED = ("iss", "sub", "aud", "exp", "iat")


def nonce_of(state: str) -> str:
    """What the token must repeat: made of the state, which is random, of one session, and serves once."""
    return hashlib.sha256(f"nonce:{state}".encode()).hexdigest()


def claims_of(token: str, keys: Mapping[str, Any], *, issuer: str, client: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token; `OAuth2Error` for anything that does not hold. `keys` is a JWK set."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(token, keys),
            algorithms=list(ALGORITHMS),
            issuer=issuer,
            audience=client,
            leeway=LEEWAY,
            options={"require": list(REQUIRED)},
        )
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise OAuth2Error(f"the ID token does not hold: {error}") from error
    if claims.get("nonce") != nonce:
        raise OAuth2Error("the ID token is of another request")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client:
        raise OAuth2Error("the ID token was given to another client")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The key that the token names; when it names none, the only one there is."""
    named = jwt.get_unverified_header(token).get("kid")
    known = [key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if key.public_key_use in (None, "sig")]
    found = [key for key in known if key.key_id == named] if named else known
    if len(found) != 1:
        raise jwt.InvalidKeyError("no key of the issuer signed it")
    return found[0]
