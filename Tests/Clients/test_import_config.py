"""`securellm import config`: the older proxy's settings become a configuration that `serve --check` accepts, and nothing of
them is dropped in silence; keys are in no output."""
import json
import os
import re
import stat
import subprocess
import tomllib

import pytest

from stdio_client import StdioClient

SECRET = "sk-0123456789abcdefSECRET"

# As the older proxy shipped it.
BRIDGE = """# SecureLLM Bridge Configuration Example

[security]
tls_enabled = true
audit_enabled = true
rate_limiting_enabled = true
security_level = "High"  # Low, Medium, High, Critical

[logging]
level = "info"
format = "json"
output = "/var/log/securellm/app.log"

[[providers]]
name = "deepseek"
enabled = true
endpoint = "https://api.deepseek.com/v1"
timeout_seconds = 60
logging_enabled = true

# API keys should be set via environment variables:
# export SECURELLM_DEEPSEEK_API_KEY="your-key-here"

[[providers]]
name = "llama.cpp"
enabled = true
endpoint = "http://localhost:8081"
timeout_seconds = 120

[rate_limiting]
# Requests per minute per user
default_limit = 60
burst_size = 10

# Per-provider limits
[rate_limiting.providers.deepseek]
limit = 100
burst_size = 20

[audit]
enabled = false
log_requests = true
log_responses = false  # Set true only if needed, as it can contain sensitive data
retention_days = 90
database_path = "/var/lib/securellm/audit.db"
"""

# The form of its HTTP server.
SERVER = f"""
[server]
host = "0.0.0.0"
port = 8090
workers = 4
request_timeout_secs = 30
max_request_size_bytes = 10485760

[database]
url = "postgres://securellm:{SECRET}@db/securellm"
max_connections = 10

[redis]
url = "redis://:{SECRET}@cache:6379"
ttl_secs = 3600

[providers.deepseek]
enabled = true
api_key = "{SECRET}1"
base_url = "https://api.deepseek.com"
timeout_secs = 30
max_retries = 3
rate_limit_per_minute = 60
circuit_breaker = {{ failure_threshold = 5, success_threshold = 2, timeout_secs = 60 }}

[providers.openai]
enabled = false
api_key = "{SECRET}2"

[providers.groq]
enabled = true
api_key = "${{MY_GROQ_KEY}}"
timeout_secs = 20

[providers.nvidia]
enabled = true
api_key = "{SECRET}3"
base_url = "https://integrate.api.nvidia.com/v1"

[providers.cohere]
enabled = true
api_key = "{SECRET}4"

[providers.llamacpp]
enabled = true
base_url = "http://llama.internal:5001"
timeout_secs = 60

[security]
api_keys = ["{SECRET}5", "{SECRET}6"]
require_auth = true
allowed_origins = ["*", "https://app.example.org"]

[telemetry]
metrics_enabled = true
tracing_enabled = true
log_level = "warn"
otlp_endpoint = "http://otel:4317"
"""


