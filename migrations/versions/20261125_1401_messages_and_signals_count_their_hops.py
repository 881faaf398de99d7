"""Messages and signals say how many of them in a row led to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4fee52d34337"
down_revision = "ffce11a952aa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("message_inbox", "signal"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("hops", sa.Integer(), nullable=True))


def downgrade() -> None:
    for table in ("signal", "message_inbox"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("hops")
