"""Places, messages and child processes shared by the whole workbench."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "dev"


def _home():
    """The cache folder: OA_HOME, else one outside the checkout."""
    if os.environ.get("OA_HOME"):
        return Path(os.environ["OA_HOME"]).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/cache/order-assurance")
    return Path.home() / ".cache" / "order-assurance"


HOME = _home()
LOGS = HOME / "logs"
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
BIN = HOME / "bin"
OCA = HOME / "oca"


class Failure(Exception):
    """What went wrong, in one clear sentence for the person at the terminal."""


def say(text):
    """Print a line at once, also when the output is a pipe."""
    print(text, flush=True)


def main(function):
    """Run a command; turn a Failure into one sentence and exit status 1."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # clean up as after Ctrl-C; what nohup ignores stays ignored
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)
    try:
        sys.exit(function(sys.argv[1:]))
    except Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit("interrupted")
    except BrokenPipeError:
        sys.exit(1)


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def run(command, failure, *, log=None, **options):
    """Run a child quietly; raise Failure naming its log when it fails."""
    options.setdefault("stdin", subprocess.DEVNULL)
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{log or Path(str(command[0])).name}.log"
    with log.open("wb") as output:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                stdout=output,
                stderr=subprocess.STDOUT,
                **options,
            )
        except FileNotFoundError:
            raise Failure(f"{failure}: the program {command[0]} is missing.") from None
    if done.returncode:
        raise Failure(f"{failure} (exit status {done.returncode}, see {log}).")


def output_of(command, **options):
    """Standard output of a child, or None when it cannot run or fails."""
    options.setdefault("stdin", subprocess.DEVNULL)
    with contextlib.suppress(FileNotFoundError):
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, **options
        )
        if done.returncode == 0:
            return done.stdout
    return None


def digest(*parts):
    """Short hash of strings and of the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        is_file = isinstance(part, Path) and part.is_file()
        total.update(part.read_bytes() if is_file else str(part).encode())
        total.update(b"\0")
    return total.hexdigest()[:12]


def emptied(folder):
    """The folder, new and empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@contextlib.contextmanager
def lock(name):
    """Hold a lock between processes: several people use one cache."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def progress(label):
    """One line per step: what is done now and how long it took."""
    start = time.monotonic()
    print(f"  {label} … ", end="", flush=True, file=sys.stderr)
    try:
        yield
    except BaseException:
        print("failed", flush=True, file=sys.stderr)
        raise
    print(f"{time.monotonic() - start:.0f} s", flush=True, file=sys.stderr)


def step(name, label, key, action):
    """Do a step once for every value of its key; return whether it was done now."""
    stamp = HOME / "stamps" / name
    if stamp.is_file() and stamp.read_text() == key:
        return False
    with progress(label):
        action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    return True
