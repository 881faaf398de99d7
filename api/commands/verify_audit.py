"""`orderflow verify-audit`: prove that nobody edited, removed or reordered the audit trail."""

from __future__ import annotations

import argparse

from api.commands import snapshot
from kit import seal
from kit.config import Settings
from oms.audit import verify

SHOWN = 50


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="show every damage")


def run(arguments: argparse.Namespace) -> int:
    """0: whole. 1: damaged."""
    settings = Settings()
    try:
        anchored = seal.Anchor(settings.data_dir).blocks()
    except ValueError as fault:
        print(f"锚点文件被改动 the anchor file was changed: {fault}")
        return 1
    with snapshot.reader(settings) as reader:
        report = verify.verify(reader, anchored)
    print(
        f"{report.rows} 行 rows, {report.streams} 流 streams, {report.blocks} 块 blocks, {len(anchored)} 锚点 anchors"
    )
    if report.whole:
        print("完整 whole")
        return 0
    for finding in report.findings[: None if arguments.all else SHOWN]:
        place = f"block {finding.block}" if finding.block is not None else f"stream {finding.stream} n {finding.n}"
        print(f"{finding.damage.value}: {place}")
    print(f"发现 {len(report.findings)} 处损坏 places are damaged")
    return 1
