"""What a service manager hears from `serve`: that it is ready, reloads, drains, and that all of it still answers."""
import ctypes
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

import pytest

from conftest import chat, two_providers, until
from service_manager import Manager

UNITS = pathlib.Path(__file__).resolve().parents[2] / "Packaging" / "systemd"


@pytest.fixture
def manager(tmp_path):
    made = Manager(tmp_path / "notify")
    yield made
    made.close()


def drain(proxy):
    proxy.process.send_signal(signal.SIGTERM)
    assert proxy.process.wait(20) == 0


def test_ready_reload_ready_stop(make_proxy, mock, manager):
    proxy = make_proxy(two_providers(mock), environment={"NOTIFY_SOCKET": manager.name})
    until(lambda: manager.states == ["READY"], 5, "it does not say that it is ready")
    assert manager.all("STATUS")[-1] == f"Listening on http://127.0.0.1:{proxy.port}"
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    before = time.monotonic_ns() // 1000
    proxy.process.send_signal(signal.SIGHUP)
    until(lambda: manager.states == ["READY", "RELOADING", "READY"], 5, "it does not say that it reloads")
    # The manager compares it with the moment of its signal: the same clock, and not earlier.
    assert before <= int(manager.all("MONOTONIC_USEC")[0]) <= time.monotonic_ns() // 1000
    # A reload that fails leaves it ready, and says so.
    proxy.file.write_text("{")
    proxy.process.send_signal(signal.SIGHUP)
    until(lambda: len(manager.states) == 5, 5, "it is not ready again")
    assert manager.states[-2:] == ["RELOADING", "READY"] and "failed" in manager.all("STATUS")[-1]
    drain(proxy)
    until(lambda: manager.states[-1] == "STOPPING", 5, "it does not say that it stops")
    # 30 s for requests, unless configured otherwise, and something for the audit.
    assert int(manager.all("EXTEND_TIMEOUT_USEC")[-1]) >= 30_000_000


def test_an_abstract_name(make_proxy, mock):
    manager = Manager(f"@securellm-test-{os.getpid()}")
    proxy = make_proxy(two_providers(mock), environment={"NOTIFY_SOCKET": manager.name})
    until(lambda: manager.states == ["READY"], 5, "it does not say that it is ready")
    drain(proxy)
    until(lambda: manager.states == ["READY", "STOPPING"], 5, "it does not say that it stops")
    manager.close()


def test_the_status_counts_what_still_drains(make_proxy, make_mock, manager):
    mock = make_mock("-d", 2500000)
    proxy = make_proxy(two_providers(mock), environment={"NOTIFY_SOCKET": manager.name})
    calls = [threading.Thread(target=proxy.request, args=("/v1/chat/completions", chat())) for _ in range(3)]
    for call in calls:
        call.start()
    until(lambda: proxy.metric("securellm_requests_in_flight") == 3, 5, "the requests are not in flight")
    drain(proxy)
    for call in calls:
        call.join()
    until(lambda: "Draining: 3 requests remain" in manager.all("STATUS"), 5, f"{manager.all('STATUS')}")


def test_it_is_ready_only_when_it_listens(make_proxy, mock, manager, tmp_path, binary):
    """A start that fails is not ready, and says why."""
    proxy = make_proxy(two_providers(mock))
    run = subprocess.run(
        [binary, "serve", "--port", str(proxy.port)], capture_output=True, text=True, timeout=20,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "NOTIFY_SOCKET": manager.name})
    assert run.returncode == 1
    until(lambda: any("another process uses this port" in status for status in manager.all("STATUS")), 5, "no reason is given")
    assert manager.states == []


class Thread:
    """One thread of a process, stopped while the others run."""

    SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17
    libc = ctypes.CDLL(None, use_errno=True)

    def __init__(self, number):
        self.number = number

    def call(self, request):
        self.libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        if self.libc.ptrace(request, self.number, None, None) != 0:
            pytest.skip(f"no thread can be stopped here: {os.strerror(ctypes.get_errno())}")

    def stop(self):
        self.call(self.SEIZE)
        self.call(self.INTERRUPT)
        os.waitpid(self.number, 0x40000000)  # __WALL

    def go_on(self):
        self.call(self.DETACH)


def event_loops(process):
    tasks = pathlib.Path(f"/proc/{process.pid}/task")
    return [int(task.name) for task in tasks.iterdir() if "NIO-ELT" in (task / "comm").read_text()]


