"""Tools over HTTP: what a key may call, its limits, and how many run at one time."""
import concurrent.futures
import http.client
import json
import os
import subprocess
import threading
import time

import pytest

from conftest import Proxy, key_in_force, until

ANY = {"providers": {"openai": {"baseURL": "http://127.0.0.1:9/v1", "key": {"env": "PROVIDER_KEY"}}}}


@pytest.fixture
def make(binary, tmp_path):
    made = []

    def make(require_key="always", limits=None, seconds=None, url="http://127.0.0.1:9/v1"):
        """A proxy; with `seconds`, ripgrep is a program that takes that long. It is no script: in the sandbox none could
        start a program to wait with."""
        environment = {"SECURELLM_KEYS_DATABASE": str(tmp_path / "keys.sqlite")}
        if seconds is not None:
            programs = tmp_path / "programs"
            programs.mkdir()
            source = f"#include <unistd.h>\nint main(void) {{ return usleep({int(seconds * 1_000_000)}); }}\n"
            subprocess.run(["cc", "-static", "-x", "c", "-o", str(programs / "rg"), "-"], input=source.encode(), check=True)
            environment["SECURELLM_PROGRAM_PATH"] = str(programs)
        openai = {"baseURL": url, "key": {"env": "PROVIDER_KEY"}}
        configuration = {"providers": {"openai": openai}, "clients": {"requireKey": require_key, "limits": limits or {}}}
        configuration["clients"]["keyFile"] = str(tmp_path / "keys.sqlite")
        made.append(Proxy(binary, tmp_path, configuration, environment))
        return made[-1]

    yield make
    for proxy in made:
        proxy.stop()


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def running(proxy):
    """How many programs run: the children of all threads."""
    count = 0
    for thread in os.listdir(f"/proc/{proxy.process.pid}/task"):
        try:
            with open(f"/proc/{proxy.process.pid}/task/{thread}/children") as file:
                count += len(file.read().split())
        except FileNotFoundError:
            pass
    return count


def call(proxy, tool="server_status", key=None):
    """Each event loop adopts a new key by itself, so the first calls may not know it."""
    for _ in range(100):
        response = proxy.request(f"/v1/tools/{tool}", {}, bearer(key) if key else None, timeout=60)
        if response[0] != 401:
            break
        time.sleep(0.05)
    return response


@pytest.mark.parametrize("options, allowed", [
    ([], set()),
    (["--tools", "*"], {"server_status", "cache_stats"}),
    (["--models", "x/none"], set()),
    (["--models", "x/none", "--tools", "server_status"], {"server_status"}),
    (["--tools", "none"], set()),
    (["--tools", "cache_*"], {"cache_stats"}),
    (["--models", "x/none", "--tools", "*"], {"server_status", "cache_stats"}),
])
def test_a_key_calls_the_tools_of_its_list(make, options, allowed):
    proxy = make()
    key = key_in_force(proxy, "k", *options)
    for tool in ("server_status", "cache_stats"):
        status, _, body = call(proxy, tool, key)
        assert status == (200 if tool in allowed else 403), tool
        if tool not in allowed:
            error = json.loads(body)["error"]
            assert error["code"] == "forbidden" and error["type"] == "permission_error"
            assert f"--tools {tool}" in error["message"]

    def refused():
        return [event for event in proxy.events() if event["event_type"] == "request_rejected" and event["http_status"] == 403]

    refused_tools = {"server_status", "cache_stats"} - allowed
    until(lambda: {event.get("tool") for event in refused()} == refused_tools, 10, "the audit does not have every refusal")
    for event in refused():
        assert event["user"] == "k" and event["operation"] == "execute_tool" and event["error"] == "forbidden"


def test_the_requests_of_a_key_are_limited(make):
    proxy = make()
    key = key_in_force(proxy, "k", "--requests-per-minute", "1", "--tools", "*")
    responses = [call(proxy, key=key) for _ in range(5)]
    assert [status for status, _, _ in responses] == [200, 429, 429, 429, 429]
    assert int(responses[1][1]["Retry-After"]) > 0
    assert json.loads(responses[1][2])["error"]["code"] == "rate_limit_exceeded"


def test_a_refused_call_costs_no_request(make):
    proxy = make()
    key = key_in_force(proxy, "k", "--requests-per-minute", "1", "--tools", "cache_stats")
    assert [call(proxy, key=key)[0] for _ in range(3)] == [403] * 3
    assert call(proxy, "cache_stats", key)[0] == 200


def test_without_keys_the_common_limit_holds(make):
    proxy = make("never", {"requestsPerMinute": 60, "burst": 2})
    assert [call(proxy)[0] for _ in range(4)] == [200, 200, 429, 429]


def test_without_keys_and_limits_every_tool_is_there(make):
    proxy = make("never")
    assert [call(proxy, tool)[0] for tool in ("server_status", "cache_stats") * 10] == [200] * 20


def test_a_key_has_no_more_calls_at_once_than_it_may(make, tmp_path):
    proxy = make("never", {"concurrentRequests": 2}, seconds=2)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        statuses = sorted(status for status, _, _ in pool.map(lambda _: call(proxy, "search_files"), range(6)))
    assert statuses == [200, 200, 429, 429, 429, 429]
    assert call(proxy, "search_files")[0] == 200


