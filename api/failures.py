"""What the HTTP edge itself refuses, before any business is asked. `status` beats the kind's."""

from __future__ import annotations

from typing import ClassVar

from kit.errors import Failure, Kind


class EdgeFailure(Failure):
    """Root of this package; subclasses name the HTTP status that their kind does not."""

    status: ClassVar[int | None] = None
    kind = Kind.INVALID


class PathUnknown(EdgeFailure):
    """Nothing lives at this address."""

    code = "http.path_unknown"
    kind = Kind.NOT_FOUND
    zh = "这个地址不存在，请检查网址"
    en = "There is nothing at this address; check the URL"


class MethodNotAllowed(EdgeFailure):
    """The address exists, the method does not."""

    code = "http.method_not_allowed"
    status = 405
    zh = "这个地址不支持 {method}，可用的有：{allowed}"
    en = "This address does not take {method}; it takes {allowed}"


class MediaTypeWrong(EdgeFailure):
    """A body of another kind than the route reads."""

    code = "http.media_type_wrong"
    status = 415
    zh = "请求内容的类型应为 {wanted}，请设置 Content-Type"
    en = "The body must be {wanted}; set Content-Type"


class BodyTooLarge(EdgeFailure):
    """More bytes than the route reads."""

    code = "http.body_too_large"
    kind = Kind.TOO_LARGE
    zh = "内容太大，最多 {limit} MB，请拆分后再上传"
    en = "The body is too large: at most {limit} MB. Split it and try again"


class BodyUnreadable(EdgeFailure):
    """A form that breaks off or is not a form."""

    code = "http.body_unreadable"
    zh = "无法读取上传的内容，请重新上传"
    en = "The upload cannot be read; send it again"


class TextUnreadable(EdgeFailure):
    """A NUL character or broken encoding in address, header or body: no database keeps it."""

    code = "http.text_unreadable"
    zh = "内容含有不允许的字符（NUL 或错误编码），请删除后重试"
    en = "There is a forbidden character (NUL or a broken encoding); remove it and try again"


class JsonUnreadable(EdgeFailure):
    """Not JSON: NaN, Infinity, trailing commas, broken text."""

    code = "json.unreadable"
    zh = "内容不是合法的 JSON（第 {line} 行第 {column} 列）。数字不能是 NaN 或 Infinity"
    en = "The body is not valid JSON (line {line}, column {column}). NaN and Infinity are not numbers here"


class JsonKeyTwice(EdgeFailure):
    """The same key twice in one object: nobody knows which was meant."""

    code = "json.key_twice"
    zh = "键“{key}”在同一对象中出现了两次，请保留一个"
    en = "The key “{key}” occurs twice in one object; keep one"


class JsonTooDeep(EdgeFailure):
    """Nested beyond json_body.MAX_DEPTH."""

    code = "json.too_deep"
    zh = "JSON 嵌套超过 {depth} 层，请简化结构"
    en = "The JSON is nested deeper than {depth}; flatten it"


class NumberTooLong(EdgeFailure):
    """A whole number that a browser could not hold exactly."""

    code = "json.number_too_long"
    zh = "数字超过 15 位，请用文本（加引号）传递"
    en = "A number has more than 15 digits; send it as text, in quotes"


class PermissionMissing(EdgeFailure):
    """The role may not do this."""

    code = "http.permission_missing"
    kind = Kind.FORBIDDEN
    zh = "您没有“{permission}”权限，请联系管理员"
    en = "You do not have the permission “{permission}”; ask an administrator"


class ReceiverCannotWork(EdgeFailure):
    """Whoever gets the task could never complete it."""

    code = "task.receiver_cannot_work"
    zh = "“{name}”不能办理任务（已停用或没有权限），请转给别的同事"
    en = "“{name}” cannot work on tasks (the account is closed or lacks the right); choose another colleague"


class ForeignOrigin(EdgeFailure):
    """A page of another site tried to act with the user's cookie."""

    code = "http.foreign_origin"
    kind = Kind.FORBIDDEN
    zh = "请求来自其他网站（{origin}），已拒绝。请从本系统页面操作"
    en = "The request comes from another site ({origin}) and was refused. Act from this system's own pages"


class FileTwice(EdgeFailure):
    """Two files of one deployment have the same name and differ."""

    code = "deployment.file_twice"
    zh = "有两个不同的文件都叫 {file}，请给其中一个改名后再部署"
    en = "Two different files are called {file}; rename one of them and deploy again"


