#pragma once
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <string>
#include <string_view>

namespace kscan::workload::test {

/// tests/fixtures/workload/NAME.json, as `kubectl get -o json` writes it.
inline constexpr auto fixtures = std::to_array<std::string_view>({"containerd",
                                                                  "cri-dockerd",
                                                                  "crio",
                                                                  "cronjob-chain",
                                                                  "eks-node-agent",
                                                                  "gke-logging",
                                                                  "istio-injected",
                                                                  "mirror",
                                                                  "own-scan-pod",
                                                                  "rollout",
                                                                  "side-loaded",
                                                                  "templates"});

inline nlohmann::json fixture(std::string_view name) {
  std::ifstream in(std::string(KSCAN_TESTS_DIR "/fixtures/workload/") + std::string(name)
                   + ".json");
  return nlohmann::json::parse(in);
}

}  // namespace kscan::workload::test
