// The list is written by .ci/schema-data. The compiler reads the files themselves: a change of one needs no other step.
#include "schema_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char common_git[] = {
#embed "../../../Schemas/common/git.json"
};

static const unsigned char common_nix[] = {
#embed "../../../Schemas/common/nix.json"
};

static const unsigned char common_path[] = {
#embed "../../../Schemas/common/path.json"
};

static const unsigned char common_text[] = {
#embed "../../../Schemas/common/text.json"
};

static const unsigned char meta_program[] = {
#embed "../../../Schemas/meta/program.json"
};

static const unsigned char meta_tool[] = {
#embed "../../../Schemas/meta/tool.json"
};

static const unsigned char programs_apt_cache[] = {
#embed "../../../Schemas/programs/apt-cache.json"
};

static const unsigned char programs_b2sum[] = {
#embed "../../../Schemas/programs/b2sum.json"
};

static const unsigned char programs_black[] = {
#embed "../../../Schemas/programs/black.json"
};

static const unsigned char programs_cargo[] = {
#embed "../../../Schemas/programs/cargo.json"
};

static const unsigned char programs_cksum[] = {
#embed "../../../Schemas/programs/cksum.json"
};

static const unsigned char programs_curl[] = {
#embed "../../../Schemas/programs/curl.json"
};

static const unsigned char programs_date[] = {
#embed "../../../Schemas/programs/date.json"
};

static const unsigned char programs_df[] = {
#embed "../../../Schemas/programs/df.json"
};

static const unsigned char programs_diff[] = {
#embed "../../../Schemas/programs/diff.json"
};

static const unsigned char programs_dig[] = {
#embed "../../../Schemas/programs/dig.json"
};

static const unsigned char programs_dpkg_deb[] = {
#embed "../../../Schemas/programs/dpkg-deb.json"
};

static const unsigned char programs_dpkg_query[] = {
#embed "../../../Schemas/programs/dpkg-query.json"
};

static const unsigned char programs_dpkg[] = {
#embed "../../../Schemas/programs/dpkg.json"
};

static const unsigned char programs_du[] = {
#embed "../../../Schemas/programs/du.json"
};

static const unsigned char programs_fd[] = {
#embed "../../../Schemas/programs/fd.json"
};

static const unsigned char programs_fdfind[] = {
#embed "../../../Schemas/programs/fdfind.json"
};

static const unsigned char programs_file[] = {
#embed "../../../Schemas/programs/file.json"
};

static const unsigned char programs_find[] = {
#embed "../../../Schemas/programs/find.json"
};

static const unsigned char programs_findmnt[] = {
#embed "../../../Schemas/programs/findmnt.json"
};

static const unsigned char programs_getent[] = {
#embed "../../../Schemas/programs/getent.json"
};

static const unsigned char programs_gh[] = {
#embed "../../../Schemas/programs/gh.json"
};

static const unsigned char programs_git[] = {
#embed "../../../Schemas/programs/git.json"
};

static const unsigned char programs_go[] = {
#embed "../../../Schemas/programs/go.json"
};

static const unsigned char programs_grep[] = {
#embed "../../../Schemas/programs/grep.json"
};

static const unsigned char programs_head[] = {
#embed "../../../Schemas/programs/head.json"
};

static const unsigned char programs_host[] = {
#embed "../../../Schemas/programs/host.json"
};

static const unsigned char programs_ip[] = {
#embed "../../../Schemas/programs/ip.json"
};

static const unsigned char programs_journalctl[] = {
#embed "../../../Schemas/programs/journalctl.json"
};

static const unsigned char programs_jq[] = {
#embed "../../../Schemas/programs/jq.json"
};

static const unsigned char programs_loginctl[] = {
#embed "../../../Schemas/programs/loginctl.json"
};

static const unsigned char programs_lsof[] = {
#embed "../../../Schemas/programs/lsof.json"
};

static const unsigned char programs_make[] = {
#embed "../../../Schemas/programs/make.json"
};

