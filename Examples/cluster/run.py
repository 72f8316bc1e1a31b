#!/usr/bin/env python3
"""run.py BINARY [--stay] [--free-ports]: three instances of the proxy that are one, on this machine.

Starts redis-server, a mock provider, three `securellm serve` and nginx in front of them, from the files of this folder,
and shows what holds: one limit over all instances, what happens without Redis, an instance that dies, one that is
replaced. Exit code 1 when something does not hold. With --stay everything runs on until Ctrl-C, to be tried.
"""
import argparse
import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from provider import MockProvider

HERE = pathlib.Path(__file__).resolve().parent
FRONT, INSTANCES, PROVIDER, REDIS = 18080, [18081, 18082, 18083], 18090, 16379
BODY = {"model": "openai/gpt-mock", "messages": [{"role": "user", "content": "Hello"}]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(holds, what, seconds=15):
    """Waits until it holds, and ends the program when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            sys.exit(f"error: {what} (waited {seconds} s)")
        time.sleep(0.05)


def get(url, headers={}, body=None, timeout=20):
    """Status and body of a request; an error's as well. 0 when there is no response."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (OSError, http.client.HTTPException):
        return 0, b""


class Cluster:
    """All processes, in a folder that is removed at the end."""

    def __init__(self, binary, folder, port):
        self.binary, self.folder, self.port = binary, folder, port
        self.processes = {}
        self.log = open(folder / "processes.log", "ab")
        # Redis asks for a password, as everywhere where more than one program can reach it.
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "PROVIDER_KEY": "sk-of-the-mock-provider",
            "REDIS_URL": f"redis://:of-the-example@127.0.0.1:{port(REDIS)}/0",
            "SECURELLM_KEYS_DATABASE": str(folder / "keys.sqlite")}
        self.configuration = self.written("securellm.json")

    def written(self, name):
        """A file of this example, with the ports and the folder of this run."""
        text = (HERE / name).read_text().replace("FOLDER", str(self.folder))
        for number in [FRONT, *INSTANCES, PROVIDER]:
            text = text.replace(f"127.0.0.1:{number}", f"127.0.0.1:{self.port(number)}")
        (self.folder / name).write_text(text)
        return self.folder / name

    def start(self, name, arguments, more={}):
        self.processes[name] = subprocess.Popen(
            arguments, env={**self.environment, **more}, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log)

    def start_redis(self):
        self.start("redis", [
            "redis-server", "--port", str(self.port(REDIS)), "--bind", "127.0.0.1", "--requirepass", "of-the-example",
            "--save", "", "--appendonly", "no", "--dir", str(self.folder)])

    def start_instance(self, number):
        data = self.folder / f"instance-{number}"
        data.mkdir(exist_ok=True)
        self.start(number, [
            self.binary, "serve", "--config", str(self.configuration), "--port", str(self.port(number))],
            {"XDG_DATA_HOME": str(data)})
        until(lambda: self.ready(number), f"the instance at {self.port(number)} is not ready")

    def start_nginx(self):
        self.written("nginx.conf")
        self.start("nginx", ["nginx", "-p", str(self.folder), "-e", str(self.folder / "nginx.log"), "-c",
                             str(self.folder / "nginx.conf")])
        until(lambda: get(self.front + "/healthz")[0] == 200, "nginx is not ready")

    @property
    def front(self):
        return f"http://127.0.0.1:{self.port(FRONT)}"

    def ready(self, number):
        return self.readiness(number)[0] == 200

    def readiness(self, number):
        status, body = get(f"http://127.0.0.1:{self.port(number)}/readyz")
        return status, json.loads(body) if body else {}

    def end(self, name, how=signal.SIGTERM):
        process = self.processes.pop(name)
        process.send_signal(how)
        process.wait(30)

    def end_all(self):
        for name in reversed(list(self.processes)):
            self.end(name)
        self.log.close()

    def new_key(self, name, *options):
        """A key that every instance has read."""
        made = subprocess.run([self.binary, "keys", "create", name, *options], env=self.environment, cwd=self.folder,
                              capture_output=True, text=True, check=True)
        key = {"Authorization": f"Bearer {made.stdout.strip()}"}
        for number in INSTANCES:
            url = f"http://127.0.0.1:{self.port(number)}/v1/models"
            # Event loops read it one after the other.
            until(lambda: all(get(url, key)[0] == 200 for _ in range(8)), "the key is not known")
        return key

    def ask(self, key, count):
        """That many requests at once, each over a connection of its own. How often each status came."""
        url = self.front + "/v1/chat/completions"
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            return collections.Counter(pool.map(lambda _: get(url, key, BODY)[0], range(count)))

    def take_out(self, number):
        """Out of nginx' list: what it has in flight goes on, and nothing new comes."""
        file = self.folder / "nginx.conf"
        line = f"server 127.0.0.1:{self.port(number)} "
        file.write_text(file.read_text().replace(line, line + "down "))
        self.reload_nginx()

    def put_back(self, number):
        file = self.folder / "nginx.conf"
        file.write_text(file.read_text().replace(f"127.0.0.1:{self.port(number)} down", f"127.0.0.1:{self.port(number)}"))
        self.reload_nginx()

    def reload_nginx(self):
        before = self.workers()
        self.processes["nginx"].send_signal(signal.SIGHUP)
        # The old worker goes on with what it has, while the new one takes what comes.
        until(lambda: self.workers() and not self.workers() & before, "nginx goes on with its old configuration")

    def workers(self):
        number = self.processes["nginx"].pid
        return set(pathlib.Path(f"/proc/{number}/task/{number}/children").read_text().split())


