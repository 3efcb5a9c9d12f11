"""How requests come in and answers go out: gunicorn's worker with threads that wait for no client."""
