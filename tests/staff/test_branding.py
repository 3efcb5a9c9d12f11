"""Colour and logo of a workspace: taken with care, shown to its customers, and to nobody else's."""

from __future__ import annotations

import gzip
import io
import re
from datetime import datetime
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user, a_workspace, an_invitation, link_of, the_workspace
from tests.pictures import JPEG, PNG, WEBP, a_png
from voc.invitations import preferences
from voc.invitations.mail import Stationery
from voc.staff import branding
from voc.staff.models import AuditEvent, Logo, Role, Workspace
from voc.surveys import publishing

STATIC = Path(branding.__file__).parents[1] / "static"

pytestmark = pytest.mark.usefixtures("session")


def save(client: Client, content: bytes | None = None, *, name: str = "logo.png", **fields: str) -> int:
    logo = {} if content is None else {"logo": (io.BytesIO(content), name)}
    data = {"colour": "#0b5c6b", **fields, **logo}
    return client.post("/brand", data=data, content_type="multipart/form-data").status_code


# Who may


def test_signed_out_leads_to_the_sign_in(client: Client) -> None:
    assert "sign-in" in client.get("/brand").headers["Location"]


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT, Role.ANALYST])
def test_only_owners_choose_how_the_company_looks(client: Client, role: Role) -> None:
    client.sign_in(a_user(role=role))
    assert client.get("/brand").status_code == 403
    assert save(client, PNG) == 403
    assert client.post("/brand/take-logo-down").status_code == 403


def test_an_action_is_never_a_get(client: Client) -> None:
    client.sign_in(a_user())
    assert client.get("/brand/take-logo-down").status_code == 405


# What is taken


@pytest.mark.parametrize(("kind", "content"), [("png", PNG), ("jpeg", JPEG), ("webp", WEBP)])
def test_a_logo_is_served_as_what_it_is_whatever_it_was_called(client: Client, kind: str, content: bytes) -> None:
    client.sign_in(a_user())
    assert save(client, content, name="logo.svg") == 302
    mark = branding.of(the_workspace()).logo
    assert mark
    assert (mark.width, mark.height) == (24, 16)
    client.post("/sign-out")
    got = client.get(f"/logo/{mark.name}")
    assert (got.status_code, got.data, got.mimetype) == (200, content, f"image/{kind}")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in got.headers["Cache-Control"]
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no still picture"),
        (b"GIF89a" + bytes(60), "no still picture"),
        (PNG[:-20], "no still picture"),
        (a_png(2001, 20), "pixels a side"),
        (a_png(20, 15), "pixels a side"),
        (a_png(64, 64, noise=bytes(200 * 1024)), "more than 200 KB"),
    ],
)
def test_what_is_no_logo_is_refused_and_nothing_is_kept(
    client: Client, session: Session, content: bytes, wrong: str
) -> None:
    client.sign_in(a_user())
    data = {"has_colour": "y", "colour": "#aa0000", "logo": (io.BytesIO(content), "logo.png")}
    page = client.post("/brand", data=data, content_type="multipart/form-data")
    assert page.status_code == 422
    assert wrong in page.text
    assert session.scalar(select(func.count()).select_from(Logo)) == 0
    assert branding.of(the_workspace()) == branding.Brand()


def test_a_colour_is_kept_and_can_be_given_up(client: Client) -> None:
    client.sign_in(a_user())
    assert save(client, has_colour="y", colour="#AA0000") == 302
    assert branding.of(the_workspace()).colour == "#aa0000"
    assert 'value="#aa0000"' in client.get("/brand").text
    assert save(client, has_colour="y", colour="red;}") == 422
    assert save(client, colour="#aa0000") == 302
    assert branding.of(the_workspace()).colour is None


def test_a_new_logo_leaves_the_earlier_one_where_mails_lead(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    for content in (PNG, JPEG, PNG):
        save(client, content)
    names = session.scalars(select(Logo.name).order_by(Logo.id)).all()
    assert [name.rpartition(".")[2] for name in names] == ["png", "jpeg"]
    shown = branding.of(the_workspace()).logo
    assert shown
    assert shown.name == names[0]
    assert client.post("/brand/take-logo-down").status_code == 302
    assert branding.of(the_workspace()).logo is None
    assert {client.get(f"/logo/{name}").status_code for name in names} == {404}


def test_who_changed_it_is_kept(client: Client, session: Session) -> None:
    user = a_user()
    client.sign_in(user)
    save(client, PNG)
    client.post("/brand/take-logo-down")
    events = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("brand.")).order_by(AuditEvent.id))
    assert [(event.action, event.user_id) for event in events] == [
        ("brand.saved", user.id), ("brand.logo_removed", user.id),
    ]  # fmt: skip


