#pragma once
#include "base/error.hpp"
#include "discover/query.hpp"
#include "kubectl-scan/target_flags.hpp"
#include "workload/label_selector.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::cmd {

/// Manifests to read, in this order.
struct InputFiles {
  std::vector<std::string> files = {};  ///< a directory too; "-": standard input
  bool recursive = false;
  std::string kustomize = {};           ///< a directory; empty: none
  workload::LabelSelector labels = {};  ///< which of the objects count
};

/// What is to be scanned: flags and words checked.
struct TargetOptions {
  discover::Query query = {};  ///< the namespace is the session's
  InputFiles input = {};       ///< for workload::Files
};

/// Words and flags in kubectl's rules; -A alone is all pods everywhere. `service_account` is what
/// pulls images that nobody runs. Errc::usage in kubectl's words.
[[nodiscard]] Result<TargetOptions> to_target_options(const TargetFlags& flags,
                                                      std::string_view service_account = {});

/// The error with the type that was probably meant, if it says that there is no such type.
[[nodiscard]] Error with_nearest_type(Error error);

}  // namespace kscan::cmd
