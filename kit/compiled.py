"""Statements of the hot path: written with SQLAlchemy, compiled once, run on the driver's cursor.

Saves what SQLAlchemy does per execution (several times the work of SQLite itself). Types are converted as
their columns say. Make one per module constant; parameters are named as their bindparams.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BigInteger, Dialect, Text, bindparam
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import BindParameter, ColumnElement, SQLColumnExpression
from sqlalchemy.types import TypeDecorator, TypeEngine

from kit.db.transaction import View

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class _Plan:
    """One statement in one dialect: its text, the order of its parameters (None: by name), their conversion; a
    parameter that is not given has its fixed value."""

    sql: str
    order: tuple[tuple[str, Convert | None, Any], ...] | None
    fixed: dict[str, Any]
    inward: tuple[tuple[str, Convert], ...]
    outward: tuple[tuple[int, Convert], ...]

    def parameters(self, given: Mapping[str, Any]) -> Any:
        if self.order is not None:
            return [
                (given.get(name, fixed) if convert is None else convert(given.get(name, fixed)))
                for name, convert, fixed in self.order
            ]
        values = {**self.fixed, **given}
        for name, convert in self.inward:
            values[name] = convert(values[name])
        return values

    def row(self, raw: Sequence[Any]) -> Row:
        values = list(raw)
        for place, convert in self.outward:
            values[place] = convert(values[place])
        return tuple(values)


class Compiled:
    """A statement that is run often. Thread-safe: plans are only ever added."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._plans: dict[bool, _Plan] = {}

    def rows(self, view: View, parameters: Mapping[str, Any]) -> list[Row]:
        """All rows of a query or of RETURNING."""
        plan = self._plan(view)
        view.cursor.execute(plan.sql, plan.parameters(parameters))
        return [plan.row(raw) for raw in view.cursor.fetchall()]

    def one(self, view: View, parameters: Mapping[str, Any]) -> Row | None:
        """The first row, or None."""
        found = self.rows(view, parameters)
        return found[0] if found else None

    def run(self, view: View, parameters: Mapping[str, Any]) -> int:
        """How many rows were changed."""
        plan = self._plan(view)
        view.cursor.execute(plan.sql, plan.parameters(parameters))
        return int(view.cursor.rowcount)

    def run_many(self, view: View, parameters: Sequence[Mapping[str, Any]]) -> int:
        """Once per set of parameters, in this order; on PostgreSQL in one round trip. Rows changed in all."""
        if not parameters:
            return 0
        if len(parameters) == 1:  # psycopg sets a pipeline up for executemany, at twice the cost of one statement
            return self.run(view, parameters[0])
        plan = self._plan(view)
        view.cursor.executemany(plan.sql, [plan.parameters(given) for given in parameters])
        return int(view.cursor.rowcount)

    def _plan(self, view: View) -> _Plan:
        plan = self._plans.get(view.postgres)
        if plan is None:
            plan = self._plans[view.postgres] = _compile(self._statement, view.connection.dialect)
        return plan


def among(column: SQLColumnExpression[str] | SQLColumnExpression[int], name: str) -> ColumnElement[bool]:
    """True for the values in the list given as parameter `name`; unlike IN, the statement's text never changes."""
    return _Among(column, name)


class _Several(TypeDecorator[list[Any]]):
    """A list of texts or of whole numbers as one parameter."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        postgres = dialect.name == "postgresql"
        return dialect.type_descriptor(postgresql.ARRAY(self.item) if postgres else Text())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else orjson.dumps(value).decode()


class _Among(ColumnElement[bool]):
    inherit_cache = False

    def __init__(self, column: Any, name: str) -> None:
        self.column: Any = column
        item = BigInteger() if isinstance(column.type, BigInteger) else Text()
        self.list: BindParameter[list[Any]] = bindparam(name, type_=_Several(item))


@compiles(_Among)
def _among(element: _Among, compiler: SQLCompiler, **rest: Any) -> str:
    column, texts = compiler.process(element.column, **rest), compiler.process(element.list, **rest)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY ({texts})"
    return f"{column} IN (SELECT value FROM json_each({texts}))"  # noqa: S608 both parts are compiled, not typed


def _compile(statement: Any, dialect: Dialect) -> _Plan:
    compiled: SQLCompiler = statement.compile(dialect=dialect)
    inward = []
    for bind, name in compiled.bind_names.items():
        if (convert := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None:
            inward.append((name, convert))
    outward = []
    for place, column in enumerate(getattr(statement, "exported_columns", ())):
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None:
            outward.append((place, convert))
    order = None
    if compiled.positiontup is not None:
        converts, fixed = dict(inward), compiled.params
        order = tuple((name, converts.get(name), fixed[name]) for name in compiled.positiontup)
    return _Plan(str(compiled), order, dict(compiled.params), tuple(inward), tuple(outward))
