import JSONCore
import SchemaCompiler
import SchemaRuntime

/// What became of a case.
struct CaseResult {
  enum Outcome {
    case passed
    /// In words for people; what was found, when the instance was to be valid.
    case failed(String, [Violation])
    /// There was nothing to validate with, or nothing to validate.
    /// Neither passed nor failed: a case that did not run must not make a suite look better or worse.
    case broken(String)
  }

  let suite: String
  let group: String
  let name: String
  let location: SourceLocation
  let isExpectedValid: Bool
  let outcome: Outcome

  var hasPassed: Bool { if case .passed = outcome { true } else { false } }
}

/// Runs the cases of suites, one after the other.
struct SuiteRun {
  private let request: SuiteRequest
  private let files: SchemaFiles
  /// Called with each case as it is done.
  private let report: (CaseResult) -> Void

  init(_ request: SuiteRequest, _ report: @escaping (CaseResult) -> Void) throws(SchemaFailure) {
    self.request = request
    self.report = report
    files = try SchemaFiles(references: request.references, bases: request.bases)
  }

  /// Runs one suite; the failures of schemas that do not compile.
  /// One after the other: a suite takes milliseconds, and its cases are listed in the order of the file.
  func run(_ suite: SuiteFile) -> [SchemaFailure] {
    var failures: [SchemaFailure] = []
    for group in suite.groups {
      let interpreter = self.interpreter(group, suite)
      if case .failure(let failure) = interpreter { failures.append(failure) }
      for item in group.cases { report(result(item, of: group, suite, interpreter)) }
    }
    return failures
  }

  private func interpreter(
    _ group: SuiteFile.Group, _ suite: SuiteFile
  ) -> Result<SchemaInterpreter, SchemaFailure> {
    do throws(SchemaFailure) {
      return .success(SchemaInterpreter(try schema(group, suite).program))
    } catch {
      return .failure(error)
    }
  }

  /// Its warnings are `validate`'s and `lint`'s to show: a suite is about results.
  private func schema(_ group: SuiteFile.Group, _ suite: SuiteFile) throws(SchemaFailure) -> SchemaFiles.Compiled {
    var files = files
    switch group.schema {
    case .inline(let node):
      let name = try files.add(suite.path, suite.text(of: node), located: suite.isYAML ? suite.locate : nil)
      return try files.compile(name, request.options)
    case .file(let path, let pointer):
      if path.utf8.contains(0x3A) {
        return try files.compile(uri: JSONString(path + "#" + pointer), request.options)
      }
      let name = try files.add(suite.beside(path))
      return try files.compile(name, pointer: pointer, request.options)
    }
  }

  private func result(
    _ item: SuiteFile.Case, of group: SuiteFile.Group, _ suite: SuiteFile,
    _ interpreter: Result<SchemaInterpreter, SchemaFailure>
  ) -> CaseResult {
    let outcome: CaseResult.Outcome
    switch interpreter {
    case .failure: outcome = .broken("its schema cannot be used")
    case .success(let interpreter):
      do throws(FileFailure) {
        let (bytes, range) = try data(item, suite)
        outcome = self.outcome(item, interpreter, bytes, range)
      } catch {
        outcome = .broken("\(error.path): \(error.reason)")
      }
    }
    return CaseResult(
      suite: suite.path, group: group.description, name: item.description, location: item.location,
      isExpectedValid: item.isValid, outcome: outcome)
  }

  private func data(_ item: SuiteFile.Case, _ suite: SuiteFile) throws(FileFailure) -> (JSONBytes, Range<Int>) {
    switch item.data {
    case .inline(let node): return (suite.document.bytes, node.range)
    case .file(let path):
      let source = try Instances.open(suite.beside(path), as: nil)
      switch try source.next() {
      case .instance(let instance)?:
        guard try source.next() == nil else { throw FileFailure(path: path, reason: "holds more than one instance") }
        return (instance.bytes, instance.range)
      case .malformed(let message, let location)?: throw FileFailure(path: "\(path):\(location)", reason: message)
      case .leftOut(_, let reason)?: throw FileFailure(path: path, reason: reason)
      case nil: throw FileFailure(path: path, reason: "holds no instance")
      }
    }
  }

  private func outcome(
    _ item: SuiteFile.Case, _ interpreter: SchemaInterpreter, _ bytes: JSONBytes, _ range: Range<Int>
  ) -> CaseResult.Outcome {
    let result = interpreter.result(bytes, range: range, maxDepth: request.maxDepth)
    if result == .undecided { return .broken("its schema comes back to itself without going into the value") }
    if result == .valid { return item.isValid ? .passed : .failed("must be invalid, is valid", []) }
    // Most cases: the list of errors takes several times as long as the result, and nobody has asked for it.
    if !item.isValid, item.errors == nil { return .passed }
    let found = interpreter.violations(bytes, range: range, maxDepth: request.maxDepth)
    guard let expected = item.errors else { return .failed("must be valid, is invalid", found) }
    return compare(expected, found)
  }

  /// Every expected error must be there, and no other.
  /// Causes inside of an `anyOf` or `oneOf` are not compared: which of them are found depends on how alternatives are
  /// distinguished.
  private func compare(_ expected: [SuiteFile.ExpectedError], _ found: [Violation]) -> CaseResult.Outcome {
    let matches = { (expected: SuiteFile.ExpectedError, violation: Violation) in
      expected.instanceLocation.utf8.elementsEqual(violation.instanceLocation.utf8)
        && (expected.keyword.map { $0.utf8.elementsEqual(violation.keyword.utf8) } ?? true)
    }
    if let missing = expected.first(where: { expected in !found.contains { matches(expected, $0) } }) {
      let keyword = missing.keyword.map { " by \"\($0)\"" } ?? ""
      let location = missing.instanceLocation.isEmpty ? "the root" : missing.instanceLocation
      return .failed("must fail at \(location)\(keyword), does not", found)
    }
    let others = found.filter { violation in !expected.contains { matches($0, violation) } }
    return others.isEmpty ? .passed : .failed("fails at other locations than expected", others)
  }
}
