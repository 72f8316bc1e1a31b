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

  /// Whose prices hold for a provider with that preset; nil for a name that is none.
  package static func vendor(_ preset: JSONString) -> JSONString? {
    Value().presets[preset]?.vendor ?? (Configuration.Value().providers[preset] == nil ? nil : preset)
  }
}
