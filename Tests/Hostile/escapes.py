"""The escapes of a child that is to stay in the project and without network: what is tried, and what may succeed.

The numbers are those of the list that they come from; some are tried by tests of their own (`test_escapes.py`).
"""
import dataclasses

from sites import PROOF

READERS = ("null", "zero", "full", "random", "urandom")


@dataclasses.dataclass(frozen=True)
class Escape:
    """`name` is the attack of the probe. Each of its lines that is `ok` is an escape, but for those in `harmless`.

    `alone` has who manages at least one of them without protection. `limit` is what an attempt stops at by itself: without
    protection, and with it."""
    number: int
    name: str
    harmless: tuple = ()
    alone: tuple = ("root", "nobody")
    limit: tuple = (0, 0)

    def __str__(self):
        return f"{self.number}-{self.name}"


ROOT = ("root",)
ESCAPES = [
    Escape(1, "absolute-path"),
    Escape(1, "names-outside"),
    Escape(2, "parent-steps"),
    Escape(3, "symbolic-links"),
    Escape(5, "old-hard-link"),
    Escape(6, "new-links"),
    Escape(7, "writing-project"),
    Escape(8, "writing-outside"),
    Escape(9, "proc-links"),
    Escape(10, "proc-of-server"),
    Escape(11, "proc-listing"),
    Escape(12, "devices", harmless=READERS),
    Escape(13, "kernel-files"),
    Escape(14, "unix-path"),
    Escape(15, "unix-abstract"),
    Escape(16, "unix-datagram"),
    Escape(17, "tcp"),
    Escape(18, "udp"),
    Escape(19, "raw-sockets", alone=ROOT),
    Escape(20, "families"),
    Escape(21, "listeners"),
    Escape(22, "io-uring"),
    Escape(23, "tracing"),
    Escape(24, "memory-of-others"),
    Escape(25, "gentle-signals"),
    Escape(28, "forks", limit=(300, 3000)),
    Escape(28, "threads", limit=(300, 20000)),
    Escape(29, "private-memory", limit=(256, 6144)),
    Escape(29, "anonymous-shared-memory", limit=(256, 6144)),
    Escape(29, "memory-files", limit=(256, 6144)),
    Escape(29, "shared-memory", limit=(256, 6144)),
    Escape(29, "locked-memory", limit=(256, 6144), alone=ROOT),
    Escape(32, "large-file"),
    Escape(32, "many-files", limit=(1000, 20000)),
    Escape(33, "open-files", limit=(500, 100000)),
    Escape(33, "full-pipes", limit=(100, 10000)),
    Escape(33, "locks", harmless=("flock", "lease")),
    Escape(33, "watches", limit=(100, 100000)),
    Escape(34, "mounts", alone=ROOT),
    Escape(35, "namespaces"),
    Escape(36, "other-root", alone=ROOT),
    Escape(37, "file-handles"),
    Escape(38, "keyrings"),
    Escape(39, "kernel-services"),
    Escape(40, "other-programs"),
    Escape(40, "project-script"),
    Escape(40, "project-binary"),
    Escape(40, "set-user"),
    Escape(40, "loader"),
    Escape(40, "from-memory"),
    Escape(40, "mapped-code"),
    Escape(44, "privileges"),
    Escape(45, "clocks", alone=ROOT),
    Escape(45, "scheduling"),
    Escape(45, "left-objects"),
]


@dataclasses.dataclass(frozen=True)
class Profile:
    """A sandbox profile and a tool that uses it: `program` is the program that the probe replaces, `form` what it prints.

    `grants` has what the profile is there for: attacks that are none here, and single attempts of others. `tried` names
    those that have a meaning where a program has namespaces of its own; without it all have."""
    name: str
    program: str
    tool: str
    arguments: dict = dataclasses.field(compare=False)
    form: str
    grants: tuple = ()
    tried: tuple = ()

    def __str__(self):
        return self.name

    def tries(self, escape):
        return escape.name in self.tried if self.tried else escape.name not in self.grants

    def lines(self, result):
        """What the probe printed. Output that cannot be the probe's own comes from another program."""
        content = result.get("structuredContent", {})
        if result.get("_meta", {}).get("securellm/error", {}).get("code") == "invalid_output":
            return ["another program"]
        if self.form == "builds":
            return content["builds"][0]["seen"] if content else []
        return content.get("files", content.get("value", []))

    def escapes(self, escape, result):
        """The labels of what got out, declared or not."""
        return succeeded(self.lines(result)) - set(escape.harmless) - set(self.grants)


