"""What a program does that is in the hands of somebody else, in place of the one that a tool runs."""
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

import places
from escapes import (
    BUBBLEWRAP, BY_GROUP, CASES, DECLARED, OFFLINE, READ_PROJECT, UNTRIED, declared, succeeded)
from places import text
from projects import until

BINARY = "int puts(const char *); int main(void) { puts(\"binary: ok\"); return 0; }"


@pytest.fixture
def prepared(place, user):
    """A place with everything that the attacks try, and the probe in it as `rg`."""
    if user == "nobody" and not places.reachable_by_nobody(place.base):
        pytest.skip("the temporary folder cannot be reached by another user")
    for name in ("rg", "nix"):
        place.stand_in(name)
    project, outside = place.project, place.outside
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
    place.listen(with_paths=True)
    place.give_to(user)
    return place


def write_case(place, name, limit, form="lines"):
    listeners = place.listeners
    lines = {
        "case": name, "form": form, "limit": limit, "secret": place.secret, "mark": place.mark, "server": 2, "bystander": 3,
        "token": place.outside / "token", "outside": place.outside, "user-home": place.home,
        "server-data": place.home / "data/securellm", "unix": place.outside / "socket", "cgroup": cgroup_file(),
        "unix-packet": place.outside / "packets", "unix-datagram": place.outside / "datagrams",
        "abstract": listeners.abstract, "tcp": listeners.tcp.getsockname()[1], "udp": listeners.udp.getsockname()[1],
        "address": places.own_address(), "turns": limit}
    (place.project / ".probe-case").write_text("".join(f"{name} {value}\n" for name, value in lines.items()))


def cgroup_file():
    folders = ["/sys/fs/cgroup", "/sys/fs/cgroup/pids"]
    return next((f"{folder}/cgroup.procs" for folder in folders if os.path.exists(f"{folder}/cgroup.procs")), "/nowhere")


def without_protection(place, user, more=()):
    """What the probe says when nothing holds it, and the exit code; its parent stands where the server would."""
    command = place.as_user([place.base / "probe", "--parent", place.programs / "rg"], user, first=True)
    done = subprocess.run(command, cwd=place.project, env=place.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120)
    return done.stdout.splitlines(), done.returncode


def in_the_tool(place, user, door=READ_PROJECT, first=True):
    """What it says when a tool runs it, or the tool's error, and whether the server serves afterwards."""
    command = place.as_user([place.base / "securellm", "mcp"], user, first)
    with place.server(command, **place.with_stand_ins()) as client:
        result = client.call(door.tool, door.arguments, timeout=60)
        served = bool(client.call("server_status", timeout=10)["structuredContent"])
    return result, served


def lines_of(result):
    return READ_PROJECT.lines(result)


def doctor(place, user):
    """What doctor says to this user."""
    command = place.as_user([place.base / "securellm", "doctor"], user)
    return subprocess.run(command, env=place.environment(), cwd=place.project, capture_output=True, text=True).stdout


@pytest.mark.parametrize("escape, door", CASES, ids=str)
def test_nothing_escapes(prepared, user, escape, door):
    """What gets out is what doctor says, all of it."""
    place = prepared
    if user in escape.alone and door == READ_PROJECT:
        write_case(place, escape.name, escape.limit[0])
        lines, _ = without_protection(place, user)
        assert succeeded(lines), f"the case proves nothing: {lines}"
        restore(place, user)
    place.listeners.came()
    write_case(place, escape.name, escape.limit[1], door.form)
    before = state(place)
    result, served = in_the_tool(place, user, door, first=escape.name not in BY_GROUP)
    said, (expected, is_sure) = door.escapes(escape, result), declared(escape, door, doctor(place, user))
    assert said <= expected, f"{sorted(said - expected)}: {door.lines(result)}"
    assert said or not is_sure, f"doctor declares {sorted(expected)}: {text(result)[:2000]}"
    if not said:
        check_quiet(place, result, served)
        assert state(place) == before or door == BUBBLEWRAP


def test_doctor_declares_what_gets_out(prepared, user):
    report = doctor(prepared, user)
    line = next(line for line in report.splitlines() if "not covered" in line)
    said = set(line.split("not covered")[1].strip().split("; "))
    assert said == {entry.words for entry in DECLARED if not entry.depends} | UNTRIED


def check_quiet(place, result, served):
    """What holds after every attack."""
    assert result.get("structuredContent") or result["isError"], text(result)
    assert place.secret not in text(result), text(result)
    assert not place.written(), "the server has written the secret"
    assert not place.listeners.came(), "somebody connected"
    assert place.nothing_left(), "processes are left"
    assert served
    with open(place.project / "notes.txt") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody holds a lock any more


def state(place):
    """Every file around the project and in it, with what a change would show in."""
    found = {}
    for folder in (place.project, place.outside):
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


def restore(place, user):
    """Undoes what an attack did that was meant to succeed."""
    for name in ("made-link", "made-rename", "made-symlink", "made-fifo", "made-socket", place.mark):
        for folder in (place.project, place.outside, place.home):
            path = folder / name
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    shutil.rmtree(place.project / "made-folder", ignore_errors=True)
    if (place.project / "renamed").exists():
        (place.project / "renamed").rename(place.project / "folder")
    subprocess.run(["chattr", "-a", place.project / "notes.txt"], capture_output=True)
    (place.project / "notes.txt").write_text("hay\nneedle\n")
    for name in ("spare",):
        for folder in (place.project, place.outside):
            (folder / name).write_text("")
    place.give_to(user)


