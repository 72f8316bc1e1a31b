import ProxyConfiguration

extension SettingsLoader {
  /// In the order in which they go before each other: options, the file, variables, the default.
  func sources(_ file: ConfigurationFile) -> StartSources {
    func source(_ pointer: String) -> SettingSource { file.source(of: pointer, inFile: fileName) }
    func place(_ pointer: String) -> SettingSource {
      if case .standard = source(pointer) { standard(pointer) } else { source(pointer) }
    }
    let keyVariable = "SECURELLM_KEYS_DATABASE"
    let isNamed = file.keyDatabase == nil && environment[keyVariable] != nil
    return StartSources(
      audit: place("/audit/folder"), keyDatabase: isNamed ? .variable(keyVariable) : place("/clients/keyFile"),
      data: standard(""), host: host == nil ? source("/listen/host") : .option("--host"),
      port: port == nil ? source("/listen/port") : .option("--port"), socket: source("/listen/socket/path"))
  }
}
