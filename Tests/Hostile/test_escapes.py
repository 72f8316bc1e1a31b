"""What an attacker's program can do when it replaces the one that a tool runs."""
import fcntl
import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import termios
import time

import pytest

import sites
from escapes import (
    BUBBLEWRAP, BY_GROUP, CASES, DECLARED, OFFLINE, READ_PROJECT, UNTRIED, declared, succeeded)
from processes import all_processes, command_line
from projects import until
from sites import text

BINARY = "int puts(const char *); int main(void) { puts(\"binary: ok\"); return 0; }"


@pytest.fixture
def prepared(site, user):
    """A site with everything that the attacks try, and the probe in it as `rg`."""
    if user == "nobody" and not sites.reachable_by_nobody(site.base):
        pytest.skip("the temporary folder cannot be reached by another user")
    for name in ("rg", "nix"):
        site.replace_program(name)
    project, outside = site.project, site.outside
    (project / "spare").write_text("")
    (outside / "spare").write_text("")
    for name, target in {"link-to-token": outside / "token", "link-to-outside": outside, "link-to-link": "link-to-token",
                         "link-inside": "folder/notes.txt", "link-to-socket": outside / "socket"}.items():
        (project / name).symlink_to(target)
    (project / "hard-link-to-token").hardlink_to(outside / "token")
    (project / "script").write_text("#!/bin/sh\necho script: ok\n")
    (project / "script").chmod(0o755)
    (project / "binary.c").write_text(BINARY)
    subprocess.run(["cc", "-o", "binary", "binary.c"], cwd=project, check=True)
    site.listen(with_paths=True)
    site.give_to(user)
    return site


def write_case(site, name, limit, form="lines"):
    listeners = site.listeners
    lines = {
        "case": name, "form": form, "limit": limit, "secret": site.secret, "mark": site.mark, "server": 2, "bystander": 3,
        "token": site.outside / "token", "outside": site.outside, "user-home": site.home,
        "server-data": site.home / "data/securellm", "unix": site.outside / "socket", "cgroup": cgroup_file(),
        "unix-packet": site.outside / "packets", "unix-datagram": site.outside / "datagrams",
        "abstract": listeners.abstract, "tcp": listeners.tcp.getsockname()[1], "udp": listeners.udp.getsockname()[1],
        "address": sites.own_address(), "turns": limit}
    (site.project / ".probe-case").write_text("".join(f"{name} {value}\n" for name, value in lines.items()))


def cgroup_file():
    folders = ["/sys/fs/cgroup", "/sys/fs/cgroup/pids"]
    return next((f"{folder}/cgroup.procs" for folder in folders if os.path.exists(f"{folder}/cgroup.procs")), "/nowhere")


def without_protection(site, user, more=()):
    """What the probe prints when nothing confines it, and the exit code; its parent takes the part of the server."""
    command = site.as_user([site.base / "probe", "--parent", site.programs / "rg"], user, first=True)
    done = subprocess.run(command, cwd=site.project, env=site.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120)
    return done.stdout.splitlines(), done.returncode


def in_the_tool(site, user, profile=READ_PROJECT, first=True):
    """What it prints when a tool runs it, or the tool's error, and whether the server serves afterwards."""
    command = site.as_user([site.base / "securellm", "mcp"], user, first)
    with site.server(command, **site.with_replacements()) as client:
        result = client.call(profile.tool, profile.arguments, timeout=60)
        served = bool(client.call("server_status", timeout=10)["structuredContent"])
    return result, served


def lines_of(result):
    return READ_PROJECT.lines(result)


def doctor(site, user):
    """What doctor reports to this user."""
    command = site.as_user([site.base / "securellm", "doctor"], user)
    return subprocess.run(command, env=site.environment(), cwd=site.project, capture_output=True, text=True).stdout


