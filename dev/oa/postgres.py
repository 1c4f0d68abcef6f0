"""PostgreSQL: a throw-away cluster of our own, or the server the PG* variables name."""

import os
import secrets
import shutil
import socket
import subprocess
from pathlib import Path

from .base import HOME, Failure, lock, progress, run

CLUSTER = HOME / "pg"
PASSWORD = HOME / "pg-password"
PORT = os.environ.get("OA_PGPORT", "5499")
ROLE = "odoo"
# Nothing in this cluster is worth surviving a power cut.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "port": PORT,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "max_locks_per_transaction": "256",
}


def environment():
    """The PG* variables that reach the server."""
    if os.environ.get("PGHOST"):
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        defaults = {"PGPORT": "5432", "PGUSER": ROLE, "PGPASSWORD": ""}
        return {name: os.environ.get(name, defaults.get(name)) for name in names}
    password = PASSWORD.read_text() if PASSWORD.is_file() else ""
    return {"PGHOST": "127.0.0.1", "PGPORT": PORT, "PGUSER": ROLE, "PGPASSWORD": password}


def prepare():
    """See that a server answers; make and start our own where none is named."""
    if os.environ.get("PGHOST"):
        _look_at_named()
        return
    if _listening():
        return
    with lock("postgres"):
        if not (CLUSTER / "PG_VERSION").is_file():
            with progress("PostgreSQL cluster"):
                _create()
        if not _listening():
            with progress(f"PostgreSQL on 127.0.0.1:{PORT}"):
                _start()
    if not answers():
        raise Failure(f"Port {PORT} belongs to another program; set OA_PGPORT to a free one.")


def _look_at_named():
    """See that the server PGHOST names lets us in and lets us create databases."""
    place = environment()
    label = f"PostgreSQL on {place['PGHOST']}:{place['PGPORT']} (PGHOST, PGPORT)"
    try:
        rows = query("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    except Failure as failure:
        reason = str(failure).partition("psql: error: ")[2].splitlines()[0]
        reason = reason.rpartition("failed: ")[2]
        raise Failure(f"{label} does not let {place['PGUSER']} in: {reason}") from None
    if rows != [["t"]]:
        raise Failure(f"{label}: the role {place['PGUSER']} may not create databases.")


def answers():
    """Whether the server accepts our role."""
    try:
        query("SELECT 1", database="postgres")
    except Failure:
        return False
    return True


def query(statement, database="postgres"):
    """Rows of a statement, each a list of strings."""
    options = ["-X", "-w", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
    done = subprocess.run(
        ["psql", *options, "-c", statement, database],
        env={**os.environ, **environment(), "PGCONNECT_TIMEOUT": "10"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failure(f"PostgreSQL refused: {done.stderr.strip()}")
    return [line.split("\t") for line in done.stdout.splitlines() if line]


def _listening():
    """Whether anything listens on our port."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", int(PORT))) == 0


def _program(name):
    """A server program; Debian keeps them out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if found:
        return str(found[-1])
    if shutil.which(name):
        return name
    raise Failure("PostgreSQL is not installed.")


def _as_owner(*command):
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def _create():
    """Initialise the cluster with one role and a random password."""
    shutil.rmtree(CLUSTER, ignore_errors=True)
    CLUSTER.mkdir(parents=True, mode=0o700)
    PASSWORD.write_text(secrets.token_hex(16))
    os.chmod(PASSWORD, 0o600)
    words = HOME / "pg-password-once"
    words.write_text(PASSWORD.read_text())
    if os.geteuid() == 0:
        shutil.chown(CLUSTER, "postgres", "postgres")
        shutil.chown(words, "postgres")
    os.chmod(words, 0o600)
    try:
        run(
            _as_owner(
                _program("initdb"), "-D", str(CLUSTER), "-U", ROLE, "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--pwfile={words}",
            ),
            "The PostgreSQL cluster could not be made",
            log="initdb",
            cwd="/",
        )
    finally:
        words.unlink()
    with (CLUSTER / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())


def _start():
    """Start the server in the background."""
    run(
        _as_owner(
            _program("pg_ctl"), "-D", str(CLUSTER), "-l", str(CLUSTER / "server.log"),
            "-w", "-t", "60", "start",
        ),
        f"PostgreSQL did not start, see {CLUSTER}/server.log",
        log="pg_ctl",
        cwd="/",
    )
