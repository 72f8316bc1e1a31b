"""The program under the restrictions of its unit: a read-only root, no home, a filter of system calls. And without /proc."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import pytest

from conftest import PROVIDER_KEY, Proxy, chat, free_port, listens, until
from service_manager import Manager

HERE = pathlib.Path(__file__).resolve().parent
UNITS = HERE.parents[1] / "Packaging" / "systemd"


def needs(*programs):
    missing = [name for name in programs if not shutil.which(name)]
    return pytest.mark.skipif(bool(missing), reason=f"{' and '.join(missing)} is not installed")


def has_seccomp():
    probe = subprocess.run([sys.executable, "-c", "import ctypes; ctypes.CDLL('libseccomp.so.2')"], capture_output=True)
    return probe.returncode == 0


class Confined(Proxy):
    """Folders and variables as systemd makes them for the unit, and nothing else that can be written."""

    def __init__(self, binary, folder, configuration, manager, unit):
        self.manager, self.unit = manager, unit
        for name in ("state", "logs", "configuration", "credentials"):
            (folder / name).mkdir()
        (folder / "credentials" / "provider").write_text(PROVIDER_KEY + "\n")
        self.folder, self.binary = folder, binary
        self.port = configuration["listen"]["port"]
        self.file = folder / "configuration" / "securellm.json"
        self.file.write_text(json.dumps(configuration))
        self.environment = {
            "PATH": os.environ["PATH"], "SECURELLM_TOOLS": "none", "NOTIFY_SOCKET": manager.name,
            "STATE_DIRECTORY": str(folder / "state"), "LOGS_DIRECTORY": str(folder / "logs"),
            "CONFIGURATION_DIRECTORY": str(folder / "configuration"),
            "CREDENTIALS_DIRECTORY": str(folder / "credentials")}
        self.start()

    def root(self):
        options = ["--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", "/tmp", "--die-with-parent", "--unshare-user",
                   "--unshare-ipc", "--unshare-uts", "--uid", "65532", "--gid", "65532", "--cap-drop", "ALL", "--proc", "/proc"]
        # What lies below /tmp is hidden otherwise, as PrivateTmp= has it.
        options += ["--ro-bind", str(self.folder), str(self.folder), "--ro-bind", str(UNITS), str(UNITS),
                    "--ro-bind", str(self.binary), str(self.binary)]
        for name in ("state", "logs"):
            options += ["--bind", str(self.folder / name), str(self.folder / name)]
        return options + ["--bind", self.manager.name, self.manager.name, "--chdir", str(self.folder / "state")]

    def start(self):
        self.log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen(
            ["bwrap", *self.root(), sys.executable, HERE / "confine.py", self.unit, self.binary, "serve"],
            env=self.environment, stdout=self.log, stderr=self.log)
        until(lambda: self.process.poll() is not None or listens(self.port), 30, "the proxy does not listen")
        assert self.process.poll() is None, (self.folder / "serve.log").read_text()

    @property
    def server(self):
        """bwrap's child: the program has become what bwrap has started."""
        return int(pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0])

    def events(self):
        lines = []
        for file in sorted((self.folder / "logs" / "audit").glob("audit-*.jsonl")):
            lines += file.read_text().splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture
def manager(tmp_path):
    made = Manager(tmp_path / "notify")
    yield made
    made.close()


