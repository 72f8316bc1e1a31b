#!/usr/bin/env python3
"""memcheck.py [--short] [--without-valgrind]: valgrind's memcheck on the optimized program, the one that ships: every
subcommand, every tool, an MCP session of each era, and streams through the proxy. No error may be left; what is none
has its reason in Tests/Common/memory.py. `make memcheck` links the program with the names of its functions, so that
findings can be read. --short does ten commands. A program that was built with a sanitizer checks itself and runs
--without-valgrind. Needs valgrind and cc."""
import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Common"), str(HERE.parent / "Clients")]
import cases  # noqa: E402
import memory  # noqa: E402
import projects  # noqa: E402
from checkout import program  # noqa: E402
from stdio_client import StdioClient  # noqa: E402

VALGRIND = ["valgrind", "--quiet", "--trace-children=no", "--track-origins=yes", "--num-callers=30"]
# One of each kind that works on something of its own: schemas, JSON Lines, YAML, suites, keys, programs, the store.
SHORT = ["validate", "explain", "test", "fmt", "lint", "upgrade", "generate", "infer", "keys create", "tools call"]
PASSED_ON = {"SWIFT_BACKTRACE", "ASAN_OPTIONS", "TSAN_OPTIONS"}
HANDSHAKES = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]


class Checker:
    def __init__(self, folder, under_valgrind):
        self.under_valgrind = under_valgrind
        self.folder, self.binary, self.count, self.findings = folder, program(), 0, []
        self.lock = threading.Lock()
        self.project = projects.make(folder / "project")
        (folder / "work").mkdir()
        cases.write_files(folder / "work")

    def environment(self, number):
        """Every command has a state of its own: they run beside each other."""
        state = self.folder / f"state{number}"
        passed_on = {name: value for name, value in os.environ.items() if name in PASSED_ON}
        # Valgrind does not know the calls of Landlock, so the programs that it does not follow run without.
        confinement = {"SECURELLM_SANDBOX": "optional"} if self.under_valgrind else {}
        return {**projects.environment(state, self.project), **passed_on, **confinement,
                "SECURELLM_KEYS_DATABASE": str(state / "keys.sqlite")}

    def start(self):
        """The command line of a new run, its environment, and the file that gets the findings."""
        with self.lock:
            self.count += 1
            number = self.count
        log = self.folder / f"log{number}"
        tool = [*VALGRIND, f"--log-file={log}"] if self.under_valgrind else []
        return [*tool, str(self.binary)], self.environment(number), log

    def end(self, title, log, code, expected, messages=""):
        reports = memory.reports(log)
        is_right = code == expected and not reports
        if not is_right:
            shown = "".join(reports) + messages
            self.findings.append(f"{title}: {len(reports)} errors, exit code {code}, expected {expected}\n{shown[:8000]}")
        print(f"  {'ok' if is_right else 'FOUND'}  {title}", flush=True)

    def command(self, case):
        command, environment, log = self.start()
        cwd = self.folder / "work"
        if case.before:
            subprocess.run([self.binary, *case.before], cwd=cwd, env=environment, check=True, capture_output=True)
        done = subprocess.run(
            [*command, *case.words], input=case.input, text=True, capture_output=True, cwd=cwd, env=environment, timeout=600)
        self.end(" ".join(case.words) or "securellm", log, done.returncode, case.code, done.stderr)

    def session(self, version, calls):
        """An MCP session that lists the tools and calls them, in the era of a revision."""
        command, environment, log = self.start()
        client = StdioClient([*command, "mcp"], env=environment)
        modern = version is None
        if not modern:
            client.request("initialize", {"protocolVersion": version, "capabilities": {},
                                          "clientInfo": {"name": "memcheck", "version": "1"}}, 120, modern=False)
            client.notify("notifications/initialized", {})
        client.request("tools/list", timeout=120, modern=modern)
        for name, arguments in calls.items():
            client.call(name, arguments, 120, modern)
        client.call("git_log", {"limit": "x", "colour": True}, 120, modern)
        self.end(f"MCP session, {version or 'stateless'}, {len(calls) + 1} calls", log, client.close(60), 0)

    def proxy(self):
        """Keys, a chat completion, a stream, and requests that are refused."""
        command, environment, log = self.start()
        folder = self.folder / "proxy"
        folder.mkdir()
        with projects.mock(folder) as mock:
            port = projects.free_port()
            entry = {"baseURL": mock + "/v1", "key": {"env": "PROVIDER_KEY"}}
            (folder / "securellm.json").write_text(json.dumps({
                "listen": {"port": port}, "audit": {"folder": str(folder / "audit")},
                "providers": {"openai": entry, "anthropic": entry}}))
            server = subprocess.Popen(
                [*command, "serve", "--config", folder / "securellm.json"], cwd=folder,
                env={**environment, "PROVIDER_KEY": "sk-memcheck"}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            projects.until(lambda: projects.listens(port) or server.poll() is not None, 600, "the proxy does not listen")
            chat = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 16}
            message = {**chat, "model": "claude-haiku-4-5"}
            for path, body in [
                    ("/v1/chat/completions", chat), ("/v1/chat/completions", {**chat, "stream": True}),
                    ("/v1/messages", message), ("/v1/messages", {**message, "stream": True}),
                    ("/v1/chat/completions", {"model": 7}), ("/v1/tools/git_log", {"limit": 1}), ("/v1/models", None),
                    ("/metrics", None), ("/openapi.json", None), ("/readyz", None), ("/none", None)]:
                data = None if body is None else json.dumps(body).encode()
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}{path}", data, {"Content-Type": "application/json"})
                with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=600) as response:
                    response.read()
            server.terminate()
            self.end("proxy: requests and streams", log, server.wait(600), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="ten commands")
    parser.add_argument("--without-valgrind", action="store_true", help="the program has a sanitizer in it")
    options = parser.parse_args()
    if not options.without_valgrind and not shutil.which("valgrind"):
        sys.exit("error: valgrind is not installed (Debian: apt-get install valgrind)")
    with tempfile.TemporaryDirectory(prefix="memcheck-") as name:
        checker = Checker(pathlib.Path(name), not options.without_valgrind)
        calls = projects.available_calls(checker.binary, checker.environment(0))
        if options.without_valgrind:
            # Nix starts this program instead of git, in a sandbox without the libraries of a toolchain. The optimized program
            # brings its own; one with a sanitizer cannot, since the C library must find the sanitizer's malloc.
            calls = {name: arguments for name, arguments in calls.items() if not name.startswith("nix_")}
            print("left out: the tools of nix")
        if options.short:
            work = [(checker.command, (cases.GOOD[name][0],)) for name in SHORT]
        else:
            tables = [*cases.GOOD.values(), *cases.BAD.values(), cases.PROGRAM]
            work = [(checker.command, (case,)) for table in tables for case in table]
            work += [(checker.command, (cases.Case(["tools", "call", name, json.dumps(arguments)]),))
                     for name, arguments in calls.items()]
            work += [(checker.session, (version, calls)) for version in [None, *HANDSHAKES]] + [(checker.proxy, ())]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for done in [pool.submit(function, *arguments) for function, arguments in work]:
                done.result()
        print("\n".join(checker.findings))
        tool = "memcheck" if checker.under_valgrind else "sanitizer"
        print(f"{tool}: {checker.count} runs, {len(checker.findings)} with errors")
        sys.exit(1 if checker.findings else 0)


if __name__ == "__main__":
    main()
