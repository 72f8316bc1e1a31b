import CLauncher
import Glibc
import System

extension ProcessFailure {
  init(_ failure: LaunchFailure, _ request: ProcessRequest) {
    let path = request.program.path
    switch failure.step {
    case launcher_step_directory: self = .workingDirectoryMissing(path: request.workingDirectory)
    case launcher_step_program where failure.errno == E2BIG: self = .argumentsTooLong(bytes: request.byteCount)
    case launcher_step_program:
      // The kernel names a missing program and a missing interpreter alike.
      self = FileStatus(path) != nil ? .notExecutable(path: path) : .programMissing(path: path)
    case launcher_step_limits, launcher_step_namespace, launcher_step_capabilities, launcher_step_files,
      launcher_step_calls:
      self = .sandboxFailed(errno: failure.errno)
    default: self = .spawnFailed(errno: failure.errno)
    }
  }
}
