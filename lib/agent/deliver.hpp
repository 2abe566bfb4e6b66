#pragma once
#include "agent/docker_config.hpp"
#include "agent/temporary_secret.hpp"
#include "handoff/handoff.hpp"
#include "kube/client.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace kscan::agent {

/// Brings the login of the task's image number `index` to its scanner. Throws Error.
using Deliver = std::function<void(
    std::size_t index, const handoff::CredentialsTask::Image& image, const Login& login)>;

/// Does the task want its logins in memory? It wants all of them the same way.
[[nodiscard]] bool is_in_memory(const handoff::CredentialsTask& task) noexcept;

/// As files below `dir` (handoff::credentials_dir): needs no API server.
[[nodiscard]] Deliver into_memory(std::filesystem::path dir);

/// Who owns the temporary Secrets, and where they are.
struct SecretHome {
  std::string ns;
  std::string run_id;
  std::string pod_name;
  std::string pod_uid;
  std::filesystem::path marker_dir;  ///< see create_secret()
  Persistence persistence = {};
};
/// As temporary Secrets. Client and loop outlive the result. Pumps the loop.
[[nodiscard]] Deliver as_secrets(kube::Client& client, io::Loop& loop, SecretHome home);

}  // namespace kscan::agent
