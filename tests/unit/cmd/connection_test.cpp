#include "kubectl-scan/connection.hpp"

#include <gtest/gtest.h>

#include <map>

namespace kscan::cmd {
namespace {

Connection connection_of(ConnectionFlags flags, std::map<std::string, std::string> env = {}) {
  const kubeconfig::System system{
      .env = [&env](const std::string& name) -> std::optional<std::string> {
        const auto found = env.find(name);
        return found == env.end() ? std::nullopt : std::optional(found->second);
      },
      .read_file = {}};
  auto connection = to_connection(std::move(flags), system);
  EXPECT_TRUE(connection) << (connection ? "" : connection.error().message());
  return connection ? *std::move(connection) : Connection();
}

TEST(ToConnection, TakesPrefixesOffTheNamespace) {
  for (const auto* ns : {"ns/shop", "namespace/shop", "namespaces/shop", "shop"}) {
    ConnectionFlags flags;
    flags.ns = ns;
    EXPECT_EQ(connection_of(std::move(flags)).overrides.ns, "shop") << ns;
  }
}

TEST(ToConnection, CacheDirectoryIsTheFlagsElseKubectls) {
  EXPECT_EQ(connection_of({}, {{"HOME", "/h"}}).cache_dir, "/h/.kube/cache");
  EXPECT_EQ(connection_of({}, {{"HOME", "/h"}, {"KUBECACHEDIR", "/k"}}).cache_dir, "/k");
  ConnectionFlags flags;
  flags.cache_dir = "/f";
  EXPECT_EQ(connection_of(std::move(flags), {{"KUBECACHEDIR", "/k"}}).cache_dir, "/f");
}

TEST(ToConnection, HandsFlagsOn) {
  ConnectionFlags flags;
  flags.token = Secret("t");
  flags.password = Secret("p");
  flags.as = "jane";
  flags.as_groups = {"a", "b"};
  flags.request_timeout = "1m";
  flags.verbosity = 8;
  flags.warnings_as_errors = true;
  flags.disable_compression = true;
  const auto connection = connection_of(std::move(flags));
  EXPECT_EQ(connection.overrides.token.reveal(), "t");
  EXPECT_EQ(connection.overrides.password.reveal(), "p");
  EXPECT_EQ(connection.overrides.as.user, "jane");
  EXPECT_EQ(connection.overrides.as.groups, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(connection.request_timeout, std::chrono::minutes(1));
  EXPECT_EQ(connection.verbosity, 8);
  EXPECT_TRUE(connection.warnings_as_errors);
  EXPECT_TRUE(connection.overrides.disable_compression);
}

TEST(ToConnection, EmptyTimeoutIsNone) {
  ConnectionFlags flags;
  flags.request_timeout = "";
  EXPECT_EQ(connection_of(std::move(flags)).request_timeout.count(), 0);
}

}  // namespace
}  // namespace kscan::cmd
