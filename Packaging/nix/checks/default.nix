# `nix flake check`: evaluates the module and the package without nixpkgs, and forces all of what comes of it.
{ system }:
let
  inherit (builtins) all attrNames filter length match readFile toJSON unsafeDiscardStringContext;
  lib = import ./lib.nix;
  pkgs = import ./pkgs.nix { inherit system lib; };
  placeholder = name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; };

  machine = values: lib.evaluate {
    module = import ../module.nix;
    inherit pkgs;
    values = { enable = true; package = placeholder "securellm"; } // values;
  };
  messages = values: map (rule: rule.message) (filter (rule: !rule.assertion) (machine values).assertions);

  # Attributes are evaluated when somebody asks for them: the text of all of them asks for all.
  passes = name: condition: shown: derivation {
    inherit name system;
    builder = "/bin/sh";
    args = [ "-c" (if condition then "echo passed > $out" else "echo '${name} failed'; exit 1") ];
    shown = unsafeDiscardStringContext (toJSON shown);
  };

  # What the module may change of a unit file; all else is the same, or the hardening is not what was examined.
  ours = "Exec.*|User|Group|Environment|LoadCredential|EnvironmentFile";
  same = file: service:
    let
      unit = (import ../unit.nix (readFile file)).Service;
      kept = filter (name: match ours name == null) (attrNames unit);
    in
    length kept > 20 && all (name: service.serviceConfig.${name} == unit.${name}) kept;

  proxy = machine { };
  tools = machine { tools.enable = true; socket.listenStreams = [ "443" ]; };
  refused = messages { settings.providers.openai.key.credential = "openai"; };
  packaged = pkgs.callPackage ../package.nix { archive = placeholder "archive"; };
in
{
  proxy-unit = passes "proxy-unit" (same ../../systemd/securellm.service proxy.systemd.services.securellm) proxy;
  tools-unit = passes "tools-unit" (same ../../systemd/securellm-tools.service tools.systemd.services.securellm-tools) tools;
  nothing-unless-enabled = passes "nothing-unless-enabled" (machine { enable = false; } == { }) null;
  rules = passes "rules" (messages { } == [ ] && length refused == 1) refused;
  package = passes "package" (match ".*-securellm-.*[.]drv" packaged.drvPath != null) packaged.drvPath;
}
