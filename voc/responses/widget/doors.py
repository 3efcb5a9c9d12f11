"""Where a widget's script comes from and where it sends: open to the sites that its owner named, and to no cookie.

Requests are plain text in the eyes of a browser, so that it asks no permission first; what counts is the JSON in them.
Whatever is wrong is a 4xx with a sentence, and nothing is stored.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import HTTPException

from config import Settings
from voc.core import clock, throttle
from voc.core.db import db, is_text
from voc.core.public import begin_anew, public
from voc.responses import ended, robots, wording
from voc.responses.models import Widget
from voc.responses.values import Closed, Unacceptable
from voc.responses.widget import appearance, asking, builds, identities, sending, trials
from voc.responses.widget.appearance import Appearance
from voc.responses.widget.asking import Visitor
from voc.staff.models import Workspace
from voc.staff.sessions import csrf
from voc.surveys.models import Survey, SurveyVersion

bp = Blueprint("widget_doors", __name__, url_prefix="/widget")

# A form token protects the power of a cookie, and these requests carry none.
csrf.exempt(bp)

#: The longest comment in four-byte characters, each written as two \\uXXXX, and something for the rest.
MAX_BODY = 300 * 1024
#: An office or a school answers from one network address, and an answer takes about three requests.
MOST, WITHIN = 900, timedelta(minutes=10)
#: More languages than a browser names.
MOST_LANGUAGES = 30


@bp.get("/<name>.js")
@public
def script(name: str) -> ResponseReturnValue:
    """A build, for ever: pages pin it by what it holds."""
    build = builds.named(name)
    if build is None:
        abort(404)
    response = Response(build.content, mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.post("/<public_id>/hello")
@public
def hello(public_id: str) -> ResponseReturnValue:
    widget, content, now = _widget(public_id), _content(), clock.now()
    wanted = _languages(content, widget.looks)
    version = widget.version or widget.survey.live
    if version is None:
        return jsonify(ask=False, why="not_live")
    language, visitor = asking.speak(db.session(), version, wanted), _visitor(widget, content)
    reason = None
    if widget.version and widget.looks.interrupts and not widget.is_trial:
        reason = asking.decide(db.session(), widget.survey, visitor, now)
        db.session.commit()
    told = asking.description(
        version,
        widget.looks,
        language,
        widget.workspace,
        is_known=visitor.claim is not None,
        reason=reason,
        opened=robots.ticket(_secret(), now),
    )
    return jsonify(told if widget.version else asking.over(told))


@bp.post("/<public_id>/shown")
@public
def shown(public_id: str) -> ResponseReturnValue:
    widget, content, now = _widget(public_id), _content(), clock.now()
    visitor = _visitor(widget, content)
    if widget.version is None or widget.is_trial:
        return "", 204
    _throttled("shown")
    asking.note_shown(db.session(), widget.survey, visitor, now)
    db.session.commit()
    return "", 204


@bp.post("/<public_id>/answer")
@public
def answer(public_id: str) -> ResponseReturnValue:
    widget, content, now = _widget(public_id), _content(), clock.now()
    spoken = content.get("lang")
    wanted = [spoken if isinstance(spoken, str) else None]
    if widget.version is None:
        if widget.survey.live is None:
            abort(410)
        # That it is over is said in the language in which it was asked.
        return _over(widget, content, asking.speak(db.session(), widget.survey.live, wanted))
    _throttled("answer")
    version = widget.shown(content.get("version"))
    if version is None:
        abort(422)
    language = asking.speak(db.session(), version, wanted)
    visitor = _visitor(widget, content)
    try:
        given = sending.read(content)
        if widget.is_trial:
            sending.check(version, given, language)
            return jsonify(sending.untold(version, language))
        doubt = robots.doubt(content, _secret(), now)
        response = sending.take(db.session(), version, given, visitor, now, language=language, doubt=doubt)
    except (sending.Malformed, Unacceptable):
        abort(422)
    except sending.Wrong as wrong:
        begin_anew()
        return jsonify(error=str(wrong), question=wrong.question, mistake=wrong.mistake), 422
    except Closed:
        return _over(widget, content, language)
    db.session.commit()
    return jsonify(sending.thanks(db.session(), response, version, language, now))


def _over(widget: _Known, content: dict[str, Any], language: str) -> ResponseReturnValue:
    db.session.rollback()
    try:
        kept = sending.kept(db.session(), widget.survey, sending.read(content), language)
    except sending.Malformed:
        abort(410)
    return jsonify(asdict(ended.told(kept))), 410


def _secret() -> str:
    settings: Settings = current_app.config["VOC"]
    return settings.secret_key


# What came, and from where


class _Known:
    """The widget that a request names, as it is now or as it is tried out."""

    def __init__(self, survey: Survey, looks: Appearance, *, is_on: bool, is_trial: bool) -> None:
        self.survey, self.looks, self.is_trial = survey, looks, is_trial
        self.workspace = db.session.get_one(Workspace, survey.workspace_id)
        is_open = is_on and not survey.closed_at
        #: What is asked; None where nothing is.
        self.version: SurveyVersion | None = survey.live if is_open else None
        if is_trial:
            self.version = survey.draft or survey.live

    def shown(self, number: Any) -> SurveyVersion | None:
        """The version that a script says it shows; None where that was never to be seen. Old scripts say nothing."""
        if number is None or self.is_trial:
            return self.version
        known = (each for each in self.survey.versions if each.published_at and each.number == number)
        return next(known, None) if type(number) is int else None


_WITH_QUESTIONS = selectinload(Survey.versions).selectinload(SurveyVersion.questions)


def _widget(public_id: str) -> _Known:
    if public_id == trials.NAME:
        return _on_trial()
    found = is_text(public_id) and db.session.scalar(
        select(Widget).where(Widget.public_id == public_id).options(joinedload(Widget.survey).options(_WITH_QUESTIONS))
    )
    if not found:
        abort(404)
    own = appearance.origin(current_app.config["VOC"].public_url)
    if request.headers.get("Origin", "") not in {own, *found.origins}:
        abort(403)
    g.widget_origin = request.headers["Origin"]
    return _Known(found.survey, appearance.of(found), is_on=found.is_on, is_trial=False)


def _on_trial() -> _Known:
    """The console's own trial, on the console's own page: nothing of it is stored."""
    token = _content().get("trial")
    trial = trials.read(token) if isinstance(token, str) else None
    survey = trial and db.session.get(Survey, trial.survey_id, options=[_WITH_QUESTIONS])
    if not trial or not survey:
        abort(404)
    # At once and everywhere: nobody who tries it out wants to wait for it.
    looks = replace(trial.looks, on="time", after=0, pages=())
    return _Known(survey, looks, is_on=True, is_trial=True)


def _content() -> dict[str, Any]:
    if "widget_content" not in g:
        try:
            content = orjson.loads(request.get_data())
        except orjson.JSONDecodeError:
            abort(400)
        if not isinstance(content, dict):
            abort(400)
        g.widget_content = content
    found: dict[str, Any] = g.widget_content
    return found


def _visitor(widget: _Known, content: dict[str, Any]) -> Visitor:
    key = content.get("visitor")
    if key is not None and not (isinstance(key, str) and sending.is_key(key)):
        abort(422)
    try:
        claim = identities.claim(content.get("who"))
    except identities.Malformed:
        abort(422)
    is_signed = claim is not None and identities.is_signed(db.session(), widget.survey.workspace_id, claim)
    return Visitor(key, claim if is_signed else None)


def _languages(content: dict[str, Any], looks: Appearance) -> list[str]:
    page, browser = content.get("page"), content.get("langs")
    tags = browser[:MOST_LANGUAGES] if isinstance(browser, list) else []
    wanted = [page, *tags] if looks.language == "page" else [*tags, page]
    return [tag for tag in wanted if isinstance(tag, str) and len(tag) < 40 and is_text(tag)]


def _throttled(what: str) -> None:
    network = throttle.network(request.remote_addr)
    if not throttle.allows(db.session(), f"widget-{what}", network, clock.now(), tries=MOST, within=WITHIN):
        db.session.commit()
        abort(429)


# How it is answered


@bp.before_request
def _limit_size() -> None:
    request.max_content_length = MAX_BODY


@bp.after_request
def _share(response: Response) -> Response:
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.endpoint != f"{request.blueprint}.script":
        response.headers["Vary"] = "Origin"
        if "widget_origin" in g:
            response.headers["Access-Control-Allow-Origin"] = g.widget_origin
    return response


@bp.errorhandler(HTTPException)
def _explain(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    begin_anew()
    own = type(error).description
    text = error.description if error.description and error.description != own else _sentence(code)
    return jsonify(error=text), code


def _sentence(code: int) -> str:
    if code == 422:
        return wording.not_acceptable()
    if code == 403:
        return str(_("This site is not among those that may show the survey. Its owner can add it in the console."))
    return wording.trouble(code)[1]