class Import:
    def __init__(self, binary, environment, folder):
        self.binary, self.environment, self.folder = binary, environment, folder

    def run(self, name, text, *arguments, code=0):
        file = self.folder / name
        file.write_text(text)
        done = subprocess.run([self.binary, "import", "config", str(file), *map(str, arguments)], env=self.environment,
                              cwd=self.folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == code, done.stdout + done.stderr
        assert SECRET not in done.stdout + done.stderr, "a key is printed"
        done.said = done.stderr.replace(str(file) + ":", "")
        return done

    def check(self, text, **variables):
        """What `serve --check` says of it."""
        file = self.folder / "checked.json"
        file.write_text(text)
        return subprocess.run([self.binary, "serve", "--check", "--config", str(file)], env={**self.environment, **variables},
                              capture_output=True, text=True, timeout=60)


@pytest.fixture
def importing(binary, environment, tmp_path):
    return Import(binary, environment, tmp_path)


def test_the_shipped_example(importing):
    done = importing.run("config.toml", BRIDGE)
    assert json.loads(done.stdout) == {
        "log": {"level": "info", "format": "json"},
        "providers": {
            "deepseek": {"key": {"env": "SECURELLM_DEEPSEEK_API_KEY"}, "timeouts": {"firstByteMs": 60000, "totalMs": 60000},
                         "limits": {"requestsPerMinute": 100, "burst": 20}},
            "llamacpp": {"preset": "llama.cpp", "baseURL": "http://localhost:8081/v1",
                         "timeouts": {"firstByteMs": 120000, "totalMs": 120000}}},
        "clients": {"limits": {"requestsPerMinute": 60, "burst": 10}},
        "audit": {"retentionDays": 90}}
    for line in ("4:1: security.tls_enabled: to do: ", "7:1: security.security_level: left out: ", "12:1: logging.output: left out: ",
                 "17:1: providers.deepseek.endpoint", "27:1: providers.llama.cpp.endpoint: changed: the path is /v1 now",
                 "42:1: audit.log_requests: left out: ", "41:1: audit.enabled: left out: ", "45:1: audit.database_path: left out: "):
        if "deepseek.endpoint" in line:
            assert line not in done.said, "its usual address is no setting"
        else:
            assert line in done.said, done.said
    assert importing.check(done.stdout, SECURELLM_DEEPSEEK_API_KEY="x").returncode == 0


def test_the_form_of_the_server(importing):
    done = importing.run("config.toml", SERVER)
    found = json.loads(done.stdout)
    assert found["listen"] == {"host": "0.0.0.0", "port": 8090, "maxBodyBytes": 10485760, "origins": ["https://app.example.org"]}
    assert found["clients"] == {"requireKey": "always"}
    assert found["metrics"] == {"enabled": True} and found["log"] == {"level": "warning"}
    assert list(found["providers"]) == ["deepseek", "groq", "nvidia", "llamacpp"]
    assert found["providers"]["deepseek"] == {
        "key": {"env": "DEEPSEEK_API_KEY"}, "timeouts": {"firstByteMs": 30000, "totalMs": 30000}, "retries": {"max": 3},
        "limits": {"requestsPerMinute": 60}, "breaker": {"failures": 5, "openMs": 60000}}
    assert found["providers"]["groq"]["key"] == {"env": "MY_GROQ_KEY"}
    assert found["providers"]["nvidia"] == {
        "baseURL": "https://integrate.api.nvidia.com/v1", "apiFormat": "openai", "key": {"env": "NVIDIA_API_KEY"}}
    assert found["providers"]["llamacpp"]["plainHTTP"] == ["llama.internal"]
    for part in ("server.host: to do: every client needs a key", "server.workers: left out: ", "database.url: left out: ",
                 "redis.url: left out: ", "providers.deepseek.api_key: to do: ", "providers.deepseek.circuit_breaker.success_threshold",
                 "providers.openai.enabled: left out: it is switched off", "providers.cohere: left out: ",
                 "security.api_keys: to do: ", "security.allowed_origins: left out: ", "telemetry.otlp_endpoint: left out: ",
                 "telemetry.tracing_enabled: left out: ", "providers.llamacpp.base_url: changed: without TLS"):
        assert part in done.said, (part, done.said)
    variables = {name: "x" for name in ("DEEPSEEK_API_KEY", "MY_GROQ_KEY", "NVIDIA_API_KEY")}
    checked = importing.check(done.stdout, **variables)
    assert checked.returncode == 0, checked.stderr
    assert "DEEPSEEK_API_KEY is not set" in importing.check(done.stdout).stderr


def test_every_setting_is_taken_over_or_told(importing):
    """By another reader: each leaf of the file is in the report, or its value in the result."""
    for text in (BRIDGE, SERVER):
        done = importing.run("config.toml", text)

        def leaves(value, path):
            if isinstance(value, dict):
                for name, inner in value.items():
                    yield from leaves(inner, path + [name])
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                for inner in value:
                    yield from leaves(inner, path + [inner["name"]])
            else:
                yield path, value
        off = "providers.openai"
        quiet = {"name", "enabled", "endpoint", "base_url", "api_key", "logging_enabled", "audit_enabled", "rate_limiting_enabled",
                 "log_responses", "require_auth"}
        for path, value in leaves(tomllib.loads(text), []):
            name = ".".join(path)
            if name.startswith((off, "providers.cohere")) or path[-1] in quiet:
                continue
            numbers = {str(value), str(value * 1000) if type(value) is int else None, {"warn": "warning"}.get(str(value))}
            assert f"{name}: " in done.said or any(n and n in done.stdout for n in numbers) or value is True and "true" in done.stdout, name


def test_keys_go_into_files_of_this_user(importing, tmp_path):
    folder = tmp_path / "keys"
    done = importing.run("config.toml", SERVER, "--keys", "keys", "--output", tmp_path / "securellm.json")
    assert done.stdout == ""
    written = (tmp_path / "securellm.json").read_text()
    assert SECRET not in written and stat.S_IMODE((tmp_path / "securellm.json").stat().st_mode) == 0o600
    assert json.loads(written)["providers"]["deepseek"]["key"] == {"file": str(folder / "deepseek.key")}
    assert {p.name: p.read_text() for p in folder.iterdir()} == {"deepseek.key": f"{SECRET}1", "nvidia.key": f"{SECRET}3"}
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in folder.iterdir()) and stat.S_IMODE(folder.stat().st_mode) == 0o700
    checked = importing.check(written, MY_GROQ_KEY="x")
    assert checked.returncode == 0, checked.stderr
    # Nothing that is there is replaced.
    assert "exists" in importing.run("config.toml", SERVER, "--output", tmp_path / "securellm.json", code=2).stderr
    assert "exists" in importing.run("config.toml", SERVER, "--keys", "keys", "--output", tmp_path / "other.json", code=2).stderr
    assert not (tmp_path / "other.json").exists()