# Nix looks its user up, and keeps what it fetches in the home that programs have.
OF_NIX = ("passwd", "own home", "files in its home")
NETWORK_ATTACKS = ("unix-path", "unix-datagram", "tcp", "udp", "families", "listeners")
READ_PROJECT = Profile("read-project", "rg", "search_files", {}, "lines")
OFFLINE = Profile("offline", "nix", "nix_eval", {"attribute": "a", "offline": True}, "json", OF_NIX)
NETWORK = Profile("network", "nix", "nix_eval", {"attribute": "a"}, "json", OF_NIX + NETWORK_ATTACKS)
# A connection to nobody, a datagram into nothing and files in memory are the sandbox's own: what arrives here counts.
OF_BUBBLEWRAP = OF_NIX + (
    "at once 127.0.0.1", "at once ::1", "at once ::ffff:127.0.0.1", "127.0.0.1", "::1", "connected", "lite", "name server",
    "temporary folder", "shared memory", "home of the user")
BUBBLEWRAP = Profile(
    "bubblewrap", "nix", "nix_build", {"attribute": "a", "offline": True}, "builds", OF_BUBBLEWRAP,
    ("absolute-path", "parent-steps", "symbolic-links", "old-hard-link", "new-links", "writing-outside", "proc-links",
     "kernel-files", "unix-path", "unix-abstract", "unix-datagram", "tcp", "udp", "forks", "private-memory", "memory-files", "anonymous-shared-memory",
     "shared-memory", "open-files",
     "full-pipes", "watches", "loader", "mapped-code", "file-handles", "kernel-services", "keyrings", "clocks"))
PROFILES = (READ_PROJECT, OFFLINE, NETWORK, BUBBLEWRAP)
# The network profile is the offline one with sockets: in the short form what it grants more is not tried.
CASES = [(escape, profile) for escape in ESCAPES for profile in PROFILES
         if profile.tries(escape) and (PROOF or profile != NETWORK)]


@dataclasses.dataclass(frozen=True)
class Declared:
    """What the kernel cannot refuse, in the words of `securellm doctor`, and the attempts that show it."""
    words: str
    profiles: tuple
    attempts: dict = dataclasses.field(compare=False)
    # Doctor reports it only where it applies; else always.
    depends: bool = False
    # Whether it is so on every machine on which doctor reports it.
    sure: bool = True


DECLARED = [
    Declared("names, sizes and times of files outside can be found out", (READ_PROJECT, OFFLINE, NETWORK), {
        "names-outside": ("size of the token", "name that is not there")}),
    Declared("a hard link in the project is the file it links to", PROFILES, {"old-hard-link": ("hard link",)}),
    Declared("a program that may write somewhere may change modes, owners and times of all that is its user's",
             (OFFLINE, NETWORK), {
                 "writing-project": ("chmod", "chown", "fchmod", "fchmodat2", "fsetxattr", "futimens", "setxattr", "utime"),
                 "writing-outside": ("chmod outside",)}),
    Declared("a program may load a file of the project as code: none that is declared does", PROFILES, {
        "mapped-code": ("map of a project file",), "loader": ("binary", "another program")}),
    Declared("an offline tool that works through a daemon may reach every socket of this machine's files", (OFFLINE,), {
        "unix-path": ("in the project", "outside", "packets", "through a link"), "listeners": ("abstract",),
        "unix-datagram": ("datagram", "datagram by a pair", "pair reconnected")}, sure=False),
    Declared("bounded for each process, not together, and shared memory not", (OFFLINE, NETWORK, BUBBLEWRAP), {
        "anonymous-shared-memory": ("anonymous shared memory",), "memory-files": ("memory files",),
        "shared-memory": ("memory in /dev/shm",)}, depends=True, sure=False),
    Declared("threads are bounded by memory alone where no process may be started", (READ_PROJECT,), {
        "threads": ("threads",)}),
]
# Doctor reports it, and no attempt of a test can show it: it needs a daemon that can be asked for something.
UNTRIED = {"work that a daemon does on request is done outside the sandbox"}


# Bounded by a control group, whose name has the server's number in it: in namespaces every server is number 2.
BY_GROUP = ("forks", "threads", "private-memory", "anonymous-shared-memory", "memory-files", "shared-memory")


def declared(escape, profile, report):
    """The attempts of an attack that this report of doctor lists as not refused, and whether one is sure to succeed."""
    entries = [entry for entry in DECLARED
               if profile in entry.profiles and escape.name in entry.attempts and entry.words in report]
    return ({label for entry in entries for label in entry.attempts[escape.name]},
            any(entry.sure for entry in entries))


def succeeded(lines):
    """The labels of the attempts that a probe's lines say succeeded; a line that is none of the probe's is one itself."""
    attempts = (line.partition(": ") for line in lines)
    return {label for label, _, outcome in attempts if outcome == "ok" or outcome.startswith("ok ") or not outcome}
