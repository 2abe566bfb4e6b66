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
        Case{"Quota", Source::pod, "exceeded quota: q", "resourcequota -n shop"},
        Case{"Webhook", Source::pod, "admission webhook \"x\" denied the request", nullptr},
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
        Case{"AgentUnauthorized",
             Source::credentials,
             "You must be logged in (Unauthorized)",
             nullptr},
        Case{"Memory", Source::scan, "ran out of memory", "2Gi"},
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

}  // namespace
}  // namespace kscan::run
