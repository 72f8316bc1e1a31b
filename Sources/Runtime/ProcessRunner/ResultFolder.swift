package import System

/// A fresh folder of one run, for the file in which a program leaves its result. Nobody else knows its name, and whoever
/// made it removes it.
package final class ResultFolder: Sendable {
  /// Why there is no result in the file. The words follow the name of the program.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    case notMade(SystemError)
    case missing
    /// A link, a folder, a pipe, or a file with a second name: what it leads to may be somebody else's.
    case notOwnFile
    case unreadable(SystemError)

    package var description: String {
      switch self {
      case .notMade(let error): "cannot be made: \(error)"
      case .missing: "left no file at the path of {@result}"
      case .notOwnFile: "left something else than a regular file of its own at the path of {@result}"
      case .unreadable(let error): "left a file that cannot be read at the path of {@result}: \(error)"
      }
    }
  }

  private static let name = "result"

  /// Absolute.
  package let path: String
  private let descriptor: OwnedDescriptor

  /// The path that the program is given.
  package var file: String { "\(path)/\(Self.name)" }

  /// - Parameter home: An absolute path of a folder that only this user may write.
  package init(in home: String) throws(Failure) {
    let digits = Hexadecimal.digits(RandomBits.word(), count: 16)
    path = "\(home)/result-\(String(decoding: digits, as: UTF8.self))"
    do throws(SystemError) { descriptor = try ResultFolderCalls.make(path) } catch { throw .notMade(error) }
  }

  /// What the program has left, or the first bytes of it.
  ///
  /// - Parameter limit: In bytes. One more is read where there is one, which says that there was too much.
  package func read(limit: Int) throws(Failure) -> [UInt8] {
    let file: OwnedDescriptor
    do throws(SystemError) {
      file = try ResultFolderCalls.openFile(Self.name, in: descriptor)
    } catch {
      switch error.code {
      case ResultFolderCalls.noEntry: throw .missing
      case ResultFolderCalls.isLink: throw .notOwnFile
      default: throw .unreadable(error)
      }
    }
    guard let size = ResultFolderCalls.size(ofOwnFile: file.number) else { throw .notOwnFile }
    do throws(SystemError) {
      return try Files.readAll(file.number, limit: limit + 1, expected: size)
    } catch {
      throw .unreadable(error)
    }
  }

  /// Removes the folder with all that the program has left in it.
  package func remove() { ResultFolderCalls.remove(path, descriptor) }
}
