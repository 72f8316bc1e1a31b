import System

/// A settings file as it was read, and the way to write it anew without losing what somebody else wrote meanwhile.
package struct SettingsFile: Sendable {
  /// As it was named; a link is followed.
  package let path: String
  /// Nil when there is no file.
  package let text: [UInt8]?

  /// `~/.claude.json` has the history of all projects; beyond this it is no settings file.
  private static let mostBytes = 64 << 20

  package init(_ path: String) throws(FileTrouble) {
    self.path = path
    guard FileStatus(path) != nil else {
      if FileStatus(ofLink: path)?.kind == .link {
        throw FileTrouble(
          path, "is a symbolic link to a file that does not exist: create that file, or remove the link")
      }
      text = nil
      return
    }
    do { text = try Files.read(path, limit: Self.mostBytes) } catch {
      switch error {
      case .system(let error): throw FileTrouble(path, "cannot be read: \(error)")
      case .notRegular: throw FileTrouble(path, "is no file")
      case .tooLarge: throw FileTrouble(path, "has more than \(Self.mostBytes >> 20) MiB")
      }
    }
  }

  /// Writes the new text, after a copy of the old one beside it.
  ///
  /// - Returns: the copy; nil when there was no file.
  package func write(_ new: [UInt8], milliseconds: Int) throws(FileTrouble) -> String? {
    do {
      if let folder = Folders.parent(of: path) { try Folders.make(folder) }
      let copy = try text.map { (text) throws(SystemError) in try backUp(text, milliseconds) }
      guard try Files.replace(path, holding: text, with: new) else { throw changed }
      return copy
    } catch let error as FileTrouble { throw error } catch let error as SystemError {
      throw FileTrouble(path, "cannot be written: \(error)")
    } catch { throw FileTrouble(path, "cannot be written") }
  }

  /// Takes the file away, after a copy of it.
  package func remove(milliseconds: Int) throws(FileTrouble) -> String? {
    guard let text else { return nil }
    do {
      let copy = try backUp(text, milliseconds)
      guard try Files.remove(path, holding: text) else { throw changed }
      return copy
    } catch let error as FileTrouble { throw error } catch let error as SystemError {
      throw FileTrouble(path, "cannot be removed: \(error)")
    } catch { throw FileTrouble(path, "cannot be removed") }
  }

  private var changed: FileTrouble {
    FileTrouble(path, "has changed while this ran: nothing was written; run the command again")
  }

  /// Beside the name, not beside a link's target: that may be a folder under version control.
  private func backUp(_ text: [UInt8], _ milliseconds: Int) throws(SystemError) -> String {
    let name = "\(path).\(Self.stamp(milliseconds)).bak"
    let mode = FileStatus(path)?.permissions ?? 0o600
    var attempt = 0
    while true {
      let path = attempt == 0 ? name : "\(name).\(attempt)"
      if try Files.create(path, text, mode: mode) { return path }
      attempt += 1
    }
  }

  /// `20260728T153012Z`: sorts by time, and is a file name everywhere.
  private static func stamp(_ milliseconds: Int) -> String {
    let text = UTCTime.bytes(milliseconds).prefix(19).filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
    return String(decoding: text, as: UTF8.self) + "Z"
  }

  /// The copies that earlier runs have left, the youngest first.
  package var backUps: [String] {
    guard let folder = Folders.parent(of: path), let names = try? Folders.names(in: folder) else { return [] }
    let own = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { Array(path.utf8[path.utf8.index(after: $0)...]) }
    let prefix = (own ?? path.bytes) + [UInt8(ascii: ".")]
    let found = names.filter { $0.starts(with: prefix) && $0.count > prefix.count && Self.isBackUp($0) }
    return found.sorted { $1.lexicographicallyPrecedes($0) }.map { folder + "/" + String(decoding: $0, as: UTF8.self) }
  }

  private static func isBackUp(_ name: [UInt8]) -> Bool {
    String(decoding: name, as: UTF8.self).utf8.split(separator: UInt8(ascii: ".")).suffix(2)
      .contains { $0.elementsEqual("bak".utf8) }
  }
}

/// Why a file cannot be used, with its path.
package struct FileTrouble: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "\(path) \(reason)" }
}
