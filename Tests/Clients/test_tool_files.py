"""Tools of one's own without a build: loaded from folders, noticed when they change, and those of a project only when
they are allowed."""
import json
import os
import pathlib
import subprocess
import time

import pytest

import projects
from checkout import ROOT
from projects import until
from stdio_client import PREFIX, NoResponse, StdioClient

READ_ONLY = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}


def closed(**properties):
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def tool(name, **more):
    """A tool file that counts the lines of a file of the project."""
    return {
        "name": name, "title": "Count lines", "description": "Counts the lines of one file of the project.",
        "inputSchema": closed(path={"$ref": "../../common/path.json#/$defs/projectPath"}),
        "outputSchema": closed(count={"type": "string", "maxLength": 2000}), "annotations": READ_ONLY,
        "exec": {"program": "wc", "argv": ["--lines", "./{path}"], "timeoutSeconds": 10, "maxOutputBytes": 65536,
                 "output": {"text": {"as": "count"}}}, **more}


def waiting(name):
    """One that takes as long as it is told to."""
    return tool(
        name, inputSchema=closed(seconds={"type": "integer", "minimum": 0, "maximum": 60}),
        exec={"program": "sleep", "argv": ["{seconds}"], "timeoutSeconds": 60, "maxOutputBytes": 1024,
              "output": {"text": {"as": "count"}}})


def write(folder, files):
    for name, content in files.items():
        file = pathlib.Path(folder, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
        file.chmod(0o644)
    return folder


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "tools", {"line_count.json": tool("line_count")})


@pytest.fixture
def own(tmp_path):
    """A project of this test alone."""
    project = tmp_path / "own project"
    write(project, {"notes.txt": "a\nb\n", ".securellm/tools/count.json": tool("own_count")})
    for path in (project / ".securellm", project / ".securellm/tools"):
        path.chmod(0o755)
    return project


def run(binary, environment, *words, **more):
    return subprocess.run([binary, *map(str, words)], env=environment, capture_output=True, text=True, timeout=120, **more)


def names(client, modern=True):
    return [tool["name"] for tool in client.request("tools/list", modern=modern)["tools"]]


def read(client, method, seconds=60):
    """The next notification of a method."""
    deadline = time.monotonic() + seconds
    while True:
        message = json.loads(client.read_line(deadline - time.monotonic()))
        if message.get("method") == method:
            return message


# Loading.

def test_a_tool_of_a_folder_is_listed_shown_and_called(binary, environment, folder):
    listed = run(binary, environment, "tools", "list", "--tools-dir", folder)
    assert listed.returncode == 0 and "line_count" in listed.stdout and listed.stderr == ""
    assert listed.stdout.splitlines()[-1].startswith("line_count "), "those of the build come first"
    shown = run(binary, environment, "tools", "show", "line_count", "--tools-dir", folder)
    assert f"{folder}/line_count.json" in shown.stdout and "read-project" in shown.stdout
    called = run(binary, environment, "tools", "call", "line_count", '{"path":"notes.txt"}', "--tools-dir", folder, "--compact")
    assert called.returncode == 0 and json.loads(called.stdout) == {"count": "3 ./notes.txt\n"}
    by_variable = run(binary, {**environment, "SECURELLM_TOOLS_DIR": str(folder)}, "tools", "call", "line_count", '{"path":"notes.txt"}')
    assert by_variable.returncode == 0
    assert run(binary, environment, "tools", "call", "line_count", "{}").returncode == 2


def test_facts_of_a_folder_are_about_programs_without_any(binary, environment, tmp_path):
    """A marker counts when something says that the program honours it; what is built in stays what it is."""
    path = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[a-z-][a-z.-]*$", "x-path": True}
    shows = {"program": "cat", "argv": ["--number", "--", "{path}"], "timeoutSeconds": 10, "maxOutputBytes": 65536,
             "output": {"text": {"as": "count"}}}
    folder = write(tmp_path / "tools", {"numbered.json": tool("numbered", inputSchema=closed(path=path), exec=shows)})
    listed = run(binary, environment, "tools", "list", "--tools-dir", folder)
    assert "numbered" not in listed.stdout and "[rule 1, option-injection]" in listed.stderr
    facts = {"program": "cat", "seen": [{"version": "9.1", "system": "Debian 12"}], "all": {
        "options": {"harmless": ["-n --number"]}, "markers": [{"word": "--"}], "specialOperands": ["-"],
        "processes": "one", "paths": "operands"}}
    path["pattern"] = "^[a-z-][a-z.-]+$"
    write(folder, {"programs/cat.json": facts, "numbered.json": tool("numbered", inputSchema=closed(path=path), exec=shows)})
    called = run(binary, environment, "tools", "call", "numbered", '{"path":"notes.txt"}', "--tools-dir", folder, "--compact")
    assert called.returncode == 0 and json.loads(called.stdout)["count"].startswith("     1\t"), called.stderr
    write(folder, {"programs/wc.json": {**facts, "program": "wc"}, "count.json": tool("own_count")})
    assert "built in" in run(binary, environment, "tools", "list", "--tools-dir", folder).stderr


