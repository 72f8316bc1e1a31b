"""`securellm mcp install`: an entry in the settings of real clients, with nothing else in them changed, and a server
that starts from what was written."""
import json
import os
import pathlib
import random
import re
import shutil
import stat
import subprocess
import tempfile
import tomllib

import pytest

from stdio_client import StdioClient

CLIENTS = ["claude", "claude-code", "vscode", "cursor", "zed", "windsurf", "codex", "gemini"]
USER_FILES = {
    "claude": ".config/Claude/claude_desktop_config.json",
    "claude-code": ".claude.json",
    "vscode": ".config/Code/User/mcp.json",
    "cursor": ".cursor/mcp.json",
    "zed": ".config/zed/settings.json",
    "windsurf": ".codeium/windsurf/mcp_config.json",
    "codex": ".codex/config.toml",
    "gemini": ".gemini/settings.json"}
PROJECT_FILES = {
    "claude-code": ".mcp.json", "vscode": ".vscode/mcp.json", "cursor": ".cursor/mcp.json", "zed": ".zed/settings.json",
    "codex": ".codex/config.toml", "gemini": ".gemini/settings.json"}
CONTAINERS = {"vscode": "servers", "zed": "context_servers", "codex": "mcp_servers"}
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB"

# As people have them: written by hand, by the client, by other installers, on other systems.
SETTINGS = {
    "claude": {
        "written by the client": '{\n  "globalShortcut": "Ctrl+Space",\n  "mcpServers": {\n    "filesystem": {\n      '
        '"command": "npx",\n      "args": [\n        "-y",\n        "@modelcontextprotocol/server-filesystem",\n        '
        '"/home/ü/Документы"\n      ]\n    },\n    "github": {\n      "command": "docker",\n      "args": ["run", "-i", '
        f'"ghcr.io/github/github-mcp-server"],\n      "env": {{ "GITHUB_TOKEN": "{TOKEN}" }}\n    }}\n  }}\n}}',
        "without servers": '{\n\t"globalShortcut": ""\n}\n',
        "empty": "", "an empty object": "{}", "a byte order mark": '\ufeff{\r\n  "mcpServers": {}\r\n}\r\n'},
    "claude-code": {
        "with a history": json.dumps({
            "numStartups": 42, "tipsHistory": {"a": 1}, "projects": {
                f"/home/u/p{i}": {"history": [{"display": "do \"this\" \\ // and /* that */ 🚀", "pastedContents": {}}],
                                  "mcpServers": {}, "allowedTools": []} for i in range(50)},
            "mcpServers": {"docs": {"type": "http", "url": "https://example.org/mcp"}}, "oauthAccount": {"x": TOKEN}},
            indent=2, ensure_ascii=False)},
    "vscode": {
        "comments and trailing commas": """{
\t// One for each project.
\t"inputs": [
\t\t{ "type": "promptString", "id": "key", "description": "API key", "password": true, },
\t],
\t"servers": {
\t\t/* asks for the key
\t\t   at the first start */
\t\t"perplexity": {
\t\t\t"type": "stdio", "command": "npx", "args": ["-y", "server-perplexity-ask"],
\t\t\t"env": { "PERPLEXITY_API_KEY": "${input:key}" }, // from inputs
\t\t},
\t\t// "old": { "command": "no" },
\t},
}
""",
        "CRLF": '{\r\n    // Windows\r\n    "servers": {\r\n        "a": {"url": "http://x/y"}\r\n    }\r\n}\r\n'},
    "cursor": {"minified": '{"mcpServers":{"a":{"command":"b","args":[]}}}', "only a comment": "// nothing yet\n"},
    "zed": {
        "settings": """// Zed settings
//
// For information on how to configure Zed, see the Zed
// documentation: https://zed.dev/docs/configuring-zed
{
  "ui_font_size": 16,
  "theme": {
    "mode": "system", // or "light"
    "light": "One Light",
    "dark": "One Dark",
  },
  "context_servers": {
    "mcp-server-context7": {
      "source": "extension",
      "settings": {},
    },
  },
  "vim_mode": true,
}
""",
        "without servers": '// Zed settings\n{\n  "vim_mode": false,\n  // the end\n}\n'},
    "windsurf": {"two servers": '{\n  "mcpServers": {\n    "a": {\n      "serverUrl": "https://x/sse"\n    },\n    "b": {\n      '
                 f'"command": "uvx",\n      "args": ["b"],\n      "env": {{\n        "B": "{TOKEN}"\n      }}\n    }}\n  }}\n}}\n'},
    "codex": {
        "several sections": f"""# Codex
model = "gpt-5.2-codex" # the big one
model_reasoning_effort = "high"
notify = ["notify-send", "Codex"]

[mcp_servers.context7]
command = "npx"
args = ["-y", "@upstash/context7-mcp"]
env = {{ "API_KEY" = "{TOKEN}" }}
startup_timeout_sec = 20

[projects."/home/ü/x y"]
trust_level = "trusted"

[tui]
notifications = true""",
        "CRLF": 'model = "o3"\r\n\r\n[features]\r\nweb_search = true\r\n', "empty": ""},
    "gemini": {"nested": '{\n  "security": {"auth": {"selectedType": "oauth-personal"}},\n  "ui": {"theme": "GitHub"},\n  '
               '"mcpServers": {"x": {"httpUrl": "https://x/mcp", "trust": false}}\n}\n'}}
