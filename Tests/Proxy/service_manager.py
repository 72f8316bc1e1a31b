"""A service manager of tests: what it hears from a service, and the sockets that it holds for one."""
import fcntl
import os
import socket
import subprocess
import sys
import threading
import time

# Becomes the program with the descriptors from 3 on, as systemd starts one: LISTEN_PID is its own number.
STARTER = """
import os, sys
count = int(sys.argv[1])
for number, descriptor in enumerate(map(int, sys.argv[2:2 + count])):
    os.dup2(descriptor, 3 + number)
    os.set_inheritable(3 + number, True)
    os.close(descriptor)
if count:
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.environ["LISTEN_FDS"] = str(count)
os.environ["SYSTEMD_EXEC_PID"] = str(os.getpid())
os.execv(sys.argv[2 + count], sys.argv[2 + count:])
"""


class Manager:
    """The socket of sd_notify(3): a path, or an abstract name for one that begins with `@`."""

    def __init__(self, name):
        self.name = str(name)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + self.name[1:] if self.name.startswith("@") else self.name)
        self.socket.settimeout(0.1)
        self.messages, self.times, self.is_closed = [], [], False
        self.thread = threading.Thread(target=self.receive, daemon=True)
        self.thread.start()

    def receive(self):
        while not self.is_closed:
            try:
                text = self.socket.recv(65536).decode()
            except TimeoutError:
                continue
            self.times.append(time.monotonic())
            self.messages.append(dict(line.split("=", 1) for line in text.split("\n")))

    def all(self, name):
        """The values of a variable, in order."""
        return [message[name] for message in list(self.messages) if name in message]

    @property
    def states(self):
        """READY, RELOADING and STOPPING in order."""
        return [name for message in list(self.messages) for name in ("READY", "RELOADING", "STOPPING") if name in message]

    def close(self):
        self.is_closed = True
        self.thread.join()
        self.socket.close()


def start(command, environment, sockets=(), **more):
    """A process as systemd starts it, which has the sockets from descriptor 3 on."""
    # Behind the numbers that the starter fills.
    high = [fcntl.fcntl(each.fileno(), fcntl.F_DUPFD, 100) for each in sockets]
    try:
        return subprocess.Popen(
            [sys.executable, "-c", STARTER, str(len(high)), *map(str, high), *map(str, command)], env=environment,
            pass_fds=high, **more)
    finally:
        for descriptor in high:
            os.close(descriptor)
