"""The workflows for GitHub: well-formed, pinned, with as few rights as they need. They have not run there."""
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BESIDE = pathlib.Path(sys.executable).parent


def tool(name):
    """Of the environment that runs the tests."""
    return str(BESIDE / name) if (BESIDE / name).exists() else shutil.which(name)


def read(file):
    return yaml.safe_load(file.read_text())


def steps():
    for file in WORKFLOWS:
        for name, job in read(file)["jobs"].items():
            for step in job["steps"]:
                yield file.name, name, step
    for step in read(ROOT / "action.yml")["runs"]["steps"]:
        yield "action.yml", "action", step


@pytest.mark.skipif(tool("zizmor") is None, reason="zizmor is not installed")
def test_zizmor_finds_nothing():
    done = subprocess.run([tool("zizmor"), "--offline", "--no-progress", "--persona", "pedantic", ROOT / ".github", ROOT / "action.yml"],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(tool("check-jsonschema") is None, reason="check-jsonschema is not installed")
@pytest.mark.parametrize("schema, files", [("github-workflows", WORKFLOWS), ("github-actions", [ROOT / "action.yml"])])
def test_files_are_what_github_reads(schema, files):
    done = subprocess.run([tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


def test_actions_are_pinned_by_commit_with_their_version_beside():
    for file in [*WORKFLOWS, ROOT / "action.yml"]:
        for line in file.read_text().splitlines():
            if re.search(r"\buses:", line):
                assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_rights_are_given_to_jobs_and_only_the_release_may_write():
    for file in WORKFLOWS:
        workflow = read(file)
        assert workflow["permissions"] == {}
        for name, job in workflow["jobs"].items():
            writes = {right for right, level in job["permissions"].items() if level == "write"}
            assert writes == ({"contents", "packages", "id-token", "attestations"} if name == "publish" else set())
            assert job["timeout-minutes"] <= 360


def test_commands_are_valid_shell_and_take_no_text_of_others():
    for file, job, step in steps():
        if "run" in step:
            checked = subprocess.run(["bash", "-n"], input=step["run"], capture_output=True, text=True)
            assert checked.returncode == 0, f"{file} {job}: {checked.stderr}"
            assert "${{" not in step["run"], f"{file} {job}: values belong into env"


def test_what_commands_name_is_there():
    text = "\n".join(file.read_text() for file in WORKFLOWS)
    for path in set(re.findall(r"(?:python3|bash) ([\w./-]+)", text)) | set(re.findall(r"(\.ci/\w+)", text)):
        assert (ROOT / path).exists(), path
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"\bmake ([a-z-]+)$", text, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_release_needs_tests_and_equal_packages_of_both_machines():
    jobs = read(ROOT / ".github/workflows/release.yml")["jobs"]
    assert set(jobs["publish"]["needs"]) == {"packages", "again"}
    assert any(step.get("run") == "bash .ci/run" for step in jobs["packages"]["steps"])
    for name in ("packages", "again"):
        assert [entry["machine"] for entry in jobs[name]["strategy"]["matrix"]["include"]] == ["x86_64", "aarch64"]
