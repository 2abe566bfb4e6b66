#pragma once
#include "base/error.hpp"
#include "keyring/keyring.hpp"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <vector>

namespace kscan::keyring {

/// What stands in the way of a pull secret.
struct Problem {
  std::string secret;  ///< its name
  std::string text;    ///< holds nothing of the secret's values
};

/// The pull secrets of a pod, as the kubelet would see them once these manifests are applied.
struct PullSecrets {
  Keyring keyring = {};
  std::vector<Problem> bad = {};      ///< each fails every pull of the pod; in the kubelet's words
  std::vector<Problem> ignored = {};  ///< those that the kubelet passes over, and why
  int others = 0;                     ///< objects of another kind
};

/// `objects` in imagePullSecrets order; what is no Secret is counted and left out. Values of `data`
/// are base64, those of `stringData` go before them and are as they are (validation of the API
/// server is not repeated: only what the kubelet looks at is read).
[[nodiscard]] PullSecrets read_manifests(std::span<const nlohmann::json> objects);

}  // namespace kscan::keyring
