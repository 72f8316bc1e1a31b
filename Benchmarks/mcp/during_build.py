#!/usr/bin/env python3
"""during_build.py BINARY: 100 server_status calls, one at a time, while a 5 s nix_build runs; prints one JSON line."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Clients"))
from stdio_client import StdioClient  # noqa: E402

CALLS = 100
BUILD_SECONDS = 5
BUILDER = """#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) { sleep(%d); FILE *f = fopen(getenv("out"), "w"); return !f || fclose(f) != 0; }
"""
FLAKE = """{ outputs = { self }: { packages."%s".default = derivation {
  name = "five-seconds"; system = "%s"; builder = "${./builder}"; marker = "%s"; }; }; }
"""


def make_project(folder):
    """A flake whose one package takes five seconds and has never been built before."""
    system = os.uname().machine + "-linux"
    pathlib.Path(folder, "flake.nix").write_text(FLAKE % (system, system, time.time_ns()))
    subprocess.run(["cc", "-static", "-x", "c", "-", "-o", os.path.join(folder, "builder")],
                   input=BUILDER % BUILD_SECONDS, text=True, check=True)


def main():
    if not shutil.which("nix"):
        print(json.dumps({"skipped": "nix is not installed"}))
        return
    with tempfile.TemporaryDirectory() as folder:
        # No program runs in a project that holds the server's own files.
        project = os.path.join(folder, "project")
        os.mkdir(project)
        make_project(project)
        environment = {**os.environ, "SECURELLM_PROJECT_ROOT": project, "XDG_STATE_HOME": folder + "/state",
                       "XDG_DATA_HOME": folder + "/data", "XDG_CACHE_HOME": folder + "/cache"}
        with StdioClient([sys.argv[1], "mcp"], env=environment) as client:
            client.call("server_status")
            start = time.monotonic()
            build = client.start("tools/call", {"name": "nix_build", "arguments": {"offline": True}})
            times = []
            for index in range(CALLS):
                # Spread over the build: start, evaluation, the builder running.
                pause = start + index * (BUILD_SECONDS - 0.5) / CALLS - time.monotonic()
                if pause > 0:
                    time.sleep(pause)
                before = time.perf_counter()
                client.call("server_status")
                times.append((time.perf_counter() - before) * 1000)
            last = time.monotonic() - start
            result = client.response(build, 120)
            took = time.monotonic() - start
    times.sort()
    failed = "error" in result or result["result"].get("isError")
    print(json.dumps({
        "calls": CALLS, "p50_ms": times[49], "p99_ms": times[98], "max_ms": times[99], "build_s": took,
        "overlapped": last < took, "build_failed": bool(failed)}))


if __name__ == "__main__":
    main()
