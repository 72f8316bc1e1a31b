import Foundation
import Glibc
import Testing

@testable import ProcessRunner

/// A project with a file, a file beside it, and links that lead there.
private struct Confined {
  let parent: String
  var project: String { parent + "/project" }

  init() throws {
    parent = NSTemporaryDirectory() + "/sandbox-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: project + "/src", withIntermediateDirectories: true)
    try writeFile(project + "/src/file", "inside\n", mode: 0o644)
    try writeFile(parent + "/token", "outside\n", mode: 0o644)
    try FileManager.default.createSymbolicLink(atPath: project + "/link", withDestinationPath: "../token")
    try FileManager.default.createSymbolicLink(atPath: project + "/up", withDestinationPath: "..")
  }

  func remove() { try? FileManager.default.removeItem(atPath: parent) }

  /// Shells run under the rule that lets them execute the system's programs.
  func run(_ text: String, _ change: (inout Sandbox) -> Void = { _ in }) async throws -> ProcessOutput {
    var sandbox = Sandbox(
      workingDirectory: .read, rules: [.init("/usr/bin", .execute)], mayStartProcesses: true, network: .none,
      limits: .init(memoryBytes: 1 << 30, cpuSeconds: 20, fileBytes: 0, openFiles: 64, processes: 32))
    change(&sandbox)
    var request = try script(text)
    request.workingDirectory = project
    request.sandbox = sandbox
    return try await ProcessRunner().run(request)
  }
}

private func confined(_ body: (Confined) async throws -> Void) async throws {
  let confined = try Confined()
  defer { confined.remove() }
  try await body(confined)
}

extension ProcessRunnerTests {
  /// What the kernel refuses to a program in a sandbox. Each refusal has beside it what must go on to work.
  @Suite(.enabled(if: SandboxSupport.ofThisKernel.isComplete, "this kernel has no Landlock, or no seccomp filters"))
  struct SandboxRules {
    @Test func readsOnlyTheProject() async throws {
      try await confined { project in
        #expect(
          text(try await project.run("cat src/file; cd src; cat ../src/file").standardOutput) == "inside\ninside\n")
        for path in ["../token", "link", "up/token", "\(project.parent)/token", "/etc/passwd", "/proc/self/environ"] {
          let output = try await project.run("exec cat \(path)")
          #expect(output.standardOutput.isEmpty, "\(path)")
          #expect(text(output.standardError).contains("Permission denied"), "\(path): \(text(output.standardError))")
        }
        for folder in ["..", "/", "/tmp", "/proc", "/dev"] {
          #expect(try await project.run("exec ls \(folder)").termination != .exited(code: 0), "\(folder)")
        }
      }
    }

    @Test func readsNothingWithoutTheProject() async throws {
      try await confined { project in
        let output = try await project.run("exec cat src/file") { $0.workingDirectory = nil }
        #expect(output.termination == .exited(code: 1) && output.standardOutput.isEmpty)
      }
    }

    @Test(arguments: [
      "echo x > new", "echo x > src/file", "rm src/file", "mkdir folder", "chmod 777 src/file", "touch src/file",
      "mv src/file src/other", "ln -s src/file other", "ln src/file other", "mkfifo pipe", "echo x > /tmp/sandbox-new",
    ])
    func readersChangeNothing(command: String) async throws {
      try await confined { project in
        let before = try FileManager.default.attributesOfItem(atPath: project.project + "/src/file")
        #expect(try await project.run(command).termination != .exited(code: 0))
        let after = try FileManager.default.attributesOfItem(atPath: project.project + "/src/file")
        #expect(NSDictionary(dictionary: before) == NSDictionary(dictionary: after))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.project).sorted() == ["link", "src", "up"])
      }
    }

    @Test func writesOnlyInTheProject() async throws {
      try await confined { project in
        let change: (inout Sandbox) -> Void = {
          $0.workingDirectory = .write
          $0.limits.fileBytes = 1 << 20
        }
        let output = try await project.run("echo x > new && mkdir folder && mv new folder && cat folder/new", change)
        #expect(text(output.standardOutput) == "x\n")
        for command in [
          "echo x > ../token", "echo x > link", "rm ../token", "mv ../token .", "mv folder ..", "ln ../token hard",
        ] {
          #expect(try await project.run(command, change).termination != .exited(code: 0), "\(command)")
        }
        #expect(try String(contentsOfFile: project.parent + "/token", encoding: .utf8) == "outside\n")
        // A file has a size that it cannot pass.
        #expect(try await project.run("head -c 2000000 /dev/zero > big", change).termination != .exited(code: 0))
      }
    }

    @Test func forbidsOtherPrograms() async throws {
      try await confined { project in
        let output = try await project.run("echo alive; /usr/bin/true; echo not reached") {
          $0.mayStartProcesses = false
        }
        #expect(text(output.standardOutput) == "alive\n")
      }
    }

    @Test func onlyDeclaredProgramsRun() async throws {
      try await confined { project in
        try writeFile(project.project + "/tool", "#!/bin/sh\necho ran\n", mode: 0o755)
        let change: (inout Sandbox) -> Void = { $0.rules = [] }
        #expect(text(try await project.run("echo alive; exec /usr/bin/env", change).standardOutput) == "alive\n")
        #expect(try await project.run("exec ./tool", change).standardOutput.isEmpty)
      }
    }

    @Test(.enabled(if: Program.resolve("bash") != nil, "bash is not installed"))
    func rejectsUndeclaredSockets() async throws {
      try await confined { project in
        let connect =
          "exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/9 || echo failed; exec 3<>/dev/udp/127.0.0.1/9 && echo open'"
        let refused = try await project.run(connect)
        #expect(!text(refused.standardOutput).contains("open"))
        #expect(text(refused.standardError).contains("Operation not permitted"))
        let allowed = try await project.run(connect) { $0.network = .all }
        #expect(text(allowed.standardOutput).contains("open"), "\(text(allowed.standardError))")
      }
    }

