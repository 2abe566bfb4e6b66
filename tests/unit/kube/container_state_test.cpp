#include "kube/container_state.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::kube {
namespace {

struct Case {
  std::string name;
  std::string status;
  Life life;
};

class LifeOf : public testing::TestWithParam<Case> {};

TEST_P(LifeOf, IsReadFromThePod) {
  const auto pod = nlohmann::json::parse(R"({"status":)" + GetParam().status + "}");
  EXPECT_EQ(life_of(pod, "c"), GetParam().life);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    LifeOf,
    testing::Values(
        Case{"Running",
             R"({"containerStatuses":[{"name":"c","state":{"running":{}}}]})",
             Life::running},
        Case{"InitContainer",
             R"({"initContainerStatuses":[{"name":"c","state":{"terminated":{}}}]})",
             Life::over},
        Case{"EphemeralContainer",
             R"({"ephemeralContainerStatuses":[{"name":"c","state":{"running":{}}}]})",
             Life::running},
        Case{"Waiting",
             R"({"containerStatuses":[{"name":"c","state":{"waiting":{}}}]})",
             Life::waiting},
        Case{"BetweenTwoLives",
             R"({"containerStatuses":[{"name":"c","state":{"waiting":{}},
                 "lastState":{"terminated":{}}}]})",
             Life::over},
        Case{"StartedAgain",
             R"({"containerStatuses":[{"name":"c","state":{"running":{}},
                 "lastState":{"terminated":{}}}]})",
             Life::running},
        Case{"OtherContainer",
             R"({"containerStatuses":[{"name":"d","state":{"running":{}}}]})",
             Life::unknown},
        Case{"EvictedBeforeItBegan",
             R"({"phase":"Failed","containerStatuses":[{"name":"c","state":{"waiting":{}}}]})",
             Life::over},
        Case{"Succeeded", R"({"phase":"Succeeded"})", Life::over},
        Case{"Nonsense",
             R"({"containerStatuses":[7,{"name":"c","state":[]}],"phase":1})",
             Life::unknown},
        Case{"Null", "null", Life::unknown}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kscan::kube
