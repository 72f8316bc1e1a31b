// The benchmark workloads: one type per file of this folder's `Schemas`, written by the build plugin.
