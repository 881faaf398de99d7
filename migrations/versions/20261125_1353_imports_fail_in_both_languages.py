"""A failed import says why in English, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ffce11a952aa"
down_revision = "60eb2058c76d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("error_en", sa.String(500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.drop_column("error_en")
