"""Odoo servers for measured scripts, and clients that talk to them as users do."""

import contextlib
import http.client
import json
import re
import socket
import subprocess
import threading
import time
import urllib.parse
import xmlrpc.client

from . import odoo
from .base import LOGS, Failure

START_SECONDS = 180


def free_port():
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One Odoo process on one database."""

    def __init__(self, database, name="server", port=None):
        self.database = database
        self.port = port or free_port()
        self.log = LOGS / f"{name}-{database}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                odoo.command(
                    "-d", database, "--db-filter", f"^{database}$", f"--http-port={self.port}",
                    "--load=base,rpc,web", "--max-cron-threads=0", "--log-level=warn",
                ),
                env=odoo.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self):
        """Return when the server answers."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
                link.request("GET", "/web/login")
                if link.getresponse().status == 200:
                    return self
            time.sleep(0.3)
        self.stop()
        raise Failure(f"The Odoo server did not start, see {self.log}.")

    def stop(self, kill=False):
        """End the process, with SIGKILL if asked."""
        if self.process.poll() is None:
            self.process.kill() if kill else self.process.terminate()
        self.process.wait()

    def user(self, login, password=None):
        """A client signed in over XML-RPC."""
        return User(self, login, password or login)

    def browser(self, login=None, password=None):
        """A client with a browser session; without a login it is anonymous."""
        return Browser(self, login, password or login)


class Refused(Exception):
    """The server refused; the message is what a person would read."""


class User:
    """Calls methods over XML-RPC with the rights of one user."""

    def __init__(self, server, login, password):
        self.server, self.login, self.password = server, login, password
        self._local = threading.local()
        self.uid = self._proxy("common").authenticate(server.database, login, password, {})
        if not self.uid:
            raise Failure(f"The user {login} cannot sign in.")

    def call(self, model, method, *arguments, **options):
        """Call a public method; raise Refused with the server's message."""
        try:
            return self._proxy("object").execute_kw(
                self.server.database, self.uid, self.password, model, method,
                list(arguments), options,
            )
        except xmlrpc.client.Fault as fault:
            raise Refused(_last_line(fault.faultString)) from None

    def _proxy(self, service):
        """A connection of this thread: they cannot be shared."""
        if not hasattr(self._local, service):
            url = f"http://127.0.0.1:{self.server.port}/xmlrpc/2/{service}"
            setattr(self._local, service, xmlrpc.client.ServerProxy(url, allow_none=True))
        return getattr(self._local, service)


class Browser:
    """Talks to the routes the web client and the portal use."""

    def __init__(self, server, login=None, password=None):
        self.server = server
        self.cookie = ""
        if login:
            self.post(
                "/web/session/authenticate",
                {"db": server.database, "login": login, "password": password},
            )

    def post(self, path, parameters):
        """A JSON-RPC route; raise Refused with the server's message."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters, "id": 1})
        content = self._request("POST", path, body, {"Content-Type": "application/json"})
        answer = json.loads(content)
        if "error" in answer:
            raise Refused(answer["error"]["data"].get("message") or answer["error"]["message"])
        result = answer.get("result")
        if isinstance(result, dict) and result.get("error"):
            raise Refused(result["error"])
        return result

    def get(self, path):
        """A page, as text."""
        return self.fetch(path).decode()

    def submit(self, path, fields):
        """Send a form of a page; return the page that follows, as text."""
        body = urllib.parse.urlencode(fields)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._request("POST", path, body, kind).decode()

    def fetch(self, path):
        """A file, as it comes."""
        return self._request("GET", path, None, {})

    def _request(self, method, path, body, headers):
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        link.request(method, path, body, {**headers, "Cookie": self.cookie})
        answer = link.getresponse()
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and (found := re.match(r"session_id=[^;]+", value)):
                self.cookie = found.group()
        content = answer.read()
        if answer.status >= 400:
            raise Refused(f"{answer.status} {answer.reason}")
        return content


def _last_line(text):
    """The message of a fault, without its traceback."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else text