def test_signs_of_life_end_when_one_loop_is_stuck(make_proxy, mock, manager):
    environment = {
        "NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "400000", "SECURELLM_DUMPABLE": "true"}
    proxy = make_proxy(two_providers(mock), environment=environment)

    def signs():
        return len(manager.all("WATCHDOG"))

    until(lambda: signs() >= 3, 5, "there is no sign of life")
    loops = event_loops(proxy.process)
    assert loops
    for number in loops:
        thread = Thread(number)
        thread.stop()
        time.sleep(0.3)
        before = signs()
        time.sleep(1)
        assert signs() == before, "it looks alive, and one of its loops is stuck"
        thread.go_on()
        until(lambda: signs() > before, 5, "it does not come back to life")
    # At half of the time: twice in each.
    before, since = signs(), time.monotonic()
    time.sleep(2)
    assert 6 <= (signs() - before) * 2 / (time.monotonic() - since) <= 14
    drain(proxy)


def test_another_process_is_watched(make_proxy, mock, manager):
    environment = {"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "200000", "WATCHDOG_PID": str(os.getpid())}
    make_proxy(two_providers(mock), environment=environment)
    until(lambda: manager.states == ["READY"], 5, "it is not ready")
    time.sleep(1)
    assert manager.all("WATCHDOG") == []


def test_programs_for_keys_do_not_speak_for_the_service(make_proxy, mock, manager, tmp_path):
    """Nor would it help them: NotifyAccess=main. But one could take the variable for its own."""
    seen = tmp_path / "seen"
    program = tmp_path / "key"
    program.write_text(f"#!/bin/sh\nenv > {seen}\necho sk-provider-0123456789abcdef\n")
    program.chmod(0o700)
    configuration = two_providers(mock, key={"command": [str(program)]})
    make_proxy(configuration, environment={
        "NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "2000000", "LISTEN_FDS": "1", "LISTEN_PID": "1", "KEPT": "yes"})
    names = {line.split("=")[0] for line in seen.read_text().splitlines()}
    assert "KEPT" in names
    assert not names & {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"}


# MARK: units

needs_analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


@needs_analyze
def test_the_unit_of_the_proxy_is_hardened():
    run = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--json=short", UNITS / "securellm.service"],
        capture_output=True, text=True)
    exposure = sum(float(row["exposure"] or 0) for row in json.loads(run.stdout))
    assert run.returncode == 0, run.stderr
    table = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", UNITS / "securellm.service"], capture_output=True, text=True)
    level = float(table.stdout.split("exposure level for")[1].split(":")[1].split()[0])
    assert level <= 1.5 and exposure > 0, table.stdout


@needs_analyze
def test_units_have_no_errors(binary):
    """The program of the units is not installed here."""
    units = [*UNITS.glob("*.service"), *UNITS.glob("*.socket")]
    assert len(units) >= 2
    run = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    lines = [line for line in run.stderr.splitlines() if "is not executable: No such file" not in line]
    assert lines == []


def test_the_default_configuration_is_valid(binary, tmp_path):
    """For the package, but for its two folders, which may not be made here."""
    text = (UNITS / "securellm.json").read_text()
    schema = UNITS.parents[1] / "Schemas" / "config" / "configuration.json"
    run = subprocess.run(
        [binary, "validate", "--schema", schema, UNITS / "securellm.json"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    for folder in ("/var/lib/securellm", "/var/log/securellm"):
        assert text.count(folder) == 1
        text = text.replace(folder, str(tmp_path))
    (tmp_path / "securellm.json").write_text(text)
    run = subprocess.run(
        [binary, "serve", "--check", "--config", tmp_path / "securellm.json"], capture_output=True, text=True,
        env={"STATE_DIRECTORY": str(tmp_path)})
    assert run.returncode == 0 and f"{tmp_path}/audit\n" in run.stdout, run.stderr


@pytest.mark.skipif(not shutil.which("systemd-sysusers"), reason="systemd-sysusers is not installed")
def test_the_user_of_the_units_is_made(tmp_path):
    (tmp_path / "etc").mkdir()
    run = subprocess.run(
        ["systemd-sysusers", f"--root={tmp_path}", UNITS / "sysusers.d" / "securellm.conf"], capture_output=True, text=True)
    if "Permission denied" in run.stderr or "Operation not permitted" in run.stderr:
        pytest.skip("users can be made by root alone")
    assert run.returncode == 0, run.stderr
    entry = next(line for line in (tmp_path / "etc" / "passwd").read_text().splitlines() if line.startswith("securellm:"))
    assert entry.endswith(":/var/lib/securellm:/usr/sbin/nologin")
    for unit in UNITS.glob("*.service"):
        assert "\nUser=securellm\n" in unit.read_text()


def test_units_have_the_words_of_the_program():
    """What the page on deployment says of them."""
    for name in ("securellm.service", "securellm-tools.service"):
        lines = (UNITS / name).read_text().splitlines()
        for line in ("Type=notify", "WatchdogSec=30", "SystemCallErrorNumber=EPERM", "NoNewPrivileges=yes",
                     "StateDirectory=securellm" if name == "securellm.service" else "StateDirectory=securellm securellm/project",
                     "LogsDirectory=securellm", "ConfigurationDirectory=securellm"):
            assert line in lines
        # Longer than the drain, by default 30 s.
        assert int(next(line for line in lines if line.startswith("TimeoutStopSec=")).split("=")[1]) > 30
