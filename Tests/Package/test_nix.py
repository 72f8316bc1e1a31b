"""The flake, the package and `services.securellm`, evaluated and built without nixpkgs and without a network."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

import nix_evaluation
import pytest
from nix_evaluation import CHECKOUT, evaluate, expression, nix, refusals

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Common"))
from checkout import program  # noqa: E402

pytestmark = pytest.mark.skipif(nix_evaluation.missing() is not None, reason=str(nix_evaluation.missing()))
UNITS = CHECKOUT / "Packaging" / "systemd"


@pytest.fixture(scope="module")
def flake(tmp_path_factory):
    return nix_evaluation.copy_flake(tmp_path_factory.mktemp("flake"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive as a release has it, with the program that was built here."""
    path = tmp_path_factory.mktemp("archive") / "securellm.tar.gz"
    with tarfile.open(path, "w:gz") as file:
        file.add(program(), "securellm-0/bin/securellm")
    return path


def service_lines(name):
    """The settings of [Service] of a unit file, read by another reader than the module's."""
    text = (UNITS / name).read_text().replace("\\\n", " ")
    section = re.search(r"^\[Service\]\n(.*?)(?=^\[|\Z)", text, re.MULTILINE | re.DOTALL)[1]
    lines = {}
    for line in section.splitlines():
        if line.strip() and line[0] not in "#;":
            key, value = line.split("=", 1)
            lines.setdefault(key.strip(), []).append(value.strip())
    return lines


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_flake_check_is_clean(flake):
    done = nix("flake", "check", f"path:{flake}")
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr


def test_flake_of_users_is_clean_with_any_nixpkgs(tmp_path):
    flake = nix_evaluation.copy_flake(tmp_path)
    archives = {system: {"url": f"https://example.org/securellm-{system}.tar.gz", "hash": "sha256-" + "A" * 43 + "="}
                for system in ("x86_64-linux", "aarch64-linux")}
    release = flake / "Packaging/nix/release.json"
    release.write_text(json.dumps({**json.loads(release.read_text()), "archives": archives}))
    # A flake in a folder of a tree is one of a repository.
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *words], cwd=flake, check=True)
    users, stand_in = (f"git+file://{flake}?dir=Packaging/nix{folder}" for folder in ("", "/checks/nixpkgs"))
    words = ["--no-write-lock-file", "--override-input", "nixpkgs", stand_in]
    done = nix("flake", "check", users, *words)
    assert done.returncode == 0, done.stderr
    shown = json.loads(nix("flake", "show", "--json", users, *words).stdout)
    assert {name: set(shown[name]) for name in ("packages", "apps", "checks")} == dict.fromkeys(
        ("packages", "apps", "checks"), set(archives))


def test_checkout_without_a_release_says_what_to_do(flake):
    done = nix("eval", "--impure", "--raw", "--expr",
               expression(flake, f"(pkgs.callPackage {flake}/Packaging/nix/package.nix {{ }}).drvPath"))
    assert done.returncode != 0
    assert "names no release" in done.stderr and "archive" in done.stderr


@pytest.mark.parametrize("unit, tools", [("securellm", "false"), ("securellm-tools", "true")])
def test_unit_has_every_setting_of_the_unit_file(flake, unit, tools):
    services = evaluate(flake, f"(machine {{ tools.enable = {tools}; }}).systemd.services")
    assert list(services) == [unit]
    made = services[unit]["serviceConfig"]
    for name, values in service_lines(f"{unit}.service").items():
        assert name in made, name
        if not name.startswith("Exec"):
            assert as_list(made[name])[:len(values)] == values, name


def test_commands_of_the_unit_are_those_of_the_packages(flake):
    made = evaluate(flake, "(machine { }).systemd.services.securellm.serviceConfig")
    commands = [word for name, value in made.items() if name.startswith("Exec") for word in as_list(value)]
    assert any(re.search(r"/nix/store/\S+-securellm/bin/securellm serve", command) for command in commands)
    unit = evaluate(flake, "(machine { }).systemd.services.securellm")
    for text in [*commands, *unit["documentation"], *map(str, unit["unitConfig"].values())]:
        assert not re.search(r"(^|[\s=@:!+-])/(usr|bin|sbin)/", text), f"{text}: NixOS has nothing there"


