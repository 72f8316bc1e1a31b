import Foundation
import Testing

@testable import SchemaCompiler

/// Tool files as small as they can be written: `Tests/ToolCorpus` has a base and, for each case, what is other.
struct ToolCorpus {
  /// One file: broken by one rule, or good.
  struct Case: CustomTestStringConvertible, Sendable {
    let group: String
    let name: String
    /// Whether the error has a string that shows it, where that is not as the rule says.
    let hasWitness: Bool?
    let text: String

    var testDescription: String { "\(group): \(name)" }
  }

  static let broken = cases("broken.json")
  static let good = cases("good.json")

  private static let folder = ToolSources.root.appending(path: "Tests/ToolCorpus")

  private static func cases(_ file: String) -> [Case] {
    guard let base = object("base.json"), let groups = object(file) else { return [] }
    return groups.keys.sorted().flatMap { group in
      (groups[group] as? [[String: Any]] ?? []).map { entry in
        Case(
          group: group, name: entry["name"] as? String ?? "", hasWitness: entry["witness"] as? Bool,
          text: text(entry, base))
      }
    }
  }

  private static func object(_ file: String) -> [String: Any]? {
    guard let data = try? Data(contentsOf: folder.appending(path: file)) else { return nil }
    return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
  }

  /// `argv`, `program`, the members of the input by schema or by the name of one, and what else is to be merged.
  private static func text(_ entry: [String: Any], _ base: [String: Any]) -> String {
    var tool = base["tool"] as? [String: Any] ?? [:]
    let schemas = base["schemas"] as? [String: Any] ?? [:]
    let members = (entry["input"] as? [String: Any] ?? [:]).mapValues { value -> Any in
      guard let name = value as? String else { return value }
      return schemas[String(name.dropFirst())] ?? value
    }
    let optional = Set(entry["optional"] as? [String] ?? [])
    let required = members.keys.sorted().filter { name in
      !optional.contains(name) && (members[name] as? [String: Any])?["default"] == nil
    }
    var exec: [String: Any] = ["argv": entry["argv"] ?? []]
    if let program = entry["program"] { exec["program"] = program }
    tool = merged(tool, ["exec": exec, "inputSchema": ["properties": members, "required": required]])
    tool = merged(tool, ["exec": entry["exec"] ?? [:]])
    tool = merged(tool, entry["tool"] as? [String: Any] ?? [:])
    let data = try? JSONSerialization.data(withJSONObject: tool, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  /// RFC 7396: null removes a member.
  static func merged(_ value: [String: Any], _ patch: [String: Any]) -> [String: Any] {
    var result = value
    for (name, change) in patch {
      if change is NSNull {
        result[name] = nil
      } else if let inner = change as? [String: Any], let old = result[name] as? [String: Any] {
        result[name] = merged(old, inner)
      } else {
        result[name] = change
      }
    }
    return result
  }
}
