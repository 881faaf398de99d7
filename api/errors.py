"""Every refusal leaves as one shape: an RFC 9457 problem document in the reader's language, never with a trace.

`{type, title, status, code, detail, errors: [{at, code, message}], request_id}`; kinds become statuses here alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from api import failures, language, validation
from engine.errors import Unrunnable
from kit.errors import Failure, Kind, Language, Rejected

logger = logging.getLogger(__name__)

STATUS: dict[Kind, int] = {
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.FORBIDDEN: 403,
    Kind.INVALID: 422,
    Kind.UNAUTHENTICATED: 401,
    Kind.TOO_LARGE: 413,
    Kind.RATE_LIMITED: 429,
    Kind.GONE: 410,
}

TITLES: dict[int, tuple[str, str]] = {
    401: ("需要登录", "Log in first"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("方法不支持", "Method not allowed"),
    409: ("与当前状态冲突", "Conflict with the current state"),
    410: ("已经关闭", "Closed for good"),
    413: ("内容太大", "Too large"),
    415: ("内容类型不支持", "Unsupported media type"),
    422: ("内容需要修改", "The input needs a correction"),
    429: ("请求太频繁", "Too many requests"),
    500: ("系统内部错误", "Internal error"),
    503: ("暂时不可用", "Unavailable for now"),
}


def document(failure: Failure, spoken: Language, request_id: str) -> dict[str, Any]:
    """The problem of a failure. One of several faults lends its code when it is the only one."""
    faults = failure.failures if isinstance(failure, Rejected) else [failure] if failure.at else []
    shown = faults[0] if isinstance(failure, Rejected) and len(faults) == 1 else failure
    status = status_of(failure)
    errors = _findings(failure, spoken) if isinstance(failure, Unrunnable) else [_entry(one, spoken) for one in faults]
    return {
        "type": f"urn:orderflow:problem:{shown.code}",
        "title": title(status, spoken),
        "status": status,
        "code": shown.code,
        "detail": shown.message(spoken),
        "errors": errors,
        "request_id": request_id,
    }


def status_of(failure: Failure) -> int:
    """HTTP status. Several faults are 422, unless all of them are conflicts."""
    if isinstance(failure, Rejected) and all(fault.kind is Kind.CONFLICT for fault in failure.failures):
        return STATUS[Kind.CONFLICT]
    if isinstance(failure, failures.EdgeFailure) and failure.status is not None:
        return failure.status
    return STATUS[failure.kind]


def title(status: int, spoken: Language) -> str:
    if status not in TITLES:
        return HTTPStatus(status).phrase
    return TITLES[status][0 if spoken == "zh" else 1]


def answer(failure: Failure, scope: Any, *, headers: dict[str, str] | None = None) -> Response:
    """The problem of a failure as a response to this request."""
    spoken = language.preferred(_header(scope, b"accept-language"))
    problem = document(failure, spoken, scope.get("state", {}).get("request_id", ""))
    extra = dict(headers or {})
    if seconds := failure.params.get("seconds"):
        extra["Retry-After"] = str(seconds)
    return render(problem, extra)


def render(problem: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(problem), problem["status"], media_type="application/problem+json", headers=headers or {}
    )


def install(app: FastAPI) -> None:
    """Make every exception of a route one of our documents."""
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, _as_coroutine(handler))
    app.add_exception_handler(Exception, _as_coroutine(_unexpected))


def refusal(scope: Any, fault: Exception) -> Response | None:
    """What `install` makes of this exception, outside the framework; None: nobody expected it."""
    for kind, handler in _HANDLERS.items():
        if isinstance(fault, kind):
            return handler(Request(scope), fault)
    return None


def _as_coroutine(handler: Callable[[Request, Any], Response]) -> Any:
    async def handle(request: Request, fault: Exception) -> Response:
        return handler(request, fault)

    return handle


def _refused(request: Request, failure: Failure) -> Response:
    return answer(failure, request.scope)


def _invalid(request: Request, fault: RequestValidationError) -> Response:
    spoken = language.preferred(request.headers.get("accept-language"))
    errors = validation.entries(fault.errors(), spoken)
    several = Rejected([])
    several.params["count"] = len(errors)
    problem = document(several, spoken, request.scope.get("state", {}).get("request_id", ""))
    detail = errors[0]["message"] if len(errors) == 1 else several.message(spoken)
    return render(problem | {"status": 422, "title": title(422, spoken), "detail": detail, "errors": errors})


def _http(request: Request, fault: HTTPException) -> Response:
    if isinstance(fault.__cause__, Failure):
        return answer(fault.__cause__, request.scope)
    if fault.status_code == 405:
        return _wrong_method(request)
    if fault.status_code == 404:
        return answer(failures.PathUnknown(), request.scope)
    return answer(failures.BodyUnreadable(), request.scope)


def _wrong_method(request: Request) -> Response:
    """405 with every method of the address; 404 where only the screens' catch-all matched."""
    allowed: set[str] = set()
    for route in request.app.routes:
        known = isinstance(route, Route) and route.path != "/{path:path}"
        if known and route.matches(request.scope)[0] is not Match.NONE:
            allowed |= route.methods or set()
    if not allowed:
        return answer(failures.PathUnknown(), request.scope)
    names = ", ".join(sorted(allowed))
    failure = failures.MethodNotAllowed(method=request.method[:20], allowed=names)
    return answer(failure, request.scope, headers={"Allow": names})


def _busy(request: Request, fault: Exception) -> Response:
    logger.error("the database did not answer", exc_info=fault, extra={"action": "database_unavailable"})
    return answer(failures.DatabaseBusy(), request.scope, headers={"Retry-After": "2"})


def _unexpected(request: Request, fault: Exception) -> Response:
    """The exception itself goes on to the edge, which logs it."""
    request_id = request.scope.get("state", {}).get("request_id", "")
    return answer(failures.Unexpected(request_id=request_id), request.scope)


_HANDLERS: dict[type[Exception], Callable[[Request, Any], Response]] = {
    Failure: _refused,
    RequestValidationError: _invalid,
    HTTPException: _http,
    OperationalError: _busy,
    TimeoutError: _busy,
}


def _entry(failure: Failure, spoken: Language) -> dict[str, str]:
    return {"at": failure.at, "code": failure.code, "message": failure.message(spoken)}


def _findings(failure: Unrunnable, spoken: Language) -> Sequence[dict[str, str]]:
    """A diagram's faults: at = "file.bpmn:12 element_id"."""
    return [
        {
            "at": f"{finding.file}:{finding.line} {finding.element_id}".rstrip(),
            "code": finding.code,
            "message": f"{finding.zh}。{finding.remedy_zh}" if spoken == "zh" else f"{finding.en}. {finding.remedy_en}",
        }
        for finding in failure.findings
    ]


def _header(scope: Any, name: bytes) -> str | None:
    value = next((value for key, value in scope["headers"] if key == name), None)
    return None if value is None else value.decode("latin-1")
