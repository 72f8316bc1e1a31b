"""A mock provider and `securellm serve` in front of it, on loopback ports of their own."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Common"))
import projects  # noqa: E402
from checkout import program  # noqa: E402
from projects import free_port, listens, until  # noqa: E402
from provider import Provider  # noqa: E402

PROVIDER_KEY = "sk-provider-0123456789abcdef"


@pytest.fixture(scope="session")
def binary():
    return program()


@pytest.fixture(scope="session")
def mock_program(tmp_path_factory):
    mock = projects.compile_mock(tmp_path_factory.mktemp("mock"))
    return mock or pytest.skip("there is no C compiler for the mock provider")


class Mock:
    """The mock provider; options are those of mock.c."""

    def __init__(self, program, *options):
        self.port = free_port()
        self.process = subprocess.Popen(
            [program, "-p", str(self.port), *map(str, options)], stderr=subprocess.DEVNULL)
        until(lambda: listens(self.port), 10, "the mock provider does not listen")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stats(self):
        with urllib.request.urlopen(self.url + "/__stats", timeout=5) as response:
            return json.load(response)

    def stop(self):
        self.process.kill()
        self.process.wait()


class Proxy:
    """`securellm serve` with a folder of its own."""

    def __init__(self, binary, folder, configuration, environment=None):
        self.folder = folder
        self.port = configuration.setdefault("listen", {}).setdefault("port", free_port())
        configuration.setdefault("audit", {}).setdefault("folder", str(folder / "audit"))
        self.file = folder / "securellm.json"
        self.file.write_text(json.dumps(configuration))
        # No program runs in a project that holds the server's own files, as the home does.
        (folder / "project").mkdir(exist_ok=True)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "PROVIDER_KEY": PROVIDER_KEY,
            "SECURELLM_PROJECT_ROOT": str(folder / "project"), **(environment or {})}
        self.binary = binary
        self.start()

    def start(self):
        self.log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--config", self.file], env=self.environment, cwd=self.folder,
            stdout=self.log, stderr=self.log)
        until(lambda: self.process.poll() is not None or listens(self.port), 30, "the proxy does not listen")
        assert self.process.poll() is None, (self.folder / "serve.log").read_text()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def request(self, path, body=None, headers=None, timeout=20, method=None):
        """Status, headers, body; an error's as well."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def events(self):
        """Every event of the audit files."""
        lines = []
        for file in sorted((self.folder / "audit").glob("audit-*.jsonl")):
            lines += file.read_text().splitlines()
        return [json.loads(line) for line in lines]

    def closed(self, count, seconds=10):
        """Waits for that many closing events of clients' requests; then all of them."""
        found = []

        def enough():
            found[:] = [event for event in self.events()
                        if event["event_type"].endswith("_finished") and "caused_by" not in event]
            return len(found) >= count

        until(enough, seconds, f"{count} closing events, of which there are {len(found)}")
        return found

    def metric(self, name):
        """The sum of a series."""
        text = self.request("/metrics")[2].decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.split("{")[0].split(" ")[0] == name)

    def memory(self):
        """Resident, in bytes."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def descriptors(self):
        """Open sockets. Files come and go by themselves: the day's audit, the keys, what the start is not done with."""
        folder, count = f"/proc/{self.process.pid}/fd/", 0
        for name in os.listdir(folder):
            try:
                count += os.readlink(folder + name).startswith("socket:")
            except FileNotFoundError:
                pass
        return count

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


def send(port, method, target, fields=(), body=None, timeout=30):
    """A request with exactly these field lines, several of one name too. The response is read by the caller."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in fields:
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    return connection.getresponse()


def key_of(proxy, name="tests", *options):
    environment = {**proxy.environment, "SECURELLM_KEYS_DATABASE": str(proxy.folder / "keys.sqlite")}
    made = subprocess.run(
        [proxy.binary, "keys", "create", name, *options], env=environment, capture_output=True, text=True, check=True)
    return made.stdout.strip()


def key_in_force(proxy, name="tests", *options):
    """A new key, which every thread of the running proxy has read."""
    key = key_of(proxy, name, *options)
    bearer = {"Authorization": f"Bearer {key}"}
    # Threads read it one after the other, and take the connections in turn.
    tries = range(4 * os.cpu_count())
    until(lambda: all(proxy.request("/v1/models", headers=bearer)[0] == 200 for _ in tries), 30, "the key is not known")
    return key


def two_providers(mock, **more):
    """OpenAI's and Anthropic's API format at the mock."""
    entry = {"baseURL": mock.url + "/v1", "key": {"env": "PROVIDER_KEY"}, "limits": {}, "validation": "strict", **more}
    return {"providers": {"openai": dict(entry), "anthropic": dict(entry)}}


def both_formats(provider, **more):
    """OpenAI's and Anthropic's names at a provider of the test."""
    configured = {
        "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "validation": "strict", **more}
    return {"providers": {"openai": dict(configured), "anthropic": dict(configured)}}


def entry(provider, *formats, **more):
    """A provider's entry in the configuration, with all its API formats at one address."""
    return {"endpoints": [{"apiFormat": format} for format in formats], "baseURL": provider.url,
            "key": {"env": "PROVIDER_KEY"}, "limits": {}, "validation": "strict", **more}


@pytest.fixture
def make_mock(mock_program):
    made = []

    def make(*options):
        made.append(Mock(mock_program, *options))
        return made[-1]

    yield make
    for mock in made:
        mock.stop()


@pytest.fixture
def make_provider():
    made = []

    def make(*arguments, kind=Provider, **more):
        made.append(kind(*arguments, **more))
        return made[-1]

    yield make
    for provider in made:
        provider.stop()


@pytest.fixture
def make_proxy(binary, tmp_path):
    made = []

    def make(configuration, **more):
        folder = tmp_path / f"proxy{len(made)}"
        folder.mkdir()
        made.append(Proxy(binary, folder, configuration, **more))
        return made[-1]

    yield make
    for proxy in made:
        proxy.stop()


@pytest.fixture
def serve(make_proxy, make_provider):
    """A proxy in front of a provider that responds as the function does, and gets no second try unless one is given."""
    def serve(respond=None, retries=None, **more):
        provider = make_provider(respond=respond)
        return make_proxy(both_formats(provider, retries=retries or {"max": 0}, **more)), provider

    return serve


@pytest.fixture
def mock(make_mock):
    return make_mock()


@pytest.fixture
def proxy(make_proxy, mock):
    return make_proxy(two_providers(mock))


def chat(text="Hello", **more):
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}], "max_tokens": 16, **more}


def message(text="Hello", **more):
    return {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": text}], "max_tokens": 16, **more}


def ask(text="Hello", **more):
    """A request of the Responses API."""
    return {"model": "gpt-5-mini", "input": text, **more}
