#!/usr/bin/env python3
"""proxy.py BINARY: `securellm serve` with everything on, beside nginx as a bare reverse proxy, in front of one mock.

Every round visits each target in turn, so that what else the machine does meets all of them; medians over the rounds.
CPU time per request is the number that holds on a busy machine. Client keys, limits, validation, audit, cost and
metrics are on. Needs cc, nginx and wrk.
"""
import argparse
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent / "gateway"
TICKS = os.sysconf("SC_CLK_TCK")
# As nginx.conf has them.
MOCK_PORT, NGINX_PORT, PROXY_PORT = 9001, 9002, 9003
PATH = "/v1/chat/completions"
BODY = {"model": "gpt-4o-mini", "max_tokens": 256,
        "messages": [{"role": "user", "content": "Say something about gateways."}]}
STREAM = {**BODY, "stream": True, "stream_options": {"include_usage": True}}


def processes(root):
    """The process and everything below it."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as file:
                parents[int(entry)] = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, grown = {root}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        grown = bool(more)
        found |= more
    return found


def cpu_seconds(root):
    total = 0
    for process in processes(root) if root else ():
        try:
            with open(f"/proc/{process}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_mib(root):
    pages = 0
    for process in processes(root):
        try:
            with open(f"/proc/{process}/statm") as file:
                pages += int(file.read().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def wait_for(port, process, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.002)
    sys.exit(f"error: nothing listens on port {port}: is it in use?")


class Target:
    def __init__(self, name, port, process, headers=()):
        self.name, self.port, self.process, self.headers = name, port, process, list(headers)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def pid(self):
        return self.process.pid if self.process else 0

    def post(self, body):
        headers = dict(line.split(": ", 1) for line in self.headers)
        request = urllib.request.Request(
            self.url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read()

    def load(self, folder, connections, seconds):
        """Rate, latencies and CPU time per request of `wrk`."""
        before = cpu_seconds(self.pid)
        run = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", HERE / "post.lua", self.url,
             "--", folder / "body.json", *self.headers], capture_output=True, text=True, check=True)
        found = json.loads(run.stdout.strip().splitlines()[-1])
        found["cpu_us"] = (cpu_seconds(self.pid) - before) * 1e6 / max(1, found["reqs"])
        found["bad"] = found["non2xx"] + found["sock"] + found["timeout"]
        return found

    def streams(self, folder, connections, seconds, *more):
        command = [folder / "sseload", "-u", self.url, "-c", str(connections), "-s", str(seconds), "-b",
                   folder / "stream.json", *more]
        for header in self.headers:
            command += ["-H", header]
        before = cpu_seconds(self.pid)
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        found["cpu_us"] = (cpu_seconds(self.pid) - before) * 1e6 / max(1, found["reqs"])
        found["bad"] = found["errors"] + found["incomplete"] + found["stuck"]
        return found


class Bench:
    def __init__(self, binary, folder, options):
        self.binary, self.folder, self.options = binary, folder, options
        self.started = []
        for name in ("mock", "sseload"):
            subprocess.run(["cc", "-O2", "-pthread", "-w", "-o", folder / name, HERE / f"{name}.c"], check=True)
        (folder / "body.json").write_text(json.dumps(BODY))
        (folder / "stream.json").write_text(json.dumps(STREAM))

    def spawn(self, command, **more):
        self.started.append(subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **more))
        return self.started[-1]

    def stop(self, process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.started.remove(process)

    def mock(self, *options):
        process = self.spawn([self.folder / "mock", "-p", str(MOCK_PORT), *options])
        wait_for(MOCK_PORT, process)
        return process

    def proxy(self, **more):
        """`securellm serve` with a key, a limit, audit, prices and metrics; and how long until its first response. `more`
        goes into its configuration."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "KEY": "sk-provider-0123456789",
                       "SECURELLM_KEYS_DATABASE": str(self.folder / "keys.sqlite")}
        key = subprocess.run(
            [self.binary, "keys", "create", f"bench{len(self.started)}-{time.monotonic_ns()}",
             "--requests-per-minute", "100000000", "--burst", "100000000", "--tokens-per-minute", "1000000000"],
            env=environment, capture_output=True, text=True, check=True).stdout.strip()
        configuration = self.folder / "securellm.json"
        configuration.write_text(json.dumps({
            "listen": {"port": PROXY_PORT, "maxConnections": 20_000},
            "clients": {"requireKey": "always"},
            "audit": {"folder": str(self.folder / "audit")}, **more,
            "providers": {"openai": {
                "baseURL": f"http://127.0.0.1:{MOCK_PORT}/v1", "key": {"env": "KEY"}, "maxConnections": 10_000,
                "limits": {"requestsPerMinute": 100_000_000, "burst": 1_000_000}}}}))
        begun = time.monotonic()
        process = self.spawn(
            [self.binary, "serve", "--config", configuration, "--threads", str(self.options.threads)], env=environment)
        wait_for(PROXY_PORT, process)
        target = Target("securellm", PROXY_PORT, process, [f"Authorization: Bearer {key}"])
        assert target.post(BODY)[0] == 200
        return target, (time.monotonic() - begun) * 1000

    def nginx(self):
        process = self.spawn(["nginx", "-c", HERE / "nginx.conf"])
        wait_for(NGINX_PORT, process)
        return Target("nginx", NGINX_PORT, process)

    # MARK: what is measured

    def requests(self, targets):
        mock = self.mock()
        for target in targets:
            target.load(self.folder, 4, 1)
        rows = {}
        for connections in (1, 16, 64):
            runs = {target.name: [] for target in targets}
            for _ in range(self.options.rounds):
                for target in targets:
                    runs[target.name].append(target.load(self.folder, connections, self.options.seconds))
            rows[connections] = {
                name: {
                    **{key: statistics.median(run[key] for run in found) for key in ("rps", "p50", "p99", "cpu_us")},
                    "added_p50": statistics.median(
                        run["p50"] - base["p50"] for run, base in zip(found, runs["direct"])),
                    "bad": sum(run["bad"] for run in found)}
                for name, found in runs.items()}
        self.stop(mock)
        return rows

    def first_bytes(self, targets):
        mock = self.mock("-i", "2000")
        runs = {target.name: [] for target in targets}
        for _ in range(self.options.rounds):
            for target in targets:
                runs[target.name].append(target.streams(self.folder, 1, self.options.seconds))
        self.stop(mock)
        base = runs["direct"]
        return {
            name: {"ttfb_p50": statistics.median(run["ttfb_us"][0] for run in found),
                   "added": statistics.median(run["ttfb_us"][0] - b["ttfb_us"][0] for run, b in zip(found, base)),
                   "cpu_us": statistics.median(run["cpu_us"] for run in found),
                   "bad": sum(run["bad"] for run in found)}
            for name, found in runs.items()}

    def memory(self, count):
        """Resident memory alone but used, and with that many streams that are waited for."""
        mock = self.mock("-i", "60000000")
        starts = []
        for _ in range(5):
            target, took = self.proxy()
            starts.append(took)
            if len(starts) < 5:
                self.stop(target.process)
        # By then it has released what only the start needs; a request brings back what requests need.
        time.sleep(1)
        target.post(BODY)
        idle = resident_mib(target.pid)
        data = json.dumps(STREAM).encode()
        head = "\r\n".join(
            [f"POST {PATH} HTTP/1.1", "Host: localhost", "Content-Type: application/json", *target.headers,
             f"Content-Length: {len(data)}", "", ""]).encode()
        clients = []
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", PROXY_PORT), timeout=30)
            client.sendall(head + data)
            clients.append(client)
        for client in clients:
            client.recv(4096)
        busy = resident_mib(target.pid)
        for client in clients:
            client.close()
        self.stop(target.process)
        self.stop(mock)
        return idle, busy, statistics.median(starts)

    def end(self):
        for process in list(self.started):
            self.stop(process)