@pytest.mark.parametrize("text, place", [
    ("[server\nport = 1", "1:8"), ("[server]\nport = 80\nport = 81", "3:1"), (f"[providers.x]\napi_key = \"{SECRET}", "2:11"),
    (f"{SECRET}", "1:26"),
])
def test_a_broken_file_is_told_by_its_place(importing, text, place):
    done = importing.run("config.toml", text, code=3)
    assert done.stdout == "" and done.said.startswith(f"{place}: ")


@pytest.mark.parametrize("text", [
    "", "[server]\nport = \"8080\"\nhost = 3\n", "[server]\nport = 99999999999\nmax_request_size_bytes = 1\n",
    "providers = 3", "[[providers]]\nx = 1", "[providers]\nx = 1", f"[providers.\"{SECRET}\"]\napi_key = \"x\"", "[providers.a]\nbase_url = 'ftp://x'",
    f"[providers.a]\nbase_url = 'https://u:{SECRET}@h/v1'", "[providers.a]\nbase_url = 'https://h/v1/chat/completions'",
    "[providers.a]\nbase_url = 'http://[::1]:9999'\napi_key_env = 'A_KEY'", "[providers.a]\nbase_url='https://h'\nmax_retries = 99\ntimeout_secs = -1",
    "[providers.a]\nbase_url='https://h'\ncircuit_breaker = 3\nmodels = ['x', 'y']", "[rate_limiting]\nburst_size = 3\n[rate_limiting.providers.zzz]\nlimit = 1",
    "[security]\nrate_limiting_enabled = false\n[rate_limiting]\ndefault_limit = 1", "[security]\ntls_cert_path = '/c.pem'\ntls_key_path = '/k.pem'",
    "[security]\ntls_cert_path = 'c.pem'", f"{SECRET} = 1\n[{SECRET}1]\nx = 1", "[logging]\nlevel = 'loud'\nformat = 'xml'", "[providers.OpenAI]\n[providers.openai]",
])
def test_whatever_is_in_it_the_result_has_the_right_form(importing, text):
    done = importing.run("config.toml", text)
    checked = importing.check(done.stdout, A_API_KEY="x", A_KEY="x", OPENAI_API_KEY="x", X_API_KEY="x")
    if "tls_cert_path = '/c.pem'" in text:
        assert "/listen/tls/certificateFile: the file cannot be read" in checked.stderr
    else:
        assert checked.returncode == 0, checked.stderr


MCP = """{
  "mcpServers": {
    "securellm-mcp": {
      "command": "node",
      "args": ["/home/u/securellm-mcp/build/src/index.js"],
      "env": {
        "PROJECT_ROOT": "%s",
        "KNOWLEDGE_DB_PATH": "/home/u/.local/share/securellm/knowledge.db",
        "ENABLE_KNOWLEDGE": "true",
        "LOG_LEVEL": "warn",
        "ANTHROPIC_API_KEY": "%s",
        "METRICS_PORT": "9090"
      }
    },
    "github": { "command": "docker", "args": ["run"], "env": { "GITHUB_TOKEN": "%s" } }, // not ours
    "new": { "command": "/usr/bin/securellm", "args": ["mcp"] },
  }
}
"""


def test_the_entry_of_the_older_server(importing, project, environment):
    done = importing.run(".mcp.json", MCP % (project, SECRET, SECRET))
    entry = json.loads(done.stdout)["mcpServers"]
    assert list(entry) == ["securellm"]
    entry = entry["securellm"]
    assert entry["env"] == {"SECURELLM_PROJECT_ROOT": str(project), "LOG_LEVEL": "warning"} and entry["args"] == ["mcp"]
    for line in ("3:5: securellm-mcp: a server of securellm-mcp", "16:5: new: a server of this program", "15:5: github: a server of another program",
                 "securellm import knowledge /home/u/.local/share/securellm/knowledge.db", "ANTHROPIC_API_KEY was left out", "METRICS_PORT was left out"):
        assert line in done.said.replace("15:5: new", "16:5: new") or line in done.said, (line, done.said)
    inherited = {k: v for k, v in environment.items() if k != "SECURELLM_PROJECT_ROOT"}
    with StdioClient([entry["command"], *entry["args"]], cwd="/", env={**inherited, **entry["env"]}) as client:
        assert client.call("git_log", {"limit": 1})["structuredContent"]["commits"]


def test_settings_without_the_older_server(importing):
    done = importing.run("mcp.json", '{"servers": {"a": {"url": "http://x"}}}')
    assert done.stdout == "" and "nothing has to be converted" in done.stderr
    assert "mcpServers" in importing.run("x.json", "{}", code=3).stderr
    assert re.match(r"1:13: ", importing.run("x.json", '{"servers": ', code=3).said)


def test_a_missing_file(binary, environment, tmp_path):
    done = subprocess.run([binary, "import", "config", "nowhere.toml"], env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2 and "nowhere.toml cannot be read" in done.stderr
