#include "kubeconfig/kubeconfig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan::kubeconfig {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Config parsed(std::string_view text) {
  auto config = parse(text, "/home/u/.kube");
  EXPECT_TRUE(config) << (config ? "" : config.error().message());
  return config ? *std::move(config) : Config();
}

std::string refusal(std::string_view text) {
  const auto config = parse(text, "/home/u/.kube");
  EXPECT_FALSE(config);
  if (config) return "";
  EXPECT_EQ(config.error().code(), Errc::config);
  return config.error().message();
}

TEST(KubeconfigParse, ReadsClusters) {
  const auto config = parsed(R"(
apiVersion: v1
kind: Config
clusters:
- name: c
  cluster:
    server: https://h:6443
    certificate-authority: ca.crt
    certificate-authority-data: UEVN
    tls-server-name: api
    proxy-url: socks5://p
    insecure-skip-tls-verify: true
    disable-compression: true
    extensions:
    - name: client.authentication.k8s.io/exec
      extension: {audience: a, count: 5, list: [true, "5", ~, yes]}
)");
  const auto& cluster = config.clusters.at("c");
  EXPECT_EQ(cluster.server, "https://h:6443");
  EXPECT_EQ(cluster.ca_file, "/home/u/.kube/ca.crt");
  EXPECT_EQ(cluster.ca_data, "PEM");
  EXPECT_EQ(cluster.tls_server_name, "api");
  EXPECT_EQ(cluster.proxy_url, "socks5://p");
  EXPECT_TRUE(cluster.insecure);
  EXPECT_TRUE(cluster.disable_compression);
  EXPECT_EQ(cluster.exec_config, R"({"audience":"a","count":5,"list":[true,"5",null,true]})");
}

TEST(KubeconfigParse, TakesMergeKeysIn) {
  const auto config = parsed(R"(
b: [&b {server: 'https://merged', proxy-url: 'http://p'}, &d {server: 'https://second', tls-server-name: d}]
clusters:
- {name: before, cluster: {<<: *b, server: 'https://own'}}
- {name: after, cluster: {server: 'https://own', <<: *b}}
- {name: several, cluster: {<<: [*b, *d]}}
- {name: quoted, cluster: {"<<": *b}}
)");
  EXPECT_EQ(config.clusters.at("before").server, "https://own");
  EXPECT_EQ(config.clusters.at("before").proxy_url, "http://p");
  EXPECT_EQ(config.clusters.at("after").server, "https://merged");
  EXPECT_EQ(config.clusters.at("several").server, "https://merged");
  EXPECT_EQ(config.clusters.at("several").tls_server_name, "d");
  EXPECT_EQ(config.clusters.at("quoted").server, "");
}

TEST(KubeconfigParse, ReadsUsers) {
  const auto config = parsed(R"(
users:
- name: u
  user:
    client-certificate: /abs/c.crt
    client-key: ../k.key
    client-certificate-data: Q0VSVA==
    client-key-data: "S0\nVZ"
    token: t
    tokenFile: tok
    username: jane
    password: "1234"
    as: root
    as-uid: "7"
    as-groups: [a, "b,c"]
    as-user-extra: {scopes: [x, y]}
    auth-provider: {name: oidc, config: {id-token: t}}
)");
  const auto& user = config.users.at("u");
  EXPECT_EQ(user.cert_file, "/abs/c.crt");
  EXPECT_EQ(user.key_file, "/home/u/k.key");
  EXPECT_EQ(user.cert_data, "CERT");
  EXPECT_EQ(user.token.reveal(), "t");
  EXPECT_EQ(user.token_file, "/home/u/.kube/tok");
  EXPECT_EQ(user.username, "jane");
  EXPECT_EQ(user.password.reveal(), "1234");
  EXPECT_EQ(user.as.user, "root");
  EXPECT_EQ(user.as.uid, "7");
  EXPECT_THAT(user.as.groups, ElementsAre("a", "b,c"));
  EXPECT_THAT(user.as.extra, ElementsAre(Pair("scopes", ElementsAre("x", "y"))));
  ASSERT_TRUE(user.auth_provider);
  EXPECT_EQ(user.auth_provider->name, "oidc");
  EXPECT_EQ(user.auth_provider->config.at("id-token").reveal(), "t");
}

