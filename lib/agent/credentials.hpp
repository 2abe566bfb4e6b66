#pragma once
#include "agent/deliver.hpp"
#include "agent/outlet.hpp"
#include "agent/paths.hpp"
#include "agent/registry.hpp"
#include "handoff/credentials_report.hpp"
#include "handoff/handoff.hpp"

namespace kscan::agent {

/// The world around the credentials container.
struct World {
  io::Loop& loop;
  Connect connect;  ///< to registries
  Deliver deliver;
};

/// For each image the credential that the kubelet would use is delivered; an anonymous one too,
/// because its container waits for it. With more than one candidate the registry is asked, or the
/// mirror that the image is pulled from, and the first that it accepts is taken; when it accepts
/// none, the first that it did not refuse, else the first. The payload is a
/// handoff::CredentialsReport. Returns the container's exit code: 0, or 70 when one could not be
/// delivered. Throws Error only when the log cannot be written.
[[nodiscard]] int run_credentials(const handoff::CredentialsTask& task,
                                  const Paths& paths,
                                  const World& world,
                                  Outlet& outlet);

}  // namespace kscan::agent