class Report:
    """What is shown, and whether it held."""

    def __init__(self):
        self.failures = 0

    def title(self, text):
        print(f"\n{text}", flush=True)

    def line(self, text, holds=True):
        print(f"  {'ok  ' if holds else 'FAIL'} {text}", flush=True)
        self.failures += not holds


def in_words(statuses):
    return ", ".join(f"{count} x {status or 'no response'}" for status, count in sorted(statuses.items()))


def show_limit(cluster, provider, report):
    report.title("One key, 60 requests a minute, 10 at once: 60 requests over three instances")
    key = cluster.new_key("one limit", "--requests-per-minute", "60", "--burst", "10")
    before, began = provider.count, time.monotonic()
    statuses = cluster.ask(key, 60)
    most = 10 + int(time.monotonic() - began) + 1
    report.line(in_words(statuses), set(statuses) == {200, 429})
    report.line(f"the provider was asked {provider.count - before} times, at most {most} are allowed",
                10 <= provider.count - before <= most)


def show_outage(cluster, report):
    report.title("Redis is killed")
    key = cluster.new_key("without redis", "--requests-per-minute", "6000", "--burst", "300")
    cluster.end("redis", signal.SIGKILL)
    statuses = cluster.ask(key, 60)
    report.line(f"requests go on, by each instance's share of the limits: {in_words(statuses)}", set(statuses) == {200})
    until(lambda: all("degraded" in json.dumps(cluster.readiness(n)[1]) for n in INSTANCES), "no instance says so")
    report.line("GET /readyz of each instance says since when and why: "
                + json.dumps(cluster.readiness(INSTANCES[0])[1].get("state")))
    cluster.start_redis()
    until(lambda: all("degraded" not in json.dumps(cluster.readiness(n)[1]) for n in INSTANCES), "it does not come back")
    report.line("Redis is started again, and every instance uses it again by itself")


def show_death(cluster, report):
    report.title("An instance is killed while requests come")
    key = cluster.new_key("a death", "--requests-per-minute", "60000", "--burst", "1000")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asking = pool.submit(cluster.ask, key, 400)
        time.sleep(0.1)
        cluster.end(INSTANCES[0], signal.SIGKILL)
        statuses = asking.result()
    # What was in flight at the moment is lost with the process; nobody sends it twice.
    report.line(f"only what it had in flight is lost: {in_words(statuses)}", statuses[200] >= 400 - 16)
    cluster.start_instance(INSTANCES[0])
    report.line("it is back, and has closed in its audit what was left open")


def show_replacement(cluster, report):
    report.title("An instance is replaced: taken out of nginx, stopped, started, put back")
    key = cluster.new_key("a replacement", "--requests-per-minute", "60000", "--burst", "1000")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asking = pool.submit(cluster.ask, key, 600)
        cluster.take_out(INSTANCES[1])
        cluster.end(INSTANCES[1])
        cluster.start_instance(INSTANCES[1])
        cluster.put_back(INSTANCES[1])
        statuses = asking.result()
    report.line(f"no request fails: {in_words(statuses)}", set(statuses) == {200})


def recorded(cluster):
    """How many chat completions the audits of all instances have."""
    total = 0
    for number in INSTANCES:
        audit = cluster.folder / f"instance-{number}" / "securellm" / "audit"
        made = subprocess.run(
            [cluster.binary, "usage", "--by", "operation", "--json", "--audit", str(audit)], env=cluster.environment,
            cwd=cluster.folder, capture_output=True, text=True, check=True)
        total += sum(row["requests"] for row in json.loads(made.stdout)["rows"] if row["operation"] == "chat")
    return total


def show_usage(cluster, provider, report):
    report.title("Who has used what, from the audits of all instances")
    # A record is in the file a moment after its response.
    until(lambda: recorded(cluster) >= provider.count, "records are missing", 5)
    report.line(f"{recorded(cluster)} requests are recorded, and the provider was asked {provider.count} times",
                recorded(cluster) == provider.count)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--stay", action="store_true")
    parser.add_argument("--free-ports", action="store_true")
    options = parser.parse_args()
    for program in ["redis-server", "nginx"]:
        if not shutil.which(program):
            sys.exit(f"error: {program} is not installed")
    ports = collections.defaultdict(free_port)
    port = ports.__getitem__ if options.free_ports else int
    with tempfile.TemporaryDirectory(prefix="securellm-cluster-") as name:
        provider = MockProvider(port(PROVIDER))
        cluster = Cluster(pathlib.Path(options.binary).absolute(), pathlib.Path(name), port)
        try:
            failures = run(cluster, provider, options.stay)
        finally:
            cluster.end_all()
            provider.stop()
    sys.exit(1 if failures else 0)


def run(cluster, provider, stays):
    report = Report()
    cluster.start_redis()
    for number in INSTANCES:
        cluster.start_instance(number)
    cluster.start_nginx()
    print(f"Three instances, Redis and nginx run; clients call {cluster.front}.")
    show_limit(cluster, provider, report)
    show_outage(cluster, report)
    show_death(cluster, report)
    show_replacement(cluster, report)
    show_usage(cluster, provider, report)
    if stays:
        stay(cluster)
    return report.failures


def stay(cluster):
    key = cluster.new_key("yours")["Authorization"]
    print(f"""
It runs until Ctrl-C. To try it:

  curl -s {cluster.front}/v1/chat/completions -H '{'Authorization: ' + key}' \\
    -H 'Content-Type: application/json' -d '{json.dumps(BODY)}'
  curl -s http://127.0.0.1:{cluster.port(INSTANCES[0])}/readyz
  redis-cli -p {cluster.port(REDIS)} -a of-the-example --scan

Files, logs and audits: {cluster.folder}""", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
