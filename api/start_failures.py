"""What keeps a command from starting: settings, address, folder, database. start_faults.py finds which."""

from __future__ import annotations

from api.failures import EdgeFailure
from kit.errors import Kind


class AddressBusy(EdgeFailure):
    """Another program listens on the port."""

    code = "serve.port_busy"
    kind = Kind.CONFLICT
    zh = "端口 {port} 已被占用。停止占用它的程序，或用 ORDERFLOW_PORT 换一个端口"
    en = "Port {port} is in use. Stop the program that has it, or choose another with ORDERFLOW_PORT"


class AddressUnusable(EdgeFailure):
    """The machine does not have the address, or the user may not listen on the port."""

    code = "serve.address_unusable"
    kind = Kind.CONFLICT
    zh = "无法监听 {host}:{port}（{why}）。请用 ORDERFLOW_HOST 指定本机地址，用 ORDERFLOW_PORT 指定 1023 以上的端口"
    en = (
        "Cannot listen on {host}:{port} ({why}). Set ORDERFLOW_HOST to an address of this machine "
        "and ORDERFLOW_PORT to a port above 1023"
    )


class SettingInvalid(EdgeFailure):
    """One environment variable; its value is not shown, since it may be secret."""

    code = "settings.invalid"
    zh = "环境变量 {name} 的值不可用：{why}。请改正，或取消该变量以使用默认值"
    en = "The environment variable {name} cannot be used: {why}. Correct it, or unset it for the default"


class SettingUnreadable(EdgeFailure):
    """A list that is not written as JSON."""

    code = "settings.unreadable"
    zh = '环境变量无法读取：{why}。列表请写成 JSON，例如 ["mailto://…"]'
    en = 'An environment variable cannot be read: {why}. Write a list as JSON, for example ["mailto://…"]'


class PathUnusable(EdgeFailure):
    """A file or folder that this user cannot read or write."""

    code = "files.path_unusable"
    zh = "无法使用 {path}：{why}。请检查权限和磁盘空间；ORDERFLOW_DATA_DIR 可另选数据目录"
    en = "Cannot use {path}: {why}. Check its permissions and the disk; ORDERFLOW_DATA_DIR chooses another data folder"


class DatabaseUnreachable(EdgeFailure):
    """PostgreSQL does not answer, or does not let this user in."""

    code = "database.unreachable"
    kind = Kind.CONFLICT
    zh = (
        "连不上数据库：{why}。请启动数据库，检查 ORDERFLOW_DATABASE_URL 的主机、端口、库名、用户和密码，"
        "或取消该变量以使用 SQLite"
    )
    en = (
        "The database cannot be reached: {why}. Start it, check host, port, database, user and password "
        "in ORDERFLOW_DATABASE_URL, or unset it to use SQLite"
    )


class DatabaseNotOpened(EdgeFailure):
    """The SQLite file is there, but this user may not write it."""

    code = "database.not_opened"
    kind = Kind.CONFLICT
    zh = "无法写入数据库文件：{why}。请把数据目录的权限给当前用户，或用 ORDERFLOW_DATA_DIR 另选目录"
    en = (
        "The database file cannot be written: {why}. Give this user the data folder, "
        "or choose another with ORDERFLOW_DATA_DIR"
    )


class DatabaseDamaged(EdgeFailure):
    """The SQLite file is not one, or is broken."""

    code = "database.damaged"
    kind = Kind.CONFLICT
    zh = "数据库文件已损坏：{why}。请从备份恢复，或用 ORDERFLOW_DATA_DIR 另选目录"
    en = "The database file is damaged: {why}. Restore a backup, or choose another folder with ORDERFLOW_DATA_DIR"


class DatabaseEmpty(EdgeFailure):
    """A database without our tables."""

    code = "database.empty"
    kind = Kind.NOT_FOUND
    zh = "数据库里没有 orderflow 的表。请检查 ORDERFLOW_DATABASE_URL，或先运行 orderflow serve"
    en = "The database holds no tables of orderflow. Check ORDERFLOW_DATABASE_URL, or run `orderflow serve` first"


class DatabaseNewer(EdgeFailure):
    """Its schema is not known here."""

    code = "database.newer"
    kind = Kind.CONFLICT
    zh = "数据库由更新版本的 orderflow 写入。请使用该版本，或从备份恢复"
    en = "The database was written by a newer orderflow. Run that version, or restore a backup"


class DiskFull(EdgeFailure):
    """Nothing more can be written."""

    code = "database.disk_full"
    kind = Kind.CONFLICT
    zh = "磁盘已满：{why}。请清理磁盘，或用 ORDERFLOW_DATA_DIR 另选目录；已提交的数据没有丢失"
    en = (
        "The disk is full: {why}. Make room, or choose another folder with ORDERFLOW_DATA_DIR; "
        "nothing that was committed is lost"
    )
