"""Tables whose rows are never changed or deleted: triggers refuse UPDATE and DELETE on both databases.

`protect` makes them with the table (tests, create_all); migrations execute `statements`.
"""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$
"""


def statements(table_name: str, *, postgres: bool) -> list[str]:
    """The SQL that makes `table_name` append-only. Percent signs are doubled, as DDL() wants them."""
    if postgres:
        return [
            _POSTGRES_FUNCTION,
            f"CREATE TRIGGER {table_name}_append_only BEFORE UPDATE OR DELETE ON {table_name} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        ]
    return [
        f"CREATE TRIGGER {table_name}_no_{verb.lower()} BEFORE {verb} ON {table_name} "
        f"BEGIN SELECT RAISE(ABORT, '{table_name} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def protect(table: Table) -> None:
    """Make the triggers whenever `table` is created from the metadata."""
    for dialect, postgres in (("sqlite", False), ("postgresql", True)):
        for statement in statements(table.name, postgres=postgres):
            ddl = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
