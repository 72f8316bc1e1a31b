import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  /// What is refused before anything is started.
  @Suite struct Requests {
    @Test func rejectsNULBytes() async throws {
      #expect(await failure(of: try request("true", [[1], [65, 0, 66]])) == .nulByte(.argument(1)))
      #expect(await failure(of: try request("true", [[0]])) == .nulByte(.argument(0)))
      let name = try request("true", [], environment: [.init("A\0B", "")])
      #expect(await failure(of: name) == .nulByte(.variableName(0)))
      let value = try request("true", [], environment: [.init("A", "1"), .init("B", "\0")])
      #expect(await failure(of: value) == .nulByte(.variable(name: "B")))
      #expect(await failure(of: try request("true", [], in: "/\0tmp")) == .nulByte(.workingDirectory))
    }

    @Test func variableNamesAreUsableAndUnique() async throws {
      for names in [[""], ["1A"], ["A=B"], ["=A"]] {
        let bad = try request("true", [], environment: names.map { .init($0, "x") })
        #expect(await failure(of: bad) == .invalidVariableName(index: 0))
      }
      let twice = try request("true", [], environment: [.init("A", "1"), .init("A", "2")])
      #expect(await failure(of: twice) == .invalidVariableName(index: 1))
    }

    @Test func oneArgumentMayHaveTheKernelsMaximumAndNoMore() async throws {
      let longest = [UInt8](repeating: 97, count: ProcessRequest.maximumArgumentBytes)
      let output = try await run(try request("printf", [Array("%s".utf8), longest]))
      #expect(output.standardOutput == longest)

      let tooLong = await failure(of: try request("printf", [longest + [97]]))
      #expect(tooLong == .argumentTooLong(.argument(0), bytes: 131_072))
      let variable = try request("true", [], environment: [.init("A", text(longest))])
      #expect(await failure(of: variable) == .argumentTooLong(.variable(name: "A"), bytes: 131_073))
    }

    @Test func allArgumentsTogetherHaveALimitToo() async throws {
      let many = [[UInt8]](repeating: [UInt8](repeating: 97, count: 131_000), count: 64)
      guard case .argumentsTooLong(let bytes) = await failure(of: try request("true", many)) else {
        return #expect(Bool(false), "E2BIG is not reported as such")
      }
      #expect(bytes > 64 * 131_000)
    }

    @Test func descriptionsNameTheLocationNotTheValue() {
      let secret = CapturedStreams(output: Array("hunter2".utf8), error: Array("hunter2".utf8))
      let failures: [ProcessFailure] = [
        .nulByte(.argument(2)), .nulByte(.variableName(0)), .nulByte(.workingDirectory),
        .argumentTooLong(.variable(name: "TOKEN"), bytes: 200_000), .argumentsTooLong(bytes: 9),
        .invalidVariableName(index: 0), .programMissing(path: "/bin/x"), .notExecutable(path: "/bin/x"),
        .workingDirectoryMissing(path: "/x"), .spawnFailed(errno: 11), .spawnFailed(errno: 0),
        .timedOut(after: .seconds(3), partial: secret), .outputTooLarge(limit: 10, partial: secret), .cancelled,
      ]
      for failure in failures {
        #expect(!"\(failure)".isEmpty && !"\(failure)".contains("hunter2"))
      }
      #expect("\(failures[0])".hasPrefix("argument 3 holds a NUL byte"))
      #expect("\(failures[3])".contains("TOKEN"))
    }
  }
}