def test_configuration_is_where_the_unit_reads_it(flake):
    made = evaluate(flake, "let m = machine { checkSettings = false; }; in { etc = builtins.attrNames m.environment.etc; "
                           "start = m.systemd.services.securellm.serviceConfig.ExecStart; }")
    assert made["etc"] == ["securellm/securellm.json"]
    start = as_list(made["start"])[-1]
    # Without --config it is the one in the unit's configuration directory.
    assert start.endswith("/bin/securellm serve")
    assert service_lines("securellm.service")["ConfigurationDirectory"] == ["securellm"]


def test_secrets_come_as_credentials_and_environment(flake):
    made = evaluate(flake, """(machine {
      settings.providers.openai.key.credential = "openai";
      credentials = { openai = "/run/secrets/openai"; redis = "/run/secrets/redis"; };
      environmentFile = "/run/secrets/securellm.env";
    }).systemd.services.securellm.serviceConfig""")
    assert made["LoadCredential"][-2:] == ["openai:/run/secrets/openai", "redis:/run/secrets/redis"]
    assert made["EnvironmentFile"][-1] == "/run/secrets/securellm.env"


def test_user_group_firewall_and_tools(flake):
    made = evaluate(flake, """
      let m = machine {
        user = "llm"; group = "llm"; openFirewall = true;
        settings.listen = { host = "0.0.0.0"; port = 9000; };
        tools = { enable = true; packages = [ program ]; project = "/srv/checkout"; };
      };
      in { inherit (m) users networking; unit = m.systemd.services.securellm-tools; }""")
    assert made["users"] == {"users": {}, "groups": {}}
    assert made["networking"]["firewall"]["allowedTCPPorts"] == [9000]
    assert (made["unit"]["serviceConfig"]["User"], made["unit"]["serviceConfig"]["Group"]) == ("llm", "llm")
    # The last one counts.
    environment = dict(line.split("=", 1) for line in made["unit"]["serviceConfig"]["Environment"])
    assert environment["SECURELLM_PROJECT_ROOT"] == "/srv/checkout"
    assert re.fullmatch(r"/nix/store/\S+-securellm/bin", environment["SECURELLM_PROGRAM_PATH"])


@pytest.mark.parametrize("tools, service", [("false", None), ("true", "securellm-tools.service")])
def test_systemd_may_hold_the_port(flake, tools, service):
    made = evaluate(flake, f"""
      (machine {{ socket.listenStreams = [ "443" "[::1]:8080" ]; tools.enable = {tools}; group = "llm"; }}).systemd.sockets""")
    assert made["securellm"]["listenStreams"] == ["443", "[::1]:8080"]
    settings = made["securellm"]["socketConfig"]
    assert settings.get("Service") == service and settings["SocketGroup"] == "llm" and settings["Accept"] == "no"
    assert "ListenStream" not in settings
    assert evaluate(flake, "(machine { }).systemd.sockets") == {}


def test_defaults_make_the_user_and_open_nothing(flake):
    made = evaluate(flake, "{ inherit (machine { }) users networking; }")
    assert made["users"]["users"]["securellm"]["isSystemUser"] is True
    assert list(made["users"]["groups"]) == ["securellm"]
    assert made["networking"]["firewall"]["allowedTCPPorts"] == []


WRONG = {
    '{ settings.providers.openai.key = "sk-proj-0123456789abcdef0123"; }': ["/providers/openai/key looks like a key"],
    '{ settings.providers.openai.headers.x = "Bearer"; settings.providers.o.key.file = "/nix/store/abc-key"; }':
        ["/providers/o/key/file is a file in the store"],
    '{ settings.providers.openai.key.credential = "openai"; }': ['credentials.openai = "/path'],
    '{ credentials.openai = "/nix/store/abc-key"; }': ["credentials.openai is in the store"],
    '{ credentials.openai = "openai"; }': ["credentials.openai is not an absolute path"],
    '{ environmentFile = "/nix/store/abc-env"; }': ["environmentFile is in the store"],
    '{ openFirewall = true; }': ["bound to 127.0.0.1 alone"],
    '{ openFirewall = true; settings.listen = { host = "::"; port = 0; }; }': ["needs a port that is known"],
    '{ tools.packages = [ program ]; }': ["tools.packages has no effect"],
    '{ openFirewall = true; socket.listenStreams = [ "443" ]; }': ["not used beside socket.listenStreams"],
    '{ tools.project = "/srv/checkout"; }': ["tools.project has no effect"],
    '{ tools = { enable = true; project = "/home/me/checkout"; }; }': ["which the unit cannot see (ProtectHome)"],
}


