#include "http/roots.hpp"

#include <gtest/gtest.h>

#include <map>

namespace kscan::http {
namespace {

auto reader(std::map<std::string, std::string> files) {
  return [files = std::move(files)](const std::filesystem::path& path) -> Result<std::string> {
    const auto found = files.find(path.string());
    if (found == files.end()) return fail(Errc::not_found, "none");
    return found->second;
  };
}

TEST(SystemRoots, AreTheFirstFileOfGosList) {
  EXPECT_EQ(system_roots({},
                         reader({{"/etc/ssl/cert.pem", "last"},
                                 {"/etc/pki/tls/certs/ca-bundle.crt", "second"}})),
            "second");
  EXPECT_EQ(system_roots("", reader({{"/etc/ssl/cert.pem", "last"}})), "last");
  EXPECT_EQ(system_roots({}, reader({})), "");
}

TEST(SystemRoots, AreReplacedBySslCertFile) {
  const auto read = reader({{"/etc/ssl/cert.pem", "system"}, {"/mine", "mine"}});
  EXPECT_EQ(system_roots("/mine", read), "mine");
  EXPECT_EQ(system_roots("/missing", read), "");
}

}  // namespace
}  // namespace kscan::http
