"""A hundred thousand lines are read in bounded memory, one order at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LINES = 100_000
MAX_MEGABYTES = 64
READ = """
import sys
from pathlib import Path
from integrations.files import mapping, orders_file
from integrations.files.reconciliation import Reconciliation

by = mapping.by_name("online-retail", Path("samples/mappings"))
file = orders_file.OrdersFile(Path(sys.argv[1]), by)
index = file.index()
sums = Reconciliation()
for order in file.orders(index):
    sums.accept(order)
print(sums.accepted.rows, sums.accepted.orders, sums.agrees_with(index))
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


def test_a_hundred_thousand_lines_take_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n")
        for line in range(LINES):
            file.write(f"{line // 20},S{line % 4000},LANTERN,3,2011-12-05 08:38:00,1.79,{line // 20 % 4000}.0,UK\n")

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    read = subprocess.run(
        [sys.executable, "-c", READ, str(path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    told, megabytes = read.stdout.splitlines()
    assert told == f"{LINES} {LINES // 20} True"
    assert int(megabytes) < MAX_MEGABYTES
