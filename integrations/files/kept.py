"""Files that were handed in, kept with their mapping until nobody asks for them any more.

An import that is taken up again after a crash reads the very same bytes by the very same rules, whatever
has happened to the file and the mapping it came from.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from integrations.files import mapping as mappings
from integrations.files.errors import FileRefused
from integrations.files.mapping import Mapping
from kit.errors import Kind

CHUNK_BYTES = 1_048_576
MAX_FILE_BYTES = 512 * 1024 * 1024
_RULES = "mapping.json"
_BYTES = "file"


class FileTooLarge(FileRefused):
    """More than any spreadsheet. Attribute: limit (MB)."""

    code = "file.too_large"
    kind = Kind.TOO_LARGE
    zh = "文件超过 {limit} MB。请拆分后再导入"
    en = "The file exceeds {limit} MB. Split it"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file under one mapping. `fingerprint` differs when a byte of either does."""

    path: Path
    mapping: Mapping
    fingerprint: str


def keep(source: Path, mapping: Mapping, folder: Path) -> KeptFile:
    """Copy the file into `folder`, durably; the same file under the same mapping is kept once."""
    rules = mapping.model_dump_json()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="incoming-") as incoming:
        copy = Path(incoming) / _BYTES
        fingerprint = _copy(source, copy, rules)
        rules_copy = Path(incoming) / _RULES
        rules_copy.write_text(rules, encoding="utf-8")
        home = folder / fingerprint
        home.mkdir(exist_ok=True)
        rules_copy.replace(home / _RULES)
        copy.replace(home / _BYTES)
    return KeptFile(home / _BYTES, mapping, fingerprint)


def find(path: Path) -> KeptFile:
    """What was kept at this path; raises MappingUnknown when its mapping is gone."""
    return KeptFile(path, mappings.load_json(path.parent / _RULES), path.parent.name)


def _copy(source: Path, target: Path, rules: str) -> str:
    """Copy, flush to disk and return the fingerprint; raises FileTooLarge."""
    digest = hashlib.sha256(rules.encode())
    size = 0
    with source.open("rb") as file, target.open("wb") as copy:
        while chunk := file.read(CHUNK_BYTES):
            size += len(chunk)
            if size > MAX_FILE_BYTES:
                raise FileTooLarge(limit=MAX_FILE_BYTES // 1_048_576)
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()
