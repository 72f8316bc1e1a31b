"""Runs the commands of one page, inside the machine that machine.py makes.

    driver.py PLAN RESULTS

The plan is a list of steps. `write` puts a file where it belongs, `run` types a command into one shell, which keeps its
folder and its variables from command to command, as a reader's does. A server goes on in the background, as in a second
terminal, until the page starts another.
"""
import json
import os
import pathlib
import re
import select
import subprocess
import sys
import time

SERVES = re.compile(r"(?:^|\s)securellm serve\b(?!.*--(?:check|help))")
CHANGES_KEYS = re.compile(r"securellm keys (?:create|update|rotate|revoke)")
PATIENCE = 60


class Shell:
    """One bash; each command is a file that it sources."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, bufsize=1)
        self.folder = pathlib.Path("/tmp/steps")
        self.folder.mkdir()
        self.count, self.server = 0, None
        self.answer("set +m")

    def answer(self, line):
        self.process.stdin.write(line + "\necho \"done $?\"\n")
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        if not ready:
            raise TimeoutError(f"this takes more than {PATIENCE} s: {line}")
        said = self.process.stdout.readline()
        while not said.startswith("done "):
            said = self.process.stdout.readline() or sys.exit("the shell has ended")
        return int(said.split()[1])

    def run(self, text):
        self.count += 1
        step = self.folder / str(self.count)
        output = step.with_suffix(".out")
        if SERVES.search(text) and "|" not in text and ">" not in text:
            return self.serve(text, step, output)
        step.write_text(text)
        # A reader is slower than the audit, which is on the disk after 20 ms.
        time.sleep(0.1 if self.server else 0)
        code = self.answer(f". {step} >{output} 2>&1 </dev/null")
        # And than the server, which knows a new key within two seconds.
        time.sleep(2.1 if self.server and CHANGES_KEYS.search(text) else 0)
        return {"code": code, "output": output.read_text(errors="replace"), "is_server": False}

    def serve(self, text, step, output):
        if self.server:
            self.answer(f"kill {self.server}; wait {self.server}")
        step.write_text(text.rstrip().removesuffix("&") + " &\necho $! >/tmp/steps/pid\n")
        self.answer(f". {step} >{output} 2>&1 </dev/null")
        self.server = int(pathlib.Path("/tmp/steps/pid").read_text())
        end = time.monotonic() + 20
        while "Listening on" not in output.read_text() and is_alive(self.server) and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.05)
        return {"code": 0 if is_alive(self.server) else 1, "output": output.read_text(), "is_server": True}


def is_alive(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def take(shell, step):
    if step["kind"] == "write":
        path = pathlib.Path(step["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step["text"])
        return {}
    if "stubs" in step:
        shell.answer(f'OLD_PATH=$PATH; PATH=/stubs/{step["stubs"]}:$PATH; hash -r')
    result = shell.run(step["text"])
    if "stubs" in step:
        shell.answer("PATH=$OLD_PATH; hash -r")
        calls = pathlib.Path("/tmp/calls")
        result["calls"] = calls.read_text().splitlines() if calls.exists() else []
        calls.unlink(missing_ok=True)
    return result


def main():
    plan, results = map(pathlib.Path, sys.argv[1:])
    helpers = [subprocess.Popen(words) for words in json.loads(plan.read_text())["helpers"]]
    while not all(os.path.exists(path) for path in json.loads(plan.read_text())["ready"]):
        time.sleep(0.01)
    shell, taken = Shell(), []
    for step in json.loads(plan.read_text())["steps"]:
        try:
            taken.append(take(shell, step))
        except TimeoutError as error:
            taken.append({"code": 124, "output": str(error), "is_server": False})
            break
    results.write_text(json.dumps(taken))
    for helper in helpers:
        helper.kill()


main()
