"""However a request comes in, it ends where the web server's own parser says so."""

from __future__ import annotations

import itertools

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from hypothesis import given
from hypothesis import strategies as st

from voc.core.serving.arriving import MOST_BODY, MOST_READ_ON, Arriving

NEXT = b"GET /next HTTP/1.1\r\n"
BODIES = st.binary(max_size=300)
EXTENSIONS = st.sampled_from([b"", b";a", b' ; a="b c"', b";a=b;c"])
TRAILERS = st.sampled_from([b"", b"X-Sum: 3\r\n", b"A: b\r\nC: d\r\n"])


@st.composite
def in_pieces(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A body, and the same in pieces."""
    pieces = draw(st.lists(st.binary(min_size=1, max_size=40), max_size=8))
    size = draw(st.sampled_from([b"%x", b"%X", b"%04x"]))
    sent = b"".join(size % len(each) + draw(EXTENSIONS) + b"\r\n" + each + b"\r\n" for each in pieces)
    return b"".join(pieces), sent + b"0" + draw(EXTENSIONS) + b"\r\n" + draw(TRAILERS) + b"\r\n"


def arrive(data: bytes, cuts: list[int]) -> Arriving:
    """What becomes of it when it is cut at these places; it must not be whole before its last byte is there."""
    arriving = Arriving()
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    for start, end in itertools.pairwise(places):
        assert not arriving.is_whole
        arriving.take(data[start:end])
    return arriving


def parsed(arriving: Arriving) -> tuple[str, bytes]:
    """The address and the body that the parser finds, which leaves nothing."""
    parser = RequestParser(Config(), arriving, ("127.0.0.1", 1))
    request = next(parser)
    body = request.body.read()
    assert arriving.was_read
    assert not parser.unreader.take_buffered()
    return request.uri, body


@given(BODIES, st.lists(st.integers(min_value=0), max_size=6))
def test_a_length_ends_where_it_says(body: bytes, cuts: list[int]) -> None:
    data = b"POST /a HTTP/1.1\r\nHost: voc\r\ncontent-LENGTH:\t%d \r\n\r\n%b" % (len(body), body)
    arriving = arrive(data, cuts)
    assert arriving.is_whole
    assert parsed(arriving) == ("/a", body)
    assert arrive(data[:-1], cuts).is_whole is False


@given(in_pieces(), st.lists(st.integers(min_value=0), max_size=6))
def test_pieces_end_behind_the_last(both: tuple[bytes, bytes], cuts: list[int]) -> None:
    body, sent = both
    data = b"POST /a HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n" + sent
    arriving = arrive(data, cuts)
    assert arriving.is_whole
    assert parsed(arriving) == ("/a", body)
    assert arrive(data[:-1], cuts).is_whole is False


@given(in_pieces())
def test_what_follows_is_kept_for_the_next(both: tuple[bytes, bytes]) -> None:
    data = b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + both[1]
    arriving = Arriving()
    arriving.take(data + NEXT)
    assert arriving.is_whole
    assert arriving.beyond == NEXT
    assert parsed(arriving) == ("/a", both[0])


@given(st.lists(st.sampled_from([b"0", b"a", b"3", b";", b"\r", b"\n", b"\r\n", b"xyz", b" ", b"-"]), max_size=12))
def test_an_end_that_the_parser_sees_is_seen(tokens: list[bytes]) -> None:
    head = b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    whole = RequestParser(Config(), iter([head + b"".join(tokens)]), ("127.0.0.1", 1))
    try:
        body = next(whole).body.read()
    except (ParseException, OSError):
        return
    arriving = Arriving()
    arriving.take(head + b"".join(tokens))
    assert arriving.is_whole
    assert parsed(arriving) == ("/a", body)
    assert arriving.beyond == whole.unreader.take_buffered()


def test_of_a_body_that_is_too_large_nothing_is_kept() -> None:
    arriving = Arriving()
    arriving.take(b"POST /a HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MOST_BODY + 1))
    for _ in range(MOST_BODY // 2**16):
        arriving.take(bytes(2**16))
    assert not arriving.is_whole
    assert arriving.on_disk == 0
    arriving.take(b"x")
    assert arriving.is_whole
    assert arriving.is_last
    assert parsed(arriving) == ("/a", b"")


@pytest.mark.parametrize("length", [MOST_READ_ON + 1, 10**19, 10**30, 10**4000])
def test_behind_a_body_that_nobody_waits_for_comes_no_request(length: int) -> None:
    arriving = Arriving()
    arriving.take(b"POST /a HTTP/1.1\r\nContent-Length: " + str(length).encode() + b"\r\n\r\n" + NEXT)
    assert arriving.is_whole
    assert arriving.is_last
    assert arriving.beyond == b""


def test_zeros_before_a_length_do_not_count() -> None:
    arriving = Arriving()
    arriving.take(b"POST /a HTTP/1.1\r\nContent-Length: 0000000000000000000000003\r\n\r\nab")
    assert not arriving.is_whole
    arriving.take(b"c" + NEXT)
    assert arriving.is_whole
    assert parsed(arriving) == ("/a", b"abc")
    assert arriving.beyond == NEXT


def test_nobody_is_kept_busy_with_a_body_without_measure() -> None:
    arriving = Arriving()
    arriving.take(b"POST /a HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MOST_READ_ON + 1))
    assert arriving.is_whole
    assert arriving.is_last
    waits = Arriving()
    waits.take(b"POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (MOST_BODY + 1))
    assert waits.is_whole
    assert not waits.awaits_leave


def test_pieces_that_are_too_many_for_what_they_carry_are_not_counted() -> None:
    arriving = Arriving()
    arriving.take(b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 20_000)
    arriving.close()
    assert arriving.is_whole