TEST(KubeconfigParse, ReadsExecPlugins) {
  const auto config = parsed(R"(
users:
- name: a
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./bin/plugin
      args: [get, token]
      env: [{name: A, value: "1"}]
      installHint: get it
      provideClusterInfo: true
      interactiveMode: Never
- name: b
  user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}}
- name: c
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}}
)");
  const auto& exec = *config.users.at("a").exec;
  EXPECT_EQ(exec.command, "/home/u/.kube/bin/plugin");
  EXPECT_THAT(exec.args, ElementsAre("get", "token"));
  EXPECT_THAT(exec.env, ElementsAre(Pair("A", "1")));
  EXPECT_EQ(exec.install_hint, "get it");
  EXPECT_TRUE(exec.provide_cluster_info);
  EXPECT_EQ(exec.interactive, Interactive::never);
  EXPECT_EQ(config.users.at("b").exec->command, "aws");
  EXPECT_EQ(config.users.at("b").exec->interactive, Interactive::if_available);
  EXPECT_EQ(config.users.at("c").exec->interactive, std::nullopt);
}

TEST(KubeconfigParse, ReadsJsonWithByteOrderMark) {
  const auto config = parsed("\xef\xbb\xbf"
                             R"({"contexts":[{"name":"x","context":{"cluster":"c","user":"u",
                                 "namespace":"n"}}],"current-context":"x"})");
  EXPECT_EQ(config.current_context, "x");
  EXPECT_EQ(config.contexts.at("x").cluster, "c");
  EXPECT_EQ(config.contexts.at("x").user, "u");
  EXPECT_EQ(config.contexts.at("x").ns, "n");
}

TEST(KubeconfigParse, NothingIsAnEmptyConfig) {
  for (const auto* text : {"", "\n", "# only a comment\n", "---\n", "{}", "clusters: null"}) {
    EXPECT_TRUE(parsed(text).clusters.empty()) << text;
  }
}

TEST(KubeconfigParse, LastOfDuplicateKeysWins) {
  EXPECT_EQ(parsed("current-context: a\ncurrent-context: b\ncurrent-context: c").current_context,
            "c");
}

TEST(KubeconfigParse, OnlyTheFirstDocumentCounts) {
  EXPECT_EQ(parsed("current-context: a\n---\ncurrent-context: b").current_context, "a");
}

TEST(KubeconfigParse, UnknownFieldsAndOtherCaseAreIgnored) {
  EXPECT_EQ(parsed("Current-Context: a\npreferences: {colors: true}\nx: [1]").current_context, "");
}

TEST(KubeconfigParse, UnquotedYesIsLeftAString) {
  EXPECT_EQ(parsed("current-context: yes").current_context, "yes");
}

TEST(KubeconfigParse, EntryWithoutItsMapIsEmpty) {
  EXPECT_EQ(parsed("clusters: [{name: c}]").clusters.at("c").server, "");
}

struct Bad {
  std::string name, text, message;
};

class KubeconfigRefusal : public testing::TestWithParam<Bad> {};

