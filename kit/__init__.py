"""What every layer uses and no business: settings, time, ids, money, errors, the database edge, audit, outbox.

Nothing here imports another package of this project.
"""
