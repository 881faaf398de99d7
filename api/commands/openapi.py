"""`orderflow openapi`: the OpenAPI document, from which the client of the screens is generated."""

from __future__ import annotations

import argparse
import sys

import orjson

from api import app, openapi
from kit.config import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace) -> int:
    document = openapi.document(app.assemble(Settings()))
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return 0