TEST_P(KubeconfigRefusal, SaysWhy) {
  EXPECT_THAT(refusal(GetParam().text), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    KubeconfigRefusal,
    testing::Values(
        Bad{"Yaml", "a: b\n\tc: d", "yaml: line 2"},
        Bad{"UnclosedJson", R"({"clusters":[)", "yaml: line"},
        Bad{"NotAMap", "just text", "\"kubeconfig\" is not a map"},
        Bad{"List", "[1]", "\"kubeconfig\" is not a map"},
        Bad{"Kind", "kind: Pod", "no kind \"Pod\" is registered for version \"v1\""},
        Bad{"Version", "apiVersion: v2", "no kind \"Config\" is registered for version \"v2\""},
        Bad{"DuplicateName",
            "clusters: [{name: c, cluster: {}}, {name: c, cluster: {}}]",
            "duplicate name \"c\" in list"},
        Bad{"ListIsAMap", "clusters: {c: {}}", "\"clusters\" is not a list"},
        Bad{"ElementIsAString", "clusters: [c]", "\"clusters\" is not a map"},
        Bad{"InnerIsAString", "users: [{name: u, user: x}]", "\"user\" is not a map"},
        Bad{"NumberForString", "current-context: 12", "\"current-context\" is not a string"},
        Bad{"BoolForString", "current-context: true", "\"current-context\" is not a string"},
        Bad{"MapForString", "current-context: {}", "\"current-context\" is not a string"},
        Bad{"StringForBool",
            "clusters: [{name: c, cluster: {insecure-skip-tls-verify: \"true\"}}]",
            "\"insecure-skip-tls-verify\" is not a boolean"},
        Bad{"StringForList", "users: [{name: u, user: {as-groups: a}}]", "\"as-groups\" is not a"},
        Bad{"Base64",
            "clusters: [{name: c, cluster: {certificate-authority-data: \"a*\"}}]",
            "\"certificate-authority-data\": illegal base64 data at input byte 1"},
        Bad{"Base64WithoutPadding",
            "users: [{name: u, user: {client-key-data: YQ}}]",
            "\"client-key-data\": illegal base64 data"}),
    [](const auto& tested) { return tested.param.name; });

TEST(KubeconfigRefusalText, NeverHoldsTheValue) {
  const auto text = refusal("users: [{name: u, user: {token: 31415926}}]");
  EXPECT_THAT(text, testing::Not(HasSubstr("31415926")));
  EXPECT_THAT(text, HasSubstr("put it in quotes"));
}

TEST(KubeconfigHostile, AliasBombIsRefused) {
  std::string bomb = "x0: &x0 [a, a, a, a, a, a, a, a]\n";
  for (int i = 1; i < 12; ++i) {
    const auto last = "*x" + std::to_string(i - 1);
    bomb += "x" + std::to_string(i) + ": &x" + std::to_string(i) + " [";
    for (int j = 0; j < 8; ++j)
      bomb += (j == 0 ? "" : ", ") + last;
    bomb += "]\n";
  }
  bomb += "clusters: [{name: c, cluster: {extensions: [{name: client.authentication.k8s.io/exec, "
          "extension: *x11}]}}]";
  EXPECT_THAT(refusal(bomb), HasSubstr("too large"));
}

TEST(KubeconfigHostile, ControlCharactersAreRefused) {
  EXPECT_EQ(refusal(std::string("a: b\0", 5)), "yaml: control characters are not allowed");
  EXPECT_EQ(refusal("a: \x1b[31m"), "yaml: control characters are not allowed");
}

TEST(KubeconfigHostile, EndlessMergesAreRefused) {
  std::string bomb = "x0: &x0 {a: b, c: d}\n";
  for (int i = 1; i < 40; ++i) {
    const auto last = "*x" + std::to_string(i - 1);
    bomb += "x" + std::to_string(i) + ": &x" + std::to_string(i) + " {<<: [" + last + ", " + last
            + "]}\n";
  }
  EXPECT_NE(refusal(bomb + "clusters: [{name: c, cluster: *x39}]"), "");
}

TEST(KubeconfigHostile, MergeOfItselfIsRefused) {
  EXPECT_NE(refusal("clusters: [{name: c, cluster: &a {b: c, <<: *a}}]"), "");
}

RC_GTEST_PROP(KubeconfigHostile, DamageIsAnErrorOrAnotherConfig, ()) {
  std::string text =
      "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
      "clusters:\n- name: c\n  cluster: &c {server: 'https://h', <<: {proxy-url: p}}\n"
      "users: [{name: u, user: {as: j, as-groups: [g], as-user-extra: {k: [v]}, exec: "
      "{command: c, env: [{name: A, value: 'b'}]}}}]\n";
  constexpr std::string_view odd = "{}[]:,&*!|>'\"%@`-? \n\t<#~0x\x80\xff";
  const auto places = *rc::gen::container<std::vector<std::size_t>>(
      4, rc::gen::inRange<std::size_t>(0, text.size()));
  for (const auto place : places)
    text[place] = odd[*rc::gen::inRange<std::size_t>(0, odd.size())];
  const auto config = parse(text, "/d");
  const bool good = config || config.error().code() == Errc::config;
  RC_ASSERT(good);
}

TEST(KubeconfigHostile, DeepNestingIsRefused) {
  EXPECT_NE(refusal(std::string(100'000, '[')), "");
}

}  // namespace
}  // namespace kscan::kubeconfig
