# The part of a clone that a tool file refers to, and what stands for the program that `make build` makes.
mkdir -p Schemas/tools .build/release
cp -r "$CHECKOUT"/Schemas/common "$CHECKOUT"/Schemas/meta Schemas/
printf '#!/bin/sh\n' >.build/release/securellm
chmod +x .build/release/securellm
