import ProcessRunner
package import System

/// Where a provider's key comes from that may be replaced while the proxy runs: a file, or a program that prints it.
package struct KeySource: Sendable {
  package enum Origin: Sendable {
    case file(String, @Sendable (String) -> [UInt8]?)
    case command(KeyCommand)
  }

  package let origin: Origin
  /// The member of the configuration that says so.
  let pointer: String

  /// Whether both lead to the same place.
  package func isSame(as other: KeySource?) -> Bool {
    switch (origin, other?.origin) {
    case (.file(let path, _), .file(let otherPath, _)): path.utf8.elementsEqual(otherPath.utf8)
    case (.command(let command), .command(let otherCommand)): command.isSame(as: otherCommand)
    default: false
    }
  }

  /// A key that was read.
  package struct Reading: Sendable {
    package let credential: Credential
    /// Of the file, as it was before it was read: whoever finds another has to read it again. Nil of a command.
    package let status: FileStatus?
  }

  /// Reads it, and waits for a program that prints it.
  ///
  /// - Throws: why there is no key; never what was read.
  package func read() throws(SettingsFailure) -> Reading {
    switch origin {
    case .file(let path, let readFile):
      let status = FileStatus(path)
      guard let bytes = readFile(path) else { throw failure(ProviderReader.unreadable) }
      return Reading(credential: try credential(bytes, or: "the file is empty: put the key into it"), status: status)
    case .command(let command): return try reading(command.outcome())
    }
  }

  /// The same of a program, without a thread that waits for it.
  package func run(_ command: KeyCommand) async throws(SettingsFailure) -> Reading {
    try reading(await command.outcome())
  }

  private func reading(_ outcome: Result<[UInt8], KeyCommand.Failure>) throws(SettingsFailure) -> Reading {
    switch outcome {
    case .success(let bytes):
      return Reading(
        credential: try credential(bytes, or: "the program prints nothing: it must print the key"), status: nil)
    case .failure(let reason): throw failure(reason.description)
    }
  }

  private func credential(_ bytes: [UInt8], or message: String) throws(SettingsFailure) -> Credential {
    let trimmed = Self.trimmed(bytes)
    if trimmed.isEmpty { throw failure(message) }
    return Credential(trimmed)
  }

  /// Without the line end that editors and programs put behind.
  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    return Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }

  private func failure(_ message: String) -> SettingsFailure { SettingsFailure(pointer: pointer, message) }
}
