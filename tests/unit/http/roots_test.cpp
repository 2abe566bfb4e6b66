#include "http/roots.hpp"

#include <gtest/gtest.h>

#include <map>

namespace kscan::http {
namespace {

using Files = std::map<std::string, std::string>;

/// What is in `files`; they are also what their directories list.
RootSources sources(Files files) {
  RootSources from;
  from.read_file = [files](const std::filesystem::path& path) -> Result<std::string> {
    const auto found = files.find(path.string());
    if (found == files.end()) return fail(Errc::not_found, "none");
    return found->second;
  };
  from.list_files = [files](const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> paths;
    for (const auto& [name, text] : files) {
      const std::filesystem::path path(name);
      if (path.parent_path() == directory) paths.push_back(path);
    }
    return paths;
  };
  return from;
}

TEST(SystemRoots, AreTheFirstFileOfGosList) {
  EXPECT_EQ(system_roots(sources(
                {{"/etc/ssl/cert.pem", "last"}, {"/etc/pki/tls/certs/ca-bundle.crt", "second"}})),
            "second");
  EXPECT_EQ(system_roots(sources({{"/etc/ssl/cert.pem", "last"}})), "last");
  EXPECT_EQ(system_roots(sources({})), "");
}

TEST(SystemRoots, AreReplacedBySslCertFile) {
  auto from = sources({{"/etc/ssl/cert.pem", "system"}, {"/mine", "mine"}});
  from.file = "/mine";
  EXPECT_EQ(system_roots(from), "mine");
  from.file = "/missing";
  EXPECT_EQ(system_roots(from), "");
}

TEST(SystemRoots, AreJoinedByTheFilesOfSslCertDir) {
  auto from = sources({{"/etc/ssl/cert.pem", "system"},
                       {"/one/a", "a"},
                       {"/one/b", "b\n"},
                       {"/two/c", "c"},
                       {"/three/d", "d"}});
  from.directories = ":/one:/missing::/two:";
  EXPECT_EQ(system_roots(from), "system\na\nb\nc");
  from.file = "/missing";
  EXPECT_EQ(system_roots(from), "a\nb\nc");
}

}  // namespace
}  // namespace kscan::http
