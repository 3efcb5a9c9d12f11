"""How much room photos may take: of one network, at once, and of answers that are not sent yet."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from tests.client import Client
from tests.photographs import parts
from tests.responses.photos.attached import A_PHOTO, a_photo_survey, note, photos, send
from voc.core import redrawing
from voc.responses.photos import keeping, receiving

pytestmark = pytest.mark.usefixtures("session", "hasty")


def test_too_many_photos_from_one_network_are_slowed_down(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_PHOTOS", 2)
    link = f"/s/{a_photo_survey().public_id}"
    pages = [send(client, link, "", ("email", "nowhere"), photo=A_PHOTO) for _ in range(3)]
    assert ["wait a few minutes" in note(page) for page in pages] == [False, False, True]
    assert len(photos(session)) == 2


def test_a_server_with_too_many_photos_at_once_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "PATIENCE", 0.01)
    link = f"/s/{a_photo_survey().public_id}"
    with redrawing._turn:
        page = send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    assert (page.status_code, "in a moment" in note(page)) == (422, True)


def test_waiting_photos_are_bounded_in_all(client: Client, session: Session, room: Callable[..., None]) -> None:
    room(waiting_photos=2)
    links = [f"/s/{a_photo_survey().public_id}" for _ in range(2)]
    # Those that have their answer do not count.
    for _ in range(3):
        assert send(client, links[0], client.get(links[0]).text, ("score", "2"), photo=A_PHOTO).status_code == 303
    pages = [send(client, links[n % 2], "", ("score", "2"), ("email", "nowhere"), photo=A_PHOTO) for n in range(3)]
    assert ["no room for photos" in note(page) for page in pages] == [False, False, True]
    assert len(photos(session)) == 5
    # Without it the answer is taken, and with its own photo whoever had one waiting.
    assert send(client, links[0], pages[2].text, ("score", "2")).status_code == 303
    assert send(client, links[0], pages[0].text, ("score", "2")).status_code == 303
    assert send(client, links[0], client.get(links[0]).text, ("score", "2"), photo=A_PHOTO).status_code == 303
    assert [each.response_id is None for each in photos(session)].count(True) == 1


def test_bytes_of_waiting_photos_are_bounded_in_all(
    client: Client, session: Session, now: datetime, room: Callable[..., None]
) -> None:
    room(waiting_photos_mb=1)
    survey = a_photo_survey()
    waiting = keeping.Room(photos=10, bytes=2**20)
    half = redrawing.Redrawn(1, 1, content=bytes(2**19), small=b"")
    keeping.keep(session, survey, half, now, waiting)
    keeping.keep(session, survey, replace(half, content=bytes(2**19 - 8)), now, waiting)
    with pytest.raises(keeping.Full):
        keeping.keep(session, survey, replace(half, content=bytes(9)), now, waiting)
    session.commit()
    link = f"/s/{survey.public_id}"
    page = send(client, link, client.get(link).text, ("score", "2"), photo=A_PHOTO)
    assert (page.status_code, "no room for photos" in note(page)) == (422, True)
    assert len(photos(session)) == 2


@pytest.mark.parametrize("tight", [{"waiting_photos": 4}, {"waiting_photos_mb": 1}])
def test_no_network_takes_all_the_room(
    client: Client, session: Session, room: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tight: dict[str, int]
) -> None:
    room(**tight)
    monkeypatch.setattr(keeping, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(keeping, "TYPICAL", 2**18)
    noise = BytesIO()
    Image.frombytes("RGB", (512, 512), random.Random(1).randbytes(512 * 512 * 3)).save(noise, "JPEG", quality=85)
    link = f"/s/{a_photo_survey().public_id}"

    def is_refused(address: str) -> bool:
        fields, files = [("score", "2"), ("email", "nowhere")], [("photo-file", "x.jpg", noise.getvalue())]
        page = client.post(link, **parts(fields, files), environ_overrides={"REMOTE_ADDR": address})
        return "no room for photos" in note(page)

    assert [is_refused("198.51.100.7") for _ in range(5)] == [False, False, False, True, True]
    assert not is_refused("198.51.100.8")
    assert is_refused("198.51.100.7")


@pytest.fixture
def room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets how much may wait."""

    def set_to(**settings: int) -> None:
        monkeypatch.setitem(app.config, "VOC", replace(app.config["VOC"], **settings))

    return set_to
