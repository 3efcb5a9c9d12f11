"""Listening elsewhere: signed webhooks in, files in; kept raw until they map."""