@pytest.mark.parametrize("escape, profile", CASES, ids=str)
def test_nothing_escapes(prepared, user, escape, profile):
    """What gets out is what doctor reports, all of it."""
    site = prepared
    if user in escape.alone and profile == READ_PROJECT:
        write_case(site, escape.name, escape.limit[0])
        lines, _ = without_protection(site, user)
        assert succeeded(lines), f"the case proves nothing: {lines}"
        restore(site, user)
    site.listeners.came()
    write_case(site, escape.name, escape.limit[1], profile.form)
    before = state(site)
    result, served = in_the_tool(site, user, profile, first=escape.name not in BY_GROUP)
    escaped, (expected, is_sure) = profile.escapes(escape, result), declared(escape, profile, doctor(site, user))
    assert escaped <= expected, f"{sorted(escaped - expected)}: {profile.lines(result)}"
    assert escaped or not is_sure, f"doctor declares {sorted(expected)}: {text(result)[:2000]}"
    if not escaped:
        check_quiet(site, result, served)
        assert state(site) == before or profile == BUBBLEWRAP


def test_doctor_declares_what_gets_out(prepared, user):
    report = doctor(prepared, user)
    line = next(line for line in report.splitlines() if "not covered" in line)
    reported = set(line.split("not covered")[1].strip().split("; "))
    assert reported == {entry.words for entry in DECLARED if not entry.depends} | UNTRIED


def check_quiet(site, result, served):
    """What holds after every attack."""
    assert result.get("structuredContent") or result["isError"], text(result)
    assert site.secret not in text(result), text(result)
    assert not site.written(), "the server has written the secret"
    assert not site.listeners.came(), "somebody connected"
    assert site.nothing_left(), "processes are left"
    assert served
    with open(site.project / "notes.txt") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody holds a lock any more


def state(site):
    """Every file around the project and in it, with what a change would show in."""
    found = {}
    for folder in (site.project, site.outside):
        for path in sorted(folder.rglob("*")):
            status = path.lstat()
            found[str(path)] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_nlink, status.st_uid)
    return found


def test_an_honest_program_works(prepared, user):
    write_case(prepared, "must-work", 0)
    result, served = in_the_tool(prepared, user)
    expected = ["project file", "link inside", "folder", "null", "listing", "stat", "input", "memory"]
    assert succeeded(lines_of(result)) == set(expected), text(result)
    check_quiet(prepared, result, served)


def restore(site, user):
    """Undoes what an attack did that was meant to succeed."""
    for name in ("made-link", "made-rename", "made-symlink", "made-fifo", "made-socket", site.mark):
        for folder in (site.project, site.outside, site.home):
            path = folder / name
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    shutil.rmtree(site.project / "made-folder", ignore_errors=True)
    if (site.project / "renamed").exists():
        (site.project / "renamed").rename(site.project / "folder")
    subprocess.run(["chattr", "-a", site.project / "notes.txt"], capture_output=True)
    (site.project / "notes.txt").write_text("hay\nneedle\n")
    for name in ("spare",):
        for folder in (site.project, site.outside):
            (folder / name).write_text("")
    site.give_to(user)


@pytest.mark.parametrize("profile", [READ_PROJECT, OFFLINE, BUBBLEWRAP], ids=str)
@pytest.mark.parametrize("user", ["nobody"], indirect=True)
def test_a_crowd_keeps_nobody_from_working(prepared, user, profile):
    """A user has thousands of processes and threads that are none of a tool's: its limit is not about them."""
    who = {"user": sites.NOBODY, "group": sites.NOBODY, "extra_groups": []} if sites.IS_ROOT else {}
    write_case(prepared, "must-work", 0, profile.form)
    crowd = subprocess.Popen(["sh", "-c", "for number in $(seq 700); do sleep 300 & done; wait"],
                             start_new_session=True, **who)
    try:
        until(lambda: not crowd.poll() and children(crowd.pid) == 700, 60, "there is no crowd")
        result, _ = in_the_tool(prepared, user, profile)
    finally:
        os.killpg(crowd.pid, signal.SIGKILL)
        crowd.wait()
    assert "project file" in succeeded(profile.lines(result)), text(result)[:2000]


