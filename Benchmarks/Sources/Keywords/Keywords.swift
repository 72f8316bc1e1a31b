// One type with a member for each keyword, for `securellm-scaling`: written by the build plugin from `Schemas`.
import JSONCore
