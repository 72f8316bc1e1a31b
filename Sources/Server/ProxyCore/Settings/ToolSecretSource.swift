import JSONCore
import ProxyProtocol
import SchemaRuntime
import Synchronization
package import ToolRuntime

/// Where the configuration says that the secret of a tool is: read once at the start, so that a mistake is an error of
/// the configuration, and again when a tool needs it.
package struct ToolSecretSource: Sendable {
  package let name: String
  /// Nil for a variable of the environment, which stays as it is.
  private let source: KeySource?
  private let first: [UInt8]

  fileprivate init(name: String, source: KeySource?, first: [UInt8]) {
    self.name = name
    self.source = source
    self.first = first
  }

  /// Whether both have the secret from the same place; a variable also by its value.
  package func isSame(as other: ToolSecretSource) -> Bool {
    guard name.utf8.elementsEqual(other.name.utf8) else { return false }
    guard let source else { return other.source == nil && first == other.first }
    return source.isSame(as: other.source)
  }

  /// Adds the secret to those that tools are given.
  package func add(to secrets: inout ToolSecrets) {
    let first = first
    guard let source else { return secrets.set(name) { .success(first) } }
    guard case .command(let command) = source.origin else {
      return secrets.set(name) {
        do throws(SettingsFailure) { return .success(try source.read().bytes) } catch {
          return .failure(.unreadable(error.message))
        }
      }
    }
    let printed = PrintedSecret(first, source, command)
    secrets.set(name) { await printed.value() }
  }
}

/// What a program has printed, for as long as the configuration says.
private final class PrintedSecret: Sendable {
  private struct State {
    var value: [UInt8]
    var read = ContinuousClock.now
  }

  private let source: KeySource
  private let command: KeyCommand
  private let state: Mutex<State>

  init(_ value: [UInt8], _ source: KeySource, _ command: KeyCommand) {
    self.source = source
    self.command = command
    state = Mutex(State(value: value))
  }

  /// Calls at the same time may start the program twice, which does no harm.
  func value() async -> Result<[UInt8], ToolSecrets.Missing> {
    let known = state.withLock { state in
      state.read.duration(to: .now) < .nanoseconds(Int64(clamping: command.refresh)) ? state.value : nil
    }
    if let known { return .success(known) }
    do throws(SettingsFailure) {
      let value = try await source.run(command).bytes
      state.withLock { $0 = State(value: value) }
      return .success(value)
    } catch {
      return .failure(.unreadable(error.message))
    }
  }
}

extension KeySource.Reading {
  fileprivate var bytes: [UInt8] {
    var bytes: [UInt8] = []
    credential.reveal { span in for index in span.indices { bytes.append(span[index]) } }
    return bytes
  }
}

extension SettingsLoader {
  /// Those that can be read; what keeps the others from it is an error.
  func toolSecrets(_ tools: Configuration.Tools, _ errors: inout [SettingsFailure]) -> [ToolSecretSource] {
    var sources: [ToolSecretSource] = []
    for member in tools.secrets {
      do throws(SettingsFailure) {
        sources.append(try toolSecret(String(member.name), member.value))
      } catch {
        errors.append(error)
      }
    }
    return sources
  }

  private func toolSecret(
    _ name: String, _ entry: Configuration.ToolSecret
  ) throws(SettingsFailure) -> ToolSecretSource {
    let pointer = "/tools/secrets/\(name)"
    let source = try source(entry, pointer)
    let first: [UInt8]
    if let source {
      first = try source.read().bytes
    } else {
      guard let variable = entry.env, let value = environment[String(variable)], !value.isEmpty else {
        throw SettingsFailure(
          pointer: pointer + "/env", "the variable \(entry.env ?? "") is not set: set it, or remove the secret")
      }
      first = Array(value.utf8)
    }
    if let objection = ToolSecrets.objection(to: first) {
      throw SettingsFailure(pointer: pointer, objection.sentence(name))
    }
    return ToolSecretSource(name: name, source: source, first: first)
  }

  /// Nil for a variable.
  private func source(_ entry: Configuration.ToolSecret, _ pointer: String) throws(SettingsFailure) -> KeySource? {
    if let path = entry.file {
      return KeySource(origin: .file(String(path), readFile), pointer: pointer + "/file")
    }
    if let name = entry.credential {
      let path = try credentialFile(String(name), at: pointer + "/credential")
      return KeySource(origin: .file(path, readFile), pointer: pointer + "/credential")
    }
    guard let words = entry.command else { return nil }
    let command = KeyCommand(
      words.map(\.bytes), environment: environment, folder: folder.isEmpty ? workingDirectory : folder,
      refreshSeconds: entry.refreshSeconds ?? KeyCommand.usualRefreshSeconds)
    return KeySource(origin: .command(command), pointer: pointer + "/command")
  }
}
