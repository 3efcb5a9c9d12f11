"""Whether a body was signed with a source's secret.

Two schemes. Standard Webhooks 1.0.0 signs id, time and body, so that a copy of it is worth nothing after five minutes.
The simple one, as GitHub sends it, signs the body alone, for systems that cannot do more: a copy can be sent again,
which changes nothing here, because the same body is one delivery.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from werkzeug.datastructures import Headers

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
#: While a key is changed a sender signs with the old and the new one. More than a few are no signatures.
MOST_SIGNATURES = 16


def new_secret() -> str:
    """256 random bits, written as Standard Webhooks writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_signed(secret: str, headers: Headers, body: bytes, now: datetime) -> bool:
    """Whether one of the signatures in the headers belongs to the body."""
    simple = headers.get("X-Hub-Signature-256", "")
    return _has_standard(secret, headers, body, now) or _is_same(simple, simple_signature(secret, body))


def _has_standard(secret: str, headers: Headers, body: bytes, now: datetime) -> bool:
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    if abs(int(stamp) - now.timestamp()) > TOLERANCE.total_seconds():
        return False
    expected = standard_signature(secret, message_id, stamp, body)
    given = headers.get("webhook-signature", "").split(maxsplit=MOST_SIGNATURES)[:MOST_SIGNATURES]
    return any(_is_same(signature, expected) for signature in given)


def standard_signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """What stands in `webhook-signature`, `v1,<base64>`."""
    signed = f"{message_id}.{stamp}.".encode("latin-1", "replace") + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def simple_signature(secret: str, body: bytes) -> str:
    """What stands in `X-Hub-Signature-256`, `sha256=<hex>`; the key is the secret as it is written."""
    return "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()


def _is_same(given: str, expected: str) -> bool:
    # As bytes, in which headers come: a comparison of text refuses what is not ASCII.
    return hmac.compare_digest(given.encode("latin-1", "replace"), expected.encode())