def test_what_is_wrong_with_arguments_is_said_as_for_tools_of_the_build(binary, environment, folder):
    for arguments, text in (
            ('{"path":"../x"}', "1:9: /path: pattern: must match the description: A path inside the project"), ('{"path":1}', "1:9: /path: type"),
            ("{}", "required: must have the member \"path\""), ('{"pathh":"x"}', 'did you mean "path"?'),
            ('{"path":".git/config"}', "x-path")):
        called = run(binary, environment, "tools", "call", "line_count", arguments, "--tools-dir", folder)
        assert called.returncode == 1 and text in called.stderr, called.stderr


def test_shipped_tools_give_the_same_results_from_their_files(binary, environment, tmp_path):
    """Under other names: no file can take the name of a built-in tool."""
    calls = projects.available_calls(binary, environment)
    copies = {}
    for file in (ROOT / "Schemas/tools").glob("*/*.json"):
        text = file.read_text()
        name = json.loads(text)["name"]
        if "exec" in json.loads(text) and name in calls:
            copies[f"{file.parent.name}/{file.name}"] = text.replace(f'"name": "{name}"', f'"name": "my_{name}"', 1)
    assert len(copies) >= 3
    folder = write(tmp_path / "copies", copies)
    with StdioClient([binary, "mcp", "--tools-dir", str(folder)], env=environment) as client:
        listed = {entry.pop("name"): entry for entry in client.request("tools/list")["tools"]}
        for name in [name.removeprefix("my_") for name in listed if name.startswith("my_")]:
            assert listed[f"my_{name}"] == listed[name]
            for arguments in (calls[name], {"unknown": 1}, {"paths": ["../x"], "limit": 0}):
                results = [client.call(prefix + name, arguments, timeout=120) for prefix in ("", "my_")]
                texts = [json.dumps(result).replace("my_" + name, name) for result in results]
                assert texts[0] == texts[1]


def test_a_file_that_is_wrong_is_said_and_the_others_work(binary, environment, folder):
    write(folder, {"broken.json": tool("broken", exce={}), "taken.json": tool("git_log"), "cut.json": "{",
                   "swift.json": {**{k: v for k, v in tool("swift").items() if k != "exec"}, "timeoutSeconds": 5, "handler": {"mode": "inline"}}})
    listed = run(binary, environment, "tools", "list", "--tools-dir", folder)
    assert listed.returncode == 0 and "line_count" in listed.stdout and "broken" not in listed.stdout
    for text in (f"{folder}/broken.json:", "error: unknown member \"exce\" in a tool file", f"{folder}/cut.json:1:2: error:",
                 '"git_log" is the name of a built-in tool', "securellm init"):
        assert text in listed.stderr
    served = run(binary, environment, "mcp", "--tools-dir", folder, input="")
    assert served.returncode == 0 and f"{folder}/broken.json:" in served.stderr
    environment["SECURELLM_TOOLS_DIR"] = str(folder)
    assert f"{folder}/broken.json:" in run(binary, environment, "doctor").stdout


def test_relative_folders_are_for_the_command_line(binary, environment, folder):
    listed = run(binary, environment, "tools", "list", "--tools-dir", "tools", cwd=folder.parent)
    assert listed.returncode == 0 and "line_count" in listed.stdout
    environment["SECURELLM_TOOLS_DIR"] = "tools"
    refused = run(binary, environment, "tools", "list", cwd=folder.parent)
    assert refused.returncode == 1 and "SECURELLM_TOOLS_DIR has a path that is not absolute" in refused.stderr


