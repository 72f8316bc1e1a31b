// Schemas that together use every construct of the compiler: one type per file of this folder's `Schemas`.
