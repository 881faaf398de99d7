"""What inputs and outputs of handlers are made of: the order's id as text, amounts as numbers in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from kit import money

OrderId = Annotated[int, WithJsonSchema({"type": "string"}), Field(title="订单", description="Id of the order")]
Yuan = int | float  # a process variable: a JSON number whose shortest text is exact
YuanIn = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)]  # a number, or text such as "1280.50"


class Model(BaseModel):
    """Unknown names are refused: a mapping that is spelled wrongly shows itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OrderOnly(Model):
    """All that is needed is which order."""

    order_id: OrderId


class Nothing(Model):
    """The handler gives nothing back."""


def fen(amount: Decimal) -> money.Fen:
    """1280.50 → 128050."""
    return money.round_fen(amount)
