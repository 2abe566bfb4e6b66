#include "kubeconfig/kubeconfig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::kubeconfig {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view two_contexts = R"(
current-context: prod
contexts:
- {name: prod, context: {cluster: c1, user: u1, namespace: shop}}
- {name: test, context: {cluster: c2, user: u2}}
- {name: no-cluster, context: {cluster: gone, user: u1}}
- {name: no-user, context: {cluster: c1, user: gone}}
clusters:
- {name: c1, cluster: {server: "https://one", certificate-authority-data: UEVN,
                       tls-server-name: sn}}
- {name: c2, cluster: {server: "https://two", insecure-skip-tls-verify: true}}
users:
- {name: u1, user: {token: t1}}
- {name: u2, user: {username: jane, password: pw}}
)";

Config config(std::string_view text = two_contexts) {
  auto parsed = parse(text, "");
  EXPECT_TRUE(parsed);
  return parsed ? *std::move(parsed) : Config();
}

Resolved resolved(const Overrides& overrides, std::string_view text = two_contexts) {
  auto result = resolve(config(text), overrides);
  EXPECT_TRUE(result) << (result ? "" : result.error().message());
  return result ? *std::move(result) : Resolved();
}

Error refusal(const Overrides& overrides, std::string_view text = two_contexts) {
  const auto result = resolve(config(text), overrides);
  EXPECT_FALSE(result);
  return result ? Error(Errc::internal, "none") : result.error();
}

TEST(KubeconfigResolve, TakesTheCurrentContext) {
  const auto chosen = resolved({});
  EXPECT_EQ(chosen.context, "prod");
  EXPECT_EQ(chosen.cluster_name, "c1");
  EXPECT_EQ(chosen.user_name, "u1");
  EXPECT_EQ(chosen.cluster.server, "https://one");
  EXPECT_EQ(chosen.user.token.reveal(), "t1");
  EXPECT_EQ(chosen.ns, "shop");
  EXPECT_THAT(chosen.warnings, IsEmpty());
}

TEST(KubeconfigResolve, FlagsPickContextClusterUserAndNamespace) {
  const auto chosen = resolved({.context = "test", .cluster = "c1", .user = "u1", .ns = "n"});
  EXPECT_EQ(chosen.cluster.server, "https://one");
  EXPECT_EQ(chosen.user.token.reveal(), "t1");
  EXPECT_EQ(chosen.ns, "n");
  EXPECT_EQ(resolved({.context = "test"}).ns, "");
}

TEST(KubeconfigResolve, ServerFlagDropsTheFilesTlsName) {
  const auto chosen = resolved({.server = "https://three"});
  EXPECT_EQ(chosen.cluster.server, "https://three");
  EXPECT_EQ(chosen.cluster.tls_server_name, "");
  EXPECT_EQ(chosen.cluster.ca_data, "PEM");
  EXPECT_EQ(resolved({.server = "https://three", .tls_server_name = "x"}).cluster.tls_server_name,
            "x");
}

TEST(KubeconfigResolve, InsecureFlagClearsTheCa) {
  const auto chosen = resolved({.insecure = true});
  EXPECT_TRUE(chosen.cluster.insecure);
  EXPECT_EQ(chosen.cluster.ca_data, "");
}

TEST(KubeconfigResolve, CaFlagClearsInsecureAndCaData) {
  const auto one = resolved({.ca_file = "ca"});
  EXPECT_EQ(one.cluster.ca_data, "");
  EXPECT_EQ(one.cluster.ca_file, "ca");
  EXPECT_FALSE(resolved({.context = "test", .ca_file = "ca"}).cluster.insecure);
}

TEST(KubeconfigResolve, TokenFlagReplacesTheToken) {
  Overrides overrides;
  overrides.token = Secret("flag");
  EXPECT_EQ(resolved(overrides).user.token.reveal(), "flag");
}

TEST(KubeconfigResolve, ImpersonationFlagsReplaceGroups) {
  Overrides overrides;
  overrides.as.user = "root";
  overrides.as.groups = {"new"};
  const auto chosen = resolved(overrides, R"(
clusters: [{name: c, cluster: {server: "https://h"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: {as: jane, as-groups: [old]}}]
current-context: x
)");
  EXPECT_EQ(chosen.user.as.user, "root");
  EXPECT_THAT(chosen.user.as.groups, testing::ElementsAre("new"));
}

TEST(KubeconfigResolve, MissingUserMeansNoCredentialsAndAWarning) {
  const auto chosen = resolved({.context = "no-user"});
  EXPECT_TRUE(chosen.user.token.empty());
  EXPECT_THAT(chosen.warnings, testing::ElementsAre(HasSubstr("user \"gone\"")));
}

TEST(KubeconfigResolve, DefaultServerIsForClustersWithoutOne) {
  const auto chosen = resolve(Config(), {}, {.server = "http://localhost:8080"});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->cluster.server, "http://localhost:8080");
}

TEST(KubeconfigResolve, ServerFlagIsEnough) {
  auto chosen = resolve(Config(), {.server = "https://h"});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->cluster.server, "https://h");
}

struct Case {
  std::string name;
  std::string context, cluster, user, server;
  std::string message;
  bool hint;
};

class UnknownName : public testing::TestWithParam<Case> {};

