"""What a WSGI server loads: `gunicorn wsgi:app`."""

import config
from voc import create_app

app = create_app(config.load())
