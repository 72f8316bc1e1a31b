"""What tests give the program to work on: a project, a state of its own, a mock provider on a loopback port."""
import contextlib
import os
import shutil
import socket
import subprocess
import time

from checkout import ROOT

# A builder needs no shell when it brings its own program: Nix builds it in its sandbox, offline.
BUILDER = r"""
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int count, char **arguments) {
  const char *out = getenv("out");
  if (count > 1) sleep((unsigned)atoi(arguments[1]));
  FILE *file = out ? fopen(out, "w") : NULL;
  return !file || fputs("built\n", file) < 0 || fclose(file) != 0;
}
"""
FLAKE = """{
  description = "The project of the client tests";
  outputs = { self }:
    let build = name: seconds: derivation {
      inherit name; system = "%s"; builder = "${./builder}"; args = [ seconds ]; marker = "%s";
    };
    in { value = 42; packages."%s" = { default = build "quick" "0"; slow = build "slow" "60"; }; };
}
"""

# One call for each tool. A tool that is not here fails the tests that compare this table with the catalogue.
CALLS = {
    "cache_stats": {},
    "create_session": {"title": "Client tests"},
    "git_log": {"limit": 5},
    "git_show": {"revision": "HEAD"},
    "git_status": {},
    "nix_build": {"offline": True},
    "nix_eval": {"attribute": "value", "offline": True},
    "nix_flake_metadata": {"offline": True},
    "save_knowledge": {"content": "A fact worth keeping", "type": "insight", "tags": ["clients"]},
    "search_files": {"globs": ["*.txt"]},
    "search_knowledge": {"query": "a fact \"AND (foo-bar* OR"},
    "search_text": {"query": "-needle", "literal": True},
    "server_status": {},
    "system_health_check": {},
}


def make(folder):
    """A git repository with two commits, a file to find and a flake that builds offline."""
    folder.mkdir(exist_ok=True)
    (folder / "notes.txt").write_text("hay\n-needle in the hay\n")
    machine = os.uname().machine + "-linux"
    (folder / "flake.nix").write_text(FLAKE % (machine, folder.name + str(os.getpid()), machine))
    source = folder / "builder.c"
    source.write_text(BUILDER)
    subprocess.run(["cc", "-static", "-O1", "-o", str(folder / "builder"), str(source)], check=True)
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]

    def git(*arguments):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "--initial-branch=main")
    git("add", ".")
    git("commit", "--message=Begin")
    (folder / "notes.txt").write_text("hay\n-needle in the hay\nmore hay\n")
    git("commit", "--all", "--message=Add more hay")
    return folder


def environment(folder, project):
    """What a client passes on: folders below `folder` for logs and data, nothing of the person who runs the tests."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"),
        "XDG_DATA_HOME": str(folder / "data"), "XDG_CACHE_HOME": str(folder / "cache"),
        "SECURELLM_PROJECT_ROOT": str(project)}


def available_calls(binary, environment):
    """The calls of those tools whose program is installed."""
    listing = subprocess.run([binary, "tools", "list"], env=environment, capture_output=True, text=True, check=True)
    names = [line.split()[0] for line in listing.stdout.splitlines() if not line.endswith("is not installed]")]
    return {name: CALLS[name] for name in names}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, seconds, message):
    """Waits for a state, never for a time; `seconds` only end a test that will not succeed any more."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, message
        time.sleep(0.02)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def compile_mock(folder):
    """The mock provider; None without a C compiler."""
    compiler, mock = shutil.which("cc"), folder / "mock"
    if not compiler:
        return None
    subprocess.run([compiler, "-O2", "-pthread", "-w", "-o", mock, ROOT / "Benchmarks" / "gateway" / "mock.c"], check=True)
    return mock


@contextlib.contextmanager
def mock(folder, *options):
    """The address of a mock provider, as long as the block lasts."""
    port = free_port()
    process = subprocess.Popen(
        [compile_mock(folder), "-p", str(port), *map(str, options)], stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), 30, "the mock provider does not listen")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
