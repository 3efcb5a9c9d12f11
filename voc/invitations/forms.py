"""Shapes of what people say about a campaign."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length


class CampaignForm(FlaskForm):
    name = StringField(_("Name of the campaign"), [DataRequired(), Length(max=120)])
    survey_id = SelectField(_("Survey"), coerce=int)
    #: The empty choice is everyone.
    segment = SelectField(_("Who is asked"))