CASES = [pytest.param(client, text, id=f"{client}: {name}") for client, texts in SETTINGS.items() for name, text in texts.items()]


def lenient(text):
    """JSON with comments and trailing commas as a value: strings first, so that nothing inside one is taken for either."""
    tokens = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.S)
    plain = tokens.sub(lambda found: found.group(1) or " ", text.lstrip("\ufeff"))
    pieces = re.split(r'("(?:[^"\\]|\\.)*")', plain)
    pieces[::2] = [re.sub(r",(\s*[]}])", r"\1", piece) for piece in pieces[::2]]
    # A comma may be in one piece and its bracket in the next only with a string between, so this is all of them.
    return json.loads("".join(pieces)) if plain.strip() else {}


def value(client, data):
    text = data.decode()
    return tomllib.loads(text.lstrip("\ufeff")) if client == "codex" else lenient(text)


class Home:
    def __init__(self, folder, binary, project):
        self.folder, self.binary, self.project = folder, binary, project
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}

    def run(self, *arguments, code=0, cwd=None, **options):
        done = subprocess.run(
            [self.binary, "mcp", "install", *map(str, arguments)], env=self.environment, cwd=cwd or self.project,
            capture_output=True, timeout=60, **options)
        # Not as text: that would make line feeds of all line ends.
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        assert done.returncode == code, done.stdout + done.stderr
        assert TOKEN not in done.stdout + done.stderr
        return done

    def file(self, client):
        return self.folder / USER_FILES[client]

    def write(self, client, text):
        file = self.file(client)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def tree(self):
        return {str(p.relative_to(self.folder)): (p.stat().st_mtime_ns, p.read_bytes()) for p in self.folder.rglob("*") if p.is_file()}


@pytest.fixture
def home(tmp_path, binary, project):
    return Home(tmp_path, binary, project)


def servers(client, data):
    return value(client, data).get(CONTAINERS.get(client, "mcpServers"), {})


@pytest.mark.parametrize("client, text", CASES)
def test_only_our_entry_comes_and_goes(home, client, text):
    file = home.write(client, text)
    before = file.read_bytes()
    home.run("--client", client, "--project", home.project)
    after = file.read_bytes()
    wanted = value(client, before)
    entry = servers(client, after)["securellm"]
    wanted.setdefault(CONTAINERS.get(client, "mcpServers"), {})["securellm"] = entry
    assert value(client, after) == wanted, "everything else means the same"
    assert entry["command"] == home.binary and entry["args"] == ["mcp"]
    assert entry["env"] == {"SECURELLM_PROJECT_ROOT": str(home.project)}
    # Without the bytes that came, all others are there in their order.
    rest = iter(after)
    assert all(byte in rest for byte in before)
    assert (b"\r\n" in before) == (b"\r\n" in after) and after.count(b"\n") - after.count(b"\r\n") == 0 or b"\r\n" not in before
    assert "already installed" in home.run("--client", client, "--project", home.project).stdout
    assert file.read_bytes() == after
    copies = [p for p in file.parent.iterdir() if p.name.endswith(".bak")]
    assert [p.read_bytes() for p in copies] == [before]
    home.run("--client", client, "--undo")
    assert file.read_bytes() == before
    assert "is not installed" in home.run("--client", client, "--undo").stdout


