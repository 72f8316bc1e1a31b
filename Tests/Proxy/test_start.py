"""What keeps `serve` from starting, and that `serve --check` says the same of it beforehand."""
import json
import os
import re
import socket
import sqlite3
import subprocess
import threading

import pytest
from conftest import PROVIDER_KEY, chat, two_providers, until
from projects import free_port

LOCATED = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<pointer>/[^:]*): (?P<message>.+)$")


class Start:
    """A folder with a configuration, and `serve` and `serve --check` with it from another folder."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.home = folder / "home"
        self.elsewhere = folder / "elsewhere"
        self.file = folder / "conf" / "securellm.json"
        for made in (self.home, self.elsewhere, self.file.parent, folder / "project"):
            made.mkdir()
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "PROVIDER_KEY": PROVIDER_KEY,
            "SECURELLM_PROJECT_ROOT": str(folder / "project")}

    def write(self, configuration):
        text = configuration if isinstance(configuration, str) else json.dumps(configuration)
        self.file.write_text(text)

    def run(self, *arguments):
        return subprocess.run(
            [self.binary, *arguments, "--config", self.file], env=self.environment, cwd=self.elsewhere,
            capture_output=True, text=True, timeout=60)

    def check(self):
        return self.run("serve", "--check")

    def serve(self):
        """Of one that ends by itself."""
        return self.run("serve")


@pytest.fixture
def start(binary, tmp_path):
    return Start(binary, tmp_path)


def provider(**more):
    return {"apiFormat": "openai", "baseURL": "http://127.0.0.1:9/v1", **more}


def configuration(**more):
    return {"listen": {"port": 0}, "providers": {"a": provider()}, **more}


def a_file(path):
    path.write_text("not what it should be\n")
    return "a.file"


# Each makes what it needs in the folder of the configuration, and returns the configuration and words of the error.

def not_json(folder):
    return '{"listen" 1}', "securellm.json:1:11: "


def a_comment_without_end(folder):
    return "{ // \n /* ", "securellm.json:2:2: this comment has no end"


def a_misspelt_member(folder):
    return '{\n  "listen": { "prot": 1 }\n}', 'securellm.json:2:15: /listen/prot: is not a declared member; did you mean'


def a_broken_rule(folder):
    return configuration(aliases={"b": "nobody/x"}), ": /aliases/b: must begin with a configured provider"


def a_missing_variable(folder):
    return configuration(providers={"a": provider(key={"env": "NO_SUCH"})}), ": /providers/a/key/env: the variable NO_SUCH"


def a_missing_key_file(folder):
    return configuration(providers={"a": provider(key={"file": "no-key"})}), ": /providers/a/key/file: the file cannot be read"


def an_empty_key_file(folder):
    (folder / "key").write_text("\n")
    return configuration(providers={"a": provider(key={"file": "key"})}), ": /providers/a/key/file: the file is empty"


def a_key_that_cannot_be_sent(folder):
    (folder / "key").write_text("sk-one\nsk-two\n")
    return configuration(providers={"a": provider(key={"file": "key"})}), ": /providers/a: the key or a header cannot be sent"


def a_ca_file_without_certificates(folder):
    a_file(folder / "ca.pem")
    entry = {"apiFormat": "openai", "baseURL": "https://a.example/v1", "caFile": "ca.pem"}
    return configuration(providers={"a": entry}), ": /providers/a/caFile: the file has no certificate"


def a_missing_ca_file(folder):
    entry = {"apiFormat": "openai", "baseURL": "https://a.example/v1", "caFile": "ca.pem"}
    return configuration(providers={"a": entry}), ": /providers/a/caFile: the file cannot be read"


def a_missing_price_file(folder):
    return configuration(prices={"file": "prices.json"}), ": /prices/file: the file cannot be read"


def a_misspelt_price(folder):
    table = {"version": "own", "rows": [{"provider": "a", "model": "m", "price": {"imput": 1, "output": 2}}]}
    (folder / "bad.json").write_text(json.dumps(table, indent=1))
    return configuration(prices={"file": "bad.json"}), "bad.json:8:"


def a_key_store_that_is_no_database(folder):
    a_file(folder / "keys")
    return configuration(clients={"keyFile": "keys"}), "not an SQLite database"


def a_key_store_of_another_program(folder):
    with sqlite3.connect(folder / "keys") as database:
        database.execute("CREATE TABLE other (x)")
    return configuration(clients={"keyFile": "keys"}), "a database of another program"


def a_key_store_that_is_a_folder(folder):
    (folder / "keys").mkdir()
    return configuration(clients={"keyFile": "keys"}), "cannot be opened or created"


def a_key_store_below_a_file(folder):
    a_file(folder / "taken")
    return configuration(clients={"keyFile": "taken/keys"}), "cannot be opened or created"


def a_key_store_that_all_may_write(folder):
    (folder / "keys").touch()
    (folder / "keys").chmod(0o666)
    return configuration(clients={"keyFile": "keys"}), "chmod o-w"


def an_audit_folder_that_is_a_file(folder):
    a_file(folder / "audit")
    return configuration(audit={"folder": "audit"}), "Not a directory"


def an_audit_folder_below_a_file(folder):
    a_file(folder / "taken")
    return configuration(audit={"folder": "taken/audit"}), "Not a directory"


def an_audit_folder_that_others_may_write(folder):
    (folder / "audit").mkdir()
    (folder / "audit").chmod(0o777)
    return configuration(audit={"folder": "audit"}), "chmod go-w"


def an_audit_queue_that_is_none(folder):
    (folder / "audit").mkdir(mode=0o700)
    a_file(folder / "audit" / "audit.ring")
    return configuration(audit={"folder": "audit"}), "is not an audit queue"


def a_missing_certificate(folder):
    a_file(folder / "key.pem")
    tls = {"certificateFile": "cert.pem", "keyFile": "key.pem"}
    return configuration(listen={"port": 0, "tls": tls}), "securellm.json:1:51: /listen/tls/certificateFile: the file cannot"


def a_certificate_that_is_none(folder):
    tls = {"certificateFile": a_file(folder / "a.file"), "keyFile": "a.file"}
    return configuration(listen={"port": 0, "tls": tls}), "securellm.json:1:51: /listen/tls/certificateFile: the file must"


def a_certificate_in_a_home(folder):
    tls = {"certificateFile": "~/cert.pem", "keyFile": "~/key.pem"}
    return configuration(listen={"port": 0, "tls": tls}), ": /listen/tls/keyFile: is not expanded"


def a_socket_in_no_folder(folder):
    return configuration(listen={"tcp": False, "socket": {"path": "none/s"}}), "conf/none/s: No such file or directory"


def a_socket_that_is_a_file(folder):
    return configuration(listen={"port": 0, "socket": {"path": a_file(folder / "a.file")}}), "conf/a.file: the path is that of"


def an_address_of_another_machine(folder):
    return configuration(listen={"host": "192.0.2.1", "port": 8080}), "this machine does not have this address"


def a_name_that_is_none(folder):
    return configuration(listen={"host": "no-such-host.invalid", "port": 8080}), "neither an address of this machine"


def a_path_that_a_shell_would_expand(folder):
    return configuration(audit={"folder": "~/audit"}), ": /audit/folder: is not expanded"


def a_variable_in_a_path(folder):
    return configuration(clients={"keyFile": "$HOME/keys"}), ": /clients/keyFile: is not expanded"


REASONS = [
    not_json, a_comment_without_end, a_misspelt_member, a_broken_rule, a_missing_variable, a_missing_key_file,
    an_empty_key_file, a_key_that_cannot_be_sent, a_ca_file_without_certificates, a_missing_ca_file, a_missing_price_file,
    a_misspelt_price, a_key_store_that_is_no_database, a_key_store_of_another_program, a_key_store_that_is_a_folder,
    a_key_store_below_a_file, a_key_store_that_all_may_write, an_audit_folder_that_is_a_file, an_audit_folder_below_a_file,
    an_audit_folder_that_others_may_write, an_audit_queue_that_is_none, a_missing_certificate, a_certificate_that_is_none,
    a_certificate_in_a_home, a_socket_in_no_folder, a_socket_that_is_a_file, an_address_of_another_machine, a_name_that_is_none,
    a_path_that_a_shell_would_expand, a_variable_in_a_path,
]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
def test_the_check_says_what_keeps_a_start_from_succeeding(start, reason):
    broken, words = reason(start.file.parent)
    start.write(broken)
    before = sorted(path for path in start.folder.rglob("*"))
    check = start.check()
    assert sorted(path for path in start.folder.rglob("*")) == before, "the check has made something"
    served = start.serve()
    assert (check.returncode, served.returncode) == (1, 1), check.stdout + served.stdout
    assert check.stderr == served.stderr and not check.stdout
    assert words in check.stderr and PROVIDER_KEY not in check.stderr
    doctor = start.run("doctor").stdout
    assert words in doctor.replace("\n", " ") and doctor.count(" ! ") >= 1


@pytest.mark.parametrize("name, value, words", [
    ("SECURELLM_PROJECT_ROOT", "relative", "SECURELLM_PROJECT_ROOT is not an absolute path"),
    ("SECURELLM_PROGRAM_PATH", "relative", "SECURELLM_PROGRAM_PATH: "),
    ("SECURELLM_SANDBOX", "other", "SECURELLM_SANDBOX must be"),
    ("SECURELLM_TOOLS", "a,,b", "SECURELLM_TOOLS is not a list"),
    ("SECURELLM_LOG_LEVEL", "other", "SECURELLM_LOG_LEVEL must be one of"),
    ("SECURELLM_KEYS_DATABASE", "/dev/null/keys", "SECURELLM_KEYS_DATABASE: key store /dev/null/keys: the file cannot be opened"),
    ("HOME", "relative", "XDG_DATA_HOME nor HOME"),
])
def test_the_check_knows_the_environment(start, name, value, words):
    start.write(configuration())
    start.environment[name] = value
    check, served = start.check(), start.serve()
    assert (check.returncode, served.returncode) == (1, 1) and check.stderr == served.stderr
    assert words in check.stderr and check.stderr.startswith("securellm: ")


def test_all_errors_of_the_environment_are_reported_at_once(start):
    """By `doctor` too, with those of the configuration, which has nothing to do with them."""
    start.write(configuration(aliases={"b": "nobody/x"}, audit={"folder": "/dev/null/audit"}))
    start.environment |= {"SECURELLM_PROJECT_ROOT": "p", "SECURELLM_PROGRAM_PATH": "x", "SECURELLM_SANDBOX": "y"}
    check, served = start.check(), start.serve()
    assert (check.returncode, served.returncode) == (1, 1) and check.stderr == served.stderr
    lines = check.stderr.splitlines()
    words = ["SECURELLM_PROJECT_ROOT is not", "SECURELLM_SANDBOX must", "SECURELLM_PROGRAM_PATH: ", "/aliases/b: ",
             "/audit/folder: the audit in /dev/null"]
    assert len(lines) == 5 and all(word in line for word, line in zip(words, lines)), lines
    doctor = start.run("doctor")
    assert doctor.returncode == 1 and all(word in doctor.stdout for word in words)
    # Without a place for files of its own nothing of the configuration can be looked at.
    start.environment["HOME"] = "relative"
    lines = start.check().stderr.splitlines()
    assert [word for word in words[:3] if not any(word in line for line in lines)] == []
    assert sum("XDG_DATA_HOME nor HOME" in line for line in lines) == 1 and len(lines) == 4
    assert "XDG_DATA_HOME nor HOME" in start.run("doctor").stdout


def test_all_errors_are_reported_at_once_each_in_its_file(start):
    conf = start.file.parent
    table = {"version": "own", "rows": [{"provider": "a", "model": "m", "price": {"imput": 1, "output": 2}}]}
    (conf / "bad.json").write_text(json.dumps(table))
    a_file(conf / "keys")
    (conf / "audit").mkdir()
    (conf / "audit").chmod(0o777)
    start.write(json.dumps({
        "listen": {"host": "192.0.2.1", "port": 8080},
        "providers": {"a": provider(key={"env": "NO_SUCH"}), "b": {"apiFormat": "openai"}},
        "aliases": {"x": "nobody/x"}, "clients": {"keyFile": "keys"}, "audit": {"folder": "audit"},
        "prices": {"file": "bad.json"}}, indent=2))
    lines = start.check().stderr.splitlines()
    located = [match for match in map(LOCATED.match, lines) if match]
    ours = [match["pointer"] for match in located if match["file"] == str(start.file)]
    assert ours == [
        "/providers/b", "/aliases/x", "/providers/a/key/env", "/audit/folder", "/clients/keyFile", "/listen/host"]
    text = start.file.read_text().splitlines()
    for match in located:
        if match["file"] == str(start.file):
            # The line has the member's name, and the column is where its value begins.
            assert f'"{match["pointer"].split("/")[-1]}": ' == text[int(match["line"]) - 1][:int(match["column"]) - 1].lstrip()
    theirs = [match["pointer"] for match in located if match["file"] == str(conf / "bad.json")]
    assert theirs == ["/rows/0/price/imput", "/rows/0/price"] or theirs == ["/rows/0/price", "/rows/0/price/imput"]
    assert all(LOCATED.match(line) for line in lines)
    last = lines[-3:]
    assert "chmod go-w" in last[0] and "not an SQLite database" in last[1] and "192.0.2.1" in last[2]


def test_errors_say_who_asked_for_it(start):
    """A member of the file, an option, a variable, or nobody: all of them in one go, by every command alike."""
    data = start.home / ".local/share/securellm"
    data.mkdir(parents=True)
    a_file(data / "audit")
    start.write(configuration(listen={"host": "127.0.0.1", "port": 0, "socket": {"path": "none/s"}}))
    start.environment["SECURELLM_KEYS_DATABASE"] = "/dev/null/keys"
    check = start.run("serve", "--check", "--host", "192.0.2.1", "--port", "8080")
    served = start.run("serve", "--host", "192.0.2.1", "--port", "8080")
    assert (check.returncode, served.returncode) == (1, 1) and check.stderr == served.stderr
    audit, keys, host, socket_line = check.stderr.splitlines()
    assert audit.startswith("securellm: the default of audit.folder: the audit in ")
    assert keys.startswith("securellm: SECURELLM_KEYS_DATABASE: key store /dev/null/keys")
    assert host.startswith("securellm: --host: cannot listen on 192.0.2.1:8080: ")
    pointer = LOCATED.match(socket_line)
    assert pointer["file"] == str(start.file) and pointer["pointer"] == "/listen/socket/path"
    assert start.file.read_text()[int(pointer["column"]) - 1:].startswith('"none/s"')
    doctor = start.run("doctor").stdout
    for line in (audit.removeprefix("securellm: "), keys.removeprefix("securellm: "), socket_line):
        assert line in doctor
    # With another error beside them the same are reported.
    start.write(configuration(listen={"socket": {"path": "none/s"}}, aliases={"b": "nobody/x"}))
    for text in (start.check().stderr, start.run("doctor").stdout):
        for words in ("/aliases/b: ", "the default of audit.folder: ", "SECURELLM_KEYS_DATABASE: ", "/listen/socket/path: "):
            assert words in text


def test_paths_begin_in_the_folder_of_the_configuration(start):
    conf = start.file.parent
    (conf / "key").write_text("sk-0123456789")
    (conf / "own.json").write_text(json.dumps({"version": "own", "rows": []}))
    start.write(configuration(
        providers={"a": provider(key={"file": "key"})}, clients={"keyFile": "state/keys.sqlite"},
        audit={"folder": "state/audit"}, prices={"file": "own.json"}))
    check = start.check()
    assert check.returncode == 0 and not check.stderr
    lines = dict(line.strip().split("  ", 1) for line in check.stdout.splitlines()[1:])
    found = {name: detail.strip() for name, detail in lines.items()}
    assert found == {
        "configuration": str(start.file), "client keys": str(conf / "state/keys.sqlite"),
        "audit": str(conf / "state/audit"), "prices": f"{conf}/own.json, before the built-in table",
        "stored responses": str(start.home / ".local/share/securellm/responses.log")}
    # The same by whatever name the file is found.
    for arguments, cwd, extra in [
            (["--config", os.path.relpath(start.file, start.elsewhere)], start.elsewhere, {}),
            ([], conf, {}), ([], start.elsewhere, {"SECURELLM_CONFIG": str(start.file)})]:
        run = subprocess.run([start.binary, "serve", "--check", *arguments], env={**start.environment, **extra}, cwd=cwd,
                             capture_output=True, text=True)
        assert str(conf / "state/audit") + "\n" in run.stdout, run.stderr
    # A link to the file leaves its paths where the link is: as mounted volumes have it.
    link = start.elsewhere / "linked.json"
    link.symlink_to(start.file)
    (start.elsewhere / "key").write_text("sk-0123456789")
    (start.elsewhere / "own.json").write_text(json.dumps({"version": "own", "rows": []}))
    run = subprocess.run([start.binary, "serve", "--check", "--config", link], env=start.environment, cwd=conf,
                         capture_output=True, text=True)
    assert str(start.elsewhere / "state/audit") + "\n" in run.stdout, run.stderr


def test_what_another_process_has_is_a_note(make_proxy, mock, binary):
    proxy = make_proxy(two_providers(mock))

    def run(*arguments):
        return subprocess.run([binary, *arguments, "--config", proxy.file], env=proxy.environment, cwd=proxy.folder,
                              capture_output=True, text=True, timeout=30)

    check, served = run("serve", "--check"), run("serve")
    assert check.returncode == 0 and served.returncode == 1
    notes = [line.removeprefix("securellm: note: ") for line in check.stderr.splitlines()]
    assert notes == [line.removeprefix("securellm: ") for line in served.stderr.splitlines()]
    assert "is locked by another process" in notes[0] and "another process uses this port" in notes[1]
    doctor = run("doctor").stdout
    assert "where a server listens that has this audit" in doctor
    assert proxy.request("/readyz")[0] == 200


def test_a_port_that_a_stranger_has(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        start.write(configuration(listen={"port": port}))
        check, served = start.check(), start.serve()
        assert check.returncode == 0 and served.returncode == 1
        assert f"127.0.0.1:{port}: another process uses this port" in check.stderr
        assert f"127.0.0.1:{port}: another process uses this port" in served.stderr
        assert not (start.home / ".local/share/securellm/audit").exists(), "it has made the audit before it looked"
        assert re.search(r" ~ address .*another process uses this port", start.run("doctor").stdout)


def test_a_look_at_a_port_never_answers_there(start):
    """Whoever waits for the port to be served would take a look for the server."""
    port = free_port()
    start.write(configuration(listen={"port": port}))
    stop, answers = threading.Event(), []

    def knock():
        while not stop.is_set():
            with socket.socket() as client:
                # Another address than the port's: a socket that the kernel gave the same port would meet itself.
                client.bind(("127.0.0.2", 0))
                answers.append(client.connect_ex(("127.0.0.1", port)))

    thread = threading.Thread(target=knock)
    thread.start()
    try:
        assert [start.check().returncode for _ in range(5)] == [0] * 5
    finally:
        stop.set()
        thread.join()
    assert len(answers) > 100 and 0 not in answers


def test_a_socket_that_a_stranger_has(start):
    path = start.file.parent / "s"
    start.write(configuration(listen={"tcp": False, "socket": {"path": "s"}}))
    with socket.socket(socket.AF_UNIX) as taken:
        taken.bind(str(path))
        taken.listen()
        check, served = start.check(), start.serve()
        assert check.returncode == 0 and served.returncode == 1
        place = f"{start.file}:1:46: /listen/socket/path: cannot listen on unix:{path}: another process listens on it"
        assert f"securellm: note: {place}" in check.stderr and served.stderr.startswith(place)
        assert re.search(r" ~ address .*another process listens on it", start.run("doctor").stdout)
    # What a server has left behind is replaced by a start, and by no look at it.
    check = start.check()
    assert check.returncode == 0 and not check.stderr and path.is_socket()
    assert f"unix:{path} is free" in start.run("doctor").stdout and path.is_socket()


def test_the_check_warns_of_clear_text(start):
    clear = {"apiFormat": "openai", "baseURL": "http://models.example/v1", "plainHTTP": ["models.example"]}
    start.write(configuration(providers={"a": clear}, listen={"host": "0.0.0.0", "port": 0}))
    check = start.check()
    assert check.returncode == 0
    assert "securellm: warning: all prompts travel to models.example in clear text (plainHTTP)" in check.stderr
    assert "securellm: warning: client keys travel in clear to 0.0.0.0" in check.stderr


def test_doctor_and_the_check_do_not_migrate_keys(start):
    """A server of an earlier version may be using them."""
    conf = start.file.parent
    start.write(configuration(clients={"keyFile": "keys.sqlite"}))
    assert start.run("keys", "create", "a").returncode == 0
    with sqlite3.connect(conf / "keys.sqlite") as database:
        newest = database.execute("PRAGMA user_version").fetchone()[0]
    old = conf / "old.sqlite"
    with sqlite3.connect(old) as database:
        database.executescript(VERSION_1)
    start.write(configuration(clients={"keyFile": "old.sqlite", "requireKey": "always"}))
    assert not start.check().stderr
    assert start.check().returncode == 0
    assert "1 active key in" in start.run("doctor").stdout
    with sqlite3.connect(old) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
    assert "earlier" in start.run("keys", "list").stdout
    with sqlite3.connect(old) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (newest,)


VERSION_1 = """
PRAGMA application_id = 0x534c4b59;