    @Test func memoryTimeAndDescriptorsAreBounded() async throws {
      try await confined { project in
        let memory = try await project.run("x=$(head -c 200000000 /dev/zero | tr '\\0' a); echo kept ${#x}") {
          $0.limits.memoryBytes = 64 << 20
        }
        #expect(memory.termination != .exited(code: 0) && memory.standardOutput.isEmpty)
        let time = try await project.run("while :; do :; done") { $0.limits.cpuSeconds = 1 }
        #expect(time.termination == .signalled(SIGKILL))
        #expect(time.duration < .seconds(15))
        let files = try await project.run("ulimit -n; ulimit -c; ulimit -f")
        #expect(text(files.standardOutput) == "64\n0\n0\n")
      }
    }

    @Test func dropsRootPrivileges() async throws {
      try await confined { project in
        let output = try await project.run("exec grep -E '^(CapEff|CapPrm|NoNewPrivs|Seccomp):' /proc/self/status") {
          $0.rules.append(.init("/proc", .read))
        }
        let zero = "0000000000000000"
        #expect(text(output.standardOutput) == "CapPrm:\t\(zero)\nCapEff:\t\(zero)\nNoNewPrivs:\t1\nSeccomp:\t2\n")
      }
    }

    @Test(arguments: [
      "(setsid sleep 30 &); sleep 0.1", "setsid sh -c '(setsid sleep 30 &)' & sleep 0.2",
      "trap '' TERM HUP; (setsid sh -c 'trap \"\" TERM; exec sleep 30' > /dev/null 2>&1 < /dev/null &); sleep 0.1",
    ])
    func endsDescendants(text script: String) async throws {
      try await confined { project in
        let before = try children()
        #expect(try await project.run(script).termination == .exited(code: 0))
        #expect(try children() <= before)
      }
    }

    @Test(.enabled(if: SandboxSupport.ofThisKernel.boundsProcesses, "no control group can be made here"))
    func processesAreCounted() async throws {
      try await confined { project in
        let bomb = "i=0; while [ $i -lt 200 ]; do sleep 5 & i=$((i+1)); done; echo all"
        let output = try await project.run(bomb) { $0.limits.processes = 16 }
        #expect(!text(output.standardOutput).contains("all"))
        #expect(text(try await project.run("sleep 0 & wait; echo one").standardOutput) == "one\n")
      }
    }

    @Test func runsUnconfinedOnlyWhenAllowed() async throws {
      try await confined { project in
        var request = try script("echo ran")
        request.workingDirectory = project.project
        let folder = try OwnedDescriptor.folder(project.project)
        let sandbox = Sandbox(
          workingDirectory: .read, mayStartProcesses: false, network: .none,
          limits: .init(memoryBytes: 1 << 30, cpuSeconds: 20, fileBytes: 0, openFiles: 64, processes: 1))
        var support = SandboxSupport.ofThisKernel
        support.landlock = 0
        #expect(throws: ProcessFailure.sandboxMissing(support.missing)) {
          try Confinement(sandbox, request, directory: folder.number, demand: .required, support: support)
        }
        #expect(
          try Confinement(sandbox, request, directory: folder.number, demand: .optional, support: support).ruleset < 0)
      }
    }

    private func children() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").count { name in
        guard let process = pid_t(name), let status = ProcessStatus(of: process) else { return false }
        return status.parent == getpid() && process != getpid()
      }
    }
  }

  /// What a program needs to start.
  @Suite struct Images {
    @Test func grantsTheLoader() throws {
      let executables = ProgramImage(of: "/usr/bin/env").executables
      #expect(executables.count == 2)
      #expect(executables.last.map { $0.contains("/ld-") || $0.contains("/ld.so") } == true)
    }

    @Test func grantsTheInterpreterAndItsLoader() async throws {
      try await withTemporaryDirectory { directory in
        try writeFile("\(directory)/tool", "#! /usr/bin/env\t-S sh\n", mode: 0o755)
        let executables = ProgramImage(of: "\(directory)/tool").executables
        #expect(executables.prefix(2) == [try #require(realPath("\(directory)/tool")), "/usr/bin/env"])
        #expect(executables.count == 3)
      }
    }

    @Test(arguments: ["", "#!", "#!\n", "#! relative\n", "\u{7F}ELF", "\u{7F}ELF\u{2}\u{1}"])
    func filesWithoutNamesHaveNothing(header: String) {
      #expect(ProgramImage.interpreter(Array(header.utf8)) == nil && ProgramImage.loader(Array(header.utf8)) == nil)
    }

    @Test func ignoresTablesOutsideTheFile() {
      var header = [UInt8](repeating: 0xFF, count: 128)
      header.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
      #expect(ProgramImage.loader(header) == nil)
    }
  }

  @Suite struct ControlGroups {
    @Test func hierarchiesAreFoundByTheirLines() {
      let lines = "9:name=systemd:/\n8:cpu,pids:/user.slice\n0::/system.slice/a.service\n7:pids:/\nnonsense\n"
      #expect(
        ControlGroup.candidates(Array(lines.utf8), for: "pids") == [
          "/sys/fs/cgroup/pids/user.slice", "/sys/fs/cgroup/system.slice/a.service", "/sys/fs/cgroup/pids",
        ])
      #expect(ControlGroup.candidates(Array(lines.utf8), for: "memory") == ["/sys/fs/cgroup/system.slice/a.service"])
    }
  }
}