@pytest.mark.parametrize("client", CLIENTS)
def test_the_entry_starts_a_server_that_answers(home, environment, client):
    """As the client does it: command, arguments and environment of the file, in the folder that is open."""
    home.run("--client", client)
    entry = servers(client, home.file(client).read_bytes())["securellm"]
    assert set(entry) <= {"type", "command", "args", "env"} and entry.get("type", "stdio") == "stdio"
    variables = {k: v.replace("${workspaceFolder}", str(home.project)) for k, v in entry.get("env", {}).items()}
    inherited = {k: v for k, v in environment.items() if k != "SECURELLM_PROJECT_ROOT"}
    elsewhere = client in ("claude", "windsurf", "cursor", "vscode")
    with StdioClient([entry["command"], *entry["args"]], cwd="/" if elsewhere else home.project,
                     env={**inherited, **variables}) as started:
        assert started.call("git_log", {"limit": 1})["structuredContent"]["commits"][0]["subject"] == "Add more hay"


@pytest.mark.parametrize("client", PROJECT_FILES)
def test_a_project_has_settings_of_its_own(home, tmp_path, client):
    folder = tmp_path / "work"
    folder.mkdir()
    home.run("--client", client, "--scope", "project", cwd=folder)
    entry = servers(client, (folder / PROJECT_FILES[client]).read_bytes())["securellm"]
    # A file that others check out names no folder of this machine but the program's.
    assert str(folder) not in json.dumps(entry)
    assert not home.file(client).exists()
    home.run("--client", client, "--scope", "project", "--project", folder, "--undo")
    assert not (folder / PROJECT_FILES[client]).exists()


@pytest.mark.parametrize("client", ["claude", "windsurf"])
def test_a_client_without_projects_says_so(home, client):
    assert "no settings for a project" in home.run("--client", client, "--scope", "project", code=2).stderr
    # In the home folder nobody means the home folder.
    assert "--project" in home.run("--client", client, cwd=home.folder, code=2).stderr


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@pytest.mark.parametrize("client, text", CASES)
def test_a_dry_run_prints_a_patch_and_touches_nothing(home, client, text):
    file = home.write(client, text)
    before = home.tree()
    diff = home.run("--client", client, "--project", home.project, "--dry-run").stdout
    assert home.tree() == before
    copy = file.with_suffix(".patched")
    shutil.copy(file, copy)
    subprocess.run(["patch", "--binary", "-p0", str(copy)], input=diff.encode(), check=True, capture_output=True)
    home.run("--client", client, "--project", home.project)
    assert copy.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_file_that_is_not_there_is_made_and_taken_away(home, client):
    diff = home.run("--client", client, "--dry-run").stdout
    assert diff.startswith("--- /dev/null\n") and not home.tree()
    home.run("--client", client)
    home.run("--client", client, "--undo")
    assert not home.file(client).exists()


def test_what_was_added_to_the_file_since_stays(home):
    file = home.write("cursor", '{\n  "mcpServers": {\n    "a": {}\n  }\n}\n')
    home.run("--client", "cursor")
    file.write_text(file.read_text().replace('"a": {}', '"a": {"url": "http://new"}'))
    home.run("--client", "cursor", "--undo")
    assert file.read_text() == '{\n  "mcpServers": {\n    "a": {"url": "http://new"}\n  }\n}\n'


def test_a_link_stays_a_link_and_the_mode_stays(home, tmp_path):
    target = tmp_path / "dotfiles" / "cursor.json"
    target.parent.mkdir()
    target.write_text("{}")
    target.chmod(0o600)
    link = home.file("cursor")
    link.parent.mkdir()
    link.symlink_to(target)
    home.run("--client", "cursor")
    assert link.is_symlink() and stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "securellm" in lenient(target.read_text())["mcpServers"]
    assert [p.name for p in target.parent.iterdir()] == ["cursor.json"], "a folder under version control gets no copies"
    copy, = (p for p in link.parent.iterdir() if p.name.endswith(".bak"))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert "symbolic link" in home.run("--client", "cursor", code=2).stderr


@pytest.mark.parametrize("client, text, place", [
    ("cursor", '{\n  "mcpServers": {\n    "a": {}\n    "b": {}\n  }\n}\n', "4:5"),
    ("zed", '{\n  "a": 1, /* no end\n}\n', "2:11"),
    ("vscode", '[]\n', "1:1"),
    ("claude", '{"mcpServers": ["%s"]}' % TOKEN, "1:16"),
    ("codex", 'model = "x\n', "1:9"),
    ("codex", '[a]\nx = 1\n[a]\n', "3:2"),
    ("cursor", '{"a": 1', "1:8"),
])
def test_a_broken_file_is_told_by_its_place_and_left(home, client, text, place):
    file = home.write(client, text)
    before = home.tree()
    done = home.run("--client", client, code=3)
    assert f"{file}:{place}: " in done.stderr and "nothing was written" in done.stderr
    assert home.run("--client", client, "--undo", code=3)
    assert home.tree() == before


