# Reads the text of a systemd unit: { Service = { User = "securellm"; Environment = [ "A=1" "B=2" ]; }; … }.
#
# The hardening of the service is written once, in `Packaging/systemd`, and every packaging takes it from there.
text:
let
  inherit (builtins) elemAt filter foldl' head isList isString length mapAttrs match replaceStrings split;

  lines = filter isString (split "\n" (replaceStrings [ "\\\n" ] [ " " ] text));

  read = state: line:
    let
      section = match "\\[([A-Za-z]+)][ \t\r]*" line;
      assignment = match "([A-Za-z]+)[ \t]*=[ \t]*(.*[^ \t\r])?[ \t\r]*" line;
    in
    if match "[ \t\r]*([#;].*)?" line != null then state
    else if section != null then state // { current = head section; }
    else if assignment == null then throw "not a line of a unit: ${line}"
    else if state.current == null then throw "an assignment before any section: ${line}"
    else state // { sections = assign state.sections state.current (elemAt assignment 0) (elemAt assignment 1); };

  assign = sections: section: name: value:
    let
      known = sections.${section} or { };
      text = if value == null then "" else value;
    in
    sections // { ${section} = known // { ${name} = (known.${name} or [ ]) ++ [ text ]; }; };

  # A setting that comes once is a string, as NixOS has it.
  single = values: if length values == 1 then head values else values;
in
mapAttrs (_: mapAttrs (_: single)) (foldl' read { current = null; sections = { }; } lines).sections
