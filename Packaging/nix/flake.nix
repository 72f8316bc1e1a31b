{
  description = "securellm, built with nixpkgs: an MCP server, an LLM proxy and JSON Schema tools in one program";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      offered = import ./. { };
      release = builtins.fromJSON (builtins.readFile ./release.json);
      forReleased = make: builtins.mapAttrs (system: _: make nixpkgs.legacyPackages.${system}) release.archives;
    in
    offered // {
      packages = forReleased (pkgs: rec {
        securellm = pkgs.callPackage ./package.nix { };
        default = securellm;
      });
      apps = forReleased (pkgs: {
        default = { type = "app"; program = "${pkgs.callPackage ./package.nix { }}/bin/securellm"; };
      });
    };
}