def test_toml_that_is_not_in_sections_is_refused(home):
    home.write("codex", 'mcp_servers = { a = { command = "x" } }\n')
    before = home.tree()
    assert "1:1: " in home.run("--client", "codex", code=2).stderr
    assert home.tree() == before


def test_another_server_of_that_name_stays_unless_somebody_says_so(home):
    file = home.write("cursor", '{"mcpServers": {"securellm": {"command": "node", "args": ["build/src/index.js"]}}}\n')
    before = file.read_bytes()
    assert "--replace" in home.run("--client", "cursor", code=2).stderr
    assert file.read_bytes() == before
    home.run("--client", "cursor", "--name", "tools")
    assert set(servers("cursor", file.read_bytes())) == {"securellm", "tools"}
    home.run("--client", "cursor", "--replace")
    assert servers("cursor", file.read_bytes())["securellm"]["command"] == home.binary


def test_an_update_keeps_what_the_owner_has_added(home):
    file = home.write("windsurf", json.dumps({"mcpServers": {"securellm": {
        "command": "/old/bin/securellm", "args": ["mcp"], "disabled": True, "env": {"LOG_LEVEL": "debug"}}}}, indent=4))
    assert "Updated" in home.run("--client", "windsurf", "--env", "SECURELLM_TOOLS=git_*").stdout
    entry = servers("windsurf", file.read_bytes())["securellm"]
    assert entry["command"] == home.binary and entry["disabled"] is True
    assert entry["env"] == {
        "LOG_LEVEL": "debug", "SECURELLM_TOOLS": "git_*", "SECURELLM_PROJECT_ROOT": str(home.project)}


def test_the_list_says_whose_files_are_here(home):
    home.write("vscode", "{}")
    home.write("zed", "{,}")
    home.run("--client", "cursor")
    rows = {tuple(line.split("  ")[0].split()) + (line.split()[-1],): line for line in home.run().stdout.splitlines() if "/" in line}
    states = {line.split()[-1]: line for line in rows.values()}
    assert "no file" in states[str(home.file("claude"))]
    assert "not installed" in states[str(home.file("vscode"))]
    assert "invalid" in states[str(home.file("zed"))]
    assert "installed" in states[str(home.file("cursor"))] and "not installed" not in states[str(home.file("cursor"))]


def test_folders_that_clients_are_told_by_variables(home, tmp_path):
    home.environment |= {"XDG_CONFIG_HOME": str(tmp_path / "x"), "CODEX_HOME": str(tmp_path / "c"),
                         "CLAUDE_CONFIG_DIR": str(tmp_path / "d")}
    for client in ("zed", "codex", "claude-code"):
        home.run("--client", client)
    assert (tmp_path / "x/zed/settings.json").exists() and (tmp_path / "c/config.toml").exists()
    assert (tmp_path / "d/.claude.json").exists()


def test_the_entry_can_be_printed_for_any_client(home):
    entry = json.loads(home.run("--print", "--env", "A=b", "--name", "tools").stdout)["mcpServers"]["tools"]
    assert entry == {"command": home.binary, "args": ["mcp"],
                     "env": {"SECURELLM_PROJECT_ROOT": str(home.project), "A": "b"}}
    assert tomllib.loads(home.run("--print", "--client", "codex").stdout)["mcp_servers"]["securellm"]["args"] == ["mcp"]
    assert not home.tree()


