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
  const auto error = status_error(GetParam().status, GetParam().body, "get pods");
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
             "Error from server (Invalid): bad"},
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
             "(get pods)"},
        Case{"AnotherKind",
             404,
             R"({"kind":"Pod"})",
             Errc::not_found,
             "Error from server (NotFound): the server could not find the requested resource (get "
             "pods)"},
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

TEST(StatusErrorText, IsClipped) {
  const auto body =
      R"({"kind":"Status","reason":"X","message":")" + std::string(1'000'000, 'x') + R"("})";
  EXPECT_LT(status_error(500, body, "").message().size(), 3000U);
}

}  // namespace
}  // namespace kscan::kube
