# services.securellm for NixOS: docs/nixos.md.
{ config, lib, pkgs, ... }:
let
  cfg = config.services.securellm;
  json = pkgs.formats.json { };
  readUnit = file: import ./unit.nix (builtins.readFile file);
  rules = import ./rules.nix { inherit lib cfg settings; };

  # Named here, and not left to the service's environment: `securellm keys` of an administrator must find the same files.
  settings = lib.recursiveUpdate {
    clients.keyFile = "/var/lib/securellm/keys.sqlite";
    audit.folder = "/var/log/securellm/audit";
  } cfg.settings;

  written = json.generate "securellm.json" settings;
  schema = ../../Schemas/config/configuration.json;
  checked = pkgs.runCommand "securellm-checked.json" { } ''
    ${cfg.package}/bin/securellm validate --schema ${schema} ${written}
    cp ${written} $out
  '';
  configuration = if cfg.checkSettings then checked else written;

  # What the unit starts lies elsewhere on NixOS.
  moved = lib.replaceStrings
    [ "/usr/bin/securellm" "/usr/share/" "/usr/bin/kill" "/bin/kill" ]
    [ "${cfg.package}/bin/securellm" "${cfg.package}/share/" "${pkgs.coreutils}/bin/kill" "${pkgs.coreutils}/bin/kill" ];
  eachValue = change: value: if lib.isList value then map change value else change value;
  commands = lib.mapAttrs (name: value: if lib.hasPrefix "Exec" name then eachValue moved value else value);
  list = value: if lib.isList value then value else [ value ];
  words = value: lib.filter (word: word != "") (lib.concatMap (lib.splitString " ") (list value));

  # Settings of [Unit] for which NixOS has lists, to which other modules may add.
  lists = {
    After = "after"; Before = "before"; Wants = "wants"; Requires = "requires"; Conflicts = "conflicts";
    Documentation = "documentation";
  };
  relations = unit: lib.mapAttrs' (name: value: lib.nameValuePair lists.${name} (map moved (words value)))
    (lib.filterAttrs (name: _: lists ? ${name}) unit);

  service = unit: environment: relations unit.Unit // {
    wantedBy = [ "multi-user.target" ];
    reloadTriggers = [ configuration ];
    unitConfig = removeAttrs unit.Unit (lib.attrNames lists);
    serviceConfig = commands unit.Service // {
      User = cfg.user;
      Group = cfg.group;
      Environment = list (unit.Service.Environment or [ ]) ++ environment;
      LoadCredential = list (unit.Service.LoadCredential or [ ])
        ++ lib.mapAttrsToList (name: file: "${name}:${file}") cfg.credentials;
      EnvironmentFile = list (unit.Service.EnvironmentFile or [ ])
        ++ lib.optional (cfg.environmentFile != null) cfg.environmentFile;
    };
  };
  socket = unit: relations unit.Unit // {
    wantedBy = [ "sockets.target" ];
    inherit (cfg.socket) listenStreams;
    unitConfig = removeAttrs unit.Unit (lib.attrNames lists);
    socketConfig = removeAttrs unit.Socket [ "ListenStream" ] // { SocketGroup = cfg.group; }
      // lib.optionalAttrs cfg.tools.enable { Service = "securellm-tools.service"; };
  };
in
{
  options.services.securellm = {
    enable = lib.mkEnableOption "securellm, a proxy in front of LLM providers";

    package = lib.mkOption {
      type = lib.types.package;
      default = pkgs.callPackage ./package.nix { };
      defaultText = lib.literalExpression "the program of the flake's release";
      description = "The package whose bin/securellm is started.";
    };

    settings = lib.mkOption {
      type = json.type;
      default = { };
      example = lib.literalExpression ''
        {
          providers.openai.key.credential = "openai";
          clients.limits.requestsPerMinute = 600;
        }
      '';
      description = ''
        The configuration, as docs/configuration.md has it. It is written to the store, which every user may read: keys of
        providers come by `credentials` or `environmentFile`.
      '';
    };

    checkSettings = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the build fails when the program finds a mistake in the settings. Set it to false where the build machine cannot run the program.";
    };

    credentials = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example = { openai = "/run/secrets/openai"; };
      description = "Secrets by name, and the file that systemd reads each from; settings name them as `{ credential = \"openai\"; }`.";
    };

    environmentFile = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "/run/secrets/securellm.env";
      description = "A file with the environment of the service, such as OPENAI_API_KEY=…; settings name its variables as `{ env = \"OPENAI_API_KEY\"; }`.";
    };

    user = lib.mkOption {
      type = lib.types.str;
      default = "securellm";
      description = "The user of the service. The default one is made.";
    };

    group = lib.mkOption {
      type = lib.types.str;
      default = "securellm";
      description = "The group of the service. The default one is made.";
    };

    openFirewall = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to open listen.port in the firewall.";
    };

    socket.listenStreams = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "443" ];
      description = ''
        Addresses that systemd holds for the service, in place of listen.host and listen.port: ports below 1024 need no
        capability then, and no connection is refused while the service is replaced.
      '';
    };

    tools.enable = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to start the unit that may run tools, in place of the more confined one.";
    };

    tools.project = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "/srv/checkout";
      description = "The folder that tools read; by default /var/lib/securellm/project.";
    };

    tools.packages = lib.mkOption {
      type = lib.types.listOf lib.types.package;
      default = [ ];
      example = lib.literalExpression "[ pkgs.git pkgs.ripgrep ]";
      description = "Packages whose programs tools may start.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = rules;

    environment.systemPackages = [ cfg.package ];
    environment.etc."securellm/securellm.json".source = configuration;

    systemd.services = if cfg.tools.enable then {
      securellm-tools = service (readUnit ../systemd/securellm-tools.service) (
        [ "SECURELLM_PROGRAM_PATH=${lib.makeBinPath cfg.tools.packages}" ]
        ++ lib.optional (cfg.tools.project != null) "SECURELLM_PROJECT_ROOT=${cfg.tools.project}");
    } else {
      securellm = service (readUnit ../systemd/securellm.service) [ ];
    };

    systemd.sockets = lib.optionalAttrs (cfg.socket.listenStreams != [ ]) {
      securellm = socket (readUnit ../systemd/securellm.socket);
    };

    users.users = lib.optionalAttrs (cfg.user == "securellm") {
      securellm = { isSystemUser = true; group = cfg.group; description = "securellm"; };
    };
    users.groups = lib.optionalAttrs (cfg.group == "securellm") { securellm = { }; };

    networking.firewall.allowedTCPPorts = lib.optional cfg.openFirewall (settings.listen.port or 8080);
  };
}
