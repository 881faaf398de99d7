"""Bundles remember calls that are bound to other versions than the newest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import kit.tables


revision = "60eb2058c76d"
down_revision = "f3f11849e121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bundle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pins", kit.tables.JsonText(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("bundle", schema=None) as batch_op:
        batch_op.drop_column("pins")