def show(rows):
    width = max(len(row[0]) for row in rows)
    for name, *cells in rows:
        print("  " + name.ljust(width) + "".join(str(cell).rjust(12) for cell in cells))


def report(what, measured, most, unit=""):
    print(f"  {what}: {measured:.2f}{unit} (at most {most}{unit}) {'ok' if measured <= most else 'MISSED'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--streams", type=int, default=2000, help="idle streams whose memory is measured")
    parser.add_argument("--threads", type=int, default=1, help="event loops; nginx has one worker")
    parser.add_argument("--out", type=pathlib.Path, help="everything as JSON")
    options = parser.parse_args()
    for program in ("cc", "wrk", "nginx"):
        if not shutil.which(program):
            sys.exit(f"error: {program} is missing: apt-get install {'gcc' if program == 'cc' else program}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.binary.absolute(), pathlib.Path(folder), options)
        try:
            idle, busy, start = bench.memory(options.streams)
            first = bench.mock()
            proxy, _ = bench.proxy()
            bench.stop(first)
            targets = [Target("direct", MOCK_PORT, None), bench.nginx(), proxy]
            rows = bench.requests(targets)
            streams = bench.first_bytes(targets)
        finally:
            bench.end()
    print(f"\nProxy, {options.rounds} rounds of {options.seconds} s, medians; {options.threads} event loop(s)")
    for connections, found in rows.items():
        print(f"\n{connections} connection(s)")
        show([("", "requests/s", "p50 us", "p99 us", "added p50", "CPU us", "bad")] + [
            (name, f"{row['rps']:.0f}", row["p50"], row["p99"], row["added_p50"], f"{row['cpu_us']:.1f}", row["bad"])
            for name, row in found.items()])
    print("\nStreams, one at a time, 2 ms between chunks")
    show([("", "ttfb p50 us", "added us", "CPU us", "bad")] + [
        (name, row["ttfb_p50"], row["added"], f"{row['cpu_us']:.0f}", row["bad"]) for name, row in streams.items()])
    print("\nNumbers")
    cpu = rows[16]["securellm"]["cpu_us"]
    report("CPU per request", cpu, 45, " us")
    report("CPU, times nginx", cpu / rows[16]["nginx"]["cpu_us"], 3)
    report("added p50 at one connection", rows[1]["securellm"]["added_p50"], 60, " us")
    report("added time to first byte", streams["securellm"]["added"], 200, " us")
    share = rows[16]["securellm"]["rps"] / rows[16]["nginx"]["rps"]
    print(f"  requests/s at 16 connections, times nginx: {share:.2f} (at least 0.4) {'ok' if share >= 0.4 else 'MISSED'}")
    report("resident memory idle", idle, 20, " MiB")
    report(f"resident memory with {options.streams} idle streams", busy, 100, " MiB")
    report("start to first response", start, 30, " ms")
    if options.out:
        options.out.write_text(json.dumps({
            "requests": rows, "streams": streams, "memory_mib": [idle, busy], "start_ms": start}, indent=1))


if __name__ == "__main__":
    main()
