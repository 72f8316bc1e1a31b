# The program of a release's archive, made to find the libraries of Nix.
#
# It is not compiled: nixpkgs has no Swift of the version that the sources need. `release.json` names the archives and
# their digests; a release brings it filled in. `archive` takes another one, such as what `make package` has made.
{ lib, stdenv, fetchurl, autoPatchelfHook, sqlite, libyaml, archive ? null }:
let
  release = builtins.fromJSON (builtins.readFile ./release.json);
  system = stdenv.hostPlatform.system;
  fetched =
    if release.archives ? ${system} then fetchurl { inherit (release.archives.${system}) url hash; }
    else throw "securellm: this checkout names no release for ${system}: take the flake of a release, or override the package with { archive = ./securellm-….tar.gz; }";
in
stdenv.mkDerivation {
  pname = "securellm";
  inherit (release) version;
  src = if archive == null then fetched else archive;

  nativeBuildInputs = [ autoPatchelfHook ];
  buildInputs = [ sqlite libyaml stdenv.cc.cc.lib ];

  dontConfigure = true;
  dontBuild = true;
  dontStrip = true;

  installPhase = ''
    runHook preInstall
    mkdir -p $out
    for folder in bin share; do
      for root in . usr; do
        if [ -d $root/$folder ]; then cp -R $root/$folder $out/; fi
      done
    done
    test -x $out/bin/securellm
    runHook postInstall
  '';

  doInstallCheck = stdenv.buildPlatform.canExecute stdenv.hostPlatform;
  installCheckPhase = ''
    $out/bin/securellm --version | grep -F '${release.version}'
  '';

  meta = {
    description = "MCP server, LLM proxy and JSON Schema tools in one program";
    license = lib.licenses.mit;
    platforms = [ "x86_64-linux" "aarch64-linux" ];
    mainProgram = "securellm";
    sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
  };
}
