"""What a customer's browser sends to a hosted page, and what is looked for in it."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from voc.core.db import Base
from voc.responses.models import Response


def text_of(page: TestResponse) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split()))


def key_in(page: TestResponse) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.text)
    assert found, "the page carries no key"
    return found[1]


def picked_in(page: TestResponse) -> list[str]:
    return re.findall(r'value="(\d+)" checked', page.text)


def everything(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def opened(client: Client, link: str) -> dict[str, str]:
    """What says that the page was opened."""
    found = re.search(r'name="opened" value="([^"]+)"', client.get(link).text)
    return {"opened": found[1]} if found else {}


def send(client: Client, link: str, *, score: int | None = 3, comment: str = "", **more: str) -> TestResponse:
    more = {**opened(client, link), **more}
    fields = {"comment": comment, **({} if score is None else {"score": str(score)}), **more}
    return client.post(link, data=fields)


def the_response(session: Session) -> Response:
    return session.scalars(select(Response)).one()
