// Between our words and those of swift-subprocess.

import Glibc
import Subprocess
import SystemPackage

extension ProcessRequest {
  /// The library passes each string to `strdup`, so bytes need the NUL that ends them, and no other.
  var configuration: Configuration {
    var options = PlatformOptions()
    // The leader of a new session also leads a new process group.
    options.createSession = true
    return Configuration(
      executable: .path(FilePath(program.path)),
      arguments: Arguments(arguments.map { $0 + [0] }),
      environment: .custom(environment.map { Array("\($0.name)=\($0.value)".utf8) + [0] }),
      workingDirectory: FilePath(workingDirectory),
      platformOptions: options)
  }

  /// What `execve` counts against its limit, without the pointers.
  fileprivate var byteCount: Int {
    arguments.reduce(program.path.utf8.count + 1) { $0 + $1.count + 1 }
      + environment.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 }
  }
}

extension ProcessOutput.Termination {
  init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self = .exited(code: code)
    case .signaled(let signal): self = .signalled(signal)
    }
  }
}

extension ProcessFailure {
  /// The library reports ENOENT, EACCES and ENOTDIR alike; which one it was is asked again of the file system.
  init(_ error: SubprocessError, _ request: ProcessRequest) {
    let path = request.program.path
    let errno = error.underlyingError?.rawValue ?? 0
    switch error.code {
    case .failedToChangeWorkingDirectory:
      self = .workingDirectoryMissing(path: request.workingDirectory)
    case .executableNotFound:
      self = (try? FilePath(path).stat()) == nil ? .programMissing(path: path) : .notExecutable(path: path)
    case .spawnFailed where errno == E2BIG:
      self = .argumentsTooLong(bytes: request.byteCount)
    case .spawnFailed where errno == ENOEXEC:
      self = .notExecutable(path: path)
    default:
      self = .spawnFailed(errno: errno)
    }
  }
}
