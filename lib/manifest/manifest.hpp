#pragma once
#include "manifest/knobs.hpp"
#include "plan/plan.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Every object that a run creates, built from nothing: no field is copied from a target's spec.
/// Pure; key order is fixed, so that each manifest has a golden file.
namespace kscan::manifest {

/// The agent as it travels: a static bootstrap and an xz stream, in ConfigMaps of at most
/// `max_part` bytes each (some API servers sit behind proxies that stop at 1 MB of JSON).
struct Payload {
  std::string_view bootstrap;  ///< ELF, executed from the mount
  std::string_view agent_xz;
  std::string_view agent_sha256;  ///< of the unpacked agent, hex
};
inline constexpr std::size_t max_part = std::size_t{700} * 1024;

struct Settings {
  std::string run_id;  ///< lower-case letters and digits, unique per run
  std::string scanner_image;
  std::string db_repository;
  std::string java_db_repository;  ///< empty: an empty Java database is written
  std::string registry_ca;         ///< PEM; empty: the scanner image's own roots only
  /// host[:port] as in image names: certificates are not verified there, and plain HTTP will do.
  std::vector<std::string> insecure_registries;
  /// The account that the pod runs as, with its cloud identity; with Handoff::secret it must be
  /// allowed to create Secrets. Empty: one of the run's own, or the namespace's default one.
  std::string service_account;
  /// Of the namespace, for the scanner's image only.
  std::vector<std::string> scanner_pull_secrets;
  std::string db_pull_secret;  ///< of the namespace, for the databases only; empty: none
  std::string architecture = "amd64";
  /// Until the pod runs: the Job's deadline, other than the pod's, counts this time as well.
  std::chrono::seconds pod_start{300};
  std::chrono::seconds deadline{900};            ///< of the pod
  std::chrono::seconds ttl{600};                 ///< of the finished Job, should nobody delete it
  bool detached = false;                         ///< no plugin will wait for it
  std::map<std::string, std::size_t> jobs = {};  ///< of the run as planned, by namespace
  std::set<std::size_t> replaces = {};           ///< groups whose images this one tries again
  PodKnobs pod = {};
  ScannerKnobs scanner = {};
  Payload payload;
};

/// Does the pod download the database itself? Else the volume or server that the settings name has
/// it.
[[nodiscard]] bool downloads_database(const Settings& settings) noexcept;

/// One Job's names: all objects of a group are called after it.
struct Names {
  std::string job;          ///< also the ServiceAccount's, Role's and RoleBinding's
  std::string registry_ca;  ///< ConfigMap
  [[nodiscard]] std::string agent_part(std::size_t index) const;  ///< ConfigMap
  [[nodiscard]] std::string credential(std::size_t scan) const;   ///< temporary Secret
};
[[nodiscard]] Names names_of(std::string_view run_id, std::size_t group);

/// Which of the run's groups a pod belongs to: the value of this label is the group's index.
inline constexpr std::string_view label_group = "kubectl-scan.dev/group";
/// Seconds after its creation, or its start once it is released, from which an unfinished Job of
/// ours is a leftover.
inline constexpr std::string_view annotation_deadline = "kubectl-scan.dev/deadline-seconds";
/// What the Job scans, see group_text().
inline constexpr std::string_view annotation_scans = "kubectl-scan.dev/scans";
inline constexpr std::string_view annotation_scanner = "kubectl-scan.dev/scanner";  ///< "trivy"
// "true" or not there.
inline constexpr std::string_view annotation_detached = "kubectl-scan.dev/detached";
/// The Jobs that the run was planned to have: in all, and in the Job's namespace ("5 2").
inline constexpr std::string_view annotation_jobs = "kubectl-scan.dev/jobs";
/// Groups of the run whose images the Job tries again ("0 3").
inline constexpr std::string_view annotation_replaces = "kubectl-scan.dev/replaces";
/// What nobody works with any more may be deleted so long after its time.
inline constexpr std::chrono::minutes leftover_slack{5};
/// Set together with the Job's release: who suspends it later is somebody else.
inline constexpr std::string_view annotation_released = "kubectl-scan.dev/released";

/// The Job, suspended: it runs once everything it needs exists.
[[nodiscard]] nlohmann::ordered_json
job(const plan::Group& group, std::size_t index, const Settings& settings);

/// An object that the Job owns, so that deleting the Job removes it.
struct Owned {
  enum class Kind { config_map, service_account, role, role_binding };
  Kind kind;
  std::string name;
  std::string body;  ///< JSON
  /// To be created once this one exists: the API server refuses a RoleBinding to a Role that is not
  /// there yet, unless the user may `bind` everything.
  std::vector<Owned> then = {};
};
/// All may be created side by side. ConfigMaps first: they are the largest and take longest.
[[nodiscard]] std::vector<Owned> owned_objects(const plan::Group& group,
                                               std::size_t index,
                                               const Settings& settings,
                                               std::string_view job_uid);

}  // namespace kscan::manifest
