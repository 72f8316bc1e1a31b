{
  description = "securellm: an MCP server, an LLM proxy and JSON Schema tools in one program";

  # No inputs: the module and the overlay use the nixpkgs of whoever takes them in, and `nix flake check` needs no network.
  # `Packaging/nix/flake.nix` is the one with nixpkgs as input, for `nix run` and `nix profile install`.
  outputs = { self }: import ./Packaging/nix { };
}
