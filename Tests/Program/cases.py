"""What people do with the program, one command at a time: a good and a bad input for every subcommand."""
import dataclasses
import json
import sqlite3

DO_SOMETHING_THEMSELVES = {"mcp"}


def older_database():
    """What the older MCP server kept, as the bytes of its file."""
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(
            "CREATE TABLE sessions (id TEXT PRIMARY KEY, created_at TEXT, summary TEXT, metadata TEXT);"
            "CREATE TABLE knowledge_entries (id INTEGER PRIMARY KEY, session_id TEXT, timestamp TEXT, entry_type TEXT,"
            " content TEXT, tags TEXT, priority TEXT, metadata TEXT);"
            "INSERT INTO sessions VALUES ('sess_1', '2025-03-01 10:20:30', 'work', '{}');"
            "INSERT INTO knowledge_entries VALUES"
            " (1, 'sess_1', '2025-03-01 10:20:30', 'insight', 'a fact', '[\"a\"]', 'high', '{}');")
        return connection.serialize()


# The folder that the cases run in, besides what is in the project of Tests/Clients.
FILES = {
    "schema.json": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["b"],
                    "properties": {"b": {"type": "integer"}}},
    "no-type.json": {"type": "strnig"},
    "contradiction.json": {"$schema": "https://json-schema.org/draft/2020-12/schema", "minimum": 2, "maximum": 1},
    "leads-nowhere.json": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/none"},
    "draft7.json": {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {"type": "string"}},
                    "items": [{"$ref": "#/definitions/a"}]},
    "good.json": {"b": 1}, "bad.json": {"a": 1}, "cut.json": '{"b":', "good.yaml": "b: 1\n", "good.jsonl": '{"b":1}\n' * 3,
    "suite.json": {"schema": {"type": "integer"}, "cases": [{"description": "one", "data": 1, "valid": True}]},
    "failing-suite.json": {"schema": {"type": "integer"}, "cases": [{"description": "a", "data": "a", "valid": True}]},
    "tool.json": {
        "name": "line_count", "title": "Count lines", "description": "Counts the lines of one file of the project.",
        "inputSchema": {"type": "object", "additionalProperties": False, "required": ["path"], "properties": {
            "path": {"type": "string", "pattern": "^[A-Za-z0-9_]+$", "maxLength": 100}}},
        "outputSchema": {"type": "object", "additionalProperties": False, "required": ["count"],
                         "properties": {"count": {"type": "string", "maxLength": 2000}}},
        "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
        "exec": {"program": "wc", "argv": ["--lines", "./{path}"], "cwd": "project", "timeoutSeconds": 10,
                 "maxOutputBytes": 65536, "output": {"text": {"as": "count"}}}},
    "misspelt-tool.json": {"name": "a", "InputSchema": {}, "outputSchema": {"type": "object"}, "exec": {"program": "wc"}},
    "own/.securellm/tools/count.json": {
        "name": "count_notes", "title": "Count lines", "description": "Counts the lines of the notes of the project.",
        "inputSchema": {"type": "object", "additionalProperties": False, "properties": {}},
        "outputSchema": {"type": "object", "additionalProperties": False, "required": ["count"],
                         "properties": {"count": {"type": "string", "maxLength": 2000}}},
        "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
        "exec": {"program": "wc", "argv": ["--lines", "./notes.txt"], "timeoutSeconds": 10, "maxOutputBytes": 65536,
                 "output": {"text": {"as": "count"}}}},
    "proxy.json": {"listen": {"port": 0}, "providers": {"ollama": {}}},
    "older.toml": '[[providers]]\nname = "deepseek"\nenabled = true\n\n[rate_limiting]\ndefault_limit = 60\n',
    "proxy-typo.json": {"listen": {"prot": 1}},
    "audit-2026-11-20.jsonl":
        '{"timestamp":"2026-11-20T23:59:59.999Z","request_id":"r","event_type":"request_finished","status":"success",'
        '"operation":"chat","model":"gpt-5.4","prompt_tokens":12,"completion_tokens":3,"estimated_cost_nano_usd":75000}\n'
        '{"timestamp":"2026-11-20T23:59:59.999Z","request_id":"s","event_type":"request_fin',
    "prices.json": '{ "version": "ours", // a contract\n  "rows": [\n    { "provider": "openai", "model": "gpt-5",'
                   ' "price": { "input": 1.1, "cacheRead": 0.11, "output": 9 } },\n    { "provider": "mine", "model": "m",'
                   ' "price": { "input": 1, "output": 2 } },\n    { "provider": "mine", "model": "m",'
                   ' "price": { "input": 1, "output": 3 } }\n  ] }',
    "config.toml": '[[providers]]\nname = "ollama"\nendpoint = "http://127.0.0.1:11434"\n[audit]\nretention_days = 7\nx = 1\n',
    "cut.toml": "[server\n", "older.db": older_database(), "mcp.json": '{"servers": {"a": {}}, // mine\n}\n',
    "prices-typo.json": {"version": "1", "rows": [{"provider": "p", "model": "m", "price": {"imput": 1, "output": -1}}]},
}
BOWTIE = [
    {"cmd": "start", "version": 1}, {"cmd": "dialect", "dialect": "https://json-schema.org/draft/2020-12/schema"},
    {"cmd": "run", "seq": 7, "case": {"description": "", "schema": {"type": "integer"}, "tests": [
        {"description": "", "instance": 1}, {"description": "", "instance": "a"}]}},
    {"cmd": "stop"}]


