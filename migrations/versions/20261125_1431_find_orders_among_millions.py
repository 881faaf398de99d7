"""Orders are found by channel, by external number and by tag without a walk through all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "077391158187"
down_revision = "4fee52d34337"
branch_labels = None
depends_on = None

TAGGED = sa.text("tags <> '[]'")


def upgrade() -> None:
    op.create_index("ix_sales_order_channel", "sales_order", ["channel", "id"])
    op.create_index("ix_sales_order_external_no", "sales_order", ["external_no"])
    op.create_index("ix_sales_order_tagged", "sales_order", ["id"], sqlite_where=TAGGED, postgresql_where=TAGGED)


def downgrade() -> None:
    for name in ("ix_sales_order_tagged", "ix_sales_order_external_no", "ix_sales_order_channel"):
        op.drop_index(name, "sales_order")
