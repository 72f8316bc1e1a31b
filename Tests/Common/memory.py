"""What valgrind's memcheck reports of the program, without what is no error of it; each exception has its reason here.

They are no suppressions of valgrind's own: those name functions, and the program that ships has no names.
"""
import re


def reports(log):
    """The errors in a file that valgrind wrote."""
    if not log.exists():
        return []
    # What it says of itself, as of a system call that is newer than it, begins with two hyphens.
    lines = [line for line in log.read_text(errors="replace").splitlines(keepends=True) if line.startswith("==")]
    found = re.split(r"(?m)^==\d+== \n", "".join(lines))
    return [report for report in found if " at 0x" in report and not is_of_new_metadata(report)]


def is_of_new_metadata(report):
    """The Swift runtime makes metadata beyond its first 64 KiB on the heap, compares a field of it with what is to be
    stored there, and stores it when that differs: either way it is right. The memory was asked for by functions that
    have no name."""
    _, uninitialised, origin = report.partition("Uninitialised value was created by a heap allocation")
    callers = origin.splitlines()[2:6]
    return bool(uninitialised) and len(callers) == 4 and all("???" in caller for caller in callers)
