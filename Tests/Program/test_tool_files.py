"""The fast loop: tool files from a command line, checked and tried without a build, and packages with tools."""
import json
import pathlib
import subprocess

import pytest

import cases
from checkout import ROOT

TEMPLATE = ROOT / "Examples/Tools"


def changed(**members):
    return json.dumps({**cases.FILES["tool.json"], **members})


def exec_with(**members):
    return changed(exec={**cases.FILES["tool.json"]["exec"], **members})


@pytest.fixture
def at(run, tmp_path):
    """Runs the program with files of one's own."""
    def start(words, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.json").write_text(text)
        return run([word.replace("@", f"{tmp_path}/") for word in words])
    return start


# check

@pytest.mark.parametrize("argument", ["|", "<", "\'./{path}\'", "$HOME/{path}", "./*.md"])
def test_warns_of_what_only_a_shell_reads_unless_it_is_meant(at, argument):
    argv = ["--lines", argument, "./{path}"]
    warned = at(["tools", "check", "@one.json"], one=exec_with(argv=argv))
    assert "and no shell reads it" in warned.stdout and ": warning: " in warned.stdout, warned
    meant = at(["tools", "check", "@one.json"], one=exec_with(argv=argv, **{"x-ack": {argument: "the program reads it so"}}))
    assert "and no shell reads it" not in meant.stdout, meant


def test_reports_all_errors_of_all_files(at):
    done = at(["tools", "check", "@one.json", "@two.json"], one=changed(title="", annotations={}),
              two=exec_with(timeoutSeconds=0, argv=["{path}", "{paht}"]))
    assert done.returncode == 1
    for part in ('"title" has 0 characters', '"annotations" has no "readOnlyHint"', '"timeoutSeconds" must be an integer'):
        assert part in done.stdout, done.stdout
    assert done.stderr.startswith("2 tool files: ")


def test_two_tools_of_one_name_are_an_error_of_the_later_file(at):
    done = at(["tools", "check", "@one.json", "@two.json"], one=changed(), two=changed())
    assert done.returncode == 1 and 'two.json:1:' in done.stdout and 'the tool "line_count" is also in ' in done.stdout


@pytest.mark.parametrize("text", [
    changed(title=""), changed(InputSchema={}), exec_with(argv=["{path}"]), exec_with(program="bash"),
    exec_with(timeoutSeconds=0), exec_with(argv=["|", "./{path}"]), "{", "[]"])
def test_check_lint_and_generate_say_the_same(at, text):
    def found(done):
        return {(line["line"], line["column"], line["message"]) for line in map(json.loads, done.stdout.splitlines())}

    check = found(at(["tools", "check", "--json", "@one.json"], one=text))
    lint = at(["lint", "--json", "--rule", "tool-file", "@one.json"], one=text)
    documents = [json.loads(line) for line in lint.stdout.splitlines()]
    linted = set()
    for document in documents:
        for item in document.get("error", {}).get("diagnostics", [document]):
            linted.add((item["line"], item["column"], item["message"]))
    assert check == linted
    generate = at(["generate", "--report", "@one.json"], one=text)
    for line, column, message in check:
        assert f":{line}:{column}: " in generate.stderr and message in generate.stderr, (message, generate.stderr)


def test_a_file_outside_of_the_repository_uses_our_shared_definitions(at):
    schema = {**cases.FILES["tool.json"]["inputSchema"],
              "properties": {"path": {"$ref": "../../common/path.json#/$defs/projectPath"}}}
    done = at(["tools", "check", "@one.json"], one=changed(inputSchema=schema))
    assert done.returncode == 0, done


def test_the_schema_of_tool_files_is_the_repositorys(run):
    assert run(["tools", "schema"]).stdout == (ROOT / "Schemas/meta/tool.json").read_text()


# new

@pytest.mark.parametrize("command, argv", [
    ("wc --words ./good.json", ["--words", "./{path}"]),
    ("head --lines=5 good.json", ["--lines={lines}", "./{path}"]),
    ("ls -l -a", [{"flag": "-l", "if": "option_l"}, {"flag": "-a", "if": "option_a"}]),
    ("git log --oneline --max-count=5", ["log", {"flag": "--oneline", "if": "oneline"}, "--max-count={max_count}"]),
    ("jq .a|.b good.json", [".a|.b", "./{path}"]),
    ("stat /etc/passwd", ["/etc/passwd"]),
    ("echo {a}", ["{{a}}"]),
])
def test_new_writes_a_file_that_passes(at, command, argv):
    done = at(["tools", "new", "made", "--", *command.split(" ")])
    assert done.returncode == 0, done
    tool = json.loads(done.stdout)
    written = tool["exec"]["argv"]
    # An option may have been proved to vary or not; what stands for a value is the same.
    assert len(written) == len(argv) and [w for w in written if "{" in str(w)] == [w for w in argv if "{" in str(w)], written
    assert all("Guessed" in schema["$comment"] for schema in tool["inputSchema"]["properties"].values())
    checked = at(["tools", "check", "@made.json"], made=done.stdout)
    assert checked.returncode == 0, checked


def test_new_reads_json_where_an_option_says_so(at):
    tool = json.loads(at(["tools", "new", "units", "--", "systemd-detect-virt", "--output=json"]).stdout)
    assert tool["exec"]["output"] == {"json": {"as": "value"}} and "--output=json" in tool["exec"]["argv"]


@pytest.mark.parametrize("command", ["bash -c ls", "python3 x.py", "env ls"])
def test_new_refuses_what_no_file_can_say(at, command):
    done = at(["tools", "new", "made", "--", *command.split(" ")])
    assert done.returncode == 1 and done.stdout == "" and "may not run" in done.stderr


# try

def test_try_runs_the_file_in_the_sandbox(at):
    done = at(["tools", "try", "--compact", "@one.json", '{"path":"builder"}'], one=changed())
    assert done.returncode == 0 and json.loads(done.stdout)["count"].endswith(" ./builder\n"), done
    # What the tool file does not let a program see, it does not see.
    pure = exec_with(sandbox="pure")
    assert at(["tools", "try", "@one.json", '{"path":"builder"}'], one=pure).returncode == 1


def test_try_of_a_shipped_tool_is_the_tool(run):
    file = str(ROOT / "Schemas/tools/git/log.json")
    called = run(["tools", "call", "--compact", "git_log", '{"limit":1}'])
    assert run(["tools", "try", "--compact", file, '{"limit":1}']).stdout == called.stdout != ""


def test_try_of_a_handler_says_that_it_needs_a_build(run):
    done = run(["tools", "try", str(ROOT / "Schemas/tools/server/status.json")])
    assert done.returncode == 1 and "has to be built" in done.stderr and "securellm init" in done.stderr


# init

def files(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*"))
            if path.is_file() and not {".build", "Package.resolved"} & set(path.relative_to(folder).parts)}


def test_init_writes_the_example_under_another_name(run, tmp_path):
    folder = tmp_path / "disk-tools"
    assert run(["init", str(folder), "--package-path", "../.."]).returncode == 0
    wanted = {path.replace("ExampleToolsKit", "DiskToolsKit").replace("example-tools", "disk-tools"):
              text.replace("ExampleToolsKit", "DiskToolsKit").replace("example-tools", "disk-tools")
              for path, text in files(TEMPLATE).items()}
    assert files(folder) == wanted
    assert "DiskToolsKit" in (folder / "Package.swift").read_text()
    swift = subprocess.run(["swiftc", "-frontend", "-parse", *map(str, folder.rglob("*.swift"))], capture_output=True, text=True)
    assert swift.returncode == 0, swift.stderr


def test_init_takes_nothing_away(run, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("mine")
    done = run(["init", str(folder)])
    assert done.returncode == 1 and "README.md is there already" in done.stderr
    assert files(folder) == {"README.md": "mine"}


def test_init_names_a_release_or_a_checkout(run, tmp_path):
    assert run(["init", str(tmp_path / "one")]).returncode == 0
    text = (tmp_path / "one/Package.swift").read_text()
    assert '.package(url: "https://github.com/securellm/securellm", from: "' in text
    assert run(["init", str(tmp_path / "two"), "--package-path", "/srv/secure\\llm"]).returncode == 0
    assert 'path: "/srv/secure\\\\llm"' in (tmp_path / "two/Package.swift").read_text()


def test_tool_files_of_the_example_pass(run):
    done = run(["tools", "check", *map(str, pathlib.Path(TEMPLATE, "Sources").rglob("Schemas/tools/*/*.json"))])
    assert done.returncode == 0 and "no errors" in done.stderr, done


def test_the_page_shows_the_handler_that_is_built():
    handler = (TEMPLATE / "Sources/ExampleToolsKit/Handlers.swift").read_text()
    assert f"```swift\n{handler}```" in (ROOT / "docs/writing-tools.md").read_text()
