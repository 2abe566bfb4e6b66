#include "kubectl-scan/leftovers.hpp"

#include "base/text.hpp"
#include "discover/calls.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <utility>

namespace kscan::cmd {

namespace {

using manifest::OwnJob;

bool is_named(const OwnJob& job, const std::string& name) {
  return job.run_id == name || job.name == name;
}

Result<std::vector<OwnJob>> named(const std::vector<std::string>& names, std::vector<OwnJob> jobs) {
  for (const std::string& name : names)
    if (std::ranges::none_of(jobs, [&](const OwnJob& job) { return is_named(job, name); }))
      return fail(Error(Errc::not_found, fmt::format("run \"{}\" not found", name))
                      .hint("see which runs there are: kubectl scan list -A"));
  std::erase_if(jobs, [&](const OwnJob& job) {
    return std::ranges::none_of(names,
                                [&](const std::string& name) { return is_named(job, name); });
  });
  return jobs;
}

/// Those in all namespaces; where that is not allowed, those in each that is asked about.
std::vector<OwnJob> jobs_in(const std::set<std::string>& namespaces, kube::Client& client) {
  if (namespaces.size() > 1) {
    try {
      std::vector<OwnJob> jobs = own_jobs(client, "");
      std::erase_if(jobs, [&](const OwnJob& job) { return !namespaces.contains(job.ns); });
      return jobs;
    } catch (const Error& error) {
      if (error.code() != Errc::forbidden) throw;
    }
  }
  std::vector<OwnJob> jobs;
  for (const std::string& ns : namespaces)
    std::ranges::move(own_jobs(client, ns), std::back_inserter(jobs));
  return jobs;
}

}  // namespace

Result<std::vector<OwnJob>>
chosen(const Cleanup& cleanup, std::vector<OwnJob> jobs, std::optional<SystemTime> now) {
  if (!cleanup.runs.empty()) {
    Result<std::vector<OwnJob>> those = named(cleanup.runs, std::move(jobs));
    if (!those) return those;
    jobs = *std::move(those);
  }
  const bool by_time = cleanup.older_than.has_value() || (cleanup.runs.empty() && !cleanup.all);
  if (!by_time) return jobs;
  if (!now)
    return fail(Error(Errc::protocol, "the API server does not say what time it is")
                    .hint("name the runs: kubectl scan cleanup RUN"));
  std::erase_if(jobs, [&](const OwnJob& job) {
    return cleanup.older_than ? *now - job.created < *cleanup.older_than : !is_leftover(job, *now);
  });
  return jobs;
}

std::vector<Result<>>
remove_jobs(std::span<const OwnJob> jobs, kube::Client& client, io::Loop& loop) {
  std::vector<Result<>> results(jobs.size());
  discover::Calls calls(loop);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    calls.add([&, i](const discover::Calls::Over& over) {
      return client.remove(kube::jobs,
                           {jobs[i].ns, jobs[i].name},
                           {.uid = jobs[i].uid},
                           [&results, i, over](const Result<nlohmann::json>& answer) {
                             const bool gone = !answer
                                               && (answer.error().code() == Errc::not_found
                                                   || answer.error().code() == Errc::conflict);
                             if (!answer && !gone) results[i] = fail(answer.error());
                             over({});
                           });
    });
  calls.run();
  return results;
}

void sweep(const std::set<std::string>& namespaces,
           Session& session,
           io::Loop& loop,
           Surroundings& around) {
  kube::Client client = session.impatient_client();
  try {
    std::vector<OwnJob> jobs = jobs_in(namespaces, client);
    if (!session.server_time()) return;
    jobs = value_or_throw(chosen({}, std::move(jobs), session.server_time()));
    const std::vector<Result<>> results = remove_jobs(jobs, client, loop);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      const std::string name = printable(jobs[i].ns + "/" + jobs[i].name);
      if (results[i])
        around.err << "scan: job " << name << ", left by a run that has died, is deleted\n";
      else
        ui::print_warning(around.err,
                          fmt::format("job {}, left by a run that has died, stays: {}",
                                      name,
                                      results[i].error().message()));
    }
  } catch (const Error& error) {
    // The run will say itself what it may not do.
    if (error.code() != Errc::forbidden)
      ui::print_warning(around.err,
                        "leftovers of earlier runs were not looked for: " + error.message());
  }
}

}  // namespace kscan::cmd
