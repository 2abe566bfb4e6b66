#include "kubectl-scan/runs.hpp"

#include "handoff/handoff.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace kscan::cmd {

using manifest::OwnJob;

SystemTime Run::created() const {
  return std::ranges::min(jobs, {}, &OwnJob::created).created;
}

bool Run::detached() const {
  return std::ranges::all_of(jobs, &OwnJob::detached);
}

std::string Run::status() const {
  for (const auto state : {OwnJob::State::running,
                           OwnJob::State::suspended,
                           OwnJob::State::waiting,
                           OwnJob::State::failed})
    if (std::ranges::find(jobs, state, &OwnJob::state) != jobs.end())
      return std::string(to_string(state));
  return std::string(to_string(OwnJob::State::complete));
}

std::vector<Run> group_by_run(std::vector<OwnJob> jobs) {
  std::ranges::sort(jobs, {}, &OwnJob::group);
  std::map<std::pair<std::string, std::string>, Run> by_name;
  for (OwnJob& job : jobs) {
    Run& run = by_name[{job.ns, job.run_id}];
    run.id = job.run_id;
    run.ns = job.ns;
    run.jobs.push_back(std::move(job));
  }
  std::vector<Run> runs;
  for (auto& [name, run] : by_name)
    runs.push_back(std::move(run));
  std::ranges::stable_sort(
      runs, {}, [](const Run& run) { return std::tuple(run.ns, run.created()); });
  return runs;
}

bool is_named(const OwnJob& job, std::string_view name) noexcept {
  for (const std::string_view prefix : {"job.batch/", "jobs.batch/", "job/", "jobs/"})
    if (name.starts_with(prefix)) return job.name == name.substr(prefix.size());
  return job.run_id == name || job.name == name;
}

std::vector<OwnJob> own_jobs(kube::Client& client, const std::string& ns, std::string_view run_id) {
  std::string labels = fmt::format("{}={}", handoff::label_managed_by, handoff::managed_by);
  if (!run_id.empty()) labels += fmt::format(",{}={}", handoff::label_run, run_id);
  std::vector<OwnJob> jobs;
  const auto take = [&](const nlohmann::json& object) {
    if (auto job = manifest::own_job(object)) jobs.push_back(*std::move(job));
  };
  client.list(kube::jobs,
              ns,
              {.labels = labels, .fields = {}},
              {.on_item = take, .on_restart = [&] { jobs.clear(); }});
  return jobs;
}

}  // namespace kscan::cmd
