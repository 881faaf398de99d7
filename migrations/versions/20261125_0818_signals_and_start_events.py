"""Signals that reach many instances, and what starts processes from outside: messages, signals and timers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import kit.tables


revision = "7f7dafe252a3"
down_revision = "e0ef70f4a916"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_start",
        sa.Column("process_id", sa.String(length=120), nullable=False),
        sa.Column("correlation", sa.String(length=200), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("process_id", "correlation", name=op.f("pk_message_start")),
    )
    with op.batch_alter_table("message_start", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_start_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "signal",
        sa.Column("id", kit.tables.Uid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=True),
        sa.Column("payload", kit.tables.JsonText(), nullable=False),
        sa.Column("thrown_at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_signal_dedupe_key")),
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index("ix_signal_thrown_at", ["thrown_at"], unique=False)

    op.create_table(
        "signal_delivery",
        sa.Column("signal_id", kit.tables.Uid(), nullable=False),
        sa.Column("target", kit.tables.Uid(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("signal_id", "target", name=op.f("pk_signal_delivery")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "start_event",
        sa.Column("id", kit.tables.Uid(), nullable=False),
        sa.Column("process_id", sa.String(length=120), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("cycle", kit.tables.JsonText(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_event")),
        sa.UniqueConstraint("process_id", "element", name=op.f("uq_start_event_process_id_element")),
    )
    with op.batch_alter_table("start_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_start_event_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index("ix_start_event_name", ["name", "kind"], unique=False)

    with op.batch_alter_table("message_inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("process_id", sa.String(length=120), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("message_inbox", schema=None) as batch_op:
        batch_op.drop_column("process_id")

    with op.batch_alter_table("start_event", schema=None) as batch_op:
        batch_op.drop_index("ix_start_event_name")
        batch_op.drop_index(
            "ix_start_event_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("start_event")
    op.drop_table("signal_delivery")
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index("ix_signal_thrown_at")

    op.drop_table("signal")
    with op.batch_alter_table("message_start", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_start_instance_id"))

    op.drop_table("message_start")
