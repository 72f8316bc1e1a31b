"""Every collected payload as every text of every tool: with programs that record what they get, and with the real ones."""
import json
import re
import shutil
import subprocess

import pytest

import places
from conftest import needs_git, needs_nix, needs_rg
from checkout import NO_OWN_DATA
from payloads import Session, arguments, is_dangerous, payloads, slots
from places import text
from projects import make

MARK = b"recordedmark"
SAMPLE = 1 if places.PROOF else 60  # every which payload
PROGRAMS = ("git", "nix", "rg")


@pytest.fixture
def collected(place):
    found = payloads(place.canary, place.outside / "token", place.listen().tcp.getsockname()[1])
    if found is None:
        pytest.skip(NO_OWN_DATA)
    return found


@pytest.fixture
def recorder(place):
    subprocess.run(["cc", "-static", "-O1", "-o", place.folder / "recorder",
                    places.pathlib.Path(__file__).parent / "recorder" / "recorder.c"], check=True)
    for name in PROGRAMS:
        place.stand_in(name, place.folder / "recorder")
    (place.project / MARK.decode()).write_text("")
    return {"SECURELLM_PROGRAM_PATH": str(place.programs)}


def tools_of(place, **more):
    listing = subprocess.run([place.base / "securellm", "tools", "list", "--json"], check=True, capture_output=True,
                             env=place.environment(**more))
    listed = json.loads(listing.stdout)
    return listed["tools"] if isinstance(listed, dict) else listed


def recorded(answer):
    """(arguments, environment, folder) that a recorder was started with; None when none ran."""
    if not answer or "result" not in answer or answer["result"].get("isError"):
        return None
    content = answer["result"]["structuredContent"]
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


def test_a_payload_is_one_argument_or_refused(place, recorder, collected):
    sample = collected[::SAMPLE]
    ran = wrong = 0
    with place.server(**recorder) as client:
        tools = tools_of(place, **recorder)
        for tool, name, is_list in slots(tools):
            expected = recorded(Session(client).answers([(tool["name"], arguments(tool, name, is_list, MARK))])[0])
            answers = Session(client).answers(
                (tool["name"], arguments(tool, name, is_list, payload)) for payload in sample)
            assert expected or not tool_runs(tool), f"{tool['name']}: nothing ran for an honest {name}"
            for payload, answer in zip(sample, answers):
                check_answer(answer)
                seen = recorded(answer) if expected else None
                if seen:
                    ran += 1
                    wrong += not is_expected(seen, expected, payload)
                    assert not wrong, f"{tool['name']} {name} {payload!r}: {seen}"
        assert client.call("server_status", timeout=5)["structuredContent"]
    print(f"{len(sample)} payloads, {ran} runs")
    assert ran > len(sample)
    assert not place.canary.exists() and not place.came() and place.nothing_left() and not place.written()


def tool_runs(tool):
    return tool["name"].split("_")[0] in ("git", "nix") or tool["name"] in ("search_files", "search_text")


def check_answer(answer):
    """A line that cannot be read is answered too, without its id."""
    if answer is None:
        return
    assert "error" in answer or answer["result"].get("isError") in (True, False), answer
    if answer.get("result", {}).get("isError"):
        assert answer["result"]["_meta"]["securellm/error"]["code"], answer


def is_expected(seen, expected, payload):
    """The vector of the mark, with the payload where the mark stands: in one argument, after its own or alone."""
    arguments, environment, folder = expected
    return (seen[0] == [argument.replace(MARK, payload) for argument in arguments]
            and seen[1] == environment and seen[2] == folder)


@needs_git
@needs_rg
@needs_nix
def test_no_payload_does_anything(place, collected):
    """The real programs: nothing that the payloads name comes to be, is read or is reached, and nothing else is executed."""
    real_project(place)
    marks = (place.canary, place.outside / "token", place.listeners.tcp.getsockname()[1])
    dangerous = [payload for payload in collected if is_dangerous(payload, marks)]
    harmless = [payload for payload in collected if not is_dangerous(payload, marks)]
    sample = dangerous[::SAMPLE] + harmless[::SAMPLE * 16]
    trace = place.folder / "trace"
    follow = ["strace", "-f", "-qq", "-e", "trace=execve,execveat,connect", "-e", "signal=none", "-o", trace]
    command = [*(follow if shutil.which("strace") else []), place.base / "securellm", "mcp"]
    before = listing(place)
    with place.server(list(map(str, command))) as client:
        for tool, name, is_list in slots(tools_of(place)):
            if tool["name"] == "nix_build":
                continue  # it runs what the project says: only its vectors count
            answers = Session(client, 8).answers(
                (tool["name"], arguments(tool, name, is_list, payload)) for payload in sample)
            for payload, answer in zip(sample, answers):
                check_answer(answer)
                assert place.secret not in text(answer), f"{tool['name']} {name} {payload!r}: {text(answer)}"
                assert not place.canary.exists(), f"{tool['name']} {name} {payload!r}"
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not place.came() and place.nothing_left() and not place.written()
    assert listing(place) == before, "files were made"
    if not shutil.which("strace"):
        pytest.skip("nothing was executed that left something; strace, which sees all of it, is not installed")
    check_trace(trace, place)


def real_project(place):
    shutil.rmtree(place.project)
    make(place.project)


def listing(place):
    return {path for folder in (place.project, place.outside) for path in folder.rglob("*")}


def check_trace(trace, place):
    """Only what tool files declare was executed, and what git and nix start of their own is git."""
    executed, reached = set(), set()
    for line in trace.read_text(errors="replace").splitlines():
        if found := re.search(r'execve(?:at)?\(.*?"([^"]*)".*\) = 0', line):
            executed.add(found[1])
        elif found := re.search(r"connect\(.*sa_family=AF_INET6?, .*sin6?_port=htons\((\d+)\)", line):
            reached.add(int(found[1]))
    real = {str(places.pathlib.Path(shutil.which(name)).resolve()) for name in PROGRAMS} | {
        shutil.which(name) for name in PROGRAMS}
    allowed = {path for path in executed if path in real or path.endswith("/guard/git") or path.endswith("/git")
               or path.startswith(str(place.base)) or path == "/proc/self/exe" or path == ""}
    assert executed <= allowed, sorted(executed - allowed)
    assert executed & real, "the trace shows nothing"
    assert place.listeners.tcp.getsockname()[1] not in reached


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_trace_shows_what_is_executed(place):
    """The positive control of the trace: a shell that starts two programs."""
    trace = place.folder / "trace"
    subprocess.run(["strace", "-f", "-qq", "-e", "trace=execve", "-o", trace, "/bin/sh", "-c", "/bin/true; /bin/echo x; :"],
                   check=True, capture_output=True)
    place.listen()
    with pytest.raises(AssertionError, match="/bin/echo"):
        check_trace(trace, place)
