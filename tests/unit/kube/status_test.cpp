#include "kube/status.hpp"

#include <gtest/gtest.h>

namespace kscan::kube {
namespace {

struct Case {
  std::string name;
  int status;
  std::string body;
  Errc code;
  std::string message;
};

class StatusError : public testing::TestWithParam<Case> {};

TEST_P(StatusError, SpeaksAsKubectlDoes) {
  const auto error =
      status_error(GetParam().status, GetParam().body, {"get", "pods", {}, "shop", {}});
  EXPECT_EQ(error.code(), GetParam().code);
  EXPECT_EQ(error.message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    StatusError,
    testing::Values(
        Case{"NotFound",
             404,
             R"({"kind":"Status","reason":"NotFound","message":"pods \"x\" not found"})",
             Errc::not_found,
             "Error from server (NotFound): pods \"x\" not found"},
        Case{"Unauthorized",
             401,
             R"({"kind":"Status","reason":"Unauthorized","message":"Unauthorized"})",
             Errc::unauthorized,
             "You must be logged in to the server (Unauthorized)"},
        Case{"NoReason",
             500,
             R"({"kind":"Status","message":"boom"})",
             Errc::unavailable,
             "Error from server: boom"},
        Case{"Invalid",
             422,
             R"({"kind":"Status","reason":"Invalid","message":"long","details":{"kind":"Job",
                 "name":"x","causes":[{"field":"spec.a","message":"required"},
                                      {"message":"and more"}]}})",
             Errc::invalid,
             "The Job \"x\" is invalid: spec.a: required; and more"},
        Case{"InvalidWithoutCauses",
             422,
             R"({"kind":"Status","reason":"Invalid","message":"bad","details":7})",
             Errc::invalid,
             "The request is invalid: bad"},
        Case{"Expired",
             410,
             R"({"kind":"Status","reason":"Expired","message":"too old"})",
             Errc::gone,
             "Error from server (Expired): too old"},
        Case{"TooLargeFromAProxy",
             413,
             "<html>413</html>",
             Errc::invalid,
             "Error from server (RequestEntityTooLarge): the request is too large for the server "
             "(get pods): 413"},
        Case{"AnotherKind",
             404,
             R"({"kind":"Pod"})",
             Errc::not_found,
             "Error from server (NotFound): the server could not find the requested resource (get "
             "pods)"},
        Case{"HtmlFromAProxy",
             502,
             "<html>\r\n<head><title>502 Bad Gateway</title><style>b { x: y }</style></head>\r\n"
             "<body>\n<center><h1>Bad\tgateway</h1></center><script>alert('<p>')</script>\n"
             "nginx\x1b[1m</body></html>",
             Errc::unavailable,
             "Error from server (InternalError): an error on the server (\"502 Bad Gateway Bad "
             "gateway nginx^[[1m\") has prevented the request from succeeding (get pods)"},
        Case{"PlainText",
             503,
             "upstream connect error\n",
             Errc::unavailable,
             "Error from server (ServiceUnavailable): the server is currently unable to handle the "
             "request (get pods): upstream connect error"},
        Case{
            "Binary",
            500,
            std::string("\x1f\x8b\0\xff", 4),
            Errc::unavailable,
            "Error from server (InternalError): an error on the server (\"unknown\") has prevented "
            "the request from succeeding (get pods)"},
        Case{
            "UnfinishedTag",
            400,
            "<html><script",
            Errc::invalid,
            "Error from server (BadRequest): the server rejected our request for an unknown reason "
            "(get pods)"},
        Case{"InvalidWithoutDetailsOfTheCause",
             422,
             R"({"kind":"Status","reason":"Invalid","message":"m","details":{"kind":"Job",
                 "name":"x"}})",
             Errc::invalid,
             "The Job \"x\" is invalid"},
        Case{"Teapot",
             418,
             "{}",
             Errc::invalid,
             "Error from server: the server responded with the status code 418 but did not return "
             "more information (get pods)"},
        Case{"Redirect",
             302,
             "",
             Errc::invalid,
             "Error from server: the server responded with the status code 302 but did not return "
             "more information (get pods)"},
        Case{"GatewayTimeout",
             504,
             "",
             Errc::timeout,
             "Error from server (Timeout): the server was unable to return a response in the time "
             "allotted, but may still be processing the request (get pods)"}),
    [](const auto& tested) { return tested.param.name; });

struct HintCase {
  std::string name;
  int status;
  Asked asked;
  std::string hint;
};

class StatusHint : public testing::TestWithParam<HintCase> {};

TEST_P(StatusHint, TellsWhatToDo) {
  EXPECT_EQ(status_error(GetParam().status, "", GetParam().asked).hint(), GetParam().hint);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    StatusHint,
    testing::Values(HintCase{"Forbidden",
                             403,
                             {"get", "pods", "log", "shop", "x"},
                             "kubectl auth can-i get pods --subresource=log -n shop"},
                    HintCase{"ForbiddenEverywhere",
                             403,
                             {"list", "jobs.batch", {}, {}, {}},
                             "kubectl auth can-i list jobs.batch --all-namespaces"},
                    HintCase{"ForbiddenOutsideOfNamespaces",
                             403,
                             {"get", "nodes", {}, {}, "n"},
                             "kubectl auth can-i get nodes"},
                    HintCase{"ForbiddenPath", 403, {"get", "/apis", {}, {}, {}}, ""},
                    HintCase{"NotFound",
                             404,
                             {"get", "pods", {}, "shop", "x"},
                             "see what is there: kubectl get pods -n shop"},
                    HintCase{"NotFoundWithoutAName", 404, {"list", "pods", {}, "shop", {}}, ""},
                    HintCase{"Invalid", 422, {"create", "jobs.batch", {}, "shop", {}}, ""}),
    [](const auto& tested) { return tested.param.name; });

TEST(StatusHintText, OfARightIsForThoseWhoLackIt) {
  const auto hint = [](const std::string& message) {
    const auto body = R"({"kind":"Status","reason":"Forbidden","message":")" + message + R"("})";
    return status_error(403, body, {"create", "jobs.batch", {}, "shop", {}}).hint();
  };
  EXPECT_EQ(hint("jobs.batch is forbidden: User x cannot create resource"),
            "kubectl auth can-i create jobs.batch -n shop");
  EXPECT_EQ(hint("pods is forbidden: violates PodSecurity restricted:latest"), "");
  EXPECT_EQ(hint("jobs.batch is forbidden: exceeded quota: q"), "");
}

TEST(StatusHintText, IsThereForEveryRefusalThatAPersonCanActOn) {
  for (const int status : {401, 403, 409, 413, 429, 502, 503, 504}) {
    EXPECT_NE(status_error(status, "", {"get", "pods", {}, "shop", "x"}).hint(), "") << status;
  }
}

TEST(StatusErrorText, IsClipped) {
  const auto body =
      R"({"kind":"Status","reason":"X","message":")" + std::string(1'000'000, 'x') + R"("})";
  EXPECT_LT(status_error(500, body, {}).message().size(), 3000U);
}

}  // namespace
}  // namespace kscan::kube
