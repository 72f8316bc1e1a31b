import TOML

/// What becomes of each section but that of providers.
extension ImportedConfiguration {
  mutating func section(_ entry: TOMLTable.Entry) {
    if entry.key == "providers" { return providers(entry) }
    guard let table = entry.node.table else {
      return note(.leftOut, entry, in: "", "this is no setting of the older proxy")
    }
    for setting in table.entries {
      switch entry.key {
      case "server": server(setting)
      case "security": security(setting)
      case "logging": logging(setting)
      case "telemetry": telemetry(setting)
      case "rate_limiting": rateLimiting(setting)
      case "audit": audit(setting)
      case "database":
        note(.leftOut, setting, in: "database", "no database server is needed: keys and responses are in files")
      case "redis":
        note(
          .leftOut, setting, in: "redis",
          "the older proxy kept responses there; here Redis is for limits that instances share: state.redis, and cache.redis"
        )
      default: note(.leftOut, setting, in: Self.isPlain(entry.key) ? entry.key : "?", Self.unknown)
      }
    }
  }

  static let unknown = "this is no setting of the older proxy that is known here"
  private static let milliseconds: ClosedRange<Int64> = 1...86_400_000

  private mutating func server(_ entry: TOMLTable.Entry) {
    switch entry.key {
    case "host", "bind", "address":
      guard let host = string(entry, in: "server") else { return }
      tree.set(["listen", "host"], .string(host))
      if !["127.0.0.1", "::1", "localhost"].contains(host) {
        note(.toDo, entry, in: "server", "every client needs a key there: securellm keys create NAME")
      }
    case "port": set(["listen", "port"], entry, in: "server", 0...65_535)
    case "max_request_size_bytes", "max_body_size":
      set(["listen", "maxBodyBytes"], entry, in: "server", 1024...1_073_741_824)
    case "workers":
      note(
        .leftOut, entry, in: "server", "it is an option: securellm serve --threads; by default one for each processor")
    case "request_timeout_secs", "timeout_seconds":
      note(.leftOut, entry, in: "server", "times are those of each provider: providers.NAME.timeouts")
    case "tls_cert", "tls_cert_path", "tls_key", "tls_key_path": certificate(entry, in: "server")
    default: note(.leftOut, entry, in: "server", Self.unknown)
    }
  }

  /// Certificate and key come together, or the configuration would not be valid.
  private mutating func certificate(_ entry: TOMLTable.Entry, in section: String) {
    let table = document.root[section]?.table
    func first(_ names: [String]) -> String? { names.lazy.compactMap { table?[$0]?.string }.first }
    guard let certificate = first(["tls_cert_path", "tls_cert"]), let key = first(["tls_key_path", "tls_key"]),
      certificate.utf8.first == UInt8(ascii: "/"), key.utf8.first == UInt8(ascii: "/")
    else {
      return note(
        .leftOut, entry, in: section,
        "a certificate needs absolute paths of both files: listen.tls.certificateFile and keyFile")
    }
    tree.set(["listen", "tls", "certificateFile"], .string(certificate))
    tree.set(["listen", "tls", "keyFile"], .string(key))
  }

  private mutating func security(_ entry: TOMLTable.Entry) {
    switch entry.key {
    case "tls_enabled":
      let table = document.root["security"]?.table
      if boolean(entry, in: "security") == true, table?["tls_cert_path"] == nil,
        document.root["server"]?.table?["tls_cert_path"] == nil
      {
        note(.toDo, entry, in: "security", "the file names no certificate: set listen.tls.certificateFile and keyFile")
      }
    case "tls_cert", "tls_cert_path", "tls_key", "tls_key_path": certificate(entry, in: "security")
    case "audit_enabled":
      if boolean(entry, in: "security") == false {
        note(.leftOut, entry, in: "security", "the audit cannot be switched off")
      }
    case "rate_limiting_enabled":
      if boolean(entry, in: "security") == false {
        note(.changed, entry, in: "security", "limits are off: those of the file were not taken over")
      }
    case "security_level": note(.leftOut, entry, in: "security", "there are no levels: each protection is always on")
    case "api_keys":
      note(
        .toDo, entry, in: "security",
        "keys of clients are not copied: make one for each with securellm keys create NAME, and give it to the client")
    case "require_auth":
      guard let isRequired = boolean(entry, in: "security") else { return }
      tree.set(["clients", "requireKey"], .string(isRequired ? "always" : "auto"))
      if !isRequired { note(.changed, entry, in: "security", "only clients on this machine may go without a key") }
    case "allowed_origins": origins(entry)
    default: note(.leftOut, entry, in: "security", Self.unknown)
    }
  }

