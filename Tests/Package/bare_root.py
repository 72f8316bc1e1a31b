"""A folder as the whole file system of a program: read-only, without a shell, and as a user that owns nothing in it."""
import os
import pathlib
import shutil
import subprocess

USER = 65532
# What a shell that is root does; the program's words come behind it. In a mount namespace of its own, so nothing stays.
MOUNTS = """
root=$1 data=$2; shift 2
mount --bind "$root" "$root" && mount -o remount,bind,ro "$root" && mount -t proc proc "$root/proc" &&
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp" && mount --bind /dev "$root/dev" && mount --bind "$data" "$root/data" || exit 125
"""


class BareRoot:
    """Runs what is in `folder`, with `data` at /data."""

    def __init__(self, folder, data, environment):
        self.folder, self.data, self.environment = pathlib.Path(folder), pathlib.Path(data), environment
        self.data.mkdir(exist_ok=True)

    def command(self, words, environment=None):
        return method()(self, {**self.environment, **(environment or {})}) + [str(word) for word in words]

    def run(self, *words, environment=None, **more):
        return subprocess.run(
            self.command(words, environment), capture_output=True, text=True, timeout=60, **{"input": "", **more})

    def start(self, *words, **more):
        return subprocess.Popen(self.command(words), **more)


def _bubblewrap(root, environment):
    """A user namespace: what is /data belongs to the user that the program is."""
    words = ["bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent",
             "--uid", str(USER), "--gid", str(USER), "--ro-bind", str(root.folder), "/", "--proc", "/proc", "--dev", "/dev",
             "--tmpfs", "/tmp", "--bind", str(root.data), "/data"]
    words += ["--chdir", "/data", "--clearenv"]
    for name, value in environment.items():
        words += ["--setenv", name, value]
    return words


def _chroot(root, environment):
    """Without user namespaces, as root: mounts, then another root and another user."""
    for path in [root.data, *root.data.rglob("*")]:
        os.chown(path, USER, USER)
    # `env` and `chroot` are the host's: the root has no program but one.
    cleared = " ".join(["env -i", *(_quoted(f"{name}={value}") for name, value in environment.items())])
    script = MOUNTS + f'exec {cleared} {shutil.which("chroot")} --userspec={USER}:{USER} --groups= "$root" "$@"'
    return ["unshare", "--mount", "--propagation", "private",
            "sh", "-c", script, "sh", str(root.folder), str(root.data)]


def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def works(make, folder, data):
    """Whether a program starts that way; most often a container forbids it."""
    probe = [*make(BareRoot(folder, data, {}), {}), "/usr/bin/securellm", "--version"]
    return subprocess.run(probe, capture_output=True).returncode == 0


METHODS = {"bubblewrap": _bubblewrap, "chroot": _chroot}
_chosen = []


def choose(folder, data):
    """The first way that works here; None when none does."""
    for name, make in METHODS.items():
        available = shutil.which("bwrap") if make is _bubblewrap else os.geteuid() == 0 and shutil.which("unshare")
        if available and works(make, folder, data):
            _chosen[:] = [make]
            return name
    return None


def method():
    return _chosen[0]
