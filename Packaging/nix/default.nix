# What the flake offers.
{ }:
let
  # The systems that releases are made for.
  systems = [ "x86_64-linux" "aarch64-linux" ];
  forEach = make: builtins.listToAttrs (map (system: { name = system; value = make system; }) systems);
in
{
  nixosModules.default = import ./module.nix;
  overlays.default = final: prev: { securellm = final.callPackage ./package.nix { }; };
  checks = forEach (system: import ./checks { inherit system; });
}
