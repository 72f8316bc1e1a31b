"""What valgrind's memcheck reports of the program, without what is no error of it, for a reason that is written here.

It is no suppression of valgrind's own, which would go by the function that reads: this goes by who asked for the memory.
"""
import re


def reports(log):
    """The errors in a file that valgrind wrote."""
    if not log.exists():
        return []
    # What it prints about itself, as of a system call that is newer than it, begins with two hyphens.
    lines = [line for line in log.read_text(errors="replace").splitlines(keepends=True) if line.startswith("==")]
    found = re.split(r"(?m)^==\d+== \n", "".join(lines))
    return [report for report in found if " at 0x" in report and not is_of_new_metadata(report)]


def is_of_new_metadata(report):
    """The Swift runtime compares a field of new metadata with what is to be stored there, and stores it when that
    differs: either way it is right, but what was equal by chance counts as never written, here and wherever it is read.

    In a program without names, as the one that ships, callers without one replace the runtime's allocator,
    which leaves out more than it should; .ci/link-with-names makes one that has them."""
    _, uninitialised, origin = report.partition("Uninitialised value was created by a heap allocation")
    callers = origin.splitlines()[2:6]
    nameless = len(callers) == 4 and all("???" in caller for caller in callers)
    return bool(uninitialised) and (nameless or any("swift::MetadataAllocator::Allocate" in caller for caller in callers))
