"""Who may send: only who knows the secret, and with a clock that is about right."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

import pytest
from werkzeug.datastructures import Headers

from voc.intake import signatures

BODY = '{"data": "很好"}'.encode()
#: The example of the Standard Webhooks 1.0.0 libraries.
PUBLISHED = {
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "stamp": "1614265330",
    "body": b'{"test": 2432232314}',
    "signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def standard(secret: str, body: bytes, at: datetime, message_id: str = "msg_1") -> Headers:
    stamp = str(int(at.timestamp()))
    signature = signatures.standard_signature(secret, message_id, stamp, body)
    return Headers({"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signature})


def test_it_signs_as_the_published_example() -> None:
    made = signatures.standard_signature(
        str(PUBLISHED["secret"]),
        str(PUBLISHED["id"]),
        str(PUBLISHED["stamp"]),
        bytes(PUBLISHED["body"]),  # type: ignore[arg-type]
    )
    assert made == PUBLISHED["signature"]


def test_a_secret_is_256_random_bits() -> None:
    one, other = signatures.new_secret(), signatures.new_secret()
    assert one != other
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


@pytest.mark.parametrize("off", [timedelta(), timedelta(minutes=4, seconds=59), -timedelta(minutes=4, seconds=59)])
def test_a_signature_is_good_for_five_minutes(now: datetime, off: timedelta) -> None:
    secret = signatures.new_secret()
    assert signatures.is_signed(secret, standard(secret, BODY, now + off), BODY, now)


@pytest.mark.parametrize("off", [timedelta(minutes=5, seconds=1), -timedelta(minutes=5, seconds=1), timedelta(days=99)])
def test_a_copy_of_it_is_worth_nothing_later(now: datetime, off: timedelta) -> None:
    secret = signatures.new_secret()
    assert not signatures.is_signed(secret, standard(secret, BODY, now + off), BODY, now)


def test_one_of_several_signatures_is_enough_while_keys_change(now: datetime) -> None:
    secret = signatures.new_secret()
    headers = standard(secret, BODY, now)
    headers["webhook-signature"] = "v1,AAAA v1a,BBBB " + headers["webhook-signature"]
    assert signatures.is_signed(secret, headers, BODY, now)


def test_the_simple_scheme_signs_the_body_with_the_secret_as_written(now: datetime) -> None:
    secret = signatures.new_secret()
    made = "sha256=" + hmac.new(secret.encode(), BODY, hashlib.sha256).hexdigest()
    assert signatures.is_signed(secret, Headers({"X-Hub-Signature-256": made}), BODY, now)
    assert not signatures.is_signed(secret, Headers({"X-Hub-Signature-256": made}), BODY + b" ", now)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("webhook-signature", ""),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1," + "é" * 40),
        ("webhook-signature", "v1,AAAA " * 5_000),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "９" * 10),
        ("webhook-timestamp", "9" * 5_000),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", ""),
        ("webhook-id", ""),
        ("webhook-id", "msg_2"),
    ],
)
def test_a_changed_header_is_no_signature(now: datetime, header: str, value: str) -> None:
    secret = signatures.new_secret()
    headers = standard(secret, BODY, now)
    headers[header] = value
    assert not signatures.is_signed(secret, headers, BODY, now)


def test_the_secret_of_another_source_is_no_use(now: datetime) -> None:
    headers = standard(signatures.new_secret(), BODY, now)
    assert not signatures.is_signed(signatures.new_secret(), headers, BODY, now)