@needs("bwrap", "systemd-analyze")
@pytest.mark.skipif(not has_seccomp(), reason="libseccomp is not installed")
@pytest.mark.parametrize("unit", ["securellm.service", "securellm-tools.service"])
def test_it_serves_under_the_restrictions_of_its_unit(binary, tmp_path, mock, manager, unit):
    configuration = {
        "listen": {"port": free_port()}, "clients": {"requireKey": "always"},
        "providers": {"openai": {
            "baseURL": mock.url + "/v1", "key": {"credential": "provider"}, "limits": {}, "validation": "strict"}}}

    proxy = Confined(binary, tmp_path, configuration, manager, UNITS / unit)
    try:
        made = subprocess.run(
            [binary, "keys", "create", "ann"], env={"STATE_DIRECTORY": str(tmp_path / "state")}, capture_output=True,
            text=True, check=True)
        assert f"in {tmp_path}/state/keys.sqlite (STATE_DIRECTORY)" in made.stderr
        bearer = {"Authorization": f"Bearer {made.stdout.strip()}"}
        until(lambda: all(proxy.request("/v1/models", headers=bearer)[0] == 200 for _ in range(8)), 10, "no key is known")
        for stream in (False, True):
            assert proxy.request("/v1/chat/completions", chat(stream=stream), bearer)[0] == 200
        log = (tmp_path / "serve.log").read_text()
        for place in (f"{tmp_path}/configuration/securellm.json (CONFIGURATION_DIRECTORY)",
                      f"{tmp_path}/state/keys.sqlite (STATE_DIRECTORY)", f"{tmp_path}/logs/audit (LOGS_DIRECTORY)",
                      f"{tmp_path}/state/responses.log (STATE_DIRECTORY)"):
            assert place in log
        os.kill(proxy.server, signal.SIGHUP)
        until(lambda: manager.states == ["READY", "RELOADING", "READY"], 10, "it does not reload")
        assert "failed" not in manager.all("STATUS")[-1]
        os.kill(proxy.server, signal.SIGTERM)
        assert proxy.process.wait(20) == 0 and manager.states[-1] == "STOPPING"
        finished = [event for event in proxy.events() if event["event_type"] == "request_finished"]
        assert len([event for event in finished if event.get("operation") == "chat"]) == 2
        # Everything that was written is where the unit lets it be, and private.
        assert {path.name for path in (tmp_path / "state").iterdir()} >= {"keys.sqlite", "responses.log"}
        assert '"level":"error"' not in (tmp_path / "serve.log").read_text()
    finally:
        proxy.process.kill()
        proxy.process.wait()
        proxy.log.close()


def without_proc(binary, folder, *command, proc=("--tmpfs", "/proc"), text=None):
    return subprocess.run(
        ["bwrap", "--ro-bind", "/", "/", *proc, "--dev", "/dev", "--bind", str(folder), str(folder), "--chdir", str(folder),
         str(binary), *command], env={"PATH": os.environ["PATH"], "HOME": str(folder)}, capture_output=True, text=True,
        timeout=60, input=text)


@needs("bwrap")
def test_commands_that_need_no_proc(binary, tmp_path):
    """They do what they do everywhere; the help is printed to nobody who has not asked for it."""
    assert without_proc(binary, tmp_path, "--version").stdout[0].isdigit()
    assert without_proc(binary, tmp_path, "no-such-command").returncode == 2
    assert without_proc(binary, tmp_path, "keys", "create", "ann").stdout.startswith("sk-slm-")
    assert "ann" in without_proc(binary, tmp_path, "keys", "list").stdout
    (tmp_path / "schema.json").write_text('{"type": "object"}')
    for command in (["lint", "schema.json"], ["inspect", "schema.json"], ["fmt", "--check", "schema.json"], ["tools", "list"]):
        run = without_proc(binary, tmp_path, *command)
        assert run.returncode in (0, 1) and run.stdout and "OVERVIEW" not in run.stdout, command
    doctor = without_proc(binary, tmp_path, "doctor")
    assert doctor.returncode == 1 and " ! /proc          not mounted" in doctor.stdout


@needs("bwrap")
@pytest.mark.parametrize("command", [
    ["serve"], ["serve", "--check"], ["mcp"], ["validate", "--schema", "schema.json", "schema.json"], ["usage"],
    ["tools", "call", "server_status"]])
def test_commands_that_need_proc_say_so(binary, tmp_path, command):
    """Each in one sentence, instead of being killed at some moment."""
    (tmp_path / "schema.json").write_text("{}")
    run = without_proc(binary, tmp_path, *command, text="")
    assert run.returncode == 1 and run.stdout == ""
    assert run.stderr.startswith("securellm: /proc is not mounted") and len(run.stderr.splitlines()) == 1


@needs("bwrap")
def test_the_proc_of_other_processes_is_none(binary, tmp_path):
    run = without_proc(binary, tmp_path, "serve", "--check", proc=("--unshare-pid", "--ro-bind", "/proc", "/proc"))
    assert run.returncode == 1 and "is that of other processes" in run.stderr
