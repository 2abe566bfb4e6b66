#include "kubectl-scan/targets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

namespace kscan::cmd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* deployment =
    "{kind: Deployment, metadata: {name: web}, spec: {template: {spec: {"
    "containers: [{name: app, image: 'r.io/app:1'}]}}}}";
constexpr const char* account =
    "{kind: ServiceAccount, metadata: {name: default}, imagePullSecrets: [{name: regcred}]}";
constexpr const char* config =
    "{kind: Config, clusters: [{name: c, cluster: {server: 'https://x'}}], contexts: [{name: c,"
    " context: {cluster: c, user: u, namespace: shop}}], users: [{name: u, user: {token: t}}],"
    " current-context: c}";

/// Standard input is the one file that needs no directory.
class ReadTargets : public testing::Test {
protected:
  discover::Discovered read(const std::string& text) {
    m_files["/dev/stdin"] = text;
    m_flags.files = {"-"};
    const auto options = value_or_throw(to_target_options(m_flags));
    std::ostringstream out;
    std::ostringstream err;
    const kubeconfig::System system{
        .env =
            [this](const std::string& name) {
              const auto found = m_env.find(name);
              return found == m_env.end() ? std::nullopt : std::optional(found->second);
            },
        .read_file = [this](const std::filesystem::path& path) -> Result<std::string> {
          const auto found = m_files.find(path.string());
          if (found == m_files.end()) return fail(Errc::not_found, "open " + path.string());
          return found->second;
        }};
    Surroundings around{system, out, err};
    http::CurlEngine engine;
    return read_targets(options, m_connection, engine, around);
  }
  std::string refusal(const std::string& text) {
    try {
      std::ignore = read(text);
    } catch (const Error& error) {
      return error.message();
    }
    ADD_FAILURE() << "accepted";
    return {};
  }

  TargetFlags m_flags;
  Connection m_connection;
  std::map<std::string, std::string> m_files;
  std::map<std::string, std::string> m_env;
};

TEST_F(ReadTargets, NeedsNoKubeconfig) {
  const auto found = read(deployment);
  ASSERT_THAT(found.pods, SizeIs(1));
  EXPECT_EQ(found.pods[0].pod.ns, "default");
  EXPECT_EQ(found.pods[0].owner.name, "web");
}

TEST_F(ReadTargets, TakesTheKubeconfigsNamespace) {
  m_env["KUBECONFIG"] = "/config";
  m_files["/config"] = config;
  EXPECT_EQ(read(deployment).pods.at(0).pod.ns, "shop");
}

TEST_F(ReadTargets, TakesTheNamespaceThatIsAskedFor) {
  m_connection.overrides.ns = "till";
  EXPECT_EQ(read(deployment).pods.at(0).pod.ns, "till");
}

TEST_F(ReadTargets, RefusesAKubeconfigThatIsAskedForAndNotThere) {
  m_connection.overrides.kubeconfig = "/missing";
  EXPECT_THAT(refusal(deployment), HasSubstr("/missing"));
}

TEST_F(ReadTargets, SaysWhichServiceAccountsAreNotKnown) {
  EXPECT_THAT(read(deployment).warnings,
              ElementsAre("service accounts that are not in the files may add pull secrets: "
                          "default/default"));
}

TEST_F(ReadTargets, TakesPullSecretsFromServiceAccountsInTheFiles) {
  const auto found = read(std::string(deployment) + "\n---\n" + account);
  EXPECT_THAT(found.warnings, IsEmpty());
  EXPECT_THAT(found.pods.at(0).pull_secrets, ElementsAre("regcred"));
}

TEST_F(ReadTargets, LeavesOutTemplatesWhereOnlyPodsAreWanted) {
  m_flags.running_only = true;
  EXPECT_THAT(read(deployment).pods, IsEmpty());
}

TEST_F(ReadTargets, TakesWhatTheSelectorSelects) {
  m_flags.selector = "app=web";
  EXPECT_THAT(read(deployment).pods, IsEmpty());
  EXPECT_THAT(read("{kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {"
                   "containers: [{name: app, image: 'r.io/app:1'}]}}")
                  .pods,
              SizeIs(1));
}

TEST_F(ReadTargets, LooksForTemplatesWhereItIsTold) {
  m_flags.template_path = "spec.pod";
  EXPECT_THAT(read("{apiVersion: x.io/v1, kind: Robot, metadata: {name: r}, spec: {pod: {"
                   "containers: [{name: app, image: 'r.io/app:1'}]}}}")
                  .pods,
              SizeIs(1));
}

TEST_F(ReadTargets, ChoosesContainers) {
  m_flags.containers = {"nobody"};
  EXPECT_THAT(refusal(deployment), HasSubstr("nobody"));
}

TEST_F(ReadTargets, NamesTheFileThatIsWrong) {
  EXPECT_THAT(refusal("a: [b"), HasSubstr("error parsing STDIN: "));
  EXPECT_EQ(refusal("a: b"), "error validating STDIN: Object 'Kind' is missing");
}

TEST(NothingFound, IsSaidInKubectlsWords) {
  const auto said = [](const TargetFlags& flags) {
    return nothing_found(value_or_throw(to_target_options(flags)), "shop");
  };
  EXPECT_EQ(said({.words = {"pods"}}), "No resources found in shop namespace.");
  EXPECT_EQ(said({.words = {"ns", "till"}}), "No resources found in till namespace.");
  EXPECT_EQ(said({.all_namespaces = true}), "No resources found");
  EXPECT_EQ(said({.words = {"node", "n"}}), "No resources found");
}

TEST(NothingFound, KeepsHostileNamesOffTheTerminal) {
  const auto options = value_or_throw(to_target_options({.words = {"ns", "a\x1b[2J"}}));
  EXPECT_EQ(nothing_found(options, ""), "No resources found in a^[[2J namespace.");
  const auto pods = value_or_throw(to_target_options({.words = {"pods"}}));
  EXPECT_EQ(nothing_found(pods, "b\r"), "No resources found in b\\r namespace.");
}

TEST(SkippedLines, SayWhyAndNameAFew) {
  plan::Plan plan;
  for (const char* image : {"a", "b", "c", "d"})
    plan.skipped.push_back({image, workload::Skip::excluded});
  plan.skipped.push_back({"w", workload::Skip::windows});
  EXPECT_THAT(
      skipped_lines(plan),
      ElementsAre("1 image is not scanned, because Windows images are not supported: w",
                  "4 images are not scanned, because excluded by --exclude-image: a, b, c, ..."));
}

}  // namespace
}  // namespace kscan::cmd
