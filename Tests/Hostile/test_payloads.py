"""Every collected payload as every text of every tool: with programs that record what they get, and with the real ones."""
import json
import os
import re
import shutil
import subprocess

import pytest

import sites
from conftest import needs_git, needs_nix, needs_rg
from checkout import NO_OWN_DATA
from payloads import Session, arguments, is_dangerous, payloads, slots
from sites import text
from projects import make

MARK = b"recordedmark"
SAMPLE = 1 if sites.PROOF else 60  # every which payload
# Of those that name nothing to be led to, with real programs; SECURELLM_PROOF=all leaves none out, in about half an hour.
HARMLESS_SAMPLE = 1 if os.environ.get("SECURELLM_PROOF") == "all" else SAMPLE * 16
PROGRAMS = ("git", "nix", "rg")


@pytest.fixture
def collected(site):
    found = payloads(site.canary, site.outside / "token", site.listen().tcp.getsockname()[1])
    if found is None:
        pytest.skip(NO_OWN_DATA)
    return found


@pytest.fixture
def recorder(site):
    subprocess.run(["cc", "-static", "-O1", "-o", site.folder / "recorder",
                    sites.pathlib.Path(__file__).parent / "recorder" / "recorder.c"], check=True)
    for name in PROGRAMS:
        site.replace_program(name, site.folder / "recorder")
    (site.project / MARK.decode()).write_text("")
    return {"SECURELLM_PROGRAM_PATH": str(site.programs)}


def tools_of(site, **more):
    listing = subprocess.run([site.base / "securellm", "tools", "list", "--json"], check=True, capture_output=True,
                             env=site.environment(**more))
    listed = json.loads(listing.stdout)
    return listed["tools"] if isinstance(listed, dict) else listed


def recorded(response):
    """(arguments, environment, folder) that a recorder was started with; None when none ran."""
    if not response or "result" not in response or response["result"].get("isError"):
        return None
    content = response["result"]["structuredContent"]
    if "matches" in content:
        digits = "".join(match["text"] for match in content["matches"])
    elif "files" in content or "lines" in content:
        digits = "".join(content.get("files", content.get("lines")))
    elif "commits" in content:
        digits = content["commits"][0]["subject"]
    elif "builds" in content:
        digits = content["builds"][0]["seen"]
    else:
        digits = content.get("commit") or content.get("value") or content.get("seen")
    if not isinstance(digits, str) or not re.fullmatch("([0-9a-f]{2})+", digits):
        return None
    first, second, third = bytes.fromhex(digits)[:-1].split(b"\0\n\0")
    return first.split(b"\0"), second.split(b"\0"), third


def test_a_payload_is_one_argument_or_refused(site, recorder, collected):
    sample = collected[::SAMPLE]
    ran = wrong = 0
    with site.server(**recorder) as client:
        tools = tools_of(site, **recorder)
        for tool, name, is_list in slots(tools):
            expected = recorded(Session(client).responses([(tool["name"], arguments(tool, name, is_list, MARK))])[0])
            responses = Session(client).responses(
                (tool["name"], arguments(tool, name, is_list, payload)) for payload in sample)
            assert expected or not tool_runs(tool), f"{tool['name']}: nothing ran for an honest {name}"
            for payload, response in zip(sample, responses):
                check_response(response)
                seen = recorded(response) if expected else None
                if seen:
                    ran += 1
                    wrong += not is_expected(seen, expected, payload)
                    assert not wrong, f"{tool['name']} {name} {payload!r}: {seen}"
        assert client.call("server_status", timeout=5)["structuredContent"]
    print(f"{len(sample)} payloads, {ran} runs")
    assert ran > len(sample)
    assert not site.canary.exists() and not site.came() and site.nothing_left() and not site.written()


def tool_runs(tool):
    return tool["name"].split("_")[0] in ("git", "nix") or tool["name"] in ("search_files", "search_text")


