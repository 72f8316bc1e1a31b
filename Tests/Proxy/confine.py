"""Becomes a program under the restrictions of a unit file, as far as they can be had without systemd as the first process.

    python3 confine.py UNIT PROGRAM ARGUMENT...

It sets what the unit says of new privileges, system calls, address families, executable memory and open files. The file
system is the caller's (bwrap).
"""
import ctypes
import os
import resource
import subprocess
import sys

ALLOW = 0x7FFF0000
MASKED_EQUAL, EQUAL = 7, 4
PR_SET_NO_NEW_PRIVS, PR_SET_MDWE = 38, 65
EPERM, EAFNOSUPPORT = 1, 97
AF_NETLINK, AF_PACKET = 16, 17


def settings(unit):
    """The assignments of a unit, a list of values for each name."""
    found = {}
    for line in open(unit):
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def members(name, known={}):
    """The system calls of a set, by systemd's own table."""
    if name not in known:
        table = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True)
        words = [line.strip() for line in table.stdout.splitlines()[1:]]
        words = [word for word in words if word and not word.startswith("#")]
        known[name] = {call for word in words for call in (members(word) if word.startswith("@") else [word])}
    return known[name]


def allowed(filters):
    """The first line makes a list of what is allowed; each next one adds to it, or takes away with `~`."""
    calls = set(members("@default"))
    for line in filters:
        words = line.removeprefix("~").split()
        listed = {call for word in words for call in (members(word) if word.startswith("@") else [word])}
        calls = calls - listed if line.startswith("~") else calls | listed
    return calls


class Comparison(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("first", ctypes.c_uint64), ("second", ctypes.c_uint64)]


class Filter:
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Comparison)]
    library.seccomp_load.argtypes = [ctypes.c_void_p]

    def __init__(self, default):
        self.context = self.library.seccomp_init(default)
        assert self.context

    def rule(self, action, call, *comparisons):
        number = self.library.seccomp_syscall_resolve_name(call.encode())
        if number == -1:
            return  # of another architecture, or newer than the library
        array = (Comparison * len(comparisons))(*comparisons)
        self.library.seccomp_rule_add_array(self.context, action, number, len(comparisons), array)

    def load(self):
        assert self.library.seccomp_load(self.context) == 0


def refuse(code):
    return 0x00050000 | code


def restrict(unit):
    libc = ctypes.CDLL(None, use_errno=True)
    found = settings(unit)
    files = int(found["LimitNOFILE"][-1])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, hard), min(files, hard)))
    calls = allowed(found["SystemCallFilter"])
    assert found["SystemCallErrorNumber"] == ["EPERM"] and found["NoNewPrivileges"] == ["yes"]
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    others = Filter(ALLOW)
    if found["MemoryDenyWriteExecute"] == ["yes"]:
        # The kernel's own way is there since 6.3; the filter is systemd's.
        libc.prctl(PR_SET_MDWE, 1, 0, 0, 0)
        others.rule(refuse(EPERM), "mmap", Comparison(2, MASKED_EQUAL, 6, 6))
        others.rule(refuse(EPERM), "mprotect", Comparison(2, MASKED_EQUAL, 4, 4))
        others.rule(refuse(EPERM), "pkey_mprotect", Comparison(2, MASKED_EQUAL, 4, 4))
    families = found["RestrictAddressFamilies"][-1].split()
    for name, number in (("AF_NETLINK", AF_NETLINK), ("AF_PACKET", AF_PACKET)):
        if name not in families:
            others.rule(refuse(EAFNOSUPPORT), "socket", Comparison(0, EQUAL, number, 0))
    others.load()
    listed = Filter(refuse(EPERM))
    for call in sorted(calls):
        listed.rule(ALLOW, call)
    listed.load()
    if "setpriority" not in calls and libc.setpriority(0, 0, 1) == 0:
        sys.exit("libdispatch may set priorities: nothing is tried here")


if __name__ == "__main__":
    unit, *command = sys.argv[1:]
    restrict(unit)
    libc = ctypes.CDLL(None, use_errno=True)
    # In no unit's list; without a filter there is no such process.
    if libc.ptrace(7, 1 << 23, None, None) == 0 or ctypes.get_errno() != EPERM:
        sys.exit("the filter is not in force")
    os.execv(command[0], command)
