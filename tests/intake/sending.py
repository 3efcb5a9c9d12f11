"""Another system, as it posts to a source."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.test import TestResponse

from tests.client import Client
from voc.core import clock
from voc.intake import signatures
from voc.intake.models import Source


def body_of(**data: Any) -> bytes:
    """A body whose answer stands under `data`, where `factories.a_source` looks for it."""
    return json.dumps({"type": "answer", "data": {"id": "a-1", "score": 3, **data}}).encode()


def signed(secret: str, body: bytes, message_id: str = "msg_1") -> dict[str, str]:
    """The headers of Standard Webhooks."""
    stamp = str(int(clock.now().timestamp()))
    signature = signatures.standard_signature(secret, message_id, stamp, body)
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signature}


def send(client: Client, source: Source, body: bytes, *, content_type: str | None = "application/json") -> TestResponse:
    """Post a signed body to the source's address."""
    headers = signed(source.secret, body)
    return client.post(f"/in/{source.key}", data=body, content_type=content_type, headers=headers)
