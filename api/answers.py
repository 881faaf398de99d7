"""Answers of hot routes: the model's JSON bytes as they are, without a second pass through the framework."""

from __future__ import annotations

from fastapi import Response
from pydantic import BaseModel


def json(model: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(model.model_dump_json(), status, media_type="application/json", headers=headers)
