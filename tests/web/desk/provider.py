"""A small OpenID provider on loopback, which does what it is told, wrong things too. It signs without our library."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, SECRET = "amate", "un secreto del servidor"


def text64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number64(number: int) -> str:
    return text64(number.to_bytes((number.bit_length() + 7) // 8, "big"))


@dataclass
class Provider:
    """`claims` are said of whoever agrees; `config` changes what it says of itself; `kid` and `signer` how it signs."""

    address: str
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    config: dict[str, Any] = field(default_factory=dict)
    signer: rsa.RSAPrivateKey | None = None
    algorithm: str = "RS256"
    asked: dict[str, dict[str, str]] = field(
        default_factory=dict
    )  # by code: what the portal sent with the person
    refused: list[str] = field(default_factory=list)

    def agree(self, location: str) -> str:
        """What a person does who is sent there and signs in: the query with which they come back."""
        sent = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = hashlib.sha256(location.encode()).hexdigest()[:20]
        self.asked[code] = sent
        return f"?code={code}&state={sent['state']}"

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.config

    def keys(self) -> dict[str, Any]:
        public = self.key.public_key().public_numbers()
        numbers = {"n": number64(public.n), "e": number64(public.e)}
        return {"keys": [{"kty": "RSA", "kid": "uno", "use": "sig", "alg": "RS256", **numbers}]}

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """For a code that came with its secret and the proof of who asked for it (PKCE)."""
        asked = self.asked.pop(sent.get("code", ""), None)
        proof = text64(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if asked is None or sent.get("client_secret") != SECRET or proof != asked["code_challenge"]:
            self.refused.append(str(sent))
            return None
        return {"access_token": "acceso", "token_type": "Bearer", "id_token": self.signed(asked["nonce"])}

    def signed(self, nonce: str) -> str:
        now = int(time.time())
        usual = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "ana-1",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        head = {"alg": self.algorithm, "kid": "uno", "typ": "JWT"}
        body = ".".join(text64(json.dumps(part).encode()) for part in (head, claims))
        if self.algorithm == "none":
            return f"{body}."
        signature = (self.signer or self.key).sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{body}.{text64(signature)}"


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the block ends."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {
                "/.well-known/openid-configuration": provider.description,
                "/keys": provider.keys,
                "/userinfo": lambda: provider.userinfo,
            }
            self._say(known.get(self.path, lambda: None)())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(provider.token({name: values[0] for name, values in parse_qs(raw).items()}))

        def _say(self, found: dict[str, Any] | None) -> None:
            self.send_response(200 if found is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(found or {"error": "invalid_grant"}).encode())

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