def test_tools_and_models_count_together(make, make_provider):
    """Requests of one key in flight, whatever they are for; another key has its own."""
    release = threading.Event()

    def wait(call):
        release.wait(30)
        call.send(200, {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []})

    provider = make_provider(respond=wait)
    proxy = make(limits={"concurrentRequests": 2}, seconds=3, url=provider.url)
    keys = [key_in_force(proxy, name, "--tools", "*", "--models", "*") for name in ("one", "two")]
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}

    def chat(key):
        return proxy.request("/v1/chat/completions", body, bearer(key), timeout=60)

    assert call(proxy, key=keys[0])[0] == call(proxy, key=keys[1])[0] == 200
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        model = pool.submit(chat, keys[0])
        until(lambda: provider.busy == 1, 10, "the provider has got nothing")
        tool = pool.submit(call, proxy, "search_files", keys[0])
        until(lambda: running(proxy) > 0, 10, "the tool does not run")
        status, headers, text = chat(keys[0])
        assert status == 429 and headers["Retry-After"] == "1" and b"requests in flight" in text
        assert call(proxy, "search_files", keys[0])[0] == 429
        assert call(proxy, "server_status", keys[0])[0] == 200, "it takes no time"
        other = pool.submit(chat, keys[1])
        until(lambda: provider.busy == 2, 10, "the other key is refused")
        release.set()
        assert [model.result()[0], other.result()[0], tool.result()[0]] == [200, 200, 200]
    assert [chat(keys[0])[0] for _ in range(5)] == [200] * 5, "one after the other, none is in flight"


def test_five_hundred_calls_start_no_more_than_64_programs(make, tmp_path):
    proxy = make("never", seconds=0.2)
    highest, over = [0], threading.Event()

    def watch():
        while not over.is_set():
            highest[0] = max(highest[0], running(proxy))
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    bodies = [json.dumps({"globs": [f"*.{number}"]}).encode() for number in range(500)]
    with concurrent.futures.ThreadPoolExecutor(500) as pool:
        statuses = list(pool.map(lambda body: proxy.request("/v1/tools/search_files", body, timeout=120)[0], bodies))
    over.set()
    watcher.join()
    assert statuses == [200] * 500
    assert 1 < highest[0] <= 64


def test_of_five_hundred_calls_of_a_key_for_one_a_minute_one_runs(make, tmp_path):
    proxy = make(seconds=0.5)
    key = key_in_force(proxy, "k", "--requests-per-minute", "1", "--tools", "search_*")
    highest, over = [0], threading.Event()

    def watch():
        while not over.is_set():
            highest[0] = max(highest[0], running(proxy))
            time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    bodies = [json.dumps({"globs": [f"*.{number}"]}).encode() for number in range(500)]
    with concurrent.futures.ThreadPoolExecutor(500) as pool:
        responses = list(pool.map(
            lambda body: proxy.request("/v1/tools/search_files", body, bearer(key), timeout=120), bodies))
    over.set()
    watcher.join()
    assert sorted(status for status, _, _ in responses) == [200] + [429] * 499
    assert all(int(headers["Retry-After"]) > 0 for status, headers, _ in responses if status == 429)
    assert highest[0] == 1
    assert len([event for event in proxy.closed(1) if event["event_type"] == "tool_finished"]) == 1


def test_clients_that_leave_end_their_calls(make, tmp_path):
    proxy = make("never", seconds=600)
    clients = []
    for number in range(80):
        client = http.client.HTTPConnection("127.0.0.1", proxy.port)
        client.request("POST", "/v1/tools/search_files", json.dumps({"globs": [f"*.{number}"]}),
                       {"Content-Type": "application/json"})
        clients.append(client)
    until(lambda: running(proxy) == 64, 60, "64 programs do not run")
    for client in clients:
        client.close()
    until(lambda: running(proxy) == 0, 30, "programs run on without their clients")
    assert len([event for event in proxy.closed(80) if event["status"] == "cancelled"]) == 80
    assert call(proxy)[0] == 200


# Leaves a folder for each run: the limits of a program that writes no file hold for what confines it as well.
RECORDING_BWRAP = r"""
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int count, char **words) {
  char path[4096];
  snprintf(path, sizeof path, "%%s/%%d", "%s", getpid());
  mkdir(path, 0700);
  execv("/usr/bin/bwrap", words);
  return 1;
}
"""


@pytest.mark.skipif(not os.path.exists("/usr/bin/bwrap"), reason="bubblewrap is not installed")
@pytest.mark.parametrize("sandbox", [None, "required", "bubblewrap"])
def test_a_configuration_demands_bubblewrap_for_every_program(make_proxy, tmp_path, sandbox):
    programs, runs = tmp_path / "programs", tmp_path / "runs"
    programs.mkdir()
    runs.mkdir()
    source = RECORDING_BWRAP % runs
    subprocess.run(["cc", "-x", "c", "-o", str(programs / "bwrap"), "-"], input=source.encode(), check=True)
    configuration = {**ANY, "tools": {} if sandbox is None else {"sandbox": sandbox}}
    proxy = make_proxy(configuration, environment={"SECURELLM_PROGRAM_PATH": f"{programs}:/usr/bin:/bin"})
    (proxy.folder / "project" / "notes.txt").write_text("a line with a word\n")
    status, _, body = proxy.request("/v1/tools/search_text", {"query": "word"})
    assert status == 200 and b"a line with a word" in body
    assert len(list(runs.iterdir())) == (1 if sandbox == "bubblewrap" else 0)


def test_doctor_says_who_is_confined_by_bubblewrap(make_proxy, tmp_path):
    proxy = make_proxy({**ANY, "tools": {"sandbox": "bubblewrap"}})
    run = subprocess.run([proxy.binary, "doctor", "--config", proxy.file], env=proxy.environment, cwd=proxy.folder,
                         capture_output=True, text=True)
    line = next(text for text in run.stdout.splitlines() if text[3:].startswith("bubblewrap "))
    assert "git_log" in line and "search_text" in line and "nix_eval" in line
