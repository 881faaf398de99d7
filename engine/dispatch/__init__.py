"""Who gets remote jobs and clock work done: embedded (SQLite, in the service) or cluster (PostgreSQL, many workers)."""