@pytest.mark.parametrize("values", WRONG)
def test_settings_that_cannot_be_meant_are_refused(flake, values):
    found = refusals(flake, values)
    assert len(found) == len(WRONG[values]), found
    for message, words in zip(found, WRONG[values]):
        assert message.startswith("services.securellm: ") and words in message
        assert "0123456789abcdef" not in message


@pytest.mark.parametrize("values", [
    "{ }", '{ settings.prices.file = "/nix/store/abc-prices.json"; }',
    '{ settings.providers.openai.caFile = "/nix/store/abc-ca.pem"; }',
    '{ openFirewall = true; settings.listen.host = "0.0.0.0"; }',
    '{ settings.state.redis.url.credential = "redis"; credentials.redis = "/run/redis"; }'])
def test_settings_that_are_meant_are_not_refused(flake, values):
    assert refusals(flake, values) == []


@pytest.mark.parametrize("values, message", [
    ('{ enabel = true; }', "does not exist"),
    ('{ tools.enabled = true; }', "does not exist"),
    ('{ openFirewall = "yes"; }', "not of type `boolean'"),
    ('{ credentials = [ "openai" ]; }', "not of type"),
    ('{ settings.a = x: x; }', "not of type `JSON value'")])
def test_wrong_options_are_errors(flake, values, message):
    done = nix("eval", "--impure", "--json", "--expr", expression(
        flake, f"let m = machine {values}; in {{ inherit (m) assertions networking systemd users; }}"))
    assert done.returncode != 0 and message in done.stderr


def build_settings(flake, archive, settings, folder):
    text = expression(flake, f"""
      let package = pkgs.callPackage {flake}/Packaging/nix/package.nix {{ archive = {archive}; }};
      in (machine {{ inherit package; settings = {settings}; }}).environment.etc."securellm/securellm.json".source""")
    return nix("build", "--impure", "--out-link", str(folder / "result"), "--expr", text)


def test_package_and_settings_build_and_the_program_accepts_them(flake, archive, tmp_path):
    done = build_settings(flake, archive, '{ listen.port = 9000; providers.local = { preset = "vllm"; }; }', tmp_path)
    assert done.returncode == 0, done.stderr
    built = json.loads((tmp_path / "result").read_text())
    assert built["listen"] == {"port": 9000}
    assert built["clients"]["keyFile"] == "/var/lib/securellm/keys.sqlite"
    # The folders are the service's own; elsewhere all of it is as the program would get it.
    for section, member in (("clients", "keyFile"), ("audit", "folder")):
        built[section][member] = str(tmp_path / member)
    (tmp_path / "securellm.json").write_text(json.dumps(built))
    checked = subprocess.run([program(), "serve", "--check", "--config", tmp_path / "securellm.json"],
                             capture_output=True, text=True, timeout=60, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    assert checked.returncode == 0, checked.stderr


def test_build_fails_with_the_words_of_the_program(flake, archive, tmp_path):
    done = build_settings(flake, archive, "{ listen.prot = 9000; }", tmp_path)
    assert done.returncode != 0
    assert '/listen/prot' in done.stderr and 'did you mean "port"?' in done.stderr


def unit_text(made):
    """As NixOS writes a unit: lists are lines, words of [Unit] too."""
    def lines(settings):
        return [f"{name}={line}" for name, value in settings.items() for line in as_list(value)]

    relations = {name.capitalize(): " ".join(made.get(name, [])) for name in ("after", "wants", "conflicts")}
    return "\n".join(["[Unit]", *lines(made["unitConfig"]), *lines(relations), "[Service]", *lines(made["serviceConfig"]), ""])


def exposure(file):
    done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", file], capture_output=True, text=True)
    return float(re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)[1])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit, tools", [("securellm", "false"), ("securellm-tools", "true")])
def test_unit_of_nixos_is_as_confined_as_that_of_other_systems(flake, unit, tools, tmp_path):
    made = evaluate(flake, f"""(machine {{
      tools.enable = {tools}; user = "llm"; group = "llm"; environmentFile = "/run/e"; credentials.openai = "/run/o";
    }}).systemd.services.{unit}""")
    (tmp_path / f"{unit}.service").write_text(unit_text(made))
    assert exposure(tmp_path / f"{unit}.service") == exposure(UNITS / f"{unit}.service")