TEST_P(UnknownName, IsAnErrorInKubectlsWords) {
  const auto& tested = GetParam();
  const auto error = refusal({.context = tested.context,
                              .cluster = tested.cluster,
                              .user = tested.user,
                              .server = tested.server});
  EXPECT_EQ(error.code(), Errc::config);
  EXPECT_EQ(error.message(), tested.message);
  EXPECT_EQ(!error.hint().empty(), tested.hint);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    UnknownName,
    testing::Values(
        Case{"Context", "x", "", "", "", "context \"x\" does not exist", false},
        Case{"Cluster", "", "x", "", "", "cluster \"x\" does not exist", false},
        Case{"User", "", "", "x", "", "auth info \"x\" does not exist", false},
        Case{"ClusterOfTheContext",
             "no-cluster",
             "",
             "",
             "",
             "invalid configuration: cluster \"gone\" of context \"no-cluster\" does not exist",
             true},
        Case{"ServerWithoutScheme",
             "",
             "",
             "",
             "1.2.3.4:6443",
             "invalid configuration: server \"1.2.3.4:6443\" has no scheme",
             true},
        Case{"ServerOfAnotherScheme",
             "",
             "",
             "",
             "ftp://h",
             "invalid configuration: server \"ftp://h\" is neither https nor http",
             true}),
    [](const auto& tested) { return tested.param.name; });

TEST(KubeconfigResolve, DanglingCurrentContextIsAnError) {
  EXPECT_EQ(refusal({}, "current-context: x").message(),
            "invalid configuration: context was not found for specified context: x");
}

TEST(KubeconfigResolve, NoServerAtAllIsAnErrorThatSaysWhatToDo) {
  const auto error = refusal({}, "");
  EXPECT_EQ(error.message(), "invalid configuration: no configuration has been provided");
  EXPECT_THAT(error.hint(), HasSubstr("--kubeconfig"));
}

struct Invalid {
  std::string name, user, cluster, message;
};

class InvalidConfiguration : public testing::TestWithParam<Invalid> {};

TEST_P(InvalidConfiguration, IsToldInKubectlsWords) {
  const auto text = "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n"
                    "clusters: [{name: c, cluster: {server: 'https://h'"
                    + GetParam().cluster + "}}]\nusers: [{name: u, user: {" + GetParam().user
                    + "}}]";
  EXPECT_EQ(refusal({}, text).message(), "invalid configuration: " + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    InvalidConfiguration,
    testing::Values(
        Invalid{"TokenAndBasic",
                "token: t, username: j",
                "",
                "more than one authentication method found for u; found [token basicAuth], only "
                "one is allowed"},
        Invalid{"CertWithoutKey",
                "client-certificate: c",
                "",
                "client-key-data or client-key must be specified for u to use the clientCert "
                "authentication method."},
        Invalid{"BothCerts",
                "client-certificate: c, client-certificate-data: QQ==, client-key: k",
                "",
                "client-cert-data and client-cert are both specified for u. client-cert-data will "
                "override."},
        Invalid{"BothKeys",
                "client-certificate: c, client-key-data: QQ==, client-key: k",
                "",
                "client-key-data and client-key are both specified for u; client-key-data will "
                "override"},
        Invalid{"BothCas",
                "",
                ", certificate-authority: f, certificate-authority-data: QQ==",
                "certificate-authority-data and certificate-authority are both specified for c. "
                "certificate-authority-data will override."},
        Invalid{
            "Proxy",
            "",
            ", proxy-url: 'socks5h://u:secret@p'",
            "invalid 'proxy-url' \"\" for cluster \"c\": unsupported scheme \"socks5h\", must be "
            "http, https, or socks5"},
        Invalid{
            "ExecWithoutAnything",
            "exec: {}",
            "",
            "[command must be specified for u to use exec authentication plugin, apiVersion "
            "must be specified for u to use exec authentication plugin, interactiveMode must be "
            "specified for u to use exec authentication plugin]"},
        Invalid{"ExecWithoutMode",
                "exec: {command: c, apiVersion: client.authentication.k8s.io/v1}",
                "",
                "interactiveMode must be specified for u to use exec authentication plugin"},
        Invalid{"ExecWithUnknownMode",
                "exec: {command: c, apiVersion: client.authentication.k8s.io/v1, "
                "interactiveMode: Maybe}",
                "",
                "invalid interactiveMode for u: \"Maybe\""},
        Invalid{"ExecAndProvider",
                "exec: {command: c, apiVersion: client.authentication.k8s.io/v1beta1}, "
                "auth-provider: {name: p}",
                "",
                "authProvider cannot be provided in combination with an exec plugin for u"},
        Invalid{"GroupsWithoutUser",
                "as-groups: [g]",
                "",
                "requesting uid, groups or user-extra for u without impersonating a user"}),
    [](const auto& tested) { return tested.param.name; });

TEST(KubeconfigMerge, FirstFileWinsWholeEntries) {
  std::vector<Config> files;
  files.push_back(config("clusters: [{name: c, cluster: {server: 'https://one'}}]"));
  files.push_back(config("clusters: [{name: c, cluster: {server: 'https://two', tls-server-name: "
                         "x}}, {name: d, cluster: {}}]\ncurrent-context: second"));
  files.push_back(config("current-context: third"));
  const auto merged = merge(std::move(files));
  EXPECT_EQ(merged.clusters.at("c").server, "https://one");
  EXPECT_EQ(merged.clusters.at("c").tls_server_name, "");
  EXPECT_TRUE(merged.clusters.contains("d"));
  EXPECT_EQ(merged.current_context, "second");
}

}  // namespace
}  // namespace kscan::kubeconfig
