#pragma once
#include "agent/outlet.hpp"
#include "agent/paths.hpp"
#include "agent/registry.hpp"
#include "agent/temporary_secret.hpp"
#include "handoff/handoff.hpp"
#include "kube/client.hpp"

#include <string>

namespace kscan::agent {

/// The world around the credentials container.
struct Cluster {
  kube::Client& client;
  io::Loop& loop;
  Connect connect;  ///< to registries
  std::string pod_name;
  std::string pod_uid;
  Persistence persistence = {};
};

/// For each image the credential that the kubelet would use, as a temporary Secret; an anonymous
/// one gets a Secret too, because its container waits for it. With more than one candidate the
/// registry is asked, and the first that it accepts is taken; when it accepts none or cannot be
/// asked, the first. The payload is a handoff::CredentialsReport. Returns the container's exit
/// code: 0, or 70 when a Secret could not be created. Throws Error only when the log cannot be
/// written.
[[nodiscard]] int run_credentials(const handoff::CredentialsTask& task,
                                  const Paths& paths,
                                  Cluster& cluster,
                                  Outlet& outlet);

}  // namespace kscan::agent
