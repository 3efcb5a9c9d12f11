"""A file of contacts on its way through the console: chosen, looked at, imported, reported, gone."""

from __future__ import annotations

import io
import os
import re
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.client import Client
from voc.customers.jobs import forget_uploads
from voc.customers.models import Account, Contact
from voc.staff.models import AuditEvent

FILE = "邮箱,姓名,公司,城市\nwei@example.cn,王伟,青禾科技,上海\nkaputt,李芳,青禾科技,北京\n"


@pytest.fixture
def analyst(session: Session, client: Client) -> Client:
    return client.sign_in(factories.a_user(role="analyst"))


def uploads(app: Flask) -> list[Path]:
    return sorted((app.config["VOC"].data / "uploads").glob("*"))


@pytest.fixture(autouse=True)
def no_leftovers(app: Flask) -> None:
    for path in uploads(app):
        path.unlink()


def upload(client: Client, content: str | bytes, encoding: str = "utf-8") -> TestResponse:
    data = content if isinstance(content, bytes) else content.encode(encoding)
    return client.post("/customers/import", data={"file": (io.BytesIO(data), "contacts.csv")})


def meanings(page: TestResponse) -> dict[str, str]:
    """Column field -> the meaning that is picked on the page."""
    selects = re.findall(r'<select[^>]* name="(column_\d+)">(.*?)</select>', page.text, re.DOTALL)
    return {name: re.findall(r'<option selected value="(\w+)"', options)[0] for name, options in selects}


def test_a_file_is_looked_at_confirmed_and_reported(app: Flask, session: Session, analyst: Client) -> None:
    page = analyst.get(upload(analyst, FILE, "gb18030").location)
    assert meanings(page) == {"column_0": "email", "column_1": "name", "column_2": "account", "column_3": "attribute"}
    assert "王伟" in page.text
    assert session.scalar(select(func.count(Contact.id))) == 0
    done = analyst.post(page.request.path, data={**meanings(page), "encoding": "gb18030"})
    report = analyst.get(done.location)
    assert re.findall(r"<dd>(\d+)</dd>", report.text) == ["2", "1", "0", "0", "1"]
    assert "The e-mail address is not one that mail could reach." in report.text
    wei = session.scalars(select(Contact)).one()
    assert (wei.email, wei.name, wei.attributes) == ("wei@example.cn", "王伟", {"城市": "上海"})
    assert session.scalars(select(Account)).one().name == "青禾科技"
    [event] = session.scalars(select(AuditEvent).filter_by(action="contacts.imported"))
    assert event.detail == {"new": 1, "updated": 0, "unchanged": 0, "refused": 1}


def test_the_upload_is_private_and_gone_after_the_import(app: Flask, analyst: Client) -> None:
    location = upload(analyst, FILE).location
    [path] = uploads(app)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    analyst.post(location, data={**meanings(analyst.get(location)), "encoding": "utf-8-sig"})
    [left] = uploads(app)
    assert left.suffix == ".json"
    assert "王伟" not in left.read_text()


def test_confirming_twice_shows_the_first_report(session: Session, analyst: Client) -> None:
    location = upload(analyst, FILE).location
    form = {**meanings(analyst.get(location)), "encoding": "utf-8-sig"}
    first, second = analyst.post(location, data=form), analyst.post(location, data=form)
    assert first.location == second.location
    assert analyst.get(location).location == first.location
    assert session.scalar(select(func.count(Contact.id))) == 1


def test_what_nobody_confirms_is_gone_after_a_day(app: Flask, session: Session, now: datetime, analyst: Client) -> None:
    location = upload(analyst, FILE).location
    [path] = uploads(app)
    for hours, is_there in ((23, True), (25, False)):
        at = (now - timedelta(hours=hours)).timestamp()
        os.utime(path, (at, at))
        with app.app_context():
            forget_uploads.function(session, now)
        assert path.exists() is is_there
    assert analyst.get(location).status_code == 404


def test_another_workspace_does_not_find_the_upload(app: Flask, session: Session, analyst: Client) -> None:
    location = upload(analyst, FILE).location
    stranger = app.test_client()
    assert isinstance(stranger, Client)
    stranger.sign_in(factories.a_user(workspace=factories.a_workspace(name="Other")))
    assert stranger.get(location).status_code == 404
    assert stranger.post(location, data={}).status_code == 404


