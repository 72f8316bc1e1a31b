"""Where hostile programs and repositories run: a project, what must not be reached from it, and namespaces around both."""
import contextlib
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from processes import all_processes, command_line
from stdio_client import NoResponse, StdioClient

IS_ROOT = os.geteuid() == 0
PROOF = bool(os.environ.get("SECURELLM_PROOF"))
NOBODY = 65534
SOURCES = sorted((pathlib.Path(__file__).parent / "probe").glob("*.c"))


@contextlib.contextmanager
def base(binary):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hostile-"))
    folder.chmod(0o755)
    try:
        shutil.copy(binary, folder / "securellm")
        # Linked as programs are: what their loader may be used for counts.
        subprocess.run(["cc", "-O1", "-pthread", "-Wall", "-Wextra", "-Wno-unused-result", "-o",
                        folder / "probe", *SOURCES], check=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def reachable_by_nobody(folder):
    return all(os.stat(part).st_mode & 0o001 for part in [folder, *folder.parents])


def own_address():
    """The machine's address that a packet to elsewhere would have; none without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return ""


class Listeners:
    """Sockets of every kind that wait for whoever comes."""

    def __init__(self, folder, project, with_paths):
        self.abstract = f"hostile-{secrets.token_hex(8)}"
        self.tcp = self._internet(socket.SOCK_STREAM)
        self.udp = self._internet(socket.SOCK_DGRAM)
        self.streams = [self.tcp, self._bound(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + self.abstract)]
        self.datagrams = [self.udp]
        if with_paths:
            self._bind_paths(folder, project)
        for listener in self.streams:
            listener.listen(1000)

    def _bind_paths(self, folder, project):
        kinds = {folder / "socket": socket.SOCK_STREAM, project / "socket": socket.SOCK_STREAM,
                 folder / "packets": socket.SOCK_SEQPACKET, folder / "datagrams": socket.SOCK_DGRAM}
        for path, kind in kinds.items():
            listeners = self.datagrams if kind == socket.SOCK_DGRAM else self.streams
            listeners.append(self._bound(socket.AF_UNIX, kind, str(path)))
            path.chmod(0o777)

    @staticmethod
    def _bound(family, kind, address):
        listener = socket.socket(family, kind)
        listener.bind(address)
        listener.setblocking(False)
        return listener

    @staticmethod
    def _internet(kind):
        """Of both versions where there are both."""
        if not socket.has_dualstack_ipv6():
            return Listeners._bound(socket.AF_INET, kind, ("127.0.0.1", 0))
        listener = socket.socket(socket.AF_INET6, kind)
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(("::", 0))
        listener.setblocking(False)
        return listener

    def came(self):
        """How many connections and datagrams came since the last call."""
        count = 0
        for listener in self.streams + self.datagrams:
            with contextlib.suppress(BlockingIOError):
                while True:
                    if listener in self.datagrams:
                        listener.recv(100)
                    else:
                        listener.accept()[0].close()
                    count += 1
        return count

    def close(self):
        for listener in self.streams + self.datagrams:
            listener.close()


class Site:
    """One project with what lies around it. `secret` is in every file outside it and in the server's environment."""

    def __init__(self, base):
        self.base = base
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="site-", dir=base))
        self.folder.chmod(0o755)
        self.secret = f"secret-{secrets.token_hex(8)}"
        self.mark = f"mark-{secrets.token_hex(8)}"
        self.project, self.outside = self.folder / "project", self.folder / "outside"
        self.home, self.programs = self.folder / "home", self.folder / "programs"
        for folder in (self.project, self.outside, self.home, self.programs):
            folder.mkdir()
        self.canary = self.outside / "canary"
        (self.outside / "token").write_text(f"{self.secret}\n")
        (self.home / "secret").write_text(f"{self.secret}\n")
        (self.project / "notes.txt").write_text("hay\nneedle\n")
        (self.project / "folder").mkdir()
        (self.project / "folder" / "notes.txt").write_text("hay\n")
        self.listeners, self.remote = None, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.listeners:
            self.listeners.close()
        if self.remote:
            self.remote.shutdown()
            self.remote.server_close()
        self.end_left()
        shutil.rmtree(self.folder, ignore_errors=True)

    def listen(self, with_paths=False):
        """Begins to listen, once; on sockets that are files too where that is asked for."""
        self.listeners = self.listeners or Listeners(self.outside, self.project, with_paths)
        return self.listeners

    def came(self):
        """How many reached a listener or the remote server since the last call."""
        count = self.listeners.came()
        if self.remote:
            count, self.remote.requests = count + self.remote.requests, 0
        return count

    def replace_program(self, name, program=None):
        """Installs the probe, or another program, under `name`."""
        shutil.copy(program or self.base / "probe", self.programs / name)
        (self.programs / name).chmod(0o755)

    @contextlib.contextmanager
    def as_it_was(self):
        """Undoes what is done to the project meanwhile."""
        kept = self.folder / "kept"
        subprocess.run(["cp", "--archive", self.project, kept], check=True)
        try:
            yield
        finally:
            shutil.rmtree(self.project)
            kept.rename(self.project)

    def give_to(self, user):
        if user == "nobody" and IS_ROOT:
            for folder, _, files in os.walk(self.folder):
                for path in [folder, *(os.path.join(folder, name) for name in files)]:
                    os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def environment(self, **more):
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_DATA_HOME": str(self.home / "data"), "XDG_CACHE_HOME": str(self.home / "cache"),
            "SECURELLM_PROJECT_ROOT": str(self.project), "OPENAI_API_KEY": self.secret, **more}

    def with_replacements(self):
        """Replaced programs are found first, and what they start is looked up where it always is."""
        return {"SECURELLM_PROGRAM_PATH": f"{self.programs}:/usr/bin:/bin"}

    def server(self, command=None, **more):
        return StdioClient(command or [str(self.base / "securellm"), "mcp"], env=self.environment(**more),
                           cwd=self.project)

    def as_user(self, command, user, first=False):
        """The command as that user. With `first` in namespaces of its own, where it is process 2 and a bystander 3: what
        ends every process or changes the machine's name does it there."""
        command = [str(part) for part in command]
        if first:
            command = [str(self.base / "probe"), "--first-process", *command]
        if IS_ROOT and user == "nobody":
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--", *command]
        if first:
            unshare = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--ipc", "--uts"]
            command = [*unshare, *([] if IS_ROOT else ["--map-current-user"]), "--", *command]
        return command

    def left(self):
        """Processes of replaced programs that are not zombies, wherever they are: they keep the name they were started by."""
        folder = os.fsencode(self.programs) + b"/"
        return [process for process in all_processes() if command_line(process).startswith(folder)]

    def end_left(self):
        """Ends what a test has left on purpose, and what it starts meanwhile."""
        while remains := self.left():
            for process in remains:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.01)

    def nothing_left(self, seconds=1):
        """Waits for a second at most, as long as a remainder may take to end."""
        deadline = time.monotonic() + seconds
        while self.left() and time.monotonic() < deadline:
            time.sleep(0.02)
        return not self.left()

    def written(self, *names):
        """Whether the secret is in what the server has kept: log, audit, cache."""
        needle = self.secret.encode()
        return [path for name in names or (".",) for path in (self.home / name).rglob("*")
                if path.is_file() and path != self.home / "secret" and needle in path.read_bytes()]


def text(result):
    return json.dumps(result)


def call_for(client, seconds, tool, arguments):
    """The result; in the short form a call that takes long is cancelled, which gets no response."""
    if PROOF:
        return client.call(tool, arguments, timeout=320)
    identifier = client.start("tools/call", {"name": tool, "arguments": arguments})
    try:
        return client.response(identifier, seconds)["result"]
    except NoResponse:
        client.notify("notifications/cancelled", {"requestId": identifier})
        return {"isError": True, "content": [{"type": "text", "text": f"{tool}: cancelled, it took {seconds} s"}]}