def check_response(response):
    """A line that cannot be read gets a response too, without its id."""
    if response is None:
        return
    assert "error" in response or response["result"].get("isError") in (True, False), response
    if response.get("result", {}).get("isError"):
        assert response["result"]["_meta"]["securellm/error"]["code"], response


def is_expected(seen, expected, payload):
    """The vector of the mark, with the payload instead of the mark: in one argument, after its own or alone."""
    arguments, environment, folder = expected
    return (seen[0] == [argument.replace(MARK, payload) for argument in arguments]
            and seen[1] == environment and seen[2] == folder)


@needs_git
@needs_rg
@needs_nix
def test_no_payload_does_anything(site, collected):
    """The real programs: nothing that the payloads name comes to be, is read or is reached, and nothing else is executed."""
    real_project(site)
    marks = (site.canary, site.outside / "token", site.listeners.tcp.getsockname()[1])
    dangerous = [payload for payload in collected if is_dangerous(payload, marks)]
    harmless = [payload for payload in collected if not is_dangerous(payload, marks)]
    sample = dangerous[::SAMPLE] + harmless[::HARMLESS_SAMPLE]
    trace = site.folder / "trace"
    follow = ["strace", "-f", "-qq", "-e", "trace=execve,execveat,connect", "-e", "signal=none", "-o", trace]
    command = [*(follow if shutil.which("strace") else []), site.base / "securellm", "mcp"]
    before = listing(site)
    with site.server(list(map(str, command))) as client:
        for tool, name, is_list in slots(tools_of(site)):
            if tool["name"] == "nix_build":
                continue  # it runs what the project defines: only its vectors count
            responses = Session(client, 8).responses(
                (tool["name"], arguments(tool, name, is_list, payload)) for payload in sample)
            for payload, response in zip(sample, responses):
                check_response(response)
                assert site.secret not in text(response), f"{tool['name']} {name} {payload!r}: {text(response)}"
                assert not site.canary.exists(), f"{tool['name']} {name} {payload!r}"
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not site.came() and site.nothing_left() and not site.written()
    assert listing(site) == before, "files were made"
    if not shutil.which("strace"):
        pytest.skip("nothing was executed that left something; strace, which sees all of it, is not installed")
    check_trace(trace, site)


def real_project(site):
    shutil.rmtree(site.project)
    make(site.project)


def listing(site):
    return {path for folder in (site.project, site.outside) for path in folder.rglob("*")}


def check_trace(trace, site):
    """Only what tool files declare was executed, and what git and nix start of their own is git."""
    executed, reached = set(), set()
    for line in trace.read_text(errors="replace").splitlines():
        if found := re.search(r'execve(?:at)?\(.*?"([^"]*)".*\) = 0', line):
            executed.add(found[1])
        elif found := re.search(r"connect\(.*sa_family=AF_INET6?, .*sin6?_port=htons\((\d+)\)", line):
            reached.add(int(found[1]))
    real = {str(sites.pathlib.Path(shutil.which(name)).resolve()) for name in PROGRAMS} | {
        shutil.which(name) for name in PROGRAMS}
    allowed = {path for path in executed if path in real or path.endswith("/guard/git") or path.endswith("/git")
               or path.startswith(str(site.base)) or path == "/proc/self/exe" or path == ""}
    assert executed <= allowed, sorted(executed - allowed)
    assert executed & real, "the trace shows nothing"
    assert site.listeners.tcp.getsockname()[1] not in reached


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_trace_shows_what_is_executed(site):
    """The positive control of the trace: a shell that starts two programs."""
    trace = site.folder / "trace"
    subprocess.run(["strace", "-f", "-qq", "-e", "trace=execve", "-o", trace, "/bin/sh", "-c", "/bin/true; /bin/echo x; :"],
                   check=True, capture_output=True)
    site.listen()
    with pytest.raises(AssertionError, match="/bin/echo"):
        check_trace(trace, site)
