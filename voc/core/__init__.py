"""What any service would need, knowing nothing of surveys: database, clock, jobs, outbox, tokens, languages, logs."""
