#pragma once
#include "base/error.hpp"
#include "io/loop.hpp"
#include "kube/client.hpp"
#include "manifest/manifest.hpp"
#include "plan/plan.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

/// A run that creates nothing (--dry-run).
namespace kscan::drive {

/// An object that a run would create.
struct Planned {
  kube::Resource resource;
  std::string ns;
  nlohmann::ordered_json object;
  [[nodiscard]] std::string name() const;
};

/// The objects of one of the plan's groups, in the order in which they are created: the Job, then
/// what it owns. The owner's UID, which only the API server knows, is made of zeros.
[[nodiscard]] std::vector<Planned>
objects_of(const plan::Plan& plan, std::size_t group, const manifest::Settings& settings);

/// The pod that the Job's controller would create: a Job that is refused its pods is itself
/// accepted. Under the account `default` where the run would make one of its own.
[[nodiscard]] Planned
pod_of(const plan::Plan& plan, std::size_t group, const manifest::Settings& settings);

/// What the API server makes of an object, or why it refuses it.
struct Trial {
  Planned planned;
  Result<nlohmann::json> answer;
  /// The error is not about the object: an admission webhook with side effects is not asked in a
  /// dry run, and the API server gives up (apiserver's admission/plugin/webhook/errors).
  [[nodiscard]] bool was_not_judged() const;
};
/// Offers the objects with dryRun=All, side by side: authorisation, admission and validation speak,
/// nothing is kept. Blocking; in the order given. A RoleBinding whose Role is not there because
/// nothing is kept counts as accepted.
[[nodiscard]] std::vector<Trial>
try_objects(std::vector<Planned> objects, kube::Client& client, io::Loop& loop);

}  // namespace kscan::drive
