"""Over TLS: a certificate that proves who answers, and an end that proves that nothing is missing."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from amate.base.errors import Unavailable
from amate.base.fetching.client import fetch
from tests.base.fetching.conftest import QUICK
from tests.base.fetching.distant import Play, moves_to, raw, says


@pytest.fixture
def certificate(tmp_path) -> Path:
    """Of 127.0.0.1, signed by itself; its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    path = tmp_path / "certificate.pem"
    hidden = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(hidden + made.public_bytes(Encoding.PEM))
    return path


def over_tls(play: Play, certificate: Path, *, farewell: bool = True) -> Play:
    """The visitor's first bytes are no head but a handshake: the door of `Distant` is passed by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(line, _head):
        with context.wrap_socket(line, server_side=True) as safe:
            play(safe, safe.recv(65536))
            if farewell:
                safe.unwrap()

    serve.from_first_byte = True
    return serve


def secure(server) -> str:
    return server.address.replace("http:", "https:")


def test_a_server_with_a_certificate_that_is_trusted_is_read(certificate, outside, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = outside(over_tls(says("200 OK", b"a\n1\n"), certificate))
    assert fetch(secure(server), tmp_path / "it", QUICK).blob.size == 4


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate, outside, tmp_path):
    server = outside(over_tls(says("200 OK", b"a\n1\n"), certificate))
    with pytest.raises(Unavailable, match="certificado"):
        fetch(secure(server), tmp_path / "it", QUICK)


def test_an_end_without_a_farewell_is_a_file_cut_short(certificate, outside, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    answer = raw(b"HTTP/1.1 200 OK\r\n\r\na,b\n1,")
    whole = outside(over_tls(answer, certificate))
    assert fetch(secure(whole), tmp_path / "it", QUICK).blob.size == 6
    cut = outside(over_tls(answer, certificate, farewell=False))
    with pytest.raises(Unavailable, match=r"incompleto|cortó"):
        fetch(secure(cut), tmp_path / "it", QUICK)


def test_no_redirection_leads_out_of_https(certificate, outside, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    plain = outside(says("200 OK", b"a\n1\n"))
    server = outside(over_tls(moves_to(plain.address), certificate))
    with pytest.raises(Unavailable, match="de https a http"):
        fetch(secure(server), tmp_path / "it", QUICK)
    assert plain.visits == 0


def test_a_server_that_never_shakes_hands_is_left(outside, tmp_path):
    with pytest.raises(Unavailable):
        fetch(secure(outside(raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))), tmp_path / "it", QUICK)
