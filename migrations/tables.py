"""Knows every table: importing each package's models fills the one metadata of kit.tables."""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import MetaData

import engine
import kit
import oms
from kit import tables


def load_all() -> MetaData:
    """Imports whatever declares tables and returns the metadata that holds all of them.

    That is every `models` module, and all of kit, whose small modules keep their table beside their code.
    """
    for package in (kit, engine, oms):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if package is kit or module.name.rpartition(".")[2] == "models":
                importlib.import_module(module.name)
    return tables.Base.metadata
