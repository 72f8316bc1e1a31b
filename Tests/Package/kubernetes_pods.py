"""Rendered overlays of Packaging/kubernetes, and their pods run here: by bubblewrap, with the pod's own user, mounts,
environment and arguments, and a root that nothing can write to."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Common"))
from checkout import program  # noqa: E402

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
KUBERNETES = CHECKOUT / "Packaging" / "kubernetes"
OVERLAYS = ["base", "overlays/single", "overlays/cluster", "overlays/monitoring"]


def kubectl():
    """Of the environment that runs the tests, else of the machine."""
    beside = pathlib.Path(sys.executable).parent / "kubectl"
    return str(beside) if beside.exists() else shutil.which("kubectl")


def render(folder):
    done = subprocess.run([kubectl(), "kustomize", str(folder)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def one(documents, *kinds):
    found = [document for document in documents if document["kind"] in kinds]
    assert len(found) == 1, [document["kind"] for document in documents]
    return found[0]


def workload(documents):
    return one(documents, "Deployment", "StatefulSet")


def configuration(documents):
    """The configuration file as text, and without its comments as JSON."""
    text = one(documents, "ConfigMap")["data"]["securellm.json"]
    return text, json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


# With root's help files have the owners that Kubernetes gives them; without it all of them are the pod's own.
IS_ROOT = os.geteuid() == 0 and shutil.which("setpriv") is not None


class SecretVolume:
    """Files as Kubernetes mounts them: of root and the pod's group, links to a folder that is exchanged as a whole."""

    def __init__(self, folder, group):
        self.folder, self.version, self.group = folder, 0, group
        folder.mkdir()

    def write(self, files):
        self.version += 1
        data = self.folder / f"..{self.version}"
        data.mkdir()
        for name, content in files.items():
            (data / name).write_bytes(content)
            (data / name).chmod(0o440)
            if IS_ROOT:
                os.chown(data / name, 0, self.group)
            if not (self.folder / name).is_symlink():
                (self.folder / name).symlink_to(f"..data/{name}")
        (self.folder / "..new").symlink_to(data.name)
        os.rename(self.folder / "..new", self.folder / "..data")


class Pod:
    """What Kubernetes would make of the first container of a workload. Volumes lie in a folder, by name."""

    def __init__(self, documents, folder):
        self.spec = workload(documents)["spec"]["template"]["spec"]
        self.container = self.spec["containers"][0]
        self.folder = folder
        self.secrets = {}
        group = self.spec["securityContext"]["fsGroup"]
        claims = workload(documents)["spec"].get("volumeClaimTemplates", [])
        for volume in [*self.spec["volumes"], *({"name": claim["metadata"]["name"]} for claim in claims)]:
            path = folder / volume["name"]
            if "secret" in volume:
                self.secrets[volume["secret"]["secretName"]] = SecretVolume(path, group)
            elif "configMap" in volume:
                source = next(document for document in documents if document["metadata"]["name"] == volume["configMap"]["name"])
                SecretVolume(path, group).write({name: text.encode() for name, text in source["data"].items()})
            else:
                path.mkdir()
                if IS_ROOT:
                    os.chown(path, 0, group)
                path.chmod(0o2775)

    def command(self, *arguments):
        security = {**self.spec["securityContext"], **self.container["securityContext"]}
        user, group = str(security["runAsUser"]), str(security["runAsGroup"])
        words = ["bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--clearenv",
                 # Folders that it makes by itself would be root's alone.
                 *(word for path in ("/usr", "/usr/bin", "/etc", "/run", "/run/securellm") for word in ("--perms", "0755", "--dir", path)),
                 "--ro-bind", "/usr/lib", "/usr/lib", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
                 "--ro-bind-try", "/usr/lib64", "/usr/lib64", "--ro-bind", "/etc/ssl", "/etc/ssl",
                 "--ro-bind", str(program()), "/usr/bin/securellm", "--proc", "/proc", "--dev", "/dev"]
        for mount in self.container["volumeMounts"]:
            words += ["--ro-bind" if mount.get("readOnly") else "--bind", str(self.folder / mount["name"]), mount["mountPath"]]
        if IS_ROOT:
            words += ["--ro-bind", shutil.which("setpriv"), "/usr/bin/setpriv"]
            entry = ["setpriv", "--reuid", user, "--regid", group, "--groups", str(security["fsGroup"]), "--no-new-privs"]
        else:
            words += ["--unshare-user", "--uid", user, "--gid", group]
            entry = []
        if security["readOnlyRootFilesystem"]:
            words += ["--remount-ro", "/"]
        for variable in self.container["env"]:
            words += ["--setenv", variable["name"], variable["value"]]
        # The image's own entry point and environment.
        return [*words, "--setenv", "HOME", "/data", "--setenv", "PATH", "/usr/bin", *entry, "securellm", *arguments]

    def execute(self, *arguments):
        """As `kubectl exec POD -- securellm …`."""
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=60)

    def start(self):
        """Any free port in place of the pod's: pods have addresses of their own."""
        log = open(self.folder / "log", "w+")
        process = subprocess.Popen(self.command(*self.container["args"], "--port", "0"), stdout=log, stderr=log)
        return RunningPod(self, process, pathlib.Path(log.name))


class RunningPod:
    def __init__(self, pod, process, log):
        self.pod, self.process, self.log = pod, process, log
        self.port = int(self._wait_for(r"://0\.0\.0\.0:(\d+)")[1])

    def _wait_for(self, pattern):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(pattern, self.log.read_text())
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{pattern} is not in the log: {self.log.read_text()}")

    def get(self, path, key=None):
        """With the names by which pods and services are called."""
        headers = {"Host": "10.1.2.3:8080"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def until(self, path, key, status):
        deadline = time.monotonic() + 10
        while (found := self.get(path, key)[0]) != status:
            assert time.monotonic() < deadline, f"{path} stays {found}"
            time.sleep(0.1)

    def stop(self):
        """The end of a pod: SIGTERM, to the program in the innermost of bubblewrap's processes."""
        inside = self.process.pid
        while children := pathlib.Path(f"/proc/{inside}/task/{inside}/children").read_text().split():
            inside = int(children[0])
        os.kill(inside, signal.SIGTERM)
        return self.process.wait(20)
