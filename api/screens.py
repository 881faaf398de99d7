"""The built screens: hashed files for ever, index.html always fresh at every other address; without a build, a hint.

Hashed texts go out compressed to whoever takes gzip; each is compressed once per process.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

FOREVER = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
COMPRESSED = frozenset({".js", ".css", ".svg", ".json", ".map", ".wasm"})  # fonts and pictures are so already
SMALLEST = 1024  # bytes; below, compressing saves no packet
_REFUSED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
FRESH = {"cache-control": "no-cache"}
NOT_SCREENS = ("api/", "metrics", "healthz", "readyz")
NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>orderflow</title>
<body style="font:16px system-ui;margin:10vh auto;max-width:36em"><h1>orderflow</h1>
<p>服务已启动，但界面尚未构建。运行 <code>make setup</code> 后刷新本页；API 在 <code>/api/v1</code>。</p>
<p>The service is running, but its screens have not been built. Run <code>make setup</code> and reload this page;
the API is at <code>/api/v1</code>.</p></body></html>"""


def routes(static: Path) -> list[Route]:
    """The last routes of the application: they take every address that is left."""
    root = static.resolve()

    @cache
    def compressed(file: Path) -> bytes:
        return gzip.compress(file.read_bytes(), mtime=0)

    def asset(request: Request) -> Response:
        """In a thread: the first reader of a large file waits for its compression, nobody else."""
        file = _file(root / "assets", request.path_params["path"])
        worth = file.suffix in COMPRESSED and file.stat().st_size >= SMALLEST
        if worth and takes_gzip(request.headers.get("accept-encoding", "")):
            media_type = guess_type(file.name)[0] or "application/octet-stream"
            return Response(compressed(file), media_type=media_type, headers={**FOREVER, "content-encoding": "gzip"})
        return FileResponse(file, headers=FOREVER)

    async def screen(request: Request) -> Response:
        path: str = request.path_params["path"]
        if path.startswith(NOT_SCREENS):
            raise HTTPException(404)
        if not (root / "index.html").is_file():
            return HTMLResponse(NOT_BUILT, headers=FRESH)
        if path and "." in path.rpartition("/")[2]:
            return FileResponse(_file(root, path), headers=FRESH)
        return FileResponse(root / "index.html", headers=FRESH)

    return [Route("/assets/{path:path}", asset), Route("/{path:path}", screen)]


def takes_gzip(accepted: str) -> bool:
    """What Accept-Encoding says of gzip, or else of everything; `q=0` refuses."""
    said = {name.strip().lower(): weight for name, _, weight in (part.partition(";") for part in accepted.split(","))}
    weight = said.get("gzip", said.get("*"))
    return weight is not None and _REFUSED.fullmatch(weight) is None


def _file(folder: Path, path: str) -> Path:
    """The file at `path` below `folder`; 404 for anything outside of it."""
    file = (folder / path).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        raise HTTPException(404)
    return file