def test_the_path_written_is_the_one_that_lasts(home):
    """A name in PATH, not the file that it leads to today."""
    if "/.build/" not in home.binary:
        pytest.skip("the program under test is no build")
    assert "build folder" in home.run("--client", "zed").stderr
    # Not below this test's own folder: one in /tmp or in the build folder does not last, either.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as programs:
        named = os.path.join(programs, "securellm")
        os.symlink(home.binary, named)
        home.environment["PATH"] = f"{programs}:{home.environment['PATH']}"
        done = home.run("--client", "cursor")
        assert done.stderr == ""
        assert servers("cursor", home.file("cursor").read_bytes())["securellm"]["command"] == named


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser becomes another user")
def test_a_folder_that_may_not_be_written_is_told(binary):
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        (folder / ".cursor").mkdir()
        (folder / ".cursor/mcp.json").write_text("{}")
        program = folder / "securellm"
        shutil.copy(binary, program)
        done = subprocess.run([str(program), "mcp", "install", "--client", "cursor"], user=65534, group=65534,
                              env={"HOME": str(folder)}, cwd="/", capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and "Permission denied" in done.stderr, done.stderr
        assert (folder / ".cursor/mcp.json").read_text() == "{}" and len(list((folder / ".cursor").iterdir())) == 1
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("arguments, sentence", [
    (["--client", "emacs"], "emacs"), (["--undo"], "--client"), (["--dry-run"], "--client"),
    (["--client", "zed", "--name", "a b"], "--name"), (["--client", "zed", "--project", "/nowhere/at/all"], "--project"),
    (["--client", "zed", "--env", "=x"], "--env"),
    (["--client", "zed", "--env", "A B=x"], "--env"), (["--client", "zed", "--env", "1A=x"], "--env"), (["--client", "zed", "--undo", "--print"], "contradict"),
])
def test_wrong_usage(home, arguments, sentence):
    assert sentence in home.run(*arguments, code=2).stderr
    assert not home.tree()


def test_the_server_itself_starts_as_before(binary, environment):
    request = b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n'
    done = subprocess.run([binary, "mcp"], input=request, env=environment, capture_output=True, timeout=60)
    assert done.returncode == 0 and json.loads(done.stdout)["result"] == {}
    for wrong in (["--bogus"], ["bogus"]):
        assert subprocess.run([binary, "mcp", *wrong], env=environment, capture_output=True, timeout=60).returncode == 2


class RandomSettings:
    """Settings with comments, blanks and trailing commas wherever they are allowed."""
    SCALARS = ["1", "-2.5e3", "true", "null", '"a"', '"\\" // no"', '"ü🚀"', '"/* x */"', '""']
    BLANKS = [" ", "\n", "\t", "\r\n", "  ", '// c, "x" }\n', "/* , } */", '/*\n * "a": {\n */', "\n\n"]

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def blank(self):
        return "".join(self.chance.choice(self.BLANKS) for _ in range(self.chance.randint(0, 3)))

    def value(self, depth):
        kind = self.chance.randint(0, 5) if depth else 0
        if kind < 2:
            return self.chance.choice(self.SCALARS)
        return self.object(depth) if kind > 2 else self.enclosed("[]", [self.value(depth - 1) for _ in range(self.chance.randint(0, 3))])

    def enclosed(self, brackets, items):
        items = [self.blank() + item + self.blank() for item in items]
        end = "," + self.blank() if items and self.chance.random() < 0.3 else "" if items else self.blank()
        return brackets[0] + ",".join(items) + end + brackets[1]

    def object(self, depth, servers=None):
        members = [f'"k{n}"{self.blank()}:{self.blank()}{self.value(depth - 1)}' for n in range(self.chance.randint(0, 3))]
        if servers:
            members.insert(self.chance.randint(0, len(members)), f'"mcpServers"{self.blank()}:{self.blank()}{servers}')
        return self.enclosed("{}", members)

    def text(self):
        servers = self.object(2) if self.chance.random() < 0.7 else None
        return self.blank() + self.object(3, servers) + self.blank()


def test_settings_of_any_layout(home):
    rounds = 5000 if os.environ.get("SECURELLM_PROOF") else 60
    settings = RandomSettings(5)
    for _ in range(rounds):
        text = settings.text()
        before = lenient(text)
        file = home.write("cursor", text)
        home.run("--client", "cursor")
        after = lenient(file.read_bytes().decode())
        assert after["mcpServers"].pop("securellm")["command"] == home.binary
        assert after == {**before, "mcpServers": before.get("mcpServers", {})}, text
        rest = iter(file.read_bytes())
        assert before.get("mcpServers") in (None, {}) or all(byte in rest for byte in text.encode()), text
        assert "already installed" in home.run("--client", "cursor").stdout
        for copy in file.parent.glob("*.bak*"):
            copy.unlink()
        # Without a copy, the entry alone is taken out.
        home.run("--client", "cursor", "--undo")
        left = lenient(file.read_bytes().decode()) if file.exists() else {}
        assert {**left, "mcpServers": left.get("mcpServers", {})} == {**before, "mcpServers": before.get("mcpServers", {})}, text
        for copy in file.parent.glob("*.bak*"):
            copy.unlink()
