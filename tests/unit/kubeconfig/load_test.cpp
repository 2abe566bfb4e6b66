#include "kubeconfig/kubeconfig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace kscan::kubeconfig {
namespace {

using testing::HasSubstr;

const std::string pod_dir = "/var/run/secrets/kubernetes.io/serviceaccount/";

std::string file_for(const std::string& server, const std::string& more = {}) {
  return "clusters: [{name: c, cluster: {server: 'https://" + server
         + "'}}]\nusers: [{name: u, user: {tokenFile: tok}}]\n"
           "contexts: [{name: x, context: {cluster: c, user: u"
         + more + "}}]\ncurrent-context: x\n";
}

class KubeconfigLoad : public testing::Test {
protected:
  Resolved loaded(const Overrides& overrides = {}) { return load(system(), overrides); }
  std::string refusal(const Overrides& overrides = {}) {
    try {
      std::ignore = load(system(), overrides);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::config);
      return error.message();
    }
    ADD_FAILURE() << "loaded";
    return {};
  }
  void in_a_pod() {
    m_env["KUBERNETES_SERVICE_HOST"] = "fd00::1";
    m_env["KUBERNETES_SERVICE_PORT"] = "443";
    m_files[pod_dir + "token"] = "t";
    m_files[pod_dir + "ca.crt"] = "-----BEGIN CERTIFICATE-----";
    m_files[pod_dir + "namespace"] = "pod-ns\n";
  }
  std::map<std::string, std::string> m_env{{"HOME", "/home/u"}};
  std::map<std::string, std::string> m_files;

private:
  System system() {
    return {.env = [this](const std::string& name) -> std::optional<std::string> {
              const auto found = m_env.find(name);
              return found == m_env.end() ? std::nullopt : std::optional(found->second);
            },
            .read_file = [this](const std::filesystem::path& path) -> Result<std::string> {
              if (path.lexically_normal() == "/secret") {
                return fail(Errc::config, "open /secret: permission denied");
              }
              const auto found = m_files.find(path.string());
              if (found == m_files.end()) {
                return fail(Errc::not_found, "open " + path.string() + ": no such file");
              }
              return found->second;
            },
            .cwd = "/cwd"};
  }
};

TEST_F(KubeconfigLoad, ReadsTheHomeDirectorysConfig) {
  m_files["/home/u/.kube/config"] = file_for("home");
  const auto resolved = loaded();
  EXPECT_EQ(resolved.cluster.server, "https://home");
  EXPECT_EQ(resolved.user.token_file, "/home/u/.kube/tok");
  EXPECT_EQ(resolved.ns, "default");
}

TEST_F(KubeconfigLoad, VariableReplacesItAndSkipsWhatIsMissing) {
  m_env["KUBECONFIG"] = ":/missing:/a/one:/a/one:rel/two:";
  m_files["/home/u/.kube/config"] = file_for("home");
  m_files["/a/one"] = "current-context: \"\"\n";
  m_files["rel/two"] = file_for("two", ", namespace: n");
  const auto resolved = loaded();
  EXPECT_EQ(resolved.cluster.server, "https://two");
  EXPECT_EQ(resolved.user.token_file, "/cwd/rel/tok");
  EXPECT_EQ(resolved.ns, "n");
}

TEST_F(KubeconfigLoad, FlagReplacesTheVariable) {
  m_env["KUBECONFIG"] = "/a";
  m_files["/a"] = "not: [valid";
  m_files["/b"] = file_for("b");
  EXPECT_EQ(loaded({.kubeconfig = "/b"}).cluster.server, "https://b");
}

TEST_F(KubeconfigLoad, FileOfTheFlagMustExist) {
  EXPECT_EQ(refusal({.kubeconfig = "/b"}), "stat /b: no such file or directory");
}

TEST_F(KubeconfigLoad, EveryBadFileIsTold) {
  m_env["KUBECONFIG"] = "/a:/secret:/c";
  m_files["/a"] = "kind: Pod";
  m_files["/c"] = file_for("c");
  EXPECT_EQ(refusal(),
            "[error loading config file \"/a\": no kind \"Pod\" is registered for version \"v1\", "
            "error loading config file \"/secret\": open /secret: permission denied]");
  m_env["KUBECONFIG"] = "/secret";
  EXPECT_EQ(refusal(), "error loading config file \"/secret\": open /secret: permission denied");
}

TEST_F(KubeconfigLoad, TheSameFailureIsToldOnce) {
  m_env["KUBECONFIG"] = "/secret:/./secret";
  m_files["/a"] = "kind: Pod";
  EXPECT_EQ(refusal(),
            "[error loading config file \"/secret\": open /secret: permission denied, error "
            "loading config file \"/./secret\": open /secret: permission denied]");
  m_env["KUBECONFIG"] = "/secret:/secret";
  EXPECT_EQ(refusal(), "error loading config file \"/secret\": open /secret: permission denied");
}

