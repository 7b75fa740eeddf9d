"""Nobody has the portal call a machine inside, whatever they write and whatever a server answers."""

from __future__ import annotations

import socket
from itertools import cycle, islice

import pytest

from amate.base.errors import AmateError, Invalid, Unavailable
from amate.base.fetching.client import fetch, with_password
from amate.base.fetching.places import is_outward, place_at
from tests.base.fetching.conftest import QUICK
from tests.base.fetching.distant import moves_to, playing, says

LOOPBACK = (
    "127.0.0.1",
    "localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.000.000.001",
    "0",
    "0.0.0.0",
    "127.255.255.254",
    "１２７.０.０.１",
    "①②⑦.0.0.1",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "LOCALHOST",
    "127.0.0.1.",
    "nadie@127.0.0.1",
    "datos.gob.mx@127.0.0.1",
    "127.0.0.1#@datos.gob.mx",
    "127.0.0.1\\@datos.gob.mx",
    "%31%32%37.0.0.1",
)
INWARD = (
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "240.0.0.1",
    "fe80::1",
    "fe80::1%lo",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2002:a00:1::1",
    "2001::1",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "no es una dirección",
)


@pytest.mark.parametrize("host", LOOPBACK)
def test_no_spelling_of_this_machine_is_called(host, trap, tmp_path):
    head, mark, tail = host.partition("#")
    written = f"http://{head}:{trap.port}/{mark}{tail}" if "\\" not in host else f"http://{host}:{trap.port}/"
    with pytest.raises(AmateError):
        fetch(written, tmp_path / "it", QUICK)


@pytest.mark.parametrize("ip", INWARD)
def test_no_network_inside_is_outward(ip):
    assert not is_outward(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "187.191.75.20", "2606:4700::1111", "172.32.0.1", "100.128.0.1"])
def test_the_open_network_is_outward(ip):
    assert is_outward(ip)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "169.254.169.254", "192.168.0.10", "[fd00:ec2::254]", "[fe80::1]"]
)
def test_a_private_address_is_refused_in_words(host, tmp_path):
    with pytest.raises(Invalid, match="red interna"):
        fetch(f"http://{host}/latest/meta-data/", tmp_path / "it", QUICK)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://datos.gob.mx/a.csv",
        "gopher://127.0.0.1:6379/_INFO",
        "//127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "http:///etc/passwd",
        "http://datos.gob.mx:0/",
        "http://datos.gob.mx:99999/",
        "http://[::1/",
        "http://datos.gob.mx/\r\nHost: interno",
        "http://datos.gob.mx/a b.csv",
        "http://" + "a" * 70 + ".mx/",
        "http://datos.gob.mx/" + "a" * 1000,
    ],
)
def test_what_is_no_web_address_is_refused_before_any_name_is_asked(address, tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: pytest.fail("a name was asked for"))
    with pytest.raises(Invalid):
        fetch(address, tmp_path / "it", QUICK)


