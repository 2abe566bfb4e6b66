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

std::vector<OwnJob> named(const std::vector<std::string>& names, std::vector<OwnJob> jobs) {
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
  for (const std::string& ns : namespaces) {
    try {
      std::ranges::move(own_jobs(client, ns), std::back_inserter(jobs));
    } catch (const Error& error) {
      // The run will say itself what it may not do.
      if (error.code() != Errc::forbidden) throw;
    }
  }
  return jobs;
}

}  // namespace

std::vector<Error> missing(const Cleanup& cleanup, std::span<const OwnJob> jobs) {
  std::vector<Error> errors;
  for (const std::string& name : cleanup.runs)
    if (std::ranges::none_of(jobs, [&](const OwnJob& job) { return is_named(job, name); }))
      errors.push_back(Error(Errc::not_found, fmt::format("run \"{}\" not found", name))
                           .hint("see which runs there are: kubectl scan list -A"));
  return errors;
}

Result<std::vector<OwnJob>>
chosen(const Cleanup& cleanup, std::vector<OwnJob> jobs, std::optional<SystemTime> now) {
  if (!cleanup.runs.empty()) jobs = named(cleanup.runs, std::move(jobs));
  if (!cleanup.older_than && !is_of_leftovers(cleanup)) return jobs;
  if (!now)
    return fail(Error(Errc::protocol, "the API server does not say what time it is")
                    .hint("name the runs: kubectl scan cleanup RUN"));
  std::erase_if(jobs, [&](const OwnJob& job) {
    return cleanup.older_than ? *now - job.created < *cleanup.older_than : !is_leftover(job, *now);
  });
  return jobs;
}

bool is_of_leftovers(const Cleanup& cleanup) noexcept {
  return cleanup.runs.empty() && !cleanup.all && !cleanup.older_than;
}

bool clocks_agree(SystemTime one, SystemTime other) noexcept {
  return std::chrono::abs(one - other) <= std::chrono::minutes(5);
}

std::vector<Result<>>
remove_jobs(std::span<const OwnJob> jobs, kube::Client& client, io::Loop& loop, Only only) {
  const bool unchanged = only == Only::unchanged;
  std::vector<Result<>> results(jobs.size());
  discover::Calls calls(loop);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    calls.add([&, i](const discover::Calls::Over& over) {
      return client.remove(kube::jobs,
                           {jobs[i].ns, jobs[i].name},
                           {.uid = jobs[i].uid, .version = unchanged ? jobs[i].version : ""},
                           [&results, i, unchanged, over](const Result<nlohmann::json>& answer) {
                             const bool gone =
                                 !answer
                                 && (answer.error().code() == Errc::not_found
                                     || (answer.error().code() == Errc::conflict && !unchanged));
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
    const std::optional<SystemTime> now = session.server_time();
    // A proxy may have answered, or a cache: whose clock is it?
    if (!now || !clocks_agree(*now, std::chrono::system_clock::now())) return;
    jobs = value_or_throw(chosen({}, std::move(jobs), now));
    const std::vector<Result<>> results = remove_jobs(jobs, client, loop, Only::unchanged);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      const std::string name = printable(jobs[i].ns + "/" + jobs[i].name);
      if (results[i])
        around.err << "scan: job " << name << ", left by a run that has died, is deleted\n";
      else if (results[i].error().code() != Errc::conflict)  // else it lives
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
