"""Who works here: workspaces, people, their roles and teams, signing in, working hours, and what was done by whom."""
