import Foundation
import Glibc
import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  /// What the child is given, and what happens when it cannot start.
  @Suite struct Start {
    @Test func argumentsArriveByteForByte() async throws {
      let everyByte = (1...255).map { UInt8($0) }
      let arguments: [[UInt8]] = [
        [], Array("a b".utf8), Array("*".utf8), Array("$(id)`id`;|&\n".utf8), Array("-\u{301}x".utf8),
        [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80], everyByte, Array("--".utf8), [],
      ]
      let output = try await run(try request("printf", [Array("%s\\0".utf8)] + arguments))
      #expect(output.standardOutput == arguments.flatMap { $0 + [0] })
    }

    @Test func theFirstEntryIsThePathOfTheProgram() async throws {
      let output = try await run(try request("cat", [Array("/proc/self/cmdline".utf8)]))
      #expect(output.standardOutput == Array("\(try program("cat").path)\0/proc/self/cmdline\0".utf8))
    }

    @Test func theEnvironmentIsExactlyWhatWasDeclared() async throws {
      unsafe setenv("SECURELLM_TEST_LEAK", "1", 1)
      defer { unsafe unsetenv("SECURELLM_TEST_LEAK") }
      let variables: [ProcessRequest.Variable] = [.init("ZED", "1=2 \n"), .init("A", ""), .init("É", "ü")]
      let output = try await run(try request("env", [Array("-0".utf8)], environment: variables))
      #expect(output.standardOutput == Array("ZED=1=2 \n\0A=\0É=ü\0".utf8))
      #expect(try await run(try request("env", [Array("-0".utf8)])).standardOutput.isEmpty)
    }

    @Test func theWorkingDirectoryIsTheDeclaredOne() async throws {
      try await withTemporaryDirectory { directory in
        let output = try await run(try request("readlink", [Array("/proc/self/cwd".utf8)], in: directory))
        #expect(text(output.standardOutput).hasSuffix(directory + "\n"))
      }
    }

    @Test func onlyTheStandardDescriptorsAreOpen() async throws {
      let leak = unsafe open("/dev/null", O_RDONLY)
      let high = fcntl(leak, F_DUPFD, 200)
      defer {
        close(leak)
        close(high)
      }
      let output = try await run(try request("ls", [Array("/proc/self/fd".utf8)]))
      // ls opens the directory it lists as 3.
      #expect(text(output.standardOutput) == "0\n1\n2\n3\n")
    }

    @Test func standardInputIsNullUnlessDeclared() async throws {
      let output = try await run(try request("readlink", [Array("/proc/self/fd/0".utf8)]))
      #expect(text(output.standardOutput) == "/dev/null\n")
      #expect(try await run(try request("cat", [], input: [])).standardOutput.isEmpty)
    }

    @Test func theChildLeadsASessionAndAGroupOfItsOwn() async throws {
      let output = try await run(try script("read -r line < /proc/$$/stat; set -- $line; echo $1 $5 $6"))
      let fields = text(output.standardOutput).split(whereSeparator: \.isWhitespace)
      #expect(fields.count == 3 && Set(fields).count == 1)
    }

    @Test func noSignalIsBlockedOrIgnored() async throws {
      // The runner ignores SIGPIPE in this process; the child must not.
      let output = try await run(try request("grep", [Array("^Sig[BI]".utf8), Array("/proc/self/status".utf8)]))
      let masks = text(output.standardOutput).split(separator: "\n").map { line in
        UInt64(line.split(separator: "\t").last ?? "", radix: 16)
      }
      // glibc's posix_spawn leaves its two internal signals, 32 and 33, ignored; every libc sets them up anew.
      let internalSignals: UInt64 = 0b11 << 31
      #expect(masks.count == 2 && masks.allSatisfy { $0.map { $0 & ~internalSignals } == 0 })
    }

    @Test func reportsWhyAProgramCannotStart() async throws {
      try await withTemporaryDirectory { directory in
        let path = "\(directory)/tool"
        var broken = try request("true", [])
        try writeFile(path, "#!/bin/sh\n", mode: 0o755)
        broken.program = try #require(Program.resolve("tool", in: [directory]))

        try writeFile(path, "#!\(directory)/nowhere\n", mode: 0o755)
        #expect(await failure(of: broken) == .notExecutable(path: path))
        try writeFile(path, "no format the kernel knows", mode: 0o755)
        #expect(await failure(of: broken) == .notExecutable(path: path))
        try writeFile(path, "#!/bin/sh\n", mode: 0o644)
        #expect(await failure(of: broken) == .notExecutable(path: path))
        try FileManager.default.removeItem(atPath: path)
        #expect(await failure(of: broken) == .programMissing(path: path))
      }
    }

    @Test(arguments: ["/nowhere/at/all", "/etc/passwd", "tmp", ""])
    func theWorkingDirectoryMustExist(directory: String) async throws {
      let failure = await failure(of: try request("true", [], in: directory))
      #expect(failure == .workingDirectoryMissing(path: directory))
    }

    @Test func needsNoOtherThread() throws {
      let request = try script("cat; echo oops >&2; exit 3", input: Array("typed".utf8))
      let output = try ProcessRunner().runHere(request)
      #expect(text(output.standardOutput) == "typed" && text(output.standardError) == "oops\n")
      #expect(output.termination == .exited(code: 3))
      let late = try script("sleep 30", timeout: .milliseconds(50))
      #expect(throws: ProcessFailure.self) { try ProcessRunner().runHere(late) }
    }

    @Test func howTheChildEndedIsReported() async throws {
      #expect(try await run(try script("exit 7")).termination == .exited(code: 7))
      #expect(try await run(try script("kill -9 $$")).termination == .signalled(SIGKILL))
    }
  }
}
