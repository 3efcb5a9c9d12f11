"""The outbox page: every message as its reader sees it, what became of it, and release by hand."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from voc.core import clock, headers, letters, outbox, paging
from voc.core.db import db
from voc.core.outbox import Message
from voc.staff import access, audit
from voc.staff.access import required
from voc.staff.views import bp

PAGE = 50
#: In the text part of an invitation: a point of the scale, and the personal link that picks it.
_POINT = re.compile(r"^ *\d+: (https?://\S+)\?score=\d+$", re.MULTILINE)


@bp.get("/outbox", endpoint="outbox")
@required("settings")
def outbox_page() -> ResponseReturnValue:
    before = paging.position("before")
    chosen = Message.workspace_id == access.workspace().id
    statement = select(Message).where(chosen).order_by(Message.id.desc()).limit(PAGE + 1)
    if before:
        statement = statement.where(Message.id < before)
    rows = list(db.session().scalars(statement))
    earlier = url_for(".outbox", before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    return render_template(
        "staff/outbox.html",
        rows=rows[:PAGE],
        counts=outbox.counts(db.session(), access.workspace().id),
        earlier=earlier,
        latest=url_for(".outbox") if before else None,
        can_send=current_app.extensions["voc_transport"] is not None,
    )


@bp.get("/outbox/<int:message_id>")
@required("settings")
def message(message_id: int) -> ResponseReturnValue:
    row = access.owned(Message, message_id, selectinload(Message.log))
    return render_template("staff/message.html", message=row, personal_link=_personal_link(row))


def _personal_link(row: Message) -> str | None:
    """Where the reader of an invitation answers; None in any other message, and in one that opens an account."""
    if row.opens_account or row.kind != "invitation":
        return None
    point = _POINT.search(row.body_text)
    return point[1] if point else None


@bp.get("/outbox/<int:message_id>/body")
@required("settings")
def message_body(message_id: int) -> ResponseReturnValue:
    row = access.owned(Message, message_id, selectinload(Message.parts))
    if row.opens_account:
        abort(403)
    html = row.body_html
    for part in row.parts:
        data = f"data:{escape(part.content_type)};base64,{b64encode(part.data).decode()}"
        html = html.replace(f"cid:{part.content_id}", data)
    return headers.framed(letters.only_to_look_at(html), headers.MAIL_IN_FRAME)


@bp.post("/outbox/<int:message_id>/release")
@required("settings")
def release_message(message_id: int) -> ResponseReturnValue:
    row = access.owned(Message, message_id)
    outbox.release(db.session(), row, clock.now())
    audit.record(
        db.session(), "message.released", f"message:{row.id}", clock.now(), workspace_id=row.workspace_id,
        user_id=access.user().id,
    )  # fmt: skip
    db.session.commit()
    flash(_("It goes out with the next delivery."))
    return redirect(url_for(".message", message_id=row.id))
