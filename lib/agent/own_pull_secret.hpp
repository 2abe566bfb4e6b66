#pragma once
#include "base/secret.hpp"
#include "handoff/handoff.hpp"

#include <filesystem>

namespace kscan::agent {

/// The config.json of a container that has a pull secret of its own, mounted as DIR/0: for each
/// reference the first credential that the kubelet would try, good for that repository alone.
/// Throws Error when there is no such secret, when it is malformed, and when it matches none of the
/// references.
[[nodiscard]] Secret config_from_pull_secret(const std::filesystem::path& dir,
                                             const handoff::OwnPullSecret& secret);

}  // namespace kscan::agent