static const unsigned char programs_md5sum[] = {
#embed "../../../Schemas/programs/md5sum.json"
};

static const unsigned char programs_mypy[] = {
#embed "../../../Schemas/programs/mypy.json"
};

static const unsigned char programs_nix[] = {
#embed "../../../Schemas/programs/nix.json"
};

static const unsigned char programs_npm[] = {
#embed "../../../Schemas/programs/npm.json"
};

static const unsigned char programs_openssl[] = {
#embed "../../../Schemas/programs/openssl.json"
};

static const unsigned char programs_ps[] = {
#embed "../../../Schemas/programs/ps.json"
};

static const unsigned char programs_pytest[] = {
#embed "../../../Schemas/programs/pytest.json"
};

static const unsigned char programs_rg[] = {
#embed "../../../Schemas/programs/rg.json"
};

static const unsigned char programs_ruff[] = {
#embed "../../../Schemas/programs/ruff.json"
};

static const unsigned char programs_sed[] = {
#embed "../../../Schemas/programs/sed.json"
};

static const unsigned char programs_sha1sum[] = {
#embed "../../../Schemas/programs/sha1sum.json"
};

static const unsigned char programs_sha224sum[] = {
#embed "../../../Schemas/programs/sha224sum.json"
};

static const unsigned char programs_sha256sum[] = {
#embed "../../../Schemas/programs/sha256sum.json"
};

static const unsigned char programs_sha384sum[] = {
#embed "../../../Schemas/programs/sha384sum.json"
};

static const unsigned char programs_sha512sum[] = {
#embed "../../../Schemas/programs/sha512sum.json"
};

static const unsigned char programs_sort[] = {
#embed "../../../Schemas/programs/sort.json"
};

static const unsigned char programs_sqlite3[] = {
#embed "../../../Schemas/programs/sqlite3.json"
};

static const unsigned char programs_ss[] = {
#embed "../../../Schemas/programs/ss.json"
};

static const unsigned char programs_ssh_keyscan[] = {
#embed "../../../Schemas/programs/ssh-keyscan.json"
};

static const unsigned char programs_stat[] = {
#embed "../../../Schemas/programs/stat.json"
};

static const unsigned char programs_swift[] = {
#embed "../../../Schemas/programs/swift.json"
};

static const unsigned char programs_systemctl[] = {
#embed "../../../Schemas/programs/systemctl.json"
};

static const unsigned char programs_systemd_analyze[] = {
#embed "../../../Schemas/programs/systemd-analyze.json"
};

static const unsigned char programs_tail[] = {
#embed "../../../Schemas/programs/tail.json"
};

static const unsigned char programs_tar[] = {
#embed "../../../Schemas/programs/tar.json"
};

static const unsigned char programs_wc[] = {
#embed "../../../Schemas/programs/wc.json"
};

