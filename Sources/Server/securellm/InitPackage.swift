import ArgumentParser
import Glibc
import System

/// `securellm init`: a package of one's own, with the plugin that compiles tool files and a server for them.
struct InitPackage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Create a Swift package with tools of your own, compiled and in Swift.",
    discussion: HelpText.make(
      """
      The package has a tool that runs a program, a tool in Swift, a server for both, and tests. Tool files that need no \
      Swift need no package: see "securellm tools new".
      """,
      exitCodes: "0 created, 1 a file is in the way, 2 wrong usage or a folder that cannot be written",
      examples: [
        "securellm init my-tools",
        "# With a checkout of SecureLLM instead of a release",
        "securellm init other-tools --package-path ../securellm",
      ]))

  @Argument(
    help: ArgumentHelp(
      "The folder, which is created; its name becomes the package's. By default the current one.", valueName: "folder"),
    completion: .directory)
  var folder = "."

  @Option(help: ArgumentHelp("The package's name: letters, digits and -.", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp("A checkout of SecureLLM, as the package sees it.", valueName: "folder"), completion: .directory)
  var packagePath: String?

  @Option(help: ArgumentHelp("The repository of SecureLLM.", valueName: "url"))
  var packageUrl = "https://github.com/securellm/securellm"

  func run() throws {
    guard let package = PackageTemplate(name: try packageName(), source: source) else {
      throw ValidationError("a package's name has letters, digits and -, and begins with a letter: use --name")
    }
    let files = package.files(TemplateFiles.all)
    // All or nothing: half a package beside somebody's own files helps nobody.
    if let taken = files.first(where: { FileStatus(ofLink: folder + "/" + $0.path) != nil }) {
      StandardStreams.write(
        "securellm: \(folder)/\(taken.path) is there already: nothing was written\n", to: STDERR_FILENO)
      throw ExitCode(1)
    }
    for file in files { try write(file.bytes, to: folder + "/" + file.path) }
    for file in files { StandardStreams.write("\(folder)/\(file.path)\n", to: STDOUT_FILENO) }
    StandardStreams.write(
      "Created the package \(package.name). Next: cd \(folder), then swift test (the first build takes minutes)\n",
      to: STDERR_FILENO)
  }

  private var source: PackageTemplate.Source {
    packagePath.map { .path($0) } ?? .url(packageUrl, from: Securellm.version)
  }

  /// The folder's own name, unless there is another.
  private func packageName() throws -> String {
    if let name { return name }
    let path =
      folder.utf8.first == UInt8(ascii: "/") ? folder : (ProcessEnvironment.currentDirectory ?? "") + "/" + folder
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
    return parts.last.map { String(Substring($0)) } ?? ""
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    do throws(SystemError) {
      if let parent = Folders.parent(of: path) { try Folders.make(parent) }
      guard try Files.create(path, bytes, mode: 0o644) else { throw SystemError(code: EEXIST) }
    } catch {
      StandardStreams.write("securellm: \(path) cannot be written: \(error)\n", to: STDERR_FILENO)
      throw ExitCode(2)
    }
  }
}