@pytest.mark.parametrize("door", [READ_PROJECT, OFFLINE, BUBBLEWRAP], ids=str)
@pytest.mark.parametrize("user", ["nobody"], indirect=True)
def test_a_crowd_keeps_nobody_from_working(prepared, user, door):
    """A user has thousands of processes and threads that are none of a tool's: its limit is not about them."""
    who = {"user": places.NOBODY, "group": places.NOBODY, "extra_groups": []} if places.IS_ROOT else {}
    write_case(prepared, "must-work", 0, door.form)
    crowd = subprocess.Popen(["sh", "-c", "for number in $(seq 700); do sleep 300 & done; wait"],
                             start_new_session=True, **who)
    try:
        until(lambda: not crowd.poll() and children(crowd.pid) == 700, 60, "there is no crowd")
        result, _ = in_the_tool(prepared, user, door)
    finally:
        os.killpg(crowd.pid, signal.SIGKILL)
        crowd.wait()
    assert "project file" in succeeded(door.lines(result)), text(result)[:2000]


def children(process):
    return len(pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split())


# Attacks that no line of the probe can tell about: who is alive afterwards, what the server used, what lies there.

def check_that_they_stay(place, user):
    """Three processes of the attack are left when nothing ends them; they are ended here."""
    subprocess.run(place.as_user([place.programs / "rg"], user), cwd=place.project, env=place.environment(),
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    until(lambda: len(place.left()) == 3, 5, "the case proves nothing: they do not stay")
    place.end_left()


@pytest.mark.parametrize("door", [READ_PROJECT, OFFLINE, BUBBLEWRAP], ids=str)
@pytest.mark.parametrize("attack", ["leaving", "leaving-with-games"])
def test_nobody_stays(prepared, user, door, attack):
    write_case(prepared, attack, 0)
    check_that_they_stay(prepared, user)
    write_case(prepared, attack, 0, door.form)
    result, served = in_the_tool(prepared, user, door)
    check_quiet(prepared, result, served)


def test_the_server_outlives_every_signal(prepared, user):
    write_case(prepared, "hard-signals", 0)
    _, code = without_protection(prepared, user)
    assert code == 128 + signal.SIGKILL, "the case proves nothing: the parent lives"
    command = prepared.as_user([prepared.base / "securellm", "mcp"], user, first=True)
    with prepared.server(command, **prepared.with_stand_ins()) as client:
        result = client.call("search_files")
        assert client.call("server_status", timeout=5)["structuredContent"]
        assert len(named(prepared.base / "probe")) == 2, "the bystander was ended"
    check_quiet(prepared, result, True)


def named(program):
    """Processes that were started by this name."""
    return [entry for entry in filter(str.isdigit, os.listdir("/proc"))
            if pathlib.Path(f"/proc/{entry}/cmdline").read_bytes().startswith(os.fsencode(program) + b"\0")]


@pytest.mark.parametrize("attack", ["flood-output", "flood-errors", "flood-both"])
def test_a_flood_is_cut_off(prepared, user, attack):
    write_case(prepared, attack, 0)
    with prepared.server(prepared.as_user([prepared.base / "securellm", "mcp"], user),
                         **prepared.with_stand_ins()) as client:
        client.call("server_status")
        began, start = time.monotonic(), resident(client.process.pid)
        identifier = client.start("tools/call", {"name": "search_files", "arguments": {}})
        if attack == "flood-errors":
            # Nothing of it is kept: the time limit ends it, or here the caller's patience.
            time.sleep(2)
            grown = resident(client.process.pid) - start
            client.notify("notifications/cancelled", {"requestId": identifier})
        else:
            result = client.answer(identifier)["result"]
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
                         **prepared.with_stand_ins()) as client:
        identifier = client.start("tools/call", {"name": "search_files", "arguments": {}})
        until(prepared.left, 10, "the program does not run")
        time.sleep(0.3)
        assert prepared.left()
        client.notify("notifications/cancelled", {"requestId": identifier})
        assert prepared.nothing_left(), "processes are left after a cancellation"
        assert client.call("server_status", timeout=5)["structuredContent"]


@pytest.mark.skipif(not places.PROOF, reason="takes as long as the tool's time limit: SECURELLM_PROOF=1")
@pytest.mark.parametrize("attack", ["close-and-live", "processor", "leaving-and-staying"])
def test_the_time_limit_ends_what_stays(prepared, user, attack):
    write_case(prepared, attack, 0)
    with prepared.server(prepared.as_user([prepared.base / "securellm", "mcp"], user),
                         **prepared.with_stand_ins()) as client:
        began = time.monotonic()
        result = client.call("search_files", timeout=40)
        assert result["isError"] and time.monotonic() - began < 31, text(result)
        assert prepared.nothing_left()
        assert client.call("server_status", timeout=5)["structuredContent"]


def test_a_crash_leaves_no_core(prepared, user):
    """The kernel writes it into the working directory, or wherever its pattern says."""
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
            env=prepared.environment(**prepared.with_stand_ins()))

    alone = run(prepared.as_user([prepared.programs / "rg"], user), subprocess.PIPE)
    assert succeeded(alone.stdout.splitlines()), "the case proves nothing"
    done = run(command, subprocess.PIPE)
    lines = json.loads(done.stdout)["files"]
    assert succeeded(lines) == set(), lines
    os.close(own), os.close(other), os.close(extra)
    assert prepared.nothing_left()


@pytest.mark.parametrize("turns", [200_000 if places.PROOF else 20_000])
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
