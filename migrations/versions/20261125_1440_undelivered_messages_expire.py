"""The index by which messages expire holds those that wait: delivered ones leave by the age of their ids."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5c1d0a77e2b4"
down_revision = "077391158187"
branch_labels = None
depends_on = None

WAITING = sa.text("delivered_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_message_inbox_expiry", "message_inbox")
    op.create_index(
        "ix_message_inbox_expiry", "message_inbox", ["expires_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    op.drop_index("ix_message_inbox_expiry", "message_inbox")
    op.create_index("ix_message_inbox_expiry", "message_inbox", ["expires_at"])