static const struct schema_data_file files[] = {
    {"common/git.json", common_git, sizeof common_git},
    {"common/nix.json", common_nix, sizeof common_nix},
    {"common/path.json", common_path, sizeof common_path},
    {"common/text.json", common_text, sizeof common_text},
    {"meta/program.json", meta_program, sizeof meta_program},
    {"meta/tool.json", meta_tool, sizeof meta_tool},
    {"programs/apt-cache.json", programs_apt_cache, sizeof programs_apt_cache},
    {"programs/b2sum.json", programs_b2sum, sizeof programs_b2sum},
    {"programs/black.json", programs_black, sizeof programs_black},
    {"programs/cargo.json", programs_cargo, sizeof programs_cargo},
    {"programs/cksum.json", programs_cksum, sizeof programs_cksum},
    {"programs/curl.json", programs_curl, sizeof programs_curl},
    {"programs/date.json", programs_date, sizeof programs_date},
    {"programs/df.json", programs_df, sizeof programs_df},
    {"programs/diff.json", programs_diff, sizeof programs_diff},
    {"programs/dig.json", programs_dig, sizeof programs_dig},
    {"programs/dpkg-deb.json", programs_dpkg_deb, sizeof programs_dpkg_deb},
    {"programs/dpkg-query.json", programs_dpkg_query, sizeof programs_dpkg_query},
    {"programs/dpkg.json", programs_dpkg, sizeof programs_dpkg},
    {"programs/du.json", programs_du, sizeof programs_du},
    {"programs/fd.json", programs_fd, sizeof programs_fd},
    {"programs/fdfind.json", programs_fdfind, sizeof programs_fdfind},
    {"programs/file.json", programs_file, sizeof programs_file},
    {"programs/find.json", programs_find, sizeof programs_find},
    {"programs/findmnt.json", programs_findmnt, sizeof programs_findmnt},
    {"programs/getent.json", programs_getent, sizeof programs_getent},
    {"programs/gh.json", programs_gh, sizeof programs_gh},
    {"programs/git.json", programs_git, sizeof programs_git},
    {"programs/go.json", programs_go, sizeof programs_go},
    {"programs/grep.json", programs_grep, sizeof programs_grep},
    {"programs/head.json", programs_head, sizeof programs_head},
    {"programs/host.json", programs_host, sizeof programs_host},
    {"programs/ip.json", programs_ip, sizeof programs_ip},
    {"programs/journalctl.json", programs_journalctl, sizeof programs_journalctl},
    {"programs/jq.json", programs_jq, sizeof programs_jq},
    {"programs/loginctl.json", programs_loginctl, sizeof programs_loginctl},
    {"programs/lsof.json", programs_lsof, sizeof programs_lsof},
    {"programs/make.json", programs_make, sizeof programs_make},
    {"programs/md5sum.json", programs_md5sum, sizeof programs_md5sum},
    {"programs/mypy.json", programs_mypy, sizeof programs_mypy},
    {"programs/nix.json", programs_nix, sizeof programs_nix},
    {"programs/npm.json", programs_npm, sizeof programs_npm},
    {"programs/openssl.json", programs_openssl, sizeof programs_openssl},
    {"programs/ps.json", programs_ps, sizeof programs_ps},
    {"programs/pytest.json", programs_pytest, sizeof programs_pytest},
    {"programs/rg.json", programs_rg, sizeof programs_rg},
    {"programs/ruff.json", programs_ruff, sizeof programs_ruff},
    {"programs/sed.json", programs_sed, sizeof programs_sed},
    {"programs/sha1sum.json", programs_sha1sum, sizeof programs_sha1sum},
    {"programs/sha224sum.json", programs_sha224sum, sizeof programs_sha224sum},
    {"programs/sha256sum.json", programs_sha256sum, sizeof programs_sha256sum},
    {"programs/sha384sum.json", programs_sha384sum, sizeof programs_sha384sum},
    {"programs/sha512sum.json", programs_sha512sum, sizeof programs_sha512sum},
    {"programs/sort.json", programs_sort, sizeof programs_sort},
    {"programs/sqlite3.json", programs_sqlite3, sizeof programs_sqlite3},
    {"programs/ss.json", programs_ss, sizeof programs_ss},
    {"programs/ssh-keyscan.json", programs_ssh_keyscan, sizeof programs_ssh_keyscan},
    {"programs/stat.json", programs_stat, sizeof programs_stat},
    {"programs/swift.json", programs_swift, sizeof programs_swift},
    {"programs/systemctl.json", programs_systemctl, sizeof programs_systemctl},
    {"programs/systemd-analyze.json", programs_systemd_analyze, sizeof programs_systemd_analyze},
    {"programs/tail.json", programs_tail, sizeof programs_tail},
    {"programs/tar.json", programs_tar, sizeof programs_tar},
    {"programs/wc.json", programs_wc, sizeof programs_wc},
    {0, 0, 0},
};

const struct schema_data_file *schema_data_files(void) { return files; }