TEST_F(KubeconfigLoad, CertificatesThatCannotBeReadAreToldTogether) {
  m_files["/k"] =
      file_for("h") + "users: [{name: u, user: {client-certificate: c, client-key: l}}]";
  EXPECT_EQ(refusal({.kubeconfig = "/k", .ca_file = "ca"}),
            "invalid configuration: [unable to read client-cert /c for u due to open /c: no such "
            "file, unable to read client-key /l for u due to open /l: no such file, unable to read "
            "certificate-authority ca for c due to open ca: no such file]");
}

TEST_F(KubeconfigLoad, MasterVariableIsForClustersWithoutServer) {
  m_env["KUBERNETES_MASTER"] = "http://master";
  EXPECT_EQ(loaded().cluster.server, "http://master");
}

TEST_F(KubeconfigLoad, InAPodWithoutConfigItIsThePodsAccount) {
  in_a_pod();
  const auto resolved = loaded();
  EXPECT_EQ(resolved.cluster.server, "https://[fd00::1]:443");
  EXPECT_EQ(resolved.cluster.ca_file, pod_dir + "ca.crt");
  EXPECT_EQ(resolved.user.token_file, pod_dir + "token");
  EXPECT_EQ(resolved.ns, "pod-ns");
}

TEST_F(KubeconfigLoad, InAPodTheTokenFlagCounts) {
  in_a_pod();
  Overrides overrides;
  overrides.token = Secret("mine");
  const auto resolved = loaded(overrides);
  EXPECT_EQ(resolved.cluster.server, "https://[fd00::1]:443");
  EXPECT_EQ(resolved.user.token_file, "");
  EXPECT_EQ(resolved.user.token.reveal(), "mine");
}

TEST_F(KubeconfigLoad, InAPodAServerFlagLeadsAwayFromItsAccount) {
  in_a_pod();
  const auto resolved = loaded({.server = "https://other"});
  EXPECT_EQ(resolved.cluster.server, "https://other");
  EXPECT_EQ(resolved.user.token_file, "");
  EXPECT_EQ(resolved.ns, "pod-ns");
}

TEST_F(KubeconfigLoad, InAPodImpersonationIsByThePodsAccount) {
  in_a_pod();
  Overrides overrides;
  overrides.as.user = "jane";
  const auto resolved = loaded(overrides);
  EXPECT_EQ(resolved.cluster.server, "https://[fd00::1]:443");
  EXPECT_EQ(resolved.user.as.user, "jane");
}

TEST_F(KubeconfigLoad, InAPodImpersonationOfTheFileIsNeverLost) {
  in_a_pod();
  m_files["/home/u/.kube/config"] = "contexts: [{name: x, context: {user: u}}]\n"
                                    "current-context: x\nusers: [{name: u, user: {as: jane}}]\n";
  const auto resolved = loaded();
  EXPECT_EQ(resolved.cluster.server, "https://[fd00::1]:443");
  EXPECT_EQ(resolved.user.as.user, "jane");
}

TEST_F(KubeconfigLoad, InAPodACaThatIsNoneIsLeftOut) {
  in_a_pod();
  m_files[pod_dir + "ca.crt"] = "text";
  EXPECT_EQ(loaded().cluster.ca_file, "");
}

TEST_F(KubeconfigLoad, KubeconfigBeatsThePodButTheNamespaceIsThePods) {
  in_a_pod();
  m_files["/home/u/.kube/config"] = file_for("home");
  EXPECT_EQ(loaded().cluster.server, "https://home");
  EXPECT_EQ(loaded().ns, "pod-ns");
  m_env["POD_NAMESPACE"] = "env-ns";
  EXPECT_EQ(loaded().ns, "env-ns");
  EXPECT_EQ(loaded({.ns = "flag"}).ns, "flag");
}

TEST_F(KubeconfigLoad, WithoutATokenFileItIsNoPod) {
  in_a_pod();
  m_files.erase(pod_dir + "token");
  EXPECT_THAT(refusal(), HasSubstr("no configuration has been provided"));
}

TEST_F(KubeconfigLoad, ListOfOnlySeparatorsIsNoFileAtAll) {
  m_env["KUBECONFIG"] = ":";
  m_files["/home/u/.kube/config"] = file_for("home");
  EXPECT_THAT(refusal(), HasSubstr("no configuration has been provided"));
}

}  // namespace
}  // namespace kscan::kubeconfig
