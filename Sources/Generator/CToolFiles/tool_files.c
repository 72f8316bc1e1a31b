// The list is written by .ci/schema-data. The compiler reads the files themselves: a change of one needs no other step.
#include "tool_files.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char tools_git_log[] = {
#embed "../../../Schemas/tools/git/log.json"
};

static const unsigned char tools_git_show[] = {
#embed "../../../Schemas/tools/git/show.json"
};

static const unsigned char tools_git_status[] = {
#embed "../../../Schemas/tools/git/status.json"
};

static const unsigned char tools_knowledge_create_session[] = {
#embed "../../../Schemas/tools/knowledge/create_session.json"
};

static const unsigned char tools_knowledge_save_knowledge[] = {
#embed "../../../Schemas/tools/knowledge/save_knowledge.json"
};

static const unsigned char tools_knowledge_search_knowledge[] = {
#embed "../../../Schemas/tools/knowledge/search_knowledge.json"
};

static const unsigned char tools_nix_build[] = {
#embed "../../../Schemas/tools/nix/build.json"
};

static const unsigned char tools_nix_eval[] = {
#embed "../../../Schemas/tools/nix/eval.json"
};

static const unsigned char tools_nix_flake_metadata[] = {
#embed "../../../Schemas/tools/nix/flake_metadata.json"
};

static const unsigned char tools_search_files[] = {
#embed "../../../Schemas/tools/search/files.json"
};

static const unsigned char tools_search_text[] = {
#embed "../../../Schemas/tools/search/text.json"
};

static const unsigned char tools_server_cache_stats[] = {
#embed "../../../Schemas/tools/server/cache_stats.json"
};

static const unsigned char tools_server_status[] = {
#embed "../../../Schemas/tools/server/status.json"
};

static const unsigned char tools_system_health_check[] = {
#embed "../../../Schemas/tools/system/health_check.json"
};

static const struct tool_file files[] = {
    {"tools/git/log.json", tools_git_log, sizeof tools_git_log},
    {"tools/git/show.json", tools_git_show, sizeof tools_git_show},
    {"tools/git/status.json", tools_git_status, sizeof tools_git_status},
    {"tools/knowledge/create_session.json", tools_knowledge_create_session, sizeof tools_knowledge_create_session},
    {"tools/knowledge/save_knowledge.json", tools_knowledge_save_knowledge, sizeof tools_knowledge_save_knowledge},
    {"tools/knowledge/search_knowledge.json", tools_knowledge_search_knowledge, sizeof tools_knowledge_search_knowledge},
    {"tools/nix/build.json", tools_nix_build, sizeof tools_nix_build},
    {"tools/nix/eval.json", tools_nix_eval, sizeof tools_nix_eval},
    {"tools/nix/flake_metadata.json", tools_nix_flake_metadata, sizeof tools_nix_flake_metadata},
    {"tools/search/files.json", tools_search_files, sizeof tools_search_files},
    {"tools/search/text.json", tools_search_text, sizeof tools_search_text},
    {"tools/server/cache_stats.json", tools_server_cache_stats, sizeof tools_server_cache_stats},
    {"tools/server/status.json", tools_server_status, sizeof tools_server_status},
    {"tools/system/health_check.json", tools_system_health_check, sizeof tools_system_health_check},
    {0, 0, 0},
};

const struct tool_file *tool_files(void) { return files; }
