#pragma once
#include "manifest/scanner.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What may be asked of the scan pod and of the scanner. The defaults pass Pod Security
/// `restricted` and suit trivy.
namespace kscan::manifest {

/// Names and values, in the order of the names.
using Texts = std::map<std::string, std::string, std::less<>>;

struct Toleration {
  std::string key;      ///< empty: every taint
  bool exists = false;  ///< whatever the value
  std::string value = {};
  std::string effect = {};  ///< empty: every effect
  friend bool operator==(const Toleration&, const Toleration&) = default;
};

struct PodKnobs {
  std::string image_pull_policy = "IfNotPresent";  ///< of the scanner's image
  std::vector<Toleration> tolerations = {};
  Texts node_selector = {};  ///< besides operating system and architecture, or instead of them
  /// Of each container that runs the scanner.
  Texts requests = {{"cpu", "50m"}, {"memory", "256Mi"}};
  Texts limits = {{"ephemeral-storage", "4Gi"}, {"memory", "2Gi"}};
  std::string priority_class = {};
  Texts labels = {};       ///< of the Job, its pod and what else is created
  Texts annotations = {};  ///< of the Job and its pod
  /// A JSON object, merged into the Job's pod template ({"metadata":...,"spec":...}): objects
  /// member by member, null removes, a list is replaced, except that containers, initContainers,
  /// volumes, env and volumeMounts are merged by their elements' names. Empty: none. Our own labels
  /// stay.
  std::string overrides = {};
  std::optional<std::int64_t> run_as_user = {};  ///< also the group
  /// The cluster chooses the user (OpenShift: API group security.openshift.io exists).
  bool cluster_chooses_user = false;
  std::string http_proxy = {};  ///< for HTTP and HTTPS, without a login
  std::string no_proxy = {};    ///< besides the API server
};

struct ScannerKnobs {
  const scanner::Profile* profile = &scanner::trivy();  ///< never null
  /// Looked up in PATH, as /NAME, in /usr/local/bin; empty: the profile's own.
  std::string command = {};
  std::vector<std::string> arguments = {};  ///< of each scan, before the image
  std::string server_url = {};              ///< of a trivy server: then there is no database here
  /// A PersistentVolumeClaim with the scanner's cache, mounted read-only instead of a download.
  std::string db_cache_pvc = {};
  std::chrono::seconds image_timeout{0};  ///< of one scan; zero: the pod's deadline only
  // Variables that the scanner finds its login in, besides its config.json; empty: none.
  std::string username_env = {};
  std::string password_env = {};

  [[nodiscard]] std::string_view program() const noexcept {
    return command.empty() ? profile->program : std::string_view(command);
  }
};

}  // namespace kscan::manifest
