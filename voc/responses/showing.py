"""What a respondent's pages show: the questions, the thanks, and what stands around both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from config import Settings
from voc.analysis.scores import BANDS
from voc.core import bidi, clock, i18n, tokens
from voc.core.db import db
from voc.responses import continuing, entrances, form, piping, robots, wording
from voc.responses.entrances import Door
from voc.responses.form import Form
from voc.responses.links import codes
from voc.responses.photos import keeping
from voc.responses.photos.keeping import Sender
from voc.staff import branding
from voc.surveys import placeholders, translations


def thanks(door: Door, now: datetime) -> ResponseReturnValue:
    band = door.answered.band if door.answered else _band_in(request.args.get("of", ""))
    if door.knows_person and not door.answered:
        return redirect(door.address("page"))
    promise = wording.promise(db.session(), door.answered, door.language, now) if door.answered else None
    return render_template(
        "responses/thanks.html",
        **frame(door),
        words=placeholders.fill(
            translations.thanks(door.version, door.language, band=band, promise=promise),
            _known_of(door),
            door.language,
        ),
        link=translations.thanks_link(door.version, door.language, band=band),
        may_change=door.answered is not None and not door.survey.closed_at,
    )


def _known_of(door: Door) -> Mapping[str, str]:
    given = form.counted(door.answered) if door.answered else {}
    return {**door.person, **piping.of_answers(door.version.questions, given, door.language)}


def page(
    door: Door,
    filled: Form,
    *,
    picked: int | None = None,
    is_trap: bool = False,
    trouble: str = "",
    status: int = 200,
    key: str | None = None,
) -> Response:
    """The page with this form. It keeps the key that it was sent with, or has the one given, or a new one."""
    # A page that is fetched anew gets a new key; a page that is gone back to still has its own.
    key = key or form.client_key(request.form) or tokens.public_id()
    written = door.version.texts.get(door.language, {})
    texts = {key: placeholders.fill(text, door.person, door.language) for key, text in written.items()}
    elsewhere = _elsewhere(door, filled, key)
    # Whoever changes the language on the way goes on with what they began.
    around = frame(door, _own(door, key) if elsewhere else {})
    if filled.step and not elsewhere:
        # Here they would begin anew, and be two.
        around["languages"] = []
    html = render_template(
        "responses/answer.html",
        **around,
        texts=texts,
        questions=filled.questions,
        views=_views(door, filled, key),
        picked=picked,
        answered=door.answered,
        trouble=trouble,
        filled=filled,
        trap=robots.TRAP,
        opened=_opened(),
        key=key,
        elsewhere=elsewhere,
        code=codes.inline,
        watched=_watched(door, picked, is_trap=is_trap) if request.method in ("GET", "HEAD") else None,
    )
    response = make_response(html, status)
    if not door.knows_person and not door.way.is_shared:
        # Going back finds the page as it was, with its key: sent once more, it is the same answer.
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _elsewhere(door: Door, filled: Form, key: str) -> str | None:
    """The address by which to go on later or on another device; None where nothing is kept yet, or others sit here."""
    if not filled.step or door.way.is_shared or (door.invitation and not door.knows_person):
        return None
    settings: Settings = current_app.config["VOC"]
    return f"{settings.public_url}{door.address('page', **_own(door, key))}"


def _own(door: Door, key: str) -> dict[str, str]:
    """What leads to the answers of this page alone; a link of one's own does so by itself."""
    return {} if door.invitation else {continuing.NAME: continuing.token(entrances.secret(), door.survey, key)}


def _views(door: Door, filled: Form, key: str) -> Mapping[str, str]:
    """The photos of this step as whoever has the page with this key sees them."""
    names = [asked.value for asked in filled.questions if asked.type.takes_file and asked.value]
    if not names:
        return {}
    session = db.session()
    if request.method == "POST":
        session.rollback()
        session.connection(execution_options={"only_reads": True})
    own = replace(sender(door, request.form), client_key=continuing.client_key(entrances.secret(), door.survey, key))
    return keeping.views(session, names, own)


def _watched(door: Door, picked: int | None, *, is_trap: bool) -> dict[str, Any] | None:
    """What the page's script needs in order to report a visit; None where there is nothing to report."""
    if not door.knows_person or (picked is None and not is_trap):
        return None
    return {"address": door.address("seen"), "visit": tokens.public_id(), "is_trap": is_trap}


def frame(door: Door, own: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """What every page of a respondent shows around its content; `own` is what other languages' addresses carry on."""
    languages = [(code, translations.own_name(code)) for code in door.version.languages]
    kept = {name: value for name in ("score", "of") if (value := request.args.get(name))}
    path = request.path if request.method in ("GET", "HEAD") else door.address("page").partition("?")[0]
    return {
        "door": door,
        "brand": branding.of(door.workspace),
        "company": door.version.texts.get(door.language, {}).get("from_name") or door.workspace.name,
        "direction": bidi.direction(door.language),
        "language": door.language,
        "languages": [
            (code, name, entrances.with_query(path, {**door.way.query, **kept, **own, "lang": i18n.html_tag(code)}))
            for code, name in languages
        ]
        if len(languages) > 1
        else [],
    }


# Whose page it is


def sender(door: Door, fields: MultiDict[str, str]) -> Sender:
    return Sender(door.survey.id, door.response.id if door.response else None, page_key(door, fields))


def page_key(door: Door, fields: Mapping[str, str] | None = None) -> str | None:
    key = form.client_key(request.form if fields is None else fields)
    return continuing.client_key(entrances.secret(), door.survey, key) if key else None


def _opened() -> str:
    """When this visit began: with every further step, and where the form is shown again, it is still the same one."""
    return request.form.get(robots.OPENED) or robots.ticket(entrances.secret(), clock.now())


def band_token(band: str | None) -> str:
    """Which thanks to show, readable for nobody but us: the address ends up in histories and in logs."""
    return tokens.signed(entrances.secret(), f"thanks-{band}", tokens.public_id()[:8])


def _band_in(token: str) -> str | None:
    return next((band for band in BANDS if tokens.unsigned(entrances.secret(), f"thanks-{band}", token)), None)
