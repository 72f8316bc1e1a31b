package import JSONCore
package import ProxyProtocol
import SchemaRuntime

extension ProviderPresets {
  /// What a preset fills in: one of the table, or a built-in provider. Nil for a name that is neither.
  static func provider(_ name: JSONString) -> Configuration.Provider? {
    Value().presets[name]?.provider ?? Configuration.Value().providers[name]
  }

  /// Every name that `preset` may have.
  static var names: [JSONString] { Value().presets.names + Configuration.Value().providers.names }

  /// Whose prices hold for a provider: of its preset, else of the built-in one of its name. Nil where that is not known.
  package static func vendor(preset: JSONString?, name: JSONString) -> JSONString? {
    let name = preset ?? name
    if let preset = Value().presets[name] { return preset.vendor }
    return Configuration.Value().providers[name] == nil ? nil : name
  }
}