class KeyUnreadable(EdgeFailure):
    """An Idempotency-Key that is empty, too long or not plain ASCII."""

    code = "idempotency.key_unreadable"
    zh = "Idempotency-Key 应为 1 到 200 个可见 ASCII 字符"
    en = "Idempotency-Key must be 1 to 200 visible ASCII characters"


class DatabaseBusy(EdgeFailure):
    """The database did not answer in time, or its disk is full. Nothing was changed."""

    code = "database.unavailable"
    status = 503
    zh = "数据库暂时不可用，没有任何更改，请稍后重试"
    en = "The database is unavailable for now; nothing was changed. Try again shortly"


class Unexpected(EdgeFailure):
    """A fault of ours. The request id finds it in the log."""

    code = "http.unexpected"
    status = 500
    zh = "系统内部错误，没有任何更改。请把请求编号 {request_id} 告诉管理员"
    en = "Something broke on our side; nothing was changed. Tell an administrator the request id {request_id}"


class TaskNotYours(EdgeFailure):
    """The task is for other groups or another person."""

    code = "tasks.not_yours"
    kind = Kind.FORBIDDEN
    zh = "这个任务属于 {groups}，不在您的职责内"
    en = "This task is for {groups}, not for you"


class NotReady(EdgeFailure):
    """The service is starting or stopping."""

    code = "http.not_ready"
    status = 503
    zh = "服务正在启动或停止，请稍后重试"
    en = "The service is starting or stopping; try again shortly"


class WorkerNeedsPostgres(EdgeFailure):
    """SQLite belongs to one process, which runs the jobs itself."""

    code = "worker.needs_postgres"
    kind = Kind.CONFLICT
    zh = "SQLite 由 orderflow serve 自己执行任务；要多台 worker，请用 ORDERFLOW_DATABASE_URL 指定 PostgreSQL"
    en = "On SQLite `orderflow serve` runs the jobs itself; for workers set ORDERFLOW_DATABASE_URL to PostgreSQL"


class CarrierMissing(EdgeFailure):
    """A worker that could not book a single parcel."""

    code = "worker.carrier_missing"
    kind = Kind.CONFLICT
    zh = "没有承运商地址。请设置 ORDERFLOW_CARRIER_URL（演示环境请先启动 orderflow serve）"
    en = "No carrier is configured. Set ORDERFLOW_CARRIER_URL (with demo data, start `orderflow serve` first)"


class DatabaseMissing(EdgeFailure):
    """The SQLite file is not there."""

    code = "database.missing"
    kind = Kind.NOT_FOUND
    zh = "找不到数据库 {path}。请检查 ORDERFLOW_DATA_DIR，或先运行 orderflow serve"
    en = "There is no database at {path}. Check ORDERFLOW_DATA_DIR, or run `orderflow serve` first"


class FileMissing(EdgeFailure):
    """A file named on the command line."""

    code = "file.missing"
    kind = Kind.NOT_FOUND
    zh = "找不到文件 {path}"
    en = "There is no file {path}"


class TargetTaken(EdgeFailure):
    """A backup never overwrites."""

    code = "backup.target_taken"
    kind = Kind.CONFLICT
    zh = "{path} 已存在，请换一个文件名"
    en = "{path} exists; choose another name"


class BackupDamaged(EdgeFailure):
    """The copy is not sound, or could not be made."""

    code = "backup.damaged"
    kind = Kind.CONFLICT
    zh = "备份失败：{reason}。没有留下文件；请检查目标文件夹的权限和空间，并用 orderflow doctor 检查数据库"
    en = (
        "The backup failed: {reason}. No file is left; check the permissions and space of its folder, and the database"
        " with `orderflow doctor`"
    )


class NobodyAnswers(EdgeFailure):
    """A question was asked where nobody can answer: standard input is closed or at its end."""

    code = "admin.nobody_answers"
    zh = "这里没有人回答提问。请在终端里运行，或写明 --username 并用 --password-stdin 传入密码"
    en = "Nobody answers here: run it in a terminal, or give --username and pass the password with --password-stdin"


class PasswordsDiffer(EdgeFailure):
    """Typed twice, not the same."""

    code = "admin.passwords_differ"
    zh = "两次输入的密码不一致，请重新运行"
    en = "The two passwords differ; run the command again"
