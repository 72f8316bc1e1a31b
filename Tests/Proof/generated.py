"""Schemas to Swift, Swift to a program, instances to results: the generated code as a black box."""
import json
import os
import shutil
import subprocess

from paths import ROOT, WORK, evaluator

RUNNER = sorted((ROOT / "Tests" / "GeneratedRunner").glob("*.swift"))
RUNTIME = ["JSONCore", "System", "SchemaRuntime"]
# The C module that JSONCore is built on.
C_MODULE = ROOT / "Sources" / "Runtime" / "JSONCore" / "Bytes" / "CBytes"


def runtime_objects(module):
    """The objects of a module; those of sources that are gone lie about for a while."""
    names = {path.name for path in (ROOT / "Sources" / "Runtime" / module).rglob("*.swift")}
    return [path for path in sorted((evaluator().parent / f"{module}.build").glob("*.swift.o")) if path.name[:-2] in names]


class Program:
    """A compiled batch of schemas."""

    def __init__(self, name, requests, remotes=()):
        """`requests`: one JSON text per schema, with its `name`; `remotes`: lines that come before them."""
        self.folder = WORK / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.refused = {}
        self.lines = 0
        self._emit(requests, list(remotes))
        self.binary = self.folder / "program"
        self._compile()

    def _emit(self, requests, remotes):
        done = subprocess.run([evaluator(), "emit", self.folder], input="\n".join(remotes + requests) + "\n", text=True,
                              stdout=subprocess.PIPE, check=True)
        responses = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(responses) == len(requests), f"{len(requests)} schemas, {len(responses)} responses: {done.stdout[-500:]}"
        for request, response in zip(requests, responses):
            if "error" in response:
                self.refused[json.loads(request)["name"]] = response["error"].splitlines()[0]
            else:
                self.lines += int(response["lines"])

    def _compile(self):
        """Without the package manager: the runtime's modules and objects of the evaluator's build are all that is linked."""
        objects = [path for module in RUNTIME for path in runtime_objects(module)]
        sources = sorted(self.folder.glob("*.swift")) + RUNNER
        command = ["swiftc", "-Onone", "-swift-version", "6", "-wmo", "-num-threads", str(os.cpu_count()),
                   "-module-name", "Generated", "-I", evaluator().parent / "Modules", "-I", C_MODULE, "-o", self.binary,
                   *sources, *objects]
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              cwd=self.folder)
        assert done.returncode == 0, "generated code does not compile:\n" + done.stdout[-4000:]

    def evaluate(self, requests):
        """For each (name, instances as text, fills) a list with one word per instance."""
        lines = [f'{{"name": "{name}", "instances": [{", ".join(instances)}], "fills": {str(fills).lower()}}}'
                 for name, instances, fills in requests]
        done = subprocess.run([self.binary], input="\n".join(lines) + "\n", text=True, stdout=subprocess.PIPE, check=True)
        responses = [line.split() for line in done.stdout.splitlines()]
        assert len(responses) == len(lines), "the program stopped early"
        return responses
