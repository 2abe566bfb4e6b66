#include "run/advice.hpp"

#include <gtest/gtest.h>

namespace kscan::run {
namespace {

struct Case {
  const char* name;
  Source source;
  const char* text;
  const char* hint;  ///< a part of it; nullptr: none at all
};

class HintFor : public ::testing::TestWithParam<Case> {};

TEST_P(HintFor, FitsWhoSaidIt) {
  const std::string hint = hint_for(GetParam().source, GetParam().text, "shop");
  if (GetParam().hint == nullptr)
    EXPECT_EQ(hint, "");
  else
    EXPECT_NE(hint.find(GetParam().hint), std::string::npos) << hint;
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    HintFor,
    ::testing::Values(
        Case{"ScannerImage",
             Source::pod,
             "database: ErrImagePull: 401 Unauthorized",
             "--scanner-image"},
        Case{"PodSecurity", Source::pod, "violates PodSecurity \"restricted\"", "namespace shop"},
        Case{"OtherPlatform",
             Source::pod,
             "Unschedulable: 0/2 nodes are available: 2 node(s) didn't match pod affinity rules.",
             "kubectl get pods -n shop -o wide"},
        Case{"Quota", Source::pod, "exceeded quota: q", "resourcequota -n shop"},
        Case{"Webhook", Source::pod, "admission webhook \"x\" denied the request", "--label"},
        Case{"DeadWebhook", Source::pod, "failed calling webhook \"x\": refused", "kubectl get"},
        Case{"ScannerLogin",
             Source::pod,
             "database: ErrImagePull: failed to authorize: 401 Unauthorized",
             "--scanner-pull-secret"},
        Case{"NeverPulled", Source::pod, "scan-0: ErrImageNeverPull: x", "IfNotPresent"},
        Case{"QuotaWantsLimits",
             Source::pod,
             "failed quota: q: must specify limits.cpu for: scan-0",
             "--limits cpu=1"},
        Case{"LimitRange",
             Source::pod,
             "maximum memory usage per Container is 1Gi, but limit is 2Gi",
             "limitrange -n shop"},
        Case{"Account",
             Source::pod,
             "error looking up service account shop/x: serviceaccount \"x\" not found",
             "kubectl get serviceaccounts -n shop"},
        Case{"NamedTaint",
             Source::pod,
             "1 node(s) had untolerated taint {dedicated: gpu}. preemption: ...",
             "--toleration dedicated=gpu"},
        Case{"ValuelessTaint",
             Source::pod,
             "1 node(s) had untolerated taint {node.kubernetes.io/unschedulable: }",
             "--toleration node.kubernetes.io/unschedulable"},
        Case{"Taint", Source::pod, "1 node(s) had untolerated taint(s)", "--toleration KEY"},
        Case{"Room", Source::pod, "Unschedulable: 1 Insufficient memory.", "--requests cpu=10m"},
        Case{"Selector",
             Source::pod,
             "node(s) didn't match Pod's node affinity/selector",
             "kubectl get nodes -L"},
        Case{"Claim", Source::pod, "persistentvolumeclaim \"db\" not found", "-n shop"},
        Case{"RootImage",
             Source::pod,
             "CreateContainerConfigError: container has runAsNonRoot and image will run as root",
             "--run-as-user"},
        Case{"Deadline", Source::pod, "scan pod x failed: DeadlineExceeded: y", "--image-timeout"},
        Case{"Disk",
             Source::pod,
             "Evicted: Pod ephemeral local storage usage exceeds the total limit",
             "ephemeral-storage="},
        Case{"Pressure", Source::pod, "Evicted: The node was low on resource: memory", "describe"},
        Case{"LostNode", Source::pod, "scan pod x was lost: node n is not ready", "get nodes"},
        Case{"Late", Source::pod, "the scan pod did not start in time", "--pod-timeout"},
        Case{"DatabaseTimeout", Source::database, "dial tcp: i/o timeout", "networkpolicy -n shop"},
        Case{"Variant", Source::scan, "no child with platform linux/amd64 in index", "arch"},
        Case{"SlowScan", Source::scan, "context deadline exceeded", "--image-timeout"},
        Case{"DatabaseRate", Source::database, "TOOMANYREQUESTS: slow down", "--db-repository"},
        Case{"DatabaseLogin", Source::database, "UNAUTHORIZED: no", "--db-pull-secret"},
        Case{"DatabaseSecret",
             Source::database,
             "pull secret \"x\" does not exist, or has neither",
             "kubectl get secrets -n shop"},
        Case{"ApiServer",
             Source::credentials,
             "creating secret: Unable to connect to the server: dial tcp: i/o timeout",
             "--credentials memory"},
        Case{"QuotaOnSecrets",
             Source::credentials,
             "secrets \"x\" is forbidden: exceeded quota: small",
             "--credentials memory"},
        Case{"AgentUnauthorized",
             Source::credentials,
             "You must be logged in (Unauthorized)",
             nullptr},
        Case{"LocalPermission", Source::scan, "mkdir /x: permission denied", nullptr},
        Case{"Unknown", Source::scan, "something new", nullptr}),
    [](const ::testing::TestParamInfo<Case>& test) { return test.param.name; });

TEST(Advised, KeepsAHintThatIsThere) {
  const Error error =
      advised(Error(Errc::unavailable, "exceeded quota").hint("mine"), Source::pod, "shop");
  EXPECT_EQ(error.hint(), "mine");
}

TEST(AdvisedAboutAccount, SaysWhatTheAccountMustBeAllowed) {
  const Error error(Errc::unavailable, "secrets is forbidden: User cannot create");
  const std::string hint = advised_about_account(error, "shop", "scanner").hint();
  EXPECT_NE(hint.find("--as system:serviceaccount:shop:scanner"), std::string::npos) << hint;
  EXPECT_EQ(advised_about_account(error, "shop", "").hint(), "");
  EXPECT_EQ(advised_about_account(Error(Errc::timeout, "slow"), "shop", "scanner").hint(), "");
}

TEST(Noted, LeadsTheHintWithWhatTheClusterSays) {
  EXPECT_EQ(noted(Error(Errc::unavailable, "x"), {}).hint(), "");
  EXPECT_EQ(noted(Error(Errc::unavailable, "x"), {"loaded by hand"}).hint(), "loaded by hand");
  EXPECT_EQ(noted(Error(Errc::unavailable, "x").hint("do y"), {"loaded by hand", "z"}).hint(),
            "loaded by hand; do y");
}

}  // namespace
}  // namespace kscan::run
