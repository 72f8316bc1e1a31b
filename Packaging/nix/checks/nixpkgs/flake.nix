{
  description = "Stands in for nixpkgs where there is none: `--override-input nixpkgs path:Packaging/nix/checks/nixpkgs`";
  outputs = { self }: {
    legacyPackages.x86_64-linux = import ../pkgs.nix { system = "x86_64-linux"; };
    legacyPackages.aarch64-linux = import ../pkgs.nix { system = "aarch64-linux"; };
  };
}
