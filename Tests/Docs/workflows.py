"""What is in the YAML of pages: jobs of GitHub and GitLab, hooks of pre-commit, rules of Prometheus."""
import yaml

from machine import ROOT


def scripts(text):
    """The commands of a job, in order."""
    document = yaml.safe_load(text)
    for job in document.get("jobs", {}).values():
        yield from (step["run"] for step in job["steps"] if "run" in step)
    for job in document.values():
        if isinstance(job, dict) and "script" in job:
            yield from [*job.get("before_script", []), *job["script"]]


def hooks(text):
    """What the hooks of a pre-commit configuration run, each as a line of a shell; an id that there is not is an error."""
    known = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    for repository in yaml.safe_load(text).get("repos", []):
        for hook in repository["hooks"]:
            entry = hook["entry"] if repository["repo"] == "local" else known[hook["id"]]["entry"]
            yield " ".join([entry, *map(str, hook.get("args", []))])