def test_a_workspace_is_wiped_with_its_logo(session: Session) -> None:
    demo = a_workspace(is_demo=True)
    branding.put_up(session, demo, PNG)
    session.delete(session.get_one(Workspace, demo.id))
    session.flush()
    assert session.scalar(select(func.count()).select_from(Logo)) == 0


@pytest.mark.parametrize("path", ["/logo/nothing.png", "/logo/%00", "/logo/x", "/brand/red.css", "/brand/00000g.css"])
def test_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


# Where it is shown


def branded(session: Session, workspace: Workspace | None = None) -> branding.Mark:
    workspace = workspace or the_workspace()
    branding.paint(workspace, "#ffe94d")
    return branding.put_up(session, workspace, a_png(400, 100))


def test_customers_see_it_on_their_pages(client: Client, session: Session) -> None:
    mark = branded(session)
    survey = a_survey(workspace=the_workspace())
    assert (mark.width, mark.height) == (160, 40)
    page = client.get(f"/s/{survey.public_id}")
    image = f'<img src="/logo/{mark.name}" width="160" height="40" alt="Acme">'
    assert image in page.text
    assert '<link rel="stylesheet" href="/brand/ffe94d.css">' in page.text
    sent = client.post(f"/s/{survey.public_id}", data={"score": "9", "key": "page-key-of-ours"})
    assert image in client.get(sent.location).text


def test_a_page_that_says_no_is_still_the_companys(client: Client, session: Session, now: datetime) -> None:
    mark = branded(session)
    survey = a_survey(workspace=the_workspace())
    publishing.close(session, survey, now)
    page = client.get(f"/s/{survey.public_id}")
    assert page.status_code == 410
    assert f'<img src="/logo/{mark.name}"' in page.text
    assert "/brand/ffe94d.css" in page.text
    assert "/brand/" not in client.get("/s/nothing-here").text


def test_its_sheet_holds_colours_and_nothing_else(client: Client) -> None:
    sheet = client.get("/brand/ffe94d.css")
    assert (sheet.mimetype, sheet.status_code) == ("text/css", 200)
    assert "immutable" in sheet.headers["Cache-Control"]
    brand = branding.Brand("#ffe94d")
    assert f"--accent:{brand.light.accent};" in sheet.text
    assert f"--accent:{brand.dark.accent};" in sheet.text


def test_another_workspace_looks_like_itself(client: Client, session: Session) -> None:
    branded(session)
    theirs = a_survey(workspace=a_workspace())
    page = client.get(f"/s/{theirs.public_id}").text
    assert "/logo/" not in page
    assert "/brand/" not in page


def test_a_branded_page_without_its_logo_is_under_fifteen_kilobytes(client: Client, session: Session) -> None:
    branded(session)
    page = client.get(link_of(an_invitation()) + "?score=3")
    names = re.findall(r'(?:href|src)="/static/([^"?]+)', page.text)
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in names}
    [sheet] = re.findall(r'href="(/brand/[^"]+)', page.text)
    sizes |= {"html": len(gzip.compress(page.data)), "brand": len(gzip.compress(client.get(sheet).data))}
    assert len(sizes) == 5
    assert sum(sizes.values()) < 9_000, sizes


def test_a_mail_carries_it(session: Session, now: datetime) -> None:
    mark = branded(session)
    invitation = an_invitation()
    letter = Stationery(current_app.config["VOC"]).letter(
        invitation.version, "en", session.get_one(Workspace, the_workspace().id), invitation
    )
    assert f'<img src="http://127.0.0.1:8000/logo/{mark.name}" width="160" height="40" alt="Acme"' in letter.html
    palette = branding.of(the_workspace()).light
    assert f'bgcolor="{palette.soft}"' in letter.html
    assert f"color: {palette.accent}" in letter.html


def test_the_page_behind_never_ask_me_again_has_it(client: Client, session: Session) -> None:
    mark = branded(session)
    token = preferences.token(current_app.config["VOC"].secret_key, an_invitation())
    page = client.get(f"/u/{token}").text
    assert f'<img src="/logo/{mark.name}"' in page
    assert 'href="/brand/ffe94d' in page


def test_a_new_widget_begins_with_the_colour(client: Client, session: Session) -> None:
    branded(session)
    survey = a_survey()
    client.sign_in(a_user())
    assert 'value="#ffe94d"' in client.get(f"/surveys/{survey.id}/widget").text
