"""A mapping: which column of a file is which field of an order, and what to do with what does not fit.

Written in TOML by an operations person, one file per source of orders; every key is checked, unknown ones
are refused. samples/mappings holds examples with a comment on every rule.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from integrations.files.errors import MappingInvalid, MappingUnknown
from kit import money


class FieldName(StrEnum):
    """The fields of an order that a column can fill."""

    EXTERNAL_NO = "external_no"  # the order's number at its source; rows with the same one are one order
    CUSTOMER_CODE = "customer_code"  # who buys
    CUSTOMER_NAME = "customer_name"  # used when the customer is created
    REGION = "region"  # where the customer is
    ORDERED_AT = "ordered_at"  # when the order was placed
    WAREHOUSE_CODE = "warehouse_code"  # overrides the mapping's warehouse
    REMARK = "remark"  # free text
    URGENT = "urgent"  # yes or no
    SKU = "sku"  # product code
    PRODUCT_NAME = "product_name"  # used when the product is created
    QUANTITY = "quantity"  # how many
    UNIT_PRICE = "unit_price"  # yuan including VAT; without the column the list price holds


ORDER_FIELDS = (
    FieldName.CUSTOMER_CODE,
    FieldName.CUSTOMER_NAME,
    FieldName.REGION,
    FieldName.WAREHOUSE_CODE,
    FieldName.REMARK,
    FieldName.URGENT,
)
Transform = Literal["strip", "upper", "drop_point_zero"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """Where a field comes from. `default` fills an empty cell; without one the cell must be filled."""

    header: list[str] = Field(min_length=1)
    transform: list[Transform] = ["strip"]
    default: str | None = None
    may_be_absent: bool = False  # the whole column

    @field_validator("header", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class RejectRule(_Strict):
    """Orders that are none: refused with the rule's own code and sentences. Exactly one condition."""

    column: FieldName
    starts_with: str | None = None
    equals: str | None = None
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    zh: str
    en: str

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if (self.starts_with is None) == (self.equals is None):
            raise ValueError("give either starts_with or equals")
        return self

    def matches(self, value: str) -> bool:
        """Whether the cell is what the rule looks for, case included."""
        if self.starts_with is not None:
            return value.startswith(self.starts_with)
        return value == self.equals


class Customers(_Strict):
    """Unknown customers. `credit_limit` in yuan."""

    create: bool = False
    kind: Literal["company", "person"] = "company"
    credit_limit: str = "0.00"

    @property
    def credit_limit_fen(self) -> int:
        """The limit of a customer that is created."""
        return money.parse_yuan(self.credit_limit)

    @field_validator("credit_limit")
    @classmethod
    def _an_amount(cls, value: str) -> str:
        try:
            if money.parse_yuan(value) < 0:
                raise ValueError("a credit limit is not negative")
        except money.BadAmount as failure:
            raise ValueError(failure.message("en")) from None
        return value


class Products(_Strict):
    """Unknown products, created with their first name and price, and whether the warehouse receives what is sold."""

    create: bool = False
    uom: str = "件"
    vat_rate: Annotated[str, Field(pattern=r"^0(\.[0-9]{1,4})?$")] = "0.13"
    receive_stock: bool = False


class Mapping(_Strict):
    """One source of orders."""

    name: Annotated[str, Field(pattern=r"^[\w\-]{1,60}$")]
    title_zh: str
    title_en: str
    channel: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9\-]{0,15}$")]
    warehouse: str | None = None
    zone: str = "Asia/Shanghai"
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    bad_line: Literal["reject_order", "drop_line"] = "reject_order"
    columns: dict[FieldName, Column]
    reject: list[RejectRule] = []
    customers: Customers = Customers()
    products: Products = Products()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"no time zone is named {value}") from None
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {FieldName.EXTERNAL_NO, FieldName.CUSTOMER_CODE, FieldName.SKU, FieldName.QUANTITY}
        if missing := sorted(needed - set(self.columns)):
            raise ValueError(f"columns are missing: {', '.join(missing)}")
        if self.products.create and FieldName.UNIT_PRICE not in self.columns:
            raise ValueError("products cannot be created without a column unit_price")
        return self


def parse(text: str, *, name: str) -> Mapping:
    """Raises MappingInvalid with the key and the reason."""
    try:
        return Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as failure:
        raise MappingInvalid(name=name, reason=str(failure)) from None
    except ValidationError as failure:
        error = failure.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in error["loc"])
        raise MappingInvalid(name=name, reason=f"{place}: {error['msg']}") from None


def load(path: Path) -> Mapping:
    """Raises MappingInvalid, MappingUnknown."""
    try:
        return parse(path.read_text(encoding="utf-8"), name=path.name)
    except (OSError, UnicodeDecodeError):
        raise MappingUnknown(name=path.name, known="-") from None


def load_json(path: Path) -> Mapping:
    """A mapping that was kept beside its file. Raises MappingUnknown."""
    try:
        return Mapping.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise MappingUnknown(name=path.name, known="-") from None


def by_name(name: str, folder: Path) -> Mapping:
    """The mapping `name` of a folder; the name never becomes part of a path. Raises MappingUnknown."""
    known = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    if name not in known:
        raise MappingUnknown(name=name, known=", ".join(known))
    return load(known[name])
