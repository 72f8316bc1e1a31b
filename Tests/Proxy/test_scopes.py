"""What a key opens, and what a configuration offers at all."""
import json
import signal
import subprocess

import pytest

from conftest import PROVIDER_KEY, Proxy, key_in_force, until

ANY = {"providers": {"openai": {"baseURL": "http://127.0.0.1:9/v1", "key": {"env": "PROVIDER_KEY"}}}}
SOME = ["server_status", "cache_stats", "search_text"]


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def make(binary, tmp_path):
    made = []

    def make(tools=None, environment=None, require_key="never"):
        configuration = {**ANY, "clients": {"requireKey": require_key, "keyFile": str(tmp_path / "keys.sqlite")}}
        if tools is not None:
            configuration["tools"] = {"enabled": tools}
        made.append(Proxy(binary, tmp_path, configuration, environment))
        return made[-1]

    yield make
    for proxy in made:
        proxy.stop()


def statuses(proxy, headers=None):
    return {tool: proxy.request(f"/v1/tools/{tool}", b'{"query":"x"}' if tool == "search_text" else {}, headers)[0]
            for tool in SOME}


def listed(proxy):
    paths = json.loads(proxy.request("/openapi.json")[2])["paths"]
    return {path.rsplit("/", 1)[1] for path in paths if path.startswith("/v1/tools/")}


@pytest.mark.parametrize("options, status", [([], 403), (["--metrics"], 200), (["--tools", "*"], 403), (["--models", "x/none", "--metrics"], 200)])
def test_metrics_are_for_keys_that_say_so(make, options, status):
    proxy = make(require_key="always")
    key = key_in_force(proxy, "k", *options)
    response = proxy.request("/metrics", headers=bearer(key))
    assert response[0] == status
    if status == 403:
        assert "--metrics" in json.loads(response[2])["error"]["message"]
    assert proxy.request("/metrics")[0] == 401


def test_metrics_are_open_where_no_key_is_asked_for(make):
    assert make().request("/metrics")[0] == 200


@pytest.mark.parametrize("options", [[], ["--models", "x/none"], ["--requests-per-minute", "9"], ["--metrics"]])
def test_a_key_has_no_tools_unless_it_says_so(make, options):
    proxy = make(require_key="always")
    key = key_in_force(proxy, "k", *options)
    assert set(statuses(proxy, bearer(key)).values()) == {403}


@pytest.mark.parametrize("tools, offered", [
    (["server_status"], {"server_status"}),
    (["cache_*", "server_*"], {"server_status", "cache_stats"}),
    ([], set()),
    (["*"], set(SOME)),
    (["Server_status", "erver_status", "server_statu"], set()),
])
def test_only_tools_that_are_enabled_are_there(make, tools, offered):
    proxy = make(tools)
    assert {tool for tool, status in statuses(proxy).items() if status != 404} == offered
    assert listed(proxy) & set(SOME) == offered


def test_a_key_with_every_tool_has_none_that_is_not_enabled(make):
    proxy = make(["cache_stats"], require_key="always")
    key = key_in_force(proxy, "k", "--tools", "*")
    assert statuses(proxy, bearer(key)) == {"server_status": 404, "cache_stats": 200, "search_text": 404}


def test_the_list_is_read_again(make):
    proxy = make(["cache_stats"])
    configuration = json.loads(proxy.file.read_text())
    configuration["tools"]["enabled"] = ["server_status"]
    proxy.file.write_text(json.dumps(configuration))
    proxy.process.send_signal(signal.SIGHUP)
    until(lambda: statuses(proxy)["server_status"] == 200, 10, "it was not read again")
    until(lambda: statuses(proxy)["cache_stats"] == 404, 10, "it is still there")
    assert listed(proxy) & set(SOME) == {"server_status"}


def test_the_environment_can_only_take_more_away(make):
    proxy = make(["cache_stats", "server_status"], {"SECURELLM_TOOLS": "server_status, search_text"})
    assert {tool for tool, status in statuses(proxy).items() if status != 404} == {"server_status"}


@pytest.mark.parametrize("tools", ["", "a,,b", "git log", "*x", "none,git_log "])
def test_a_list_that_cannot_be_read_offers_nothing(binary, tmp_path, tools):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SECURELLM_TOOLS": tools}
    expected = 0 if tools == "none,git_log " else 1
    for command in (["mcp"], ["serve", "--check"], ["tools", "call", "server_status"], ["tools", "list"]):
        run = subprocess.run([binary, *command], env=environment, cwd=tmp_path, input="", capture_output=True, text=True)
        assert (run.returncode != 0) == bool(expected) or command[1:2] == ["call"]
        if expected:
            assert "SECURELLM_TOOLS is not a list of tools" in run.stderr, command
            assert "server_status" not in run.stdout


@pytest.mark.parametrize("tools", [[""], ["a b"], ["*x"], "git_log", ["a" * 65]])
def test_the_configuration_is_checked(binary, tmp_path, tools):
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({**ANY, "tools": {"enabled": tools}}))
    run = subprocess.run([binary, "serve", "--check", "--config", file], capture_output=True, text=True, cwd=tmp_path,
                         env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PROVIDER_KEY": PROVIDER_KEY})
    assert run.returncode == 1 and "/tools/enabled" in run.stderr