  private mutating func origins(_ entry: TOMLTable.Entry) {
    let all = (entry.node.array ?? []).compactMap(\.string)
    let named = all.filter { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
    if !named.isEmpty { tree.set(["listen", "origins"], .strings(named)) }
    if named.count < all.count || entry.node.array == nil {
      note(
        .leftOut, entry, in: "security",
        "each page is named, as https://app.example in listen.origins; * would let every page use the keys")
    }
  }

  private mutating func logging(_ entry: TOMLTable.Entry) {
    switch entry.key {
    case "level": level(entry, in: "logging")
    case "format":
      guard let format = string(entry, in: "logging") else { return }
      let known = ["json": "json", "text": "text", "pretty": "text", "compact": "text", "full": "text"][format]
      if let known {
        tree.set(["log", "format"], .string(known))
      } else {
        note(.leftOut, entry, in: "logging", "formats are json, text and journald")
      }
    case "output", "file": note(.leftOut, entry, in: "logging", "the log goes to standard error; the system keeps it")
    default: note(.leftOut, entry, in: "logging", Self.unknown)
    }
  }

  private mutating func level(_ entry: TOMLTable.Entry, in section: String) {
    guard let level = string(entry, in: section) else { return }
    let levels = [
      "trace": "debug", "debug": "debug", "info": "info", "warn": "warning", "warning": "warning", "error": "error",
    ]
    guard let known = levels[level.lowercased()] else {
      return note(.leftOut, entry, in: section, "levels are error, warning, notice, info and debug")
    }
    tree.set(["log", "level"], .string(known))
  }

  private mutating func telemetry(_ entry: TOMLTable.Entry) {
    switch entry.key {
    case "metrics_enabled":
      if let isOn = boolean(entry, in: "telemetry") { tree.set(["metrics", "enabled"], .boolean(isOn)) }
    case "log_level": level(entry, in: "telemetry")
    case "tracing_enabled", "otlp_endpoint":
      note(.leftOut, entry, in: "telemetry", "traces are not sent; GET /metrics has the figures")
    default: note(.leftOut, entry, in: "telemetry", Self.unknown)
    }
  }

  private mutating func audit(_ entry: TOMLTable.Entry) {
    switch entry.key {
    case "enabled":
      if boolean(entry, in: "audit") == false { note(.leftOut, entry, in: "audit", "the audit cannot be switched off") }
    case "retention_days": set(["audit", "retentionDays"], entry, in: "audit", 1...36_500)
    case "log_requests", "log_responses":
      if boolean(entry, in: "audit") == true {
        note(.leftOut, entry, in: "audit", "each request is recorded, its text never is")
      }
    case "database_path", "path":
      note(
        .leftOut, entry, in: "audit",
        "the audit is a folder of files, one a day: audit.folder; the older one stays where it is")
    default: note(.leftOut, entry, in: "audit", Self.unknown)
    }
  }

  // MARK: limits

  /// Before everything else: providers look for theirs.
  mutating func readLimits() {
    limitsAreOff = document.root["security"]?.table?["rate_limiting_enabled"]?.boolean == false
    for entry in document.root["rate_limiting"]?.table?["providers"]?.table?.entries ?? [] {
      if let table = entry.node.table { providerLimits.append((entry.key, table)) }
    }
  }

  private mutating func rateLimiting(_ entry: TOMLTable.Entry) {
    if limitsAreOff { return }
    let section = "rate_limiting"
    switch entry.key {
    case "default_limit", "requests_per_minute":
      set(["clients", "limits", "requestsPerMinute"], entry, in: section, 1...100_000_000)
    case "burst_size", "burst":
      let table = document.root[section]?.table
      guard table?["default_limit"] != nil || table?["requests_per_minute"] != nil else {
        return note(.leftOut, entry, in: section, "a burst needs a limit")
      }
      set(["clients", "limits", "burst"], entry, in: section, 1...100_000_000)
    // Each is taken with its provider.
    case "providers":
      for limit in entry.node.table?.entries ?? [] where !hasProvider(limit.key) {
        note(.leftOut, limit, in: "\(section).providers", "there is no provider of this name")
      }
    default: note(.leftOut, entry, in: section, Self.unknown)
    }
  }

  mutating func limits(of name: String, as provider: String) {
    guard !limitsAreOff, let own = providerLimits.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      return
    }
    let section = "rate_limiting.providers.\(Self.isPlain(name) ? name : "?")"
    for entry in own.table.entries {
      switch entry.key {
      case "limit", "requests_per_minute":
        set(["providers", provider, "limits", "requestsPerMinute"], entry, in: section, 1...100_000_000)
      case "burst_size", "burst":
        guard own.table["limit"] != nil || own.table["requests_per_minute"] != nil else {
          note(.leftOut, entry, in: section, "a burst needs a limit")
          continue
        }
        set(["providers", provider, "limits", "burst"], entry, in: section, 1...100_000_000)
      default: note(.leftOut, entry, in: section, Self.unknown)
      }
    }
  }
}
