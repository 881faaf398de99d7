"""The first tables: the whole schema of 0.1.0, its append-only triggers, and Procrastinate's queue on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import kit.tables
from engine.dispatch import cluster
from kit import append_only


revision = "e0ef70f4a916"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = ("journal", "journal_block", "credit_entry", "stock_movement")


def upgrade() -> None:
    op.create_table(
        "app_user",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("username_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", kit.tables.Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("username_key", name=op.f("uq_app_user_username_key")),
    )
    op.create_table(
        "bundle",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("process_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("members", kit.tables.JsonText(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("hash", name=op.f("uq_bundle_hash")),
    )
    with op.batch_alter_table("bundle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bundle_process_id"), ["process_id"], unique=False)

    op.create_table(
        "candidate_set",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("groups", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_set")),
        sa.UniqueConstraint("groups", name=op.f("uq_candidate_set_groups")),
    )
    op.create_table(
        "closed_task",
        sa.Column("id", kit.tables.Uid(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_task")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("closed_task", schema=None) as batch_op:
        batch_op.create_index("ix_closed_task_instance", ["instance_id"], unique=False)

    op.create_table(
        "credit_account",
        sa.Column("customer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("limit_fen", sa.BigInteger(), nullable=False),
        sa.Column("used_fen", sa.BigInteger(), nullable=False),
        sa.Column("frozen_fen", sa.BigInteger(), nullable=False),
        sa.Column("allowance_fen", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("allowance_fen >= 0", name=op.f("ck_credit_account_allowance")),
        sa.CheckConstraint(
            "limit_fen >= 0 AND used_fen >= 0 AND frozen_fen >= 0", name=op.f("ck_credit_account_not_negative")
        ),
        sa.CheckConstraint(
            "used_fen + frozen_fen <= limit_fen + allowance_fen", name=op.f("ck_credit_account_within_limit")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_credit_account")),
    )
    op.create_table(
        "credit_entry",
        sa.Column("customer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("override_id", sa.BigInteger(), nullable=True),
        sa.Column("limit_fen", sa.BigInteger(), nullable=False),
        sa.Column("used_fen", sa.BigInteger(), nullable=False),
        sa.Column("frozen_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "n", name=op.f("pk_credit_entry")),
    )
    with op.batch_alter_table("credit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_entry_order_id"), ["order_id"], unique=False)

    op.create_table(
        "credit_freeze",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", kit.tables.Instant(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_credit_freeze_amount")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_credit_freeze")),
    )
    with op.batch_alter_table("credit_freeze", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_freeze_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "credit_override",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.String(length=80), nullable=False),
        sa.Column("granted_at", kit.tables.Instant(), nullable=False),
        sa.Column("expires_at", kit.tables.Instant(), nullable=False),
        sa.Column("used_at", kit.tables.Instant(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_credit_override_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_override")),
    )
    with op.batch_alter_table("credit_override", schema=None) as batch_op:
        batch_op.create_index("ix_credit_override_order", ["order_id"], unique=False)

    op.create_table(
        "customer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("code_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("tier", sa.String(length=32), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("manual_tier", sa.String(length=32), nullable=True),
        sa.Column("revenue_12m_fen", sa.BigInteger(), nullable=False),
        sa.Column("overdue_fen", sa.BigInteger(), nullable=False),
        sa.Column("contract", sa.Boolean(), nullable=False),
        sa.Column("service_user", sa.String(length=64), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.CheckConstraint("revenue_12m_fen >= 0 AND overdue_fen >= 0", name=op.f("ck_customer_facts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("code_key", name=op.f("uq_customer_code_key")),
    )
    op.create_table(
        "definition",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_tag", sa.String(length=60), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("deployed_at", kit.tables.Instant(), nullable=False),
        sa.Column("deployed_by", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("kind", "key", "version", name=op.f("uq_definition_kind_key_version")),
    )
    op.create_table(
        "draft",
        sa.Column("task_id", kit.tables.Uid(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("variables", kit.tables.JsonText(), nullable=False),
        sa.Column("saved_at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "user_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("actor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("route", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", kit.tables.JsonText(), nullable=False),
        sa.Column("at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "route", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "import_job",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(length=160), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_path", sa.String(length=500), nullable=False),
        sa.Column("mapping", sa.String(length=80), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.Column("finished_at", kit.tables.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_import_job_fingerprint")),
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bundle", sa.BigInteger(), nullable=False),
        sa.Column("business_key", sa.String(length=120), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("incidents", sa.SmallInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
        postgresql_with={"fillfactor": "70"},
    )
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.create_index("ix_instance_business_key", ["business_key"], unique=False)
        batch_op.create_index("ix_instance_status", ["status", "id"], unique=False)

    op.create_table(
        "instance_state",
        sa.Column("instance_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_instance_state")),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_table(
        "journal",
        sa.Column("stream", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "n", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("ix_journal_xid", ["xid"], unique=False)

    op.create_table(
        "journal_block",
        sa.Column("no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("xid_from", sa.BigInteger(), nullable=False),
        sa.Column("xid_to", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_journal_block")),
    )
    op.create_table(
        "message_inbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("correlation", sa.String(length=200), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=True),
        sa.Column("payload", kit.tables.JsonText(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.Column("expires_at", kit.tables.Instant(), nullable=False),
        sa.Column("delivered_at", kit.tables.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_inbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_message_inbox_dedupe_key")),
    )
    with op.batch_alter_table("message_inbox", schema=None) as batch_op:
        batch_op.create_index("ix_message_inbox_expiry", ["expires_at"], unique=False)
        batch_op.create_index(
            "ix_message_inbox_match",
            ["name", "correlation"],
            unique=False,
            sqlite_where=sa.text("delivered_at IS NULL"),
            postgresql_where=sa.text("delivered_at IS NULL"),
        )

    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("user_group", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("zh", sa.String(length=500), nullable=False),
        sa.Column("en", sa.String(length=500), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("task_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (user_group IS NULL)", name=op.f("ck_notification_one_receiver")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_notification_key")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix_notification_group", ["user_group", "id"], unique=False)
        batch_op.create_index("ix_notification_user", ["user_id", "id"], unique=False)

    op.create_table(
        "number_counter",
        sa.Column("day", sa.String(length=6), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "slot", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("payload", kit.tables.JsonText(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.Column("due_at", kit.tables.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("failed = 0"),
            postgresql_where=sa.text("failed = 0"),
        )

    op.create_table(
        "pick_list",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.Column("picked_at", kit.tables.Instant(), nullable=True),
        sa.Column("picked_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_list")),
        sa.UniqueConstraint("order_id", name=op.f("uq_pick_list_order_id")),
    )
    op.create_table(
        "price_item",
        sa.Column("product_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("list_price", kit.tables.Scaled(), nullable=False),
        sa.Column("floor_price", kit.tables.Scaled(), nullable=True),
        sa.Column("ceiling_price", kit.tables.Scaled(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", kit.tables.Instant(), nullable=False),
        sa.CheckConstraint(
            "ceiling_price IS NULL OR ceiling_price >= list_price", name=op.f("ck_price_item_ceiling_price")
        ),
        sa.CheckConstraint(
            "floor_price IS NULL OR floor_price BETWEEN 0 AND list_price", name=op.f("ck_price_item_floor_price")
        ),
        sa.CheckConstraint("list_price >= 0", name=op.f("ck_price_item_list_price")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_price_item")),
        sa.UniqueConstraint("sku", name=op.f("uq_price_item_sku")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("sku_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uom", sa.String(length=16), nullable=False),
        sa.Column("uom_decimals", sa.Integer(), nullable=False),
        sa.Column("vat_rate", kit.tables.Scaled(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("allow_backorder", sa.Boolean(), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.CheckConstraint("uom_decimals BETWEEN 0 AND 6", name=op.f("ck_product_uom_decimals")),
        sa.CheckConstraint("vat_rate >= 0 AND vat_rate < 1000000", name=op.f("ck_product_vat_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("sku", name=op.f("uq_product_sku")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_sku_key"), ["sku_key"], unique=False)

    op.create_table(
        "reservation",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", kit.tables.Scaled(), nullable=False),
        sa.Column("issued", kit.tables.Scaled(), nullable=False),
        sa.Column("changed_at", kit.tables.Instant(), nullable=False),
        sa.CheckConstraint("quantity >= 0 AND issued >= 0", name=op.f("ck_reservation_not_negative")),
        sa.PrimaryKeyConstraint("order_id", "warehouse_id", "sku", name=op.f("pk_reservation")),
    )
    op.create_table(
        "sales_order",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("external_no", sa.String(length=64), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_code", sa.String(length=64), nullable=False),
        sa.Column("customer_name", sa.String(length=200), nullable=False),
        sa.Column("tier", sa.String(length=32), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_code", sa.String(length=32), nullable=False),
        sa.Column("commercial", sa.String(length=20), nullable=False),
        sa.Column("fulfilment", sa.String(length=20), nullable=False),
        sa.Column("payment", sa.String(length=20), nullable=False),
        sa.Column("tags", kit.tables.JsonText(), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("gross_fen", sa.BigInteger(), nullable=False),
        sa.Column("discount_percent", kit.tables.Scaled(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("requested_date", sa.Date(), nullable=True),
        sa.Column("ship_to", kit.tables.JsonText(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("submitted_by", sa.String(length=80), nullable=False),
        sa.Column("process_instance_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.Column("updated_at", kit.tables.Instant(), nullable=False),
        sa.CheckConstraint("net_fen + tax_fen = gross_fen", name=op.f("ck_sales_order_totals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("channel", "external_no", name=op.f("uq_sales_order_channel_external_no")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
    )
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.create_index("ix_sales_order_commercial", ["commercial", "id"], unique=False)
        batch_op.create_index("ix_sales_order_customer", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_sales_order_fulfilment", ["fulfilment", "id"], unique=False)

    op.create_table(
        "shipment",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("job_key", sa.String(length=80), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("waybill", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.Column("updated_at", kit.tables.Instant(), nullable=False),
        sa.Column("delivered_at", kit.tables.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("carrier", "waybill", name=op.f("uq_shipment_carrier_waybill")),
        sa.UniqueConstraint("order_id", "job_key", name=op.f("uq_shipment_order_id_job_key")),
    )
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_order_id"), ["order_id"], unique=False)

    op.create_table(
        "stock_movement",
        sa.Column("warehouse_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on_hand_change", kit.tables.Scaled(), nullable=False),
        sa.Column("reserved_change", kit.tables.Scaled(), nullable=False),
        sa.Column("on_hand_after", kit.tables.Scaled(), nullable=False),
        sa.Column("reserved_after", kit.tables.Scaled(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("warehouse_id", "sku", "n", name=op.f("pk_stock_movement")),
    )
    op.create_table(
        "stock_wait",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", kit.tables.Scaled(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("since", kit.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "warehouse_id", "sku", name=op.f("pk_stock_wait")),
    )
    with op.batch_alter_table("stock_wait", schema=None) as batch_op:
        batch_op.create_index("ix_stock_wait_queue", ["warehouse_id", "sku"], unique=False)

    op.create_table(
        "warehouse",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
        sa.UniqueConstraint("code", name=op.f("uq_warehouse_code")),
    )
    op.create_table(
        "work_item",
        sa.Column("id", kit.tables.Uid(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=True),
        sa.Column("inbox", sa.Integer(), nullable=True),
        sa.Column("assignee", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("topic", sa.String(length=120), nullable=True),
        sa.Column("correlation", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("retries", sa.SmallInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.Column("remind_minutes", sa.Integer(), nullable=True),
        sa.Column("escalate_at", sa.BigInteger(), nullable=True),
        sa.Column("escalate_to", sa.String(length=120), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_work_item_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("kind = 3 AND status = 0"),
            postgresql_where=sa.text("kind = 3 AND status = 0"),
        )
        batch_op.create_index(
            "ix_work_item_escalate",
            ["escalate_at"],
            unique=False,
            sqlite_where=sa.text("escalate_at IS NOT NULL"),
            postgresql_where=sa.text("escalate_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_work_item_inbox",
            ["inbox", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("inbox IS NOT NULL"),
            postgresql_where=sa.text("inbox IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_work_item_incident",
            ["id"],
            unique=False,
            sqlite_where=sa.text("kind = 5"),
            postgresql_where=sa.text("kind = 5"),
        )
        batch_op.create_index("ix_work_item_instance", ["instance_id"], unique=False)
        batch_op.create_index(
            "ix_work_item_job",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("kind = 2"),
            postgresql_where=sa.text("kind = 2"),
        )
        batch_op.create_index(
            "ix_work_item_message",
            ["topic", "correlation"],
            unique=False,
            sqlite_where=sa.text("kind = 4 OR kind = 6"),
            postgresql_where=sa.text("kind = 4 OR kind = 6"),
        )
        batch_op.create_index(
            "ix_work_item_mine",
            ["assignee", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("assignee IS NOT NULL"),
            postgresql_where=sa.text("assignee IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_work_item_remind",
            ["remind_at"],
            unique=False,
            sqlite_where=sa.text("remind_at IS NOT NULL"),
            postgresql_where=sa.text("remind_at IS NOT NULL"),
        )

    op.create_table(
        "import_item",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("external_no", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["import_job.id"], name=op.f("fk_import_item_job_id_import_job")),
        sa.PrimaryKeyConstraint("job_id", "ordinal", name=op.f("pk_import_item")),
    )
    with op.batch_alter_table("import_item", schema=None) as batch_op:
        batch_op.create_index("ix_import_item_outcome", ["job_id", "outcome"], unique=False)

    op.create_table(
        "import_reject",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("external_no", sa.String(length=64), nullable=False),
        sa.Column("cells", kit.tables.JsonText(), nullable=False),
        sa.Column("reasons", kit.tables.JsonText(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["import_job.id"], name=op.f("fk_import_reject_job_id_import_job")),
        sa.PrimaryKeyConstraint("job_id", "row", name=op.f("pk_import_reject")),
    )
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", kit.tables.Instant(), nullable=False),
        sa.Column("last_seen_at", kit.tables.Instant(), nullable=False),
        sa.Column("expires_at", kit.tables.Instant(), nullable=False),
        sa.Column("revoked_at", kit.tables.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_login_session_user_id_app_user")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notification_read",
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("read_at", kit.tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notification.id"], name=op.f("fk_notification_read_notification_id_notification")
        ),
        sa.PrimaryKeyConstraint("notification_id", "user_id", name=op.f("pk_notification_read")),
    )
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uom", sa.String(length=16), nullable=False),
        sa.Column("quantity", kit.tables.Scaled(), nullable=False),
        sa.Column("unit_price", kit.tables.Scaled(), nullable=False),
        sa.Column("discount_percent", kit.tables.Scaled(), nullable=False),
        sa.Column("vat_rate", kit.tables.Scaled(), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("gross_fen", sa.BigInteger(), nullable=False),
        sa.Column("reserved", kit.tables.Scaled(), nullable=False),
        sa.Column("shipped", kit.tables.Scaled(), nullable=False),
        sa.CheckConstraint("net_fen + tax_fen = gross_fen", name=op.f("ck_order_line_totals")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity")),
        sa.CheckConstraint(
            "reserved >= 0 AND shipped >= 0 AND reserved + shipped <= quantity", name=op.f("ck_order_line_progress")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name=op.f("fk_order_line_order_id_sales_order")),
        sa.PrimaryKeyConstraint("order_id", "line_no", name=op.f("pk_order_line")),
    )
    op.create_table(
        "pick_line",
        sa.Column("pick_list_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("bin", sa.String(length=32), nullable=False),
        sa.Column("quantity", kit.tables.Scaled(), nullable=False),
        sa.ForeignKeyConstraint(["pick_list_id"], ["pick_list.id"], name=op.f("fk_pick_line_pick_list_id_pick_list")),
        sa.PrimaryKeyConstraint("pick_list_id", "line_no", name=op.f("pk_pick_line")),
    )
    op.create_table(
        "stock_level",
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("on_hand", kit.tables.Scaled(), nullable=False),
        sa.Column("reserved", kit.tables.Scaled(), nullable=False),
        sa.Column("bin", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("ck_stock_level_reserved_within_on_hand")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_level_reserved_not_negative")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_stock_level_warehouse_id_warehouse")),
        sa.PrimaryKeyConstraint("warehouse_id", "sku", name=op.f("pk_stock_level")),
    )
    op.create_table(
        "tracking_event",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("waybill", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("occurred_at", kit.tables.Instant(), nullable=False),
        sa.Column("received_at", kit.tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_tracking_event_shipment_id_shipment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_event")),
        sa.UniqueConstraint(
            "carrier", "waybill", "code", "occurred_at", name=op.f("uq_tracking_event_carrier_waybill_code_occurred_at")
        ),
    )
    with op.batch_alter_table("tracking_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracking_event_shipment_id"), ["shipment_id"], unique=False)

    op.create_table(
        "user_role",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_role_user_id_app_user")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )
    with op.batch_alter_table("user_role", schema=None) as batch_op:
        batch_op.create_index("ix_user_role_role", ["role", "user_id"], unique=False)
    _triggers()
    _queue()


def _triggers() -> None:
    """Rows of these tables are never changed or deleted."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in APPEND_ONLY:
        for statement in append_only.statements(table, postgres=postgres):
            op.get_bind().exec_driver_sql(statement.replace("%%", "%%" if postgres else "%"))


def _queue() -> None:
    """Procrastinate's own schema: jobs are deferred inside our transactions."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        bind.connection.driver_connection.execute(cluster.schema())


def downgrade() -> None:
    """There is nothing before the first tables; an older program refuses this database."""
    raise NotImplementedError("restore a backup instead")
