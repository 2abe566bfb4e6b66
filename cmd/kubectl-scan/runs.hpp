#pragma once
#include "kube/client.hpp"
#include "manifest/own_job.hpp"
#include "render/style.hpp"

#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Runs of kubectl scan, as the Jobs tell them that are still there.
namespace kscan::cmd {

/// A run's Jobs in one namespace, by group; never empty.
struct Run {
  std::string id;
  std::string ns;
  std::vector<manifest::OwnJob> jobs;

  [[nodiscard]] SystemTime created() const;  ///< of the first one
  [[nodiscard]] bool detached() const;
  [[nodiscard]] std::string status() const;  ///< of whatever is least done
};
/// By namespace, then by time.
[[nodiscard]] std::vector<Run> group_by_run(std::vector<manifest::OwnJob> jobs);

/// By the run's id or a Job's name, which may be as kubectl prints it: "job.batch/NAME",
/// "job/NAME".
[[nodiscard]] bool is_named(const manifest::OwnJob& job, std::string_view name) noexcept;

/// All Jobs of ours in the namespace ("": in all), or those of one run. Blocking; throws Error.
[[nodiscard]] std::vector<manifest::OwnJob>
own_jobs(kube::Client& client, const std::string& ns, std::string_view run_id = "");

/// How `kubectl scan list` prints.
enum class RunsFormat { table, wide, name, json, yaml };
/// Errc::usage in kubectl's words.
[[nodiscard]] Result<RunsFormat> parse_runs_format(std::string_view word);

struct RunsView {
  RunsFormat format = RunsFormat::table;
  bool namespaces = false;          ///< tables say which
  std::optional<SystemTime> now{};  ///< at the server; without it nothing has an age
  render::Style style{};
};
[[nodiscard]] nlohmann::ordered_json runs_json(const std::vector<Run>& runs, const RunsView& view);
void write_runs(const std::vector<Run>& runs, const RunsView& view, std::ostream& out);

/// As kubectl writes ages (apimachinery pkg/util/duration, HumanDuration): "90s", "5m10s", "3h".
[[nodiscard]] std::string age_text(std::chrono::seconds age);

}  // namespace kscan::cmd
