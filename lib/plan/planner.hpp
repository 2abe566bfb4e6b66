#pragma once
#include "plan/plan.hpp"

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Private to lib/plan: make_plan() while it goes through the pods.
namespace kscan::plan {

class Planner {
public:
  explicit Planner(const Options& options)
      : m_options(options) {}
  void add(const workload::PodImages& pod);
  [[nodiscard]] Plan take() &&;

private:
  /// Images are shared only by containers that would pull with the same credentials, for the same
  /// platform.
  struct Context {
    std::string ns;
    std::vector<std::string> pull_secrets;
    std::string architecture;
    friend auto operator<=>(const Context&, const Context&) = default;
  };
  /// One container's, or several equal ones'.
  struct Use {
    Context context;
    image::Reference spec;
    image::Running running;
    std::optional<image::Reference> mirror;
    std::string written;
    std::string service_account;
    std::string note;
    std::vector<workload::Target> targets;
  };
  // Ordered maps, so that the order of the pods leaves no trace in the plan.
  using Scans = std::map<std::string, Scan>;
  using Siblings = std::map<std::string, std::set<std::string>>;  // architectures by digest

  void add(const workload::PodImages& pod, const workload::ContainerImage& image);
  [[nodiscard]] Result<Use> use_of(const workload::PodImages& pod,
                                   const workload::ContainerImage& image) const;
  /// Finds the mirror and asks whether the scanner can have it.
  Result<> check(Use& use) const;
  [[nodiscard]] bool is_excluded(const std::string& written) const;
  [[nodiscard]] std::string architecture_of(const workload::PodImages& pod) const;
  [[nodiscard]] std::string note_of(const workload::PodImages& pod,
                                    const workload::ContainerImage& image) const;
  void place(Use use);
  /// Where the same is scanned for siblings whose platform is known; null if that is not one place.
  [[nodiscard]] Scan* known_sibling(const Context& unknown, const std::string& key);
  void join_siblings();
  [[nodiscard]] Use as_siblings_run(Use use) const;
  [[nodiscard]] std::vector<std::string> secrets_of(const workload::PodImages& pod) const;
  [[nodiscard]] Handoff handoff_for(const Context& context) const;
  void append_groups(Plan& plan, const Context& context, Scans& scans) const;

  const Options& m_options;
  std::map<Context, Scans> m_contexts;
  std::map<std::pair<Context, std::string>, Siblings> m_siblings;  // by image, of any platform
  std::vector<Use> m_pending;
  std::map<std::string, Refused> m_refused;  // by image
  std::map<std::pair<workload::Skip, std::string>, Skipped> m_skipped;
};

}  // namespace kscan::plan
