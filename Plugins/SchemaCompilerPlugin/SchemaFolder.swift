import Foundation
import PackagePlugin

/// The schema files of one target, as paths below its `Schemas` folder.
struct SchemaFolder {
  /// What this target asks of the compiler: access level, mode.
  static let settingsFile = "securellm-schemas.json"
  /// Links may make a loop; no real tree is this deep.
  private static let greatestDepth = 16

  let root: URL
  /// Files below `common/`: they give the types that other files use of them.
  let common: [String]
  /// Files below `meta/`, and below `programs/` beside tools: they give no types.
  let meta: [String]
  /// Files below `tools/` of a target that has the runtime or the server of tools; a folder like any other elsewhere.
  let tools: [String]
  /// Whether the tools are those of another package, with a server of its own.
  let isServed: Bool
  /// All others: one enum each.
  let plain: [String]
  /// The settings file, when there is one.
  let settings: [String]
  /// How error messages begin: the folder as seen from the package.
  private let display: String

  init(of target: any Target, in package: Package) throws {
    root = target.directoryURL.appending(path: "Schemas")
    let files = Self.files(in: root, below: "", depth: 0)
    guard !files.isEmpty else { throw Missing(target: target.name, folder: root.path) }
    settings = files.filter { $0 == Self.settingsFile }
    let schemas = files.filter { $0 != Self.settingsFile }
    common = schemas.filter { $0.hasPrefix("common/") }
    isServed = target.dependencies.contains {
      if case .product(let product) = $0 { product.name == "SecureLLMServer" } else { false }
    }
    let isOurs = target.dependencies.contains {
      if case .target(let other) = $0 { other.name == "ToolRuntime" } else { false }
    }
    let runsTools = isServed || isOurs
    meta = schemas.filter { $0.hasPrefix("meta/") || runsTools && $0.hasPrefix("programs/") }
    tools = runsTools ? schemas.filter { $0.hasPrefix("tools/") } : []
    let others = Set(common + meta + tools)
    plain = schemas.filter { !others.contains($0) }
    display = Self.display(root, files[0], package.directoryURL)
  }

  var options: [String] {
    ["--display", display] + (isServed ? ["--served"] : []) + settings.flatMap { ["--settings", $0] }
  }

  /// The name that the file's enum is made from: its base name, or its whole path where two would be equal. Tools say
  /// themselves what they are called, so beside them a file of `common/` always has its whole path.
  func typeName(_ file: String) -> String {
    let name = Self.baseName(file)
    let isTaken = (plain + common).contains { $0 != file && Self.letters(Self.baseName($0)) == Self.letters(name) }
    let isBesideTools = !tools.isEmpty && common.contains(file)
    return isTaken || isBesideTools ? String(file.dropLast(".json".count)) : name
  }

  /// `provider/chat.json` to `provider+chat.schema.swift`: no two files get the same.
  func outputName(_ file: String) -> String {
    let name = file.dropLast(".json".count).unicodeScalars.map { scalar -> String in
      switch scalar {
      case "/": "+"
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": String(scalar)
      default: "=" + String(scalar.value, radix: 16)
      }
    }
    return name.joined() + ".schema.swift"
  }

  private static func baseName(_ file: String) -> String {
    String((file.split(separator: "/").last ?? "").split(separator: ".").first ?? "")
  }

  private static func letters(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

  /// Sorted, links followed.
  private static func files(in folder: URL, below prefix: String, depth: Int) -> [String] {
    guard depth < greatestDepth else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().flatMap { name -> [String] in
      let item = folder.appending(path: name)
      var isFolder: ObjCBool = false
      guard !name.hasPrefix("."), FileManager.default.fileExists(atPath: item.path, isDirectory: &isFolder) else {
        return []
      }
      if isFolder.boolValue { return files(in: item, below: prefix + name + "/", depth: depth + 1) }
      return name.hasSuffix(".json") ? [prefix + name] : []
    }
  }

  /// The folder behind the links, relative to the package where it lies inside.
  private static func display(_ root: URL, _ file: String, _ package: URL) -> String {
    let path = root.appending(path: file).resolvingSymlinksInPath().path
    guard path.hasSuffix("/" + file) else { return root.path + "/" }
    let folder = path.dropLast(file.count)
    let home = package.resolvingSymlinksInPath().path + "/"
    return String(folder.hasPrefix(home) ? folder.dropFirst(home.count) : folder)
  }
}

/// The plugin was put on a target that has nothing for it.
private struct Missing: Error, CustomStringConvertible {
  let target: String
  let folder: String

  var description: String {
    "target \(target) uses SchemaCompilerPlugin but has no schema: \(folder) is missing or has no .json file. "
      + "mend: put JSON Schemas there (a folder, or a symlink to one), or remove the plugin from the target"
  }
}