@pytest.mark.parametrize("name", ["..%2F..%2Fsecret", "....", "x" * 16, "%00"])
def test_a_made_up_name_finds_nothing(analyst: Client, name: str) -> None:
    assert analyst.get(f"/customers/import/{name}").status_code == 404
    assert analyst.get(f"/customers/import/{name}/report").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "The file is empty."), (b"PK\x03\x04", "Save it as CSV"), (b"\x89PNG\0\0", "This is not a text file.")],
)
def test_what_is_no_table_is_said_at_the_field(app: Flask, analyst: Client, content: bytes, said: str) -> None:
    page = upload(analyst, content)
    assert page.status_code == 422
    assert said in page.text
    assert uploads(app) == []


def test_two_columns_of_one_meaning_are_pointed_at(session: Session, analyst: Client) -> None:
    location = upload(analyst, FILE).location
    form = {**meanings(analyst.get(location)), "encoding": "utf-8-sig", "column_3": "name"}
    page = analyst.post(location, data=form)
    assert page.status_code == 422
    assert page.text.count("Two columns have this meaning.") == 2
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_every_column_that_means_what_another_does_is_pointed_at(analyst: Client) -> None:
    location = upload(analyst, FILE).location
    form = meanings(analyst.get(location)) | {"encoding": "utf-8-sig"}
    alike = dict.fromkeys(form, "ignore") | {"encoding": "utf-8-sig"}
    alike |= {"column_0": "email", "column_1": "name", "column_2": "email", "column_3": "name"}
    page = analyst.post(location, data=alike).text
    assert re.findall(r'id="(column_\d+)-wrong"', page) == [f"column_{n}" for n in range(4)]


def test_a_column_that_tells_people_apart_is_needed(analyst: Client) -> None:
    location = upload(analyst, FILE).location
    form = {**meanings(analyst.get(location)), "encoding": "utf-8-sig", "column_0": "ignore"}
    assert "Choose the column with the e-mail address" in analyst.post(location, data=form).text


def test_the_file_can_be_looked_at_in_another_encoding(analyst: Client) -> None:
    location = upload(analyst, "姓名,email\n陳大文,chan@example.hk\n", "big5").location
    assert "陳大文" not in analyst.get(location).text
    assert "陳大文" in analyst.get(f"{location}?encoding=big5hkscs").text
    assert analyst.get(f"{location}?encoding=utf-16").status_code == 200


def test_nothing_comes_in_in_an_encoding_that_makes_no_sense_of_it(
    app: Flask, session: Session, analyst: Client
) -> None:
    location = upload(analyst, FILE).location
    form = {**meanings(analyst.get(location)), "encoding": "utf-16"}
    answer = analyst.post(location, data=form)
    assert answer.location == location
    assert "The file makes no sense in this encoding." in analyst.get(location).text
    assert session.scalar(select(func.count(Contact.id))) == 0
    assert len(uploads(app)) == 1


def test_a_file_of_twenty_megabytes_is_accepted(app: Flask, session: Session, analyst: Client) -> None:
    def status_of(size: int) -> int:
        row = b"a@example.org," + b"x" * 985 + b"\n"
        content = b"email,note\n" + row * (size // len(row))
        head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n'
        body = head + content + b"\r\n--edge--\r\n"
        kind = "multipart/form-data; boundary=edge"
        return analyst.post("/customers/import", data=body, content_type=kind).status_code

    assert status_of(20 * 1024 * 1024) == 302
    assert status_of(22 * 1024 * 1024) == 413


@pytest.mark.parametrize("address", ["/customers/import", "/customers", "/customers/accounts"])
def test_only_those_with_the_right_see_customers(session: Session, client: Client, address: str) -> None:
    assert "/sign-in" in client.get(address).location
    for role, status in (("reader", 403), ("agent", 403), ("analyst", 200), ("owner", 200)):
        assert client.sign_in(factories.a_user(role=role)).get(address).status_code == status


def test_a_form_without_its_token_is_refused(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        user = factories.a_user()
        from voc.core.db import db

        db.session.commit()
    client = fresh_app.test_client()
    assert isinstance(client, Client)
    assert upload(client.sign_in(user), FILE).status_code == 400
