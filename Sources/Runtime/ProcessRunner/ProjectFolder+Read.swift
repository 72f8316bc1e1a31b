package import System

extension ProjectFolder {
  /// Why a file of the folder was not read.
  package enum ReadFailure: Error, Sendable, Equatable {
    /// What `outcome` says of the path, `inside` excepted.
    case refused(Outcome)
    /// A folder, a device, a socket.
    case notFile
    case tooLarge
    case system(SystemError)
  }

  /// The bytes of a regular file beneath the folder.
  ///
  /// The kernel opens it by the same rule that `outcome` asks for, so that a link which was changed in between leads
  /// nowhere else; where there is no such call, nothing is read.
  package func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    let outcome = outcome(path)
    guard outcome == .inside else { throw .refused(outcome) }
    let opened = FolderCalls.readBeneath(descriptor, path)
    guard let file = opened.descriptor else { throw .system(SystemError(code: opened.error)) }
    defer { FolderCalls.close(file) }
    guard let status = try? FileStatus(file), status.kind == .regular else { throw .notFile }
    let bytes: [UInt8]
    // One more than may be: what is cut off must not look whole.
    do { bytes = try Files.readAll(file, limit: limit + 1) } catch { throw .system(error) }
    guard bytes.count <= limit else { throw .tooLarge }
    return bytes
  }
}
