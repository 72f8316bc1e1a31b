"""What /proc shows of processes."""
import os


def descendants(root):
    """Every process below `root` that has not ended."""
    parents = {}
    for entry in all_processes():
        try:
            with open(f"/proc/{entry}/stat") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[entry] = int(fields[1])
    found, grown = {root}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        grown = bool(more)
        found |= more
    return found - {root}


def all_processes():
    """Of this name space, by number."""
    return [int(entry) for entry in filter(str.isdigit, os.listdir("/proc"))]


def command_line(process):
    """What it was started as, each argument with its NUL; empty where it is a zombie or ended since it was listed."""
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""


def is_alive(process):
    """Whether it is there and has not ended."""
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
