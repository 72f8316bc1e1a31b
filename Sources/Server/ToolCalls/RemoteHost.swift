package import JSONCore
import SchemaRuntime
package import ToolRuntime

/// The machine that a call fetches from, as far as its arguments say: what failures of the network are counted by.
package struct RemoteHost: Hashable, Sendable, CustomStringConvertible {
  /// What a flake's reference says: GitHub, or a name that the registry of flakes resolves.
  private enum Name: String { case gitHub = "github.com", registry = "the registry of flakes" }

  /// How failures are counted by it, and what people call it.
  let key: [UInt8]
  /// Whether the tool's file says which member names the host, so that all that the tool does is to ask it.
  let isDeclared: Bool

  package var description: String { String(decoding: key, as: UTF8.self) }

  /// The tools that fetch what their argument `flake` names, unless `offline` is true. A folder of the project names no
  /// host: what its inputs are fetched from only nix knows.
  private static let flakeTools: [JSONString] = ["nix_build", "nix_eval", "nix_flake_metadata"]

  /// Nil when the call fetches nothing, or nobody knows from where.
  /// Read from the arguments before they are checked: a host is only what failures are counted by, and opens nothing.
  package init?(of tool: JSONString, _ arguments: JSONSlice?) {
    guard Self.flakeTools.contains(tool), let arguments, let flake = Self.flake(arguments) else { return nil }
    switch flake.first {
    case nil, UInt8(ascii: "."), UInt8(ascii: "/"): return nil
    default:
      let name = flake.starts(with: "github:".utf8) ? Name.gitHub : .registry
      (key, isDeclared) = (Array(name.rawValue.utf8), false)
    }
  }

  /// The host in the member that the tool's file names. Nil for arguments that the tool will refuse.
  package init?(declaredBy hosts: ToolDefinition.Program.Hosts, _ arguments: JSONSlice?) {
    guard let arguments, let text = Self.member(JSONString(hosts.member), of: arguments), hosts.objection(text) == nil,
      let authority = try? RemoteAuthority(text)
    else { return nil }
    // Another port is another server, and may be reached when this one is not.
    key = authority.host + (authority.port.map { Array(":\($0)".utf8) } ?? [])
    isDeclared = true
  }

  /// The text of a member, the last where it is there twice, as the decoder has it.
  private static func member(_ name: JSONString, of arguments: JSONSlice) -> [UInt8]? {
    var reader = JSONReader(arguments)
    var found: [UInt8]?
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let member = reader.takeString()
      guard let value = reader.rawValue() else { return nil }
      if member == name { found = text(value) }
    } while reader.comma()
    return found
  }

  /// Nil where nothing is fetched, and for arguments that the tool will refuse.
  private static func flake(_ arguments: JSONSlice) -> [UInt8]? {
    var reader = JSONReader(arguments)
    var flake: [UInt8]?
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let member = reader.takeString()
      guard let value = reader.rawValue() else { return nil }
      if member == "flake" { flake = text(value) }
      if member == "offline", value.bytes.elementsEqual("true".utf8) { return nil }
    } while reader.comma()
    return flake
  }

  private static func text(_ value: JSONSlice) -> [UInt8]? {
    var reader = JSONReader(value)
    return reader.string() ? reader.takeString().bytes : nil
  }
}
