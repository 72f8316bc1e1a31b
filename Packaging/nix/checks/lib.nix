# As much of nixpkgs' `lib` as the module and the package use, for evaluation without nixpkgs. Functions do what theirs do;
# options are checked by type, and unknown ones are refused, in words of our own.
let
  inherit (builtins) attrNames concatLists concatMap concatStringsSep elem filter foldl' genList head isAttrs isList isString
    length listToAttrs mapAttrs match replaceStrings split stringLength substring typeOf;

  type = name: check: { inherit name check; };
  isDerivation = value: isAttrs value && (value.type or null) == "derivation";
  isJSON = value: elem (typeOf value) [ "null" "bool" "int" "float" "string" "path" ]
    || isList value && builtins.all isJSON value
    || isAttrs value && !isDerivation value && builtins.all (name: isJSON value.${name}) (attrNames value);
in
rec {
  inherit attrNames concatMap filter isAttrs isList isString mapAttrs replaceStrings;

  types = {
    bool = type "boolean" builtins.isBool;
    str = type "string" isString;
    package = type "package" isDerivation;
    json = type "JSON value" isJSON;
    nullOr = inner: type "null or ${inner.name}" (value: value == null || inner.check value);
    listOf = inner: type "list of ${inner.name}" (value: isList value && builtins.all inner.check value);
    attrsOf = inner: type "attribute set of ${inner.name}"
      (value: isAttrs value && builtins.all (name: inner.check value.${name}) (attrNames value));
  };

  mkOption = option: option // { _type = "option"; };
  mkEnableOption = what: mkOption { type = types.bool; default = false; description = "Whether to enable ${what}."; };
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  literalExpression = text: { _type = "literalExpression"; inherit text; };

  optional = condition: value: if condition then [ value ] else [ ];
  optionalAttrs = condition: value: if condition then value else { };
  nameValuePair = name: value: { inherit name value; };
  filterAttrs = keep: set: listToAttrs (concatMap (name: optional (keep name set.${name}) (nameValuePair name set.${name})) (attrNames set));
  mapAttrs' = make: set: listToAttrs (map (name: make name set.${name}) (attrNames set));
  mapAttrsToList = make: set: map (name: make name set.${name}) (attrNames set);
  imap0 = make: list: genList (index: make index (builtins.elemAt list index)) (length list);
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  splitString = separator: text: filter isString (split separator text);
  makeBinPath = packages: concatStringsSep ":" (map (package: "${package}/bin") packages);
  recursiveUpdate = left: right:
    if isAttrs left && isAttrs right
    then left // mapAttrs (name: value: if left ? ${name} then recursiveUpdate left.${name} value else value) right
    else right;

  licenses.mit = { spdxId = "MIT"; };
  sourceTypes.binaryNativeCode = { shortName = "binaryNativeCode"; };

  # The configuration that a NixOS system has of one module and its user's values.
  evaluate = { module, pkgs, values }:
    let
      made = module { inherit pkgs config; lib = import ./lib.nix; };
      config.services.securellm = fill "services.securellm" made.options.services.securellm values;
    in
    if made.config.condition then made.config.content else { };

  fill = at: options: values:
    let unknown = filter (name: !(options ? ${name})) (attrNames values);
    in
    if unknown != [ ] then throw "The option `${at}.${head unknown}' does not exist."
    else mapAttrs (name: option: value "${at}.${name}" option (values.${name} or null) (values ? ${name})) options;

  value = at: option: given: isGiven:
    if (option._type or null) != "option" then fill at option (if isGiven then given else { })
    else if !isGiven then option.default
    else if option.type.check given then given
    else throw "A definition for option `${at}' is not of type `${option.type.name}'.";
}
