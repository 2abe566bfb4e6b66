#pragma once
#include "agent/docker_config.hpp"
#include "base/error.hpp"
#include "io/loop.hpp"
#include "kube/client.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace kscan::agent {

struct TemporarySecret {
  std::string name;
  std::string ns;
  std::string run_id;
  std::string pod_name;  ///< its owner
  std::string pod_uid;
};

/// The object: Opaque, immutable, owned by the pod, with the values handoff::key_*. Anonymous: all
/// but the encoding are empty. The JSON text is a secret itself.
[[nodiscard]] Secret secret_json(const TemporarySecret& secret, const Login& login);

/// How long the API server may refuse (its authorizer learns of a new RoleBinding a moment later)
/// or be out of reach.
struct Persistence {
  std::chrono::milliseconds total{30'000};
  std::chrono::milliseconds pause{500};
};

/// Creates it. "Already exists" is success only if this pod may have created it: a file in
/// `marker_dir`, which no other pod has, tells that an earlier start of this container got that
/// far, or an earlier attempt ended without an answer. Pumps the loop.
[[nodiscard]] Result<> create_secret(kube::Client& client,
                                     io::Loop& loop,
                                     const TemporarySecret& secret,
                                     const Login& login,
                                     const std::filesystem::path& marker_dir,
                                     const Persistence& persistence = {});

}  // namespace kscan::agent
