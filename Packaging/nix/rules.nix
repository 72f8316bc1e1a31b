# What a schema of the settings cannot say, as assertions of NixOS: secrets that would be in the store, names that lead
# nowhere, combinations that do nothing.
{ lib, cfg, settings }:
let
  inherit (builtins) attrNames concatLists elem isAttrs isList isString match;

  # Every member of the settings with its pointer: [ { at = "/providers/openai/key/file"; name = "file"; value = …; } ].
  members = at: value:
    if isAttrs value then
      concatLists (map (name:
        let below = "${at}/${name}"; in [ { inherit name; at = below; value = value.${name}; } ] ++ members below value.${name})
        (attrNames value))
    else if isList value then concatLists (lib.imap0 (index: members "${at}/${toString index}") value)
    else [ ];
  all = members "" settings;
  strings = builtins.filter (member: isString member.value) all;

  named = name: builtins.filter (member: member.name == name) strings;
  inStore = text: match "/nix/store/.*" text != null;
  # What the keys of the providers that have presets, and our own, begin with.
  secret = text: match "(sk-|gsk_|xai-|AIza|sk_)[A-Za-z0-9_-]{16,}.*" text != null;

  refuse = message: { assertion = false; message = "services.securellm: ${message}"; };
  refuseIf = condition: message: lib.optional condition (refuse message);

  host = settings.listen.host or "127.0.0.1";
  loopback = host == "localhost" || host == "::1" || match "127\\..*" host != null;
in
map (member: refuse
  "settings${member.at} looks like a key, and every user may read the store: name a credential ({ credential = \"NAME\"; }) and its file in services.securellm.credentials")
  (builtins.filter (member: secret member.value) strings)
++ map (member: refuse
  "settings${member.at} is a file in the store, which every user may read: give its path as a string outside of /nix/store")
  (builtins.filter (member: inStore member.value && member.at != "/prices/file") (named "file" ++ named "keyFile"))
++ map (member: refuse
  "settings${member.at}: there is no credential \"${member.value}\": add credentials.${member.value} = \"/path/of/the/secret\"")
  (builtins.filter (member: !(elem member.value (attrNames cfg.credentials))) (named "credential"))
++ concatLists (lib.mapAttrsToList (name: file:
  refuseIf (inStore file) "credentials.${name} is in the store, which every user may read: give its path as a string outside of /nix/store"
  ++ refuseIf (match "/.*" file == null) "credentials.${name} is not an absolute path: systemd would take it for a credential of its own") cfg.credentials)
++ refuseIf (cfg.environmentFile != null && inStore cfg.environmentFile)
  "environmentFile is in the store, which every user may read: give its path as a string outside of /nix/store"
++ refuseIf (cfg.openFirewall && cfg.socket.listenStreams != [ ])
  "openFirewall opens settings.listen.port, which is not used beside socket.listenStreams: open their ports in networking.firewall"
++ refuseIf (cfg.openFirewall && cfg.socket.listenStreams == [ ] && loopback)
  "openFirewall opens a port that is bound to ${host} alone: set settings.listen.host, such as \"0.0.0.0\", or close the firewall"
++ refuseIf (cfg.openFirewall && settings.listen.port or 8080 == 0)
  "openFirewall needs a port that is known: set settings.listen.port"
++ refuseIf (cfg.tools.packages != [ ] && !cfg.tools.enable)
  "tools.packages has no effect: the unit that runs tools is chosen by tools.enable"
++ refuseIf (cfg.tools.project != null && !cfg.tools.enable)
  "tools.project has no effect: the unit that runs tools is chosen by tools.enable"
++ refuseIf (cfg.tools.project != null && match "/(home|root|run/user)(/.*)?" cfg.tools.project != null)
  "tools.project is ${cfg.tools.project}, which the unit cannot see (ProtectHome): use a folder outside of /home, /root and /run/user"