CREATE TABLE keys (
  id                  TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 8),
  name                TEXT NOT NULL,
  digest              BLOB NOT NULL CHECK (length(digest) = 32),
  created_at          INTEGER NOT NULL,
  expires_at          INTEGER,
  revoked_at          INTEGER,
  requests_per_minute INTEGER,
  burst               INTEGER,
  tokens_per_minute   INTEGER,
  models              TEXT
) STRICT;

CREATE UNIQUE INDEX keys_in_force ON keys (name) WHERE revoked_at IS NULL;
INSERT INTO keys (id, name, digest, created_at) VALUES ('0badcafe', 'earlier', zeroblob(32), 1);
PRAGMA user_version = 1;
"""


@pytest.mark.parametrize("command", [["keys", "list"], ["keys", "create", "a"], ["keys", "revoke", "a"]])
def test_keys_of_a_configuration_that_cannot_be_read(start, command):
    start.write('{"clients": {"keyfile": "x"}}')
    run = start.run(*command)
    assert run.returncode == 2 and not run.stdout
    assert f"{start.file}:1:14: /clients/keyfile: is not a declared member; did you mean" in run.stderr


def test_keys_are_those_of_the_server_with_the_same_configuration(make_proxy, mock, binary):
    proxy = make_proxy({**two_providers(mock), "clients": {"requireKey": "always", "keyFile": "state/k.sqlite"}})
    other = proxy.folder / "elsewhere"
    other.mkdir()

    def keys(*arguments, cwd=other, **more):
        return subprocess.run([binary, "keys", *arguments], env={**proxy.environment, **more}, cwd=cwd, capture_output=True,
                              text=True)

    # By the option, the variable, and the working directory, as the server finds it. Providers' keys are not needed.
    assert keys("create", "one", "--config", proxy.file, PROVIDER_KEY="").returncode == 0
    assert keys("create", "two", SECURELLM_CONFIG=str(proxy.file)).returncode == 0
    assert keys("create", "three", cwd=proxy.folder).returncode == 0
    # The file goes before the variable, as for the server.
    assert keys("create", "four", cwd=proxy.folder, SECURELLM_KEYS_DATABASE="other.sqlite").returncode == 0
    names = [key["name"] for key in json.loads(keys("list", "--json", "--config", proxy.file).stdout)]
    assert names == ["one", "two", "three", "four"]
    assert (proxy.folder / "state/k.sqlite").exists() and not list(proxy.folder.glob("**/other.sqlite"))
    assert keys("list", "--config", proxy.file, "--database", "x").returncode == 2
    lines = subprocess.run([binary, "doctor", "--config", proxy.file], env=proxy.environment, cwd=other,
                           capture_output=True, text=True).stdout
    assert f"4 active keys in {proxy.folder}/state/k.sqlite" in lines


def test_what_says_how_to_make_a_key_says_where(start):
    start.write(configuration(clients={"requireKey": "always", "keyFile": "k.sqlite"}, listen={"port": free_port()}))
    line = next(line for line in start.run("doctor").stdout.splitlines() if "client keys" in line)
    assert f"securellm keys create NAME --config {start.file}" in line and str(start.file.parent / "k.sqlite") in line
    check = start.check()
    assert check.returncode == 0 and check.stderr == (
        "securellm: note: no client key is active, and one is needed for every request: "
        f"securellm keys create NAME --config {start.file}\n")
    assert start.run("keys", "create", "a").returncode == 0 and not start.check().stderr


def test_changes_and_rotations_reach_a_running_server(make_proxy, mock, binary):
    proxy = make_proxy({**two_providers(mock), "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}})

    def keys(*arguments):
        run = subprocess.run([binary, "keys", *arguments, "--config", proxy.file], env=proxy.environment, cwd=proxy.folder,
                             capture_output=True, text=True, check=True)
        return run.stdout.strip()

    def status(key, **more):
        return proxy.request("/v1/chat/completions", chat(**more), {"Authorization": f"Bearer {key}"})[0]

    old = keys("create", "ci", "--models", "openai/*")
    until(lambda: status(old) == 200, 10, "the key is not known")
    keys("update", "ci", "--models", "openai/gpt-4o", "--requests-per-minute", "1000")
    until(lambda: status(old) == 403, 10, "the change is not seen")
    assert status(old, model="gpt-4o") == 200
    new = keys("rotate", "ci", "--grace", "1h")
    until(lambda: status(new, model="gpt-4o") == 200, 10, "the new secret is not known")
    assert status(old, model="gpt-4o") == 200
    new = keys("rotate", "ci", "--grace", "2s")
    until(lambda: status(old, model="gpt-4o") == 401, 10, "the old secret is accepted for ever")
    until(lambda: status(new, model="gpt-4o") == 200, 10, "the last secret is not known")
    proxy.closed(1)
    assert {event["key_id"] for event in proxy.events() if event.get("key_id")} == {new[7:15]}
