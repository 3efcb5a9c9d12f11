"""The web application: every package's pages and what they need, in the order of the flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from voc import setup
from voc.core import assets, cookies, delivery, errors, failpoints, headers, health, i18n, logs, mail, posted, routing
from voc.core.db import db
from voc.core.serving import arriving
from voc.customers import views as customers
from voc.followups import views as followups
from voc.insights import pages as insights
from voc.insights.comparing import views as comparing_pages
from voc.insights.drivers import views as driver_pages
from voc.insights.emerging import views as emerging_pages
from voc.insights.evaluation import views as evaluation_views
from voc.insights.learning import views as learning_views
from voc.insights.measures import views as measure_pages
from voc.insights.themes import editing_views, proposal_views
from voc.insights.themes import views as theme_views
from voc.insights.verbatims import views as verbatim_views
from voc.intake import views as intake
from voc.invitations import views as invitations
from voc.notify import views as notify
from voc.responses import at_once, counting
from voc.responses import views as responses
from voc.responses.widget import copying as widget_copying
from voc.staff import brand_views, outbox_views, people_views, sessions
from voc.staff import views as staff
from voc.surveys import duplicating, life_views, listing, question_views, words_views
from voc.surveys import views as surveys

#: Further pages of `staff`, which add themselves to its blueprint when they are loaded.
STAFF_PAGES = (people_views, outbox_views, brand_views)
#: The same of `surveys`.
SURVEY_PAGES = (life_views,)
#: The same of `insights`.
INSIGHTS_PAGES = (
    verbatim_views,
    theme_views,
    editing_views,
    proposal_views,
    emerging_pages,
    driver_pages,
    comparing_pages,
    evaluation_views,
    learning_views,
    measure_pages,
)

VIEWS = (
    setup, staff, customers, surveys, question_views, words_views, invitations, responses, intake, insights, followups,
    notify,
)  # fmt: skip


class Application(Flask):
    """Flask, which need not ask of ten functions in each request whether they are coroutines: none of ours is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def assemble(settings: Settings) -> Flask:
    """The application of one process: views, jobs and transports, nothing started yet."""
    app = Application(__name__)
    app.request_class = posted.Request
    app.url_rule_class = routing.Rule
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=arriving.MOST_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="voc",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=14 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        VOC=settings,
    )
    app.wsgi_app = at_once.AtOnce(app)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    db.init_app(app)
    failpoints.arm(settings.failpoint)
    for part in (logs, i18n, cookies, posted, headers, errors, assets, health, sessions):
        part.init_app(app)
    for views in VIEWS:
        app.register_blueprint(views.bp)
    listing.count_with(app, counting.final_by_survey)
    duplicating.copy_along(app, widget_copying.copy)
    delivery.register(app, mail.smtp_transport(settings.smtp_url, settings.mail_from) if settings.smtp_url else None)
    return app
