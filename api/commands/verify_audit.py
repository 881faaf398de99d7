"""`orderflow verify-audit`: prove that nobody edited, removed or reordered the audit trail."""

from __future__ import annotations

import argparse

from api.commands import snapshot
from kit import seal
from kit.config import Settings
from oms.audit import verify

SHOWN = 50
JUST_SEALED = 1  # block of a running service that may still wait for its anchor
FETCH = (
    "请放回同一份备份里的 audit-anchor.key 和 audit-anchor.log 再校验；仍然如此，就是有人改过锚点",
    "Put back audit-anchor.key and audit-anchor.log of one backup and verify again; if it stays, somebody changed them",
)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="show every damage")


def run(arguments: argparse.Namespace) -> int:
    """0: whole. 1: damaged."""
    settings = Settings()
    try:
        anchored = seal.Anchor(settings.data_dir).blocks()
    except ValueError as fault:
        print(f"锚点文件被改动 the anchor file was changed: {fault}", *FETCH, sep="\n")
        return 1
    with snapshot.reader(settings) as reader:
        report = verify.verify(reader, anchored)
    print(
        f"{report.rows} 行 rows, {report.streams} 流 streams, {report.blocks} 块 blocks, {len(anchored)} 锚点 anchors"
    )
    if report.whole:
        loose = report.blocks - len(anchored)
        if loose > JUST_SEALED:
            print(f"{loose} 块没有锚点：恢复备份后是正常的；否则请用另存的 audit-anchor.log 再校验一次")
            print(
                f"{loose} blocks have no anchor, as after a restore; otherwise verify with the copy you keep elsewhere"
            )
        print("完整 whole")
        return 0
    for finding in report.findings[: None if arguments.all else SHOWN]:
        place = f"block {finding.block}" if finding.block is not None else f"stream {finding.stream} n {finding.n}"
        print(f"{finding.damage.value}: {place}")
    print(f"发现 {len(report.findings)} 处损坏 places are damaged")
    return 1
