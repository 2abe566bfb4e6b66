#pragma once
#include "base/error.hpp"
#include "image/reference.hpp"
#include "plan/mirror.hpp"
#include "workload/pod.hpp"
#include "workload/target.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::plan {

/// What a credential travels by, from the container that finds it to the scanner's.
enum class Handoff {
  none,    ///< there is none: anonymous, or a cloud identity
  memory,  ///< a file in memory that only these two containers mount
  secret,  ///< a temporary Secret that lives for seconds
};
/// As in --credentials: "none", "memory", "secret".
[[nodiscard]] std::string_view to_string(Handoff handoff) noexcept;

/// One image to scan once, for everybody who runs it.
struct Scan {
  image::Reference image;  ///< with a digest, the tag is only for people
  bool pinned = false;     ///< false: a tag is scanned, which may not be what runs
  /// Sorted, each once: of the pods that one owner has, the first one's name is told.
  std::vector<workload::Target> targets;
  /// Where a mirror has it. The credential is chosen for `image` all the same.
  std::optional<image::Reference> mirror = {};
  std::string written = {};          ///< the spec's text; of several the first
  std::string service_account = {};  ///< the pods'; of several the first
  /// What people should know when it cannot be scanned (workload::note_of()); sorted, each once.
  std::vector<std::string> notes = {};
  /// The runtime told the digest under another repository (image::Running::other_repository): this
  /// one need not have it. If it has not, the tag is scanned.
  bool digest_from_elsewhere = false;
  /// What the scanner is given.
  [[nodiscard]] const image::Reference& pulled() const noexcept { return mirror ? *mirror : image; }
};
/// The same by its tag instead of its digest.
[[nodiscard]] Scan by_tag(Scan scan);

/// What one Job scans: images that share namespace, pull secrets and platform.
struct Group {
  std::string ns;
  std::vector<std::string> pull_secrets;  ///< the pods', then the extra ones
  std::vector<Scan> scans;                ///< at most Options::images_per_job
  Handoff handoff = Handoff::secret;      ///< without pull secrets it counts as none
  /// Which of an image's platforms is scanned, in GOARCH's words; empty: the scanner's own. The
  /// scan pod runs on nodes that can run the agent, whatever this is.
  std::string architecture = {};
  /// Labels of one of the pods that run: where `architecture` is not known, the scan pod runs on a
  /// node like that one's. Of one only, as the scheduler wants a single pod that fits all of an
  /// affinity's terms (interpodaffinity/filtering.go, podMatchesAllAffinityTerms). Empty: anywhere.
  std::map<std::string, std::string> beside = {};
};

/// An image that cannot be scanned at all; reported, never fatal to the others.
struct Refused {
  std::string image;  ///< the spec's text
  Error error;
  std::vector<workload::Target> targets;
  std::vector<std::string> notes = {};  ///< as in Scan
};

/// An image that nobody wants to be scanned, or that no scanner of ours can: listed only.
struct Skipped {
  std::string image;  ///< the spec's text
  workload::Skip why = workload::Skip::none;
  std::vector<workload::Target> targets = {};  ///< as in Scan
};

struct Plan {
  std::vector<Group> groups;
  std::vector<Refused> refused;
  std::vector<Skipped> skipped = {};  ///< by reason, then by image
};

struct Options {
  std::size_t images_per_job = 4;
  std::vector<std::string> extra_pull_secrets = {};  ///< after the pods' own
  std::vector<Mirror> mirrors = {};
  std::map<std::string, Handoff, std::less<>> handoff = {};  ///< by namespace
  Handoff default_handoff = Handoff::secret;                 ///< for namespaces not named there
  /// Patterns as in workload::matches_glob(), for the spec's text, the full name with the tag and
  /// the full name without it.
  std::vector<std::string> excluded_images = {};
  /// Of what nothing runs of and that does not say where it may run; empty: not known.
  std::string architecture = {};
};

/// Deterministic: the same pods in any order, told one by one or together (workload::Crowd), give
/// the same plan, and every container is covered exactly once. An image whose name the scanner
/// would take for another one is refused. A pod that waits for its image is taken to get what its
/// siblings run, where they all run the same; what runs nobody knows on which platform, to run on
/// the one on which its siblings run the same digest, where they all run on one.
[[nodiscard]] Plan make_plan(std::span<const workload::PodImages> pods, const Options& options);

}  // namespace kscan::plan
