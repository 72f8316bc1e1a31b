/// One run of one program, written out in full: nothing is inherited from this process.
package struct ProcessRequest: Sendable {
  /// One environment variable of the child.
  package struct Variable: Sendable, Hashable {
    /// Not empty, not beginning with a digit, no `=`, no NUL.
    package var name: String
    /// No NUL. May be a secret: it is never printed.
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var program: Program
  /// The entries after `argv[0]`, which is the path of the program. Each reaches the child byte for byte, be it valid
  /// UTF-8 or not; none may hold NUL or exceed ``maximumArgumentBytes``.
  package var arguments: [[UInt8]]
  /// The whole environment of the child, in this order.
  package var environment: [Variable]
  /// An absolute path of a directory that exists.
  package var workingDirectory: String
  /// The folder beneath it to start in; nil starts in itself. What the sandbox grants is about the working directory.
  package var startFolder: StartFolder?
  /// What the child reads on its standard input; `nil` connects `/dev/null`.
  package var standardInput: [UInt8]?
  /// How long the child may run before its group is ended.
  package var timeout: Duration
  /// How many bytes of standard output are accepted. One more ends the run.
  package var maxOutputBytes: Int
  /// How many of the last bytes of standard error are kept. More is read and dropped.
  package var maxErrorBytes: Int
  /// What the program may do; nil leaves it all that this process may.
  package var sandbox: Sandbox?

  /// Linux takes strings of 128 KiB at most (`MAX_ARG_STRLEN`), with the NUL that ends them.
  package static let maximumArgumentBytes = 131_071

  package init(
    program: Program, arguments: [[UInt8]], environment: [Variable], workingDirectory: String,
    standardInput: [UInt8]? = nil, timeout: Duration, maxOutputBytes: Int, maxErrorBytes: Int,
    sandbox: Sandbox? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.standardInput = standardInput
    self.timeout = timeout
    self.maxOutputBytes = maxOutputBytes
    self.maxErrorBytes = maxErrorBytes
    self.sandbox = sandbox
  }
}

extension ProcessRequest {
  /// Refuses what the kernel would reject or, worse, cut short: C strings end at the first NUL.
  ///
  /// - Throws: `nulByte`, `argumentTooLong`, `invalidVariableName` or `workingDirectoryMissing`.
  func check() throws(ProcessFailure) {
    for (index, argument) in arguments.enumerated() {
      try Self.check(argument, at: .argument(index))
    }
    var seen: Set<[UInt8]> = []
    for (index, variable) in environment.enumerated() {
      let name = Array(variable.name.utf8)
      try Self.check(name, at: .variableName(index))
      guard Self.isVariableName(name), seen.insert(name).inserted else { throw .invalidVariableName(index: index) }
      try Self.check(Array("\(variable.name)=\(variable.value)".utf8), at: .variable(name: variable.name))
    }
    let directory = Array(workingDirectory.utf8)
    try Self.check(directory, at: .workingDirectory)
    guard directory.first == UInt8(ascii: "/") else { throw .workingDirectoryMissing(path: workingDirectory) }
  }

  private static func check(_ bytes: [UInt8], at location: ProcessFailure.Location) throws(ProcessFailure) {
    guard !bytes.contains(0) else { throw .nulByte(location) }
    guard bytes.count <= maximumArgumentBytes else { throw .argumentTooLong(location, bytes: bytes.count) }
  }

  /// What `execve` counts against its limit, without the pointers.
  var byteCount: Int {
    arguments.reduce(program.path.utf8.count + 1) { $0 + $1.count + 1 }
      + environment.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 }
  }

  private static func isVariableName(_ name: [UInt8]) -> Bool {
    guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return !name.contains(UInt8(ascii: "="))
  }
}