@dataclasses.dataclass
class Case:
    """`words` begin with the subcommand. `output` and `messages` are texts that come on the two streams."""
    words: list
    code: int = 0
    output: str = ""
    messages: str = ""
    input: str = ""
    before: tuple = ()  # words of a command that is run first

    def __str__(self):
        return f"{' '.join(self.words)} ends with {self.code}"


def lines(messages):
    return "".join(json.dumps(message) + "\n" for message in messages)


# By subcommand: inputs that it takes, and inputs that it does not.
GOOD = {
    "import config": [Case(["import", "config", "older.toml"], output='"deepseek"', messages="serve --check")],
    # With a database: Tests/Clients/test_import_knowledge.py.
    "import knowledge": [Case(["import", "knowledge", "--help"], output="knowledge.db")],
    "mcp install": [Case(["mcp", "install", "--client", "vscode", "--print"], output='"command"')],
    "mcp": [Case(["mcp"], input='{"jsonrpc":"2.0","id":1,"method":"ping"}\n', output='"id":1,"result":{}')],
    "mcp install": [
        Case(["mcp", "install", "--client", "cursor", "--dry-run"], output='+    "securellm": {'),
        Case(["mcp", "install", "--print"], output='"mcpServers"'), Case(["mcp", "install"], output="claude-code ")],
    "import knowledge": [
        Case(["import", "knowledge", "older.db"], output="1 of 1 entries"),
        Case(["import", "knowledge", "older.db", "--dry-run", "--database", "none.db"], output="1 of 1 sessions")],
    "import config": [
        Case(["import", "config", "config.toml"], output='"retentionDays": 7', messages="config.toml:6:1: audit.x: left out"),
        Case(["import", "config", "mcp.json"], messages="a: a server of another program")],
    "validate": [
        Case(["validate", "--schema", "schema.json", "good.json", "good.yaml", "good.jsonl"], messages="5 valid, 0 invalid"),
        Case(["validate", "--builtin", "tools/git_log"], input='{"limit":1}', messages="1 valid"),
        Case(["validate", "--schema", "schema.json", "--output", "verbose", "good.json"], output='"valid"')],
    "metaschema": [Case(["metaschema", "schema.json", "draft7.json"], messages="2 valid, 0 invalid")],
    "explain": [Case(["explain", "--schema", "schema.json", "good.json"], messages="1 valid")],
    "test": [Case(["test", "suite.json"], messages="1 passed, 0 failed")],
    "bowtie": [Case(["bowtie"], input=lines(BOWTIE), output='{"seq":7,"results":[{"valid":true},{"valid":false}]}')],
    "fmt": [Case(["fmt", "schema.json"], output='\n  "type": "object",\n')],
    "lint": [Case(["lint", "schema.json"], messages="0 findings"), Case(["lint", "--list"], output="contradictory-bounds")],
    "bundle": [Case(["bundle", "schema.json"], output='"required": ["b"]')],
    "upgrade": [Case(["upgrade", "draft7.json"], output='"prefixItems"')],
    "inspect": [Case(["inspect", "draft7.json"], output="#/definitions/a")],
    "generate": [Case(["generate", "schema.json"], output="import SchemaRuntime"),
                 Case(["generate", "--report", "schema.json"])],
    "infer": [Case(["infer", "good.json", "good.yaml"], output='"required": ["b"]')],
    "allow": [Case(["allow", "own", "--dry-run"], output="runs      wc --lines ./notes.txt"), Case(["allow", "--list"])],
    "deny": [Case(["deny", "own"], before=["allow", "own"], output="are not allowed any more")],
    "tools list": [Case(["tools", "list"], output="git_log"), Case(["tools", "list", "--json"], output='"git_log"')],
    "tools show": [
        Case(["tools", "show", "git_log"], output="Schemas/tools/git/log.json"),
        Case(["tools", "show", "git_log"], output="read-project, no network, starts no process"),
        Case(["tools", "show", "nix_build"], output="write-project, network, may start processes, runs the project's code"),
        Case(["tools", "show", "nix_build"], output="4 GiB of memory, 14400 s of processor time, files up to 16 GiB")],
    "tools prove": [
        Case(["tools", "prove", "git_log"], output='behind "--end-of-options", which git'),
        Case(["tools", "prove", "git_log"], output="of 1,048,576 bytes"),
        Case(["tools", "prove", "--json", "nix_eval"], output='"kind":"path"'),
        Case(["tools", "prove", "server_status"], output="runs no program")],
    "tools call": [Case(["tools", "call", "git_log", '{"limit":1}'], output='"subject": "Add more hay"')],
    "tools new": [Case(["tools", "new", "words", "--", "wc", "--words", "./good.json"], output='"path": {',
                       messages="path: guessed from ./good.json\n--words stays as it is")],
    "tools check": [Case(["tools", "check", "tool.json"], messages="1 tool file: no errors")],
    "tools try": [Case(["tools", "try", "tool.json", '{"path":"builder"}'], output=" ./builder"),
                  Case(["tools", "try", "--argv", "--compact", "tool.json", '{"path":"a"}'], output='["wc","--lines","./a"]\n')],
    "tools schema": [Case(["tools", "schema"], output='"title": "Tool file"')],
    "init": [Case(["init", "new-package/my-tools"], output="my-tools/Sources/MyToolsKit/Handlers.swift\n")],
    "keys create": [Case(["keys", "create", "one", "--expires", "2099-01-31", "--models", "openai/*"], output="sk-slm-")],
    "keys list": [Case(["keys", "list", "--json"], before=("keys", "create", "two"), output='"name":"two"')],
    "keys update": [Case(["keys", "update", "six", "--owner", "me"], before=("keys", "create", "six"), output="owner me")],
    "keys rotate": [Case(["keys", "rotate", "seven"], before=("keys", "create", "seven"), output="sk-slm-",
                         messages="is accepted until")],
    "keys revoke": [Case(["keys", "revoke", "three"], before=("keys", "create", "three"), messages="Revoked key")],
    "prices list": [
        Case(["prices", "list", "--provider", "openai", "--model", "gpt-5-2025-08-07"],
             output="openai/gpt-5  input 1.25, cacheRead 0.125, output 10, "),
        Case(["prices", "list", "--model", "claude-sonnet-4-5", "--json"], output='"provider":"anthropic"')],
    "prices check": [
        Case(["prices", "check", "prices.json"], messages="3 rows, 1 warning",
             output="prices.json:3:5: /rows/0: note: replaces the built-in price of openai/gpt-5: input 1.25 -> 1.1, "),
        Case(["prices", "check", "prices.json"],
             output="prices.json:4:5: /rows/1: warning: never applies: the row of the same model at 5:5 does")],
    "prices diff": [Case(["prices", "diff", "prices.json", "prices.json"]),
                    Case(["prices", "diff", "prices.json"], code=1, output="+ mine/m: input 1, output 3\n")],
    "serve": [Case(["serve", "--config", "proxy.json", "--check"], output="The configuration is valid")],
    "usage": [
        Case(["usage", "--audit", "."], output="0.000075"),
        Case(["usage", "--audit", ".", "--by", "day,model", "--csv"], output="2026-11-20,gpt-5.4,1,0,0,12,0,0,3,0,0.000075,0,0\n"),
        Case(["usage", "--audit", ".", "--since", "2026-11-21", "--json"], output='{"rows":[],"total":{"requests":0,')],
    "doctor": [Case(["doctor", "--config", "proxy.json"], output="git")],
    "version": [Case(["version"], output="0.")],
    # With a server to ask: Tests/Proxy/test_healthcheck.py.
    "healthcheck": [Case(["healthcheck", "--help"], output="/readyz")],
}
BAD = {
    "import config": [Case(["import", "config", "nothing.toml"], code=2, messages="nothing.toml"),
                      Case(["import", "config", "cut.json"], code=3)],
    "import knowledge": [Case(["import", "knowledge", "nothing.db"], code=2, messages="nothing.db")],
    "mcp install": [Case(["mcp", "install", "--client", "nothing"], code=2, messages="nothing")],
    "mcp": [Case(["mcp", "--nothing"], code=2, messages="Unknown option"),
            Case(["mcp"], input="not JSON\n", output='"code":-32700')],
    "mcp install": [
        Case(["mcp", "install", "--client", "emacs"], code=2, messages="emacs"),
        Case(["mcp", "install", "--client", "claude", "--scope", "project"], code=2, messages="no settings for a project")],
    "import knowledge": [
        Case(["import", "knowledge", "absent.db"], code=2, messages="absent.db: there is no such file"),
        Case(["import", "knowledge", "good.json"], code=2, messages="no SQLite database")],
    "import config": [
        Case(["import", "config", "cut.toml"], code=3, messages="cut.toml:1:8: "),
        Case(["import", "config", "cut.json"], code=3, messages="cut.json:1:"),
        Case(["import", "config", "absent.toml"], code=2, messages="absent.toml")],
    "validate": [
        Case(["validate", "--schema", "schema.json", "bad.json"], code=1, output="bad.json:1:1: (root): required"),
        Case(["validate", "--schema", "schema.json", "cut.json"], code=1, output="cut.json:1:"),
        Case(["validate", "--schema", "no-type.json", "good.json"], code=3, messages="no-type.json:1:"),
        Case(["validate", "--schema", "schema.json", "absent.json"], code=2, messages="absent.json")],
    "metaschema": [Case(["metaschema", "no-type.json"], code=1, output="/type")],
    "explain": [Case(["explain", "--schema", "schema.json", "bad.json"], code=1, output='must have the member "b"')],
    "test": [Case(["test", "failing-suite.json"], code=1, output="must be valid, is invalid"),
             Case(["test", "schema.json"], code=2)],
    "bowtie": [Case(["bowtie"], input="start\n", code=2, messages="Bowtie")],
    "fmt": [Case(["fmt", "cut.json"], code=3, messages="cut.json:1:"), Case(["fmt", "absent.json"], code=2)],
    "lint": [Case(["lint", "contradiction.json"], code=1, output="contradictory-bounds"),
             Case(["lint", "cut.json"], code=3, messages="cut.json")],
    "bundle": [Case(["bundle", "leads-nowhere.json"], code=3, messages="leads-nowhere.json:1:"),
               Case(["bundle", "absent.json"], code=2, messages="absent.json")],
    "upgrade": [Case(["upgrade", "cut.json"], code=3, messages="cut.json:1:")],
    "inspect": [Case(["inspect", "leads-nowhere.json"], code=1, output="#/$defs/none"),
                Case(["inspect", "cut.json"], code=3, messages="cut.json")],
    "generate": [
        Case(["generate", "no-type.json"], code=3, messages="no-type.json:1:"),
        # As a build says it, though a part is misspelt.
        Case(["generate", "misspelt-tool.json"], code=3,
             messages='unknown member "InputSchema" in a tool file; did you mean "inputSchema"?')],
    "infer": [Case(["infer", "cut.json"], code=3, messages="cut.json:1:")],
    "allow": [Case(["allow", "absent"], code=1, messages="has no tools of its own"),
              Case(["allow", "--list", "own"], code=2, messages="--list takes no project")],
    "deny": [Case(["deny", "absent"], code=1, messages="were not allowed")],
    "tools list": [Case(["tools", "list", "one"], code=2, messages="Unexpected argument"),
                   Case(["tools", "list", "--tools", "a b"], code=1, messages="--tools is not a list of tools"),
                   Case(["tools", "list", "--tools-dir", "absent"], messages="absent:1:1: error: this cannot be read")],
    "tools show": [
        Case(["tools", "show", "no_such_tool"], code=2, messages="no tool of this name"),
        Case(["tools", "show", "git_lgo"], code=2, messages='no tool of this name; did you mean "git_log"?')],
    "tools prove": [
        Case(["tools", "prove", "git_lgo"], code=2, messages='did you mean "git_log"?'),
        Case(["tools", "prove", "no_such_tool.json"], code=2, messages="no_such_tool.json")],
    "tools call": [
        Case(["tools", "call", "git_log", '{"limit":"x","colour":1}'], code=1, messages="/limit"),
        Case(["tools", "call", "git_log", '{"limit":'], code=2,
             messages="the arguments are not JSON: 1:10: the text ends in an object: close it with }"),
        Case(["tools", "call", "git_log", "{limit: 1}"], code=2, messages="1:2: a member's name without quotes"),
        Case(["tools", "call", "git_log", ""], code=2, messages="1:1: the text is empty: write a JSON value: {}"),
        Case(["tools", "call", "git_log", '{"paths":["../secret"]}'], code=1,
             messages="/paths/0: pattern: must match the description: A path inside the project, relative to its root"),
        Case(["tools", "call", "git_lgo"], code=2, messages='no tool of this name; did you mean "git_log"?'),
        Case(["tools", "call", "no_such_tool"], code=2, messages="no tool of this name")],
    "tools new": [Case(["tools", "new", "a", "--", "bash", "-c", "ls"], code=1, messages='may not run "bash"'),
                  Case(["tools", "new", "a"], code=2)],
    "tools check": [
        Case(["tools", "check", "misspelt-tool.json", "tool.json"], code=1,
             output='unknown member "InputSchema" in a tool file; did you mean "inputSchema"?', messages="2 tool files: "),
        Case(["tools", "check", "--output", "github", "misspelt-tool.json"], code=1,
             output='::error file=misspelt-tool.json,line=1,col='),
        Case(["tools", "check", "--json", "cut.json"], code=1, output='"severity":"error"'),
        Case(["tools", "check", "absent.json"], code=2, messages="absent.json")],
    "tools try": [Case(["tools", "try", "misspelt-tool.json"], code=1, messages='did you mean "inputSchema"?'),
                  Case(["tools", "try", "tool.json", '{"paht":"a"}'], code=1, messages='did you mean "path"?'),
                  Case(["tools", "try", "absent.json"], code=2, messages="absent.json")],
    "tools schema": [Case(["tools", "schema", "one"], code=2, messages="Unexpected argument")],
    "init": [Case(["init", "--name", "../a"], code=2, messages="use --name")],
    "keys create": [Case(["keys", "create", "four"], before=("keys", "create", "four"), code=1, messages="already"),
                    Case(["keys", "create", "five", "--expires", "tomorrow"], code=2)],
    "keys list": [Case(["keys", "list", "--database", "/proc/keys"], code=2, messages="/proc/keys")],
    "keys update": [Case(["keys", "update", "nobody", "--owner", "me"], code=1, messages="no active key")],
    "keys rotate": [Case(["keys", "rotate", "nobody"], code=1, messages="no active key")],
    "keys revoke": [Case(["keys", "revoke", "nobody"], code=1, messages="no active key")],
    "prices list": [Case(["prices", "list", "--model", "no-such-model"], code=1, messages="no built-in price matches"),
                    Case(["prices", "list", "openai"], code=2, messages="Unexpected argument")],
    "prices check": [
        Case(["prices", "check", "prices-typo.json"], code=1,
             output='prices-typo.json:1:69: /rows/0/price/imput: is not a declared member; did you mean "input"?'),
        Case(["prices", "check", "prices-typo.json"], code=1, output="/rows/0/price/output: must be at least 0"),
        Case(["prices", "check", "cut.json"], code=1, output="cut.json:1:"),
        Case(["prices", "check", "absent.json"], code=2, messages="absent.json")],
    "prices diff": [Case(["prices", "diff", "prices-typo.json"], code=2, messages="prices-typo.json:1:69: "),
                    Case(["prices", "diff", "prices.json", "absent.json"], code=2, messages="absent.json")],
    "serve": [Case(["serve", "--config", "proxy-typo.json", "--check"], code=1, messages="proxy-typo.json:"),
              Case(["serve", "--port", "70000"], code=2)],
    "usage": [
        Case(["usage", "--audit", "absent"], code=2, messages="absent cannot be read: No such file or directory"),
        Case(["usage", "--config", "proxy-typo.json"], code=1, messages="proxy-typo.json:"),
        Case(["usage", "--by", "colour"], code=2, messages="--by"), Case(["usage", "--csv", "--json"], code=2),
        Case(["usage", "--since", "yesterday"], code=2), Case(["usage", "--until", "7d"], code=2)],
    "doctor": [Case(["doctor", "--config", "proxy-typo.json"], code=1, output="/listen/prot")],
    "version": [Case(["version", "--all"], code=2, messages="Unknown option '--all'")],
    "healthcheck": [Case(["healthcheck", "--config", "proxy-typo.json"], code=1, messages="proxy-typo.json:"),
                    Case(["healthcheck", "--url", "unix:/nothing/is.here"], code=1, messages="/nothing/is.here"),
                    Case(["healthcheck", "--url", "localhost"], code=2, messages="--url is")],
}
# What the program itself takes, without a subcommand.
PROGRAM = [
    # A command that is only a group of others ends as wrong usage does.
    Case([], code=2, messages="SCHEMA SUBCOMMANDS"), Case(["keys"], code=2, messages="USAGE: securellm keys <subcommand>"),
    Case(["--version"], output="0."), Case(["-v"], output="0."),
    Case(["--help"], output="PROXY SUBCOMMANDS"), Case(["help"], output="PROXY SUBCOMMANDS"),
    Case(["help", "tools"], output="tools <subcommand>"), Case(["tools", "help", "call"], output="securellm tools call"),
    Case(["help", "help"], code=2, messages="'help' is not a command of 'securellm'"),
    Case(["--generate-completion-script", "bash"], output="securellm"),
    Case(["no-such-command"], code=2, messages="'no-such-command' is not a command of 'securellm'\n"),
    Case(["validat"], code=2, messages="'validat' is not a command of 'securellm'; did you mean 'validate'?"),
    Case(["keys", "creat", "x"], code=2, messages="'creat' is not a command of 'securellm keys'; did you mean 'create'?"),
    Case(["help", "nope"], code=2, messages="'nope' is not a command of 'securellm'\n"),
    Case(["help", "tools", "cal"], code=2, messages="did you mean 'call'?"),
    Case(["help", "validate", "x"], code=2, messages="'securellm validate' has no subcommands"),
    Case(["validat", "--json"], code=2, output='{"error":{"code":"usage","message":"\'validat\' is not a command'),
    Case(["--no-such-option"], code=2, messages="Unknown option '--no-such-option'")]


def write_files(folder):
    for name, content in FILES.items():
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