def test_patterns_choose_and_every_list_counts(binary, environment, folder):
    def listed(*words, **more):
        done = run(binary, {**environment, **more}, "tools", "list", "--tools-dir", folder, "--json", *words)
        return [tool["name"] for tool in json.loads(done.stdout)]

    assert listed("--tools", "line_*,server_status") == ["server_status", "line_count"]
    assert listed("--tools", "line_*", SECURELLM_TOOLS="git_*,line_count") == ["line_count"]
    assert listed("--tools", "none") == []
    wrong = run(binary, environment, "tools", "list", "--tools", "a b")
    assert wrong.returncode == 1 and "--tools is not a list of tools" in wrong.stderr
    with StdioClient([binary, "mcp", "--tools-dir", str(folder), "--tools", "line_count"], env=environment) as client:
        assert names(client) == ["line_count"]
        with pytest.raises(NoResponse, match="no tool of this name"):
            client.call("server_status")


# Changes.

def test_changes_are_announced_and_calls_go_on(binary, environment, folder):
    write(folder, {"wait.json": waiting("wait")})
    with StdioClient([binary, "mcp", "--tools-dir", str(folder)], env=environment) as client:
        begun = client.request("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                                              "clientInfo": {"name": "t", "version": "1"}}, modern=False)
        assert begun["capabilities"] == {"tools": {"listChanged": True}}
        client.notify("notifications/initialized", {})
        running = client.start("tools/call", {"name": "wait", "arguments": {"seconds": 6}}, modern=False)
        write(folder, {"more.json": tool("more"), "wait.json": tool("wait")})
        assert read(client, "notifications/tools/list_changed") == {"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}
        assert {"more", "wait", "line_count"} <= set(names(client, modern=False))
        assert client.call("more", {"path": "notes.txt"}, modern=False)["isError"] is False
        assert client.response(running)["result"]["isError"] is False, "it has begun with the tool of before"
        (folder / "more.json").unlink()
        read(client, "notifications/tools/list_changed")
        assert "more" not in names(client, modern=False)


def test_a_subscription_hears_of_changes(binary, environment, folder):
    with StdioClient([binary, "mcp", "--tools-dir", str(folder)], env=environment) as client:
        identifier = client.start("subscriptions/listen", {"notifications": {"toolsListChanged": True}})
        read(client, "notifications/subscriptions/acknowledged")
        write(folder, {"more.json": tool("more")})
        heard = read(client, "notifications/tools/list_changed")
        assert heard["params"]["_meta"] == {PREFIX + "subscriptionId": identifier}
        assert "more" in names(client)


def test_without_files_nothing_is_promised(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        begun = client.request("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                                              "clientInfo": {"name": "t", "version": "1"}}, modern=False)
        assert begun["capabilities"] == {"tools": {}}


# The proxy.

def test_the_proxy_serves_and_checks_tools_of_folders(binary, environment, folder, tmp_path):
    config = tmp_path / "proxy.json"
    config.write_text(json.dumps({"listen": {"port": 0}, "providers": {"ollama": {}}, "tools": {"folders": ["tools"]}}))
    checked = run(binary, environment, "serve", "--config", config, "--check")
    assert checked.returncode == 0, checked.stderr
    write(folder, {"broken.json": "{"})
    checked = run(binary, environment, "serve", "--config", config, "--check")
    assert checked.returncode == 1 and f"{folder}/broken.json:1:2: error:" in checked.stderr
    log = (tmp_path / "log").open("w+")
    process = subprocess.Popen([binary, "serve", "--config", str(config)], env=environment, stderr=log, cwd="/")
    try:
        def text():
            return pathlib.Path(log.name).read_text()

        until(lambda: "Listening on " in text(), 60, "it does not listen")
        address = text().partition("Listening on ")[2].split()[0]
        assert f"{folder}/broken.json:1:2: error:" in text()

        def called(name):
            return run("curl", environment, "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "content-type: application/json",
                       "-d", '{"path":"notes.txt"}',
                       f"{address}/v1/tools/{name}").stdout

        assert called("line_count") == "200" and called("more") == "404"
        write(folder, {"more.json": tool("more")})
        until(lambda: called("more") == "200", 60, "the tool is not offered")
        assert "the tools have changed" in text()
    finally:
        process.terminate()
        process.wait()


# A project's own tools.

def test_tools_of_a_project_are_used_when_they_are_allowed(binary, environment, own):
    environment["SECURELLM_PROJECT_ROOT"] = str(own)

    def listed():
        done = run(binary, environment, "tools", "list")
        return "own_count" in done.stdout, done.stderr

    found, said = listed()
    assert not found and "not allowed yet" in said and f"securellm allow {own}" in said
    assert run(binary, environment, "allow", "--dry-run").returncode == 0 and not listed()[0]
    allowed = run(binary, environment, "allow")
    assert allowed.returncode == 0 and allowed.stderr == ""
    for text in ("own_count: Count lines", "runs      wc --lines ./{path}", "reads the project", "network   no", f"Allowed 1 tool of {own}"):
        assert text in allowed.stdout
    record = next(pathlib.Path(environment["XDG_DATA_HOME"], "securellm/allowed").iterdir())
    assert record.stat().st_mode & 0o777 == 0o600
    assert listed() == (True, "")
    called = run(binary, environment, "tools", "call", "own_count", '{"path":"notes.txt"}')
    assert json.loads(called.stdout) == {"count": "2 ./notes.txt\n"}
    assert str(own) in run(binary, environment, "allow", "--list").stdout
    assert "allowed" in run(binary, environment, "doctor").stdout
    write(own, {".securellm/tools/count.json": tool("own_count", title="Something else")})
    found, said = listed()
    assert not found and "changed since they were allowed" in said
    assert "changed since they were allowed" in run(binary, environment, "doctor").stdout
    assert run(binary, environment, "allow", own).returncode == 0 and listed()[0]
    assert run(binary, environment, "deny").returncode == 0 and not listed()[0]
    assert run(binary, environment, "deny").returncode == 1


def test_a_server_notices_that_tools_are_allowed_and_changed(binary, environment, own):
    environment["SECURELLM_PROJECT_ROOT"] = str(own)
    with StdioClient([binary, "mcp"], env=environment) as client:
        assert "own_count" not in names(client)
        assert run(binary, environment, "allow").returncode == 0
        until(lambda: "own_count" in names(client), 60, "it is not offered")
        write(own, {".securellm/tools/more.json": tool("more")})
        until(lambda: "own_count" not in names(client), 60, "it is still offered")


def test_what_others_may_write_and_links_are_refused(binary, environment, own, tmp_path):
    environment["SECURELLM_PROJECT_ROOT"] = str(own)
    file = own / ".securellm/tools/count.json"
    file.chmod(0o664)
    refused = run(binary, environment, "allow")
    assert refused.returncode == 1 and "other users may write this" in refused.stderr and "nothing is allowed" in refused.stderr
    file.chmod(0o644)
    assert run(binary, environment, "allow").returncode == 0
    os.symlink(write(tmp_path / "else", {"x.json": tool("x")}) / "x.json", own / ".securellm/tools/x.json")
    refused = run(binary, environment, "allow")
    assert refused.returncode == 1 and "symbolic link" in refused.stderr
    assert "own_count" not in run(binary, environment, "tools", "list").stdout


def test_nothing_is_allowed_that_has_errors_or_is_not_there(binary, environment, own, tmp_path):
    environment["SECURELLM_PROJECT_ROOT"] = str(own)
    write(own, {".securellm/tools/cut.json": "{"})
    refused = run(binary, environment, "allow")
    assert refused.returncode == 1 and "cut.json:1:2: error:" in refused.stderr
    assert not pathlib.Path(environment["XDG_DATA_HOME"], "securellm/allowed").exists()
    (tmp_path / "empty").mkdir()
    refused = run(binary, environment, "allow", tmp_path / "empty")
    assert refused.returncode == 1 and "has no tools of its own" in refused.stderr


def test_text_of_a_file_cannot_rewrite_what_is_shown(binary, environment, own):
    environment["SECURELLM_PROJECT_ROOT"] = str(own)
    file = tool("own_count")
    file["exec"]["argv"] = ["--lines", "./{path}"]
    file["exec"]["environment"] = {"NO_COLOR": "1"}
    file["exec"]["x-ack"] = {"NO_COLOR": "harmless\u001b[2K\r\u202e and long enough"}
    write(own, {".securellm/tools/count.json": file})
    shown = run(binary, environment, "allow", "--dry-run")
    assert not set(shown.stdout + shown.stderr) & {"\x1b", "\r", "\u202e"}