def test_letters_of_spanish_in_an_address_are_sent_as_the_web_has_them(outside, tmp_path):
    server = outside(says("200 OK", b"a\n1\n"))
    fetch(f"http://127.0.0.1:{server.port}/año/é%20.csv?q=ñ", tmp_path / "it", QUICK)
    assert server.heads[0].split(b"\r\n")[0] == b"GET /a%C3%B1o/%C3%A9%20.csv?q=%C3%B1 HTTP/1.1"
    assert place_at("https://Datos.Año.mx/x", ("https",)).host == "datos.xn--ao-zja.mx"


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
@pytest.mark.parametrize("spelled", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_no_redirection_leads_inside(status, spelled, outside, trap, tmp_path):
    server = outside(moves_to(f"http://{spelled}:{trap.port}/", status))
    with pytest.raises(Invalid, match="red interna"):
        fetch(server.address, tmp_path / "it", QUICK)
    assert server.visits == 1


@pytest.mark.parametrize(
    "there", ["file:///etc/passwd", "gopher://127.0.0.1/", "//127.0.0.1:{port}/", "http://[::1"]
)
def test_a_redirection_is_read_as_strictly_as_what_somebody_wrote(there, outside, trap, tmp_path):
    server = outside(moves_to(there.format(port=trap.port)))
    with pytest.raises(AmateError):
        fetch(server.address, tmp_path / "it", QUICK)


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_five_hops_are_followed_and_not_six(hops, arrives, outside, tmp_path):
    address = outside(says("200 OK", b"a\n1\n")).address
    for _hop in range(hops):
        address = outside(moves_to(address)).address
    if arrives:
        assert fetch(address, tmp_path / "it", QUICK).blob.size == 4
    else:
        with pytest.raises(Unavailable, match="a otra y a otra"):
            fetch(address, tmp_path / "it", QUICK)


def test_a_password_is_for_its_own_server_and_no_other(outside, tmp_path):
    last = outside(says("200 OK", b"a\n1\n"))
    first = outside(moves_to(last.address))
    fetch(first.address, tmp_path / "it", QUICK, sign=with_password("ana", "clave"))
    assert b"Authorization: Basic YW5hOmNsYXZl" in first.heads[0]  # ana:clave, by base64(1)
    assert b"authorization" not in last.heads[0].lower()


def test_a_proxy_of_the_environment_is_not_used(outside, tmp_path, monkeypatch):
    server = outside(says("200 OK", b"a\n1\n"))
    with playing(says("200 OK", b"del proxy")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert fetch(server.address, tmp_path / "it", QUICK).blob.size == 4
        assert proxy.visits == 0


def _resolver(monkeypatch, answers):
    """A resolver that gives its answers one after another; how often it was asked."""
    asked: list[str] = []

    def resolve(host, port, *_args, **_kinds):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("first", [("127.0.0.2",), ("127.0.0.1",)])
def test_a_name_that_changes_its_mind_never_leads_inside(first, settings, tmp_path, monkeypatch, trap):
    """127.0.0.2 stands for a machine outside; 127.0.0.1, where the trap is, for one inside."""
    settings.AMATE_INTERNAL_SOURCES = ["127.0.0.2/32"]
    other = ("127.0.0.1",) if first == ("127.0.0.2",) else ("127.0.0.2",)
    asked = _resolver(monkeypatch, cycle([first, other]))
    came = 0
    for _try in range(100):
        try:
            fetch(f"http://cambia.example:{trap.port}/", tmp_path / "it", QUICK)
        except Unavailable:
            came += 1  # nobody listens at 127.0.0.2
        except Invalid:
            pass
    assert (len(asked), came) == (100, 50)


def test_a_name_with_one_address_inside_is_not_called_at_all(settings, tmp_path, monkeypatch, trap):
    settings.AMATE_INTERNAL_SOURCES = ["127.0.0.2/32"]
    _resolver(monkeypatch, islice(cycle([("127.0.0.2", "127.0.0.1")]), 1))
    with pytest.raises(Invalid, match="red interna"):
        fetch(f"http://doble.example:{trap.port}/", tmp_path / "it", QUICK)


@pytest.mark.parametrize("entry", ["127.0.0.0/8", "127.0.0.1", "127.0.0.1:{port}"])
def test_who_runs_the_portal_may_let_a_server_inside_in(entry, settings, tmp_path):
    with playing(says("200 OK", b"a\n1\n")) as server:
        settings.AMATE_INTERNAL_SOURCES = [entry.format(port=server.port)]
        assert fetch(server.address, tmp_path / "it", QUICK).blob.size == 4


@pytest.mark.parametrize("entry", ["10.0.0.0/8", "127.0.0.1:1", "localhost", "::/0"])
def test_what_was_let_in_lets_nothing_else_in(entry, settings, tmp_path, trap):
    settings.AMATE_INTERNAL_SOURCES = [entry]
    with pytest.raises(Invalid, match="red interna"):
        fetch(trap.address, tmp_path / "it", QUICK)
