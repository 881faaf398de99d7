"""Orders whose credit is being decided, carriers that were asked, receivers that were served, keys by age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import kit.tables


revision = "f3f11849e121"
down_revision = "7f7dafe252a3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrier_asked",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("asked_at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "carrier", name=op.f("pk_carrier_asked")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index("ix_idempotency_key_at", ["at"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("served", kit.tables.JsonText(), nullable=True))

    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credit_since", kit.tables.Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.drop_column("credit_since")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("served")

    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index("ix_idempotency_key_at")

    op.drop_table("carrier_asked")