def children(process):
    return len(pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split())


# Attacks that no line of the probe can report: who is alive afterwards, what the server used, what lies there.

def check_that_they_stay(site, user):
    """Three processes of the attack are left when nothing ends them; they are ended here."""
    subprocess.run(site.as_user([site.programs / "rg"], user), cwd=site.project, env=site.environment(),
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    until(lambda: len(site.left()) == 3, 5, "the case proves nothing: they do not stay")
    site.end_left()


@pytest.mark.parametrize("profile", [READ_PROJECT, OFFLINE, BUBBLEWRAP], ids=str)
@pytest.mark.parametrize("attack", ["leaving", "leaving-with-games"])
def test_nobody_stays(prepared, user, profile, attack):
    write_case(prepared, attack, 0)
    check_that_they_stay(prepared, user)
    write_case(prepared, attack, 0, profile.form)
    result, served = in_the_tool(prepared, user, profile)
    check_quiet(prepared, result, served)


def test_the_server_outlives_every_signal(prepared, user):
    write_case(prepared, "hard-signals", 0)
    _, code = without_protection(prepared, user)
    assert code == 128 + signal.SIGKILL, "the case proves nothing: the parent lives"
    command = prepared.as_user([prepared.base / "securellm", "mcp"], user, first=True)
    with prepared.server(command, **prepared.with_replacements()) as client:
        result = client.call("search_files")
        assert client.call("server_status", timeout=5)["structuredContent"]
        assert len(named(prepared.base / "probe")) == 2, "the bystander was ended"
    check_quiet(prepared, result, True)


def named(program):
    """Processes that were started by this name."""
    return [process for process in all_processes() if command_line(process).startswith(os.fsencode(program) + b"\0")]


@pytest.mark.parametrize("attack", ["flood-output", "flood-errors", "flood-both"])
def test_a_flood_is_cut_off(prepared, user, attack):
    write_case(prepared, attack, 0)
    with prepared.server(prepared.as_user([prepared.base / "securellm", "mcp"], user),
                         **prepared.with_replacements()) as client:
        client.call("server_status")
        began, start = time.monotonic(), resident(client.process.pid)
        identifier = client.start("tools/call", {"name": "search_files", "arguments": {}})
        if attack == "flood-errors":
            # Nothing of it is kept: the time limit ends it, or here a cancellation.
            time.sleep(2)
            grown = resident(client.process.pid) - start
            client.notify("notifications/cancelled", {"requestId": identifier})
        else:
            result = client.response(identifier)["result"]
            grown = resident(client.process.pid) - start
            assert result["isError"] and "output" in text(result), text(result)[:1000]
            assert time.monotonic() - began < 10
        assert prepared.nothing_left()
        assert grown < 64, f"{grown} MiB more"
        assert client.call("server_status", timeout=5)["structuredContent"]


def resident(process):
    """MiB in memory."""
    return int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") >> 20


@pytest.mark.parametrize("attack", ["close-and-live", "processor", "leaving-and-staying"])
def test_a_cancelled_call_leaves_nothing(prepared, user, attack):
    write_case(prepared, attack, 0)
    with prepared.server(prepared.as_user([prepared.base / "securellm", "mcp"], user),
                         **prepared.with_replacements()) as client:
        identifier = client.start("tools/call", {"name": "search_files", "arguments": {}})
        until(prepared.left, 10, "the program does not run")
        time.sleep(0.3)
        assert prepared.left()
        client.notify("notifications/cancelled", {"requestId": identifier})
        assert prepared.nothing_left(), "processes are left after a cancellation"
        assert client.call("server_status", timeout=5)["structuredContent"]


@pytest.mark.skipif(not sites.PROOF, reason="takes as long as the tool's time limit: SECURELLM_PROOF=1")
@pytest.mark.parametrize("attack", ["close-and-live", "processor", "leaving-and-staying"])
def test_the_time_limit_ends_what_stays(prepared, user, attack):
    write_case(prepared, attack, 0)
    with prepared.server(prepared.as_user([prepared.base / "securellm", "mcp"], user),
                         **prepared.with_replacements()) as client:
        began = time.monotonic()
        result = client.call("search_files", timeout=40)
        assert result["isError"] and time.monotonic() - began < 31, text(result)
        assert prepared.nothing_left()
        assert client.call("server_status", timeout=5)["structuredContent"]


def test_a_crash_leaves_no_core(prepared, user):
    """The kernel writes it into the working directory, or wherever its pattern points."""
    write_case(prepared, "core-dump", 0)
    before = state(prepared)
    result, served = in_the_tool(prepared, user)
    assert result["isError"] and "signal" in text(result), text(result)
    assert state(prepared) == before
    check_quiet(prepared, result, served)


@pytest.mark.skipif(pathlib.Path("/proc/sys/kernel/core_pattern").read_text().startswith("|"),
                    reason="the kernel gives cores to a program here")
def test_a_crash_would_leave_a_core(prepared, user):
    write_case(prepared, "core-dump", 0)
    before = state(prepared)
    subprocess.run(["prlimit", "--core=unlimited:unlimited", "--",
                    *prepared.as_user([prepared.programs / "rg"], user)],
                   cwd=prepared.project, env=prepared.environment(), capture_output=True)
    assert state(prepared) != before


@pytest.mark.parametrize("attack", ["terminal", "descriptors"])
def test_nothing_is_inherited(prepared, user, attack):
    """The server has a terminal, and descriptors that nobody marked as its own."""
    write_case(prepared, attack, 0)
    own, other = pty.openpty()
    extra = os.open(prepared.outside, os.O_RDONLY)
    command = prepared.as_user([prepared.base / "securellm", "tools", "call", "search_files"], user)

    def take_terminal():
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def run(command, output):
        return subprocess.run(
            command, stdin=other, stdout=output, stderr=output, cwd=prepared.project, pass_fds=[extra], text=True,
            start_new_session=True, preexec_fn=take_terminal, timeout=60,
            env=prepared.environment(**prepared.with_replacements()))

    alone = run(prepared.as_user([prepared.programs / "rg"], user), subprocess.PIPE)
    assert succeeded(alone.stdout.splitlines()), "the case proves nothing"
    done = run(command, subprocess.PIPE)
    lines = json.loads(done.stdout)["files"]
    assert succeeded(lines) == set(), lines
    os.close(own), os.close(other), os.close(extra)
    assert prepared.nothing_left()


@pytest.mark.parametrize("turns", [200_000 if sites.PROOF else 20_000])
def test_a_link_that_is_swapped_leads_nowhere(prepared, user, turns):
    """Somebody exchanges a folder and a link to outside while the program opens what is behind the name."""
    (prepared.project / "swapped").mkdir()
    (prepared.project / "swapped" / "token").write_text("honest\n")
    (prepared.project / "other").symlink_to(prepared.outside)
    prepared.give_to(user)
    write_case(prepared, "swapped-link", turns)
    with subprocess.Popen([prepared.base / "probe", "--exchange", "swapped", "other"], cwd=prepared.project) as swapping:
        try:
            lines, _ = without_protection(prepared, user)
            assert "outside" in succeeded(lines), f"the case proves nothing: {lines}"
            result, served = in_the_tool(prepared, user)
        finally:
            swapping.kill()
    assert int(lines_of(result)[0].split()[1]) > turns / 100, "the folder itself was hardly ever there"
    assert not succeeded(lines_of(result)), text(result)
    check_quiet(prepared, result, served)
