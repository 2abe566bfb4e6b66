#include "handoff/handoff.hpp"

#include "handoff/members.hpp"

#include <nlohmann/json.hpp>

namespace kscan::handoff {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

// Names come from a cluster, so they may be anything.
std::string dump(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const CredentialsTask& task) {
  ordered_json images = ordered_json::array();
  for (const CredentialsTask::Image& image : task.images)
    images.push_back({{"reference", image.reference}, {"secretName", image.secret_name}});
  return dump({{"runID", task.run_id},
               {"namespace", task.ns},
               {"pullSecrets", task.pull_secrets},
               {"images", std::move(images)}});
}

Result<CredentialsTask> parse_credentials_task(std::string_view text) {
  return read_object<CredentialsTask>(text, "task", [](Members& members, CredentialsTask& task) {
    members.required("runID", task.run_id);
    members.required("namespace", task.ns);
    members.required("pullSecrets", task.pull_secrets);
    members.objects("images", task.images, [](Members& inner, CredentialsTask::Image& image) {
      inner.required("reference", image.reference);
      inner.required("secretName", image.secret_name);
    });
  });
}

std::string to_json(const ShimTask& task) {
  return dump({{"runID", task.run_id},
               {"commands", task.commands},
               {"registry", task.registry},
               {"report", task.report},
               {"emptyJavaDBDir", task.empty_java_db_dir}});
}

Result<ShimTask> parse_shim_task(std::string_view text) {
  return read_object<ShimTask>(text, "task", [](Members& members, ShimTask& task) {
    members.required("runID", task.run_id);
    members.required("commands", task.commands);
    members.optional("registry", task.registry);
    members.optional("report", task.report);
    members.optional("emptyJavaDBDir", task.empty_java_db_dir);
    for (const std::vector<std::string>& command : task.commands)
      if (command.empty()) members.reject("commands", "holds an empty command");
  });
}

namespace {

ordered_json to_value(const CredentialsReport::Image& image) {
  ordered_json attempts = ordered_json::array();
  for (const CredentialsReport::Attempt& attempt : image.attempts)
    attempts.push_back(
        {{"pullSecret", attempt.pull_secret}, {"key", attempt.key}, {"answer", attempt.answer}});
  return {{"reference", image.reference},
          {"pullSecret", image.pull_secret},
          {"key", image.key},
          {"candidates", image.candidates},
          {"attempts", std::move(attempts)}};
}

void read_image(Members& members, CredentialsReport::Image& image) {
  members.required("reference", image.reference);
  members.optional("pullSecret", image.pull_secret);
  members.optional("key", image.key);
  members.optional("candidates", image.candidates);
  members.objects(
      "attempts", image.attempts, [](Members& inner, CredentialsReport::Attempt& attempt) {
        inner.required("pullSecret", attempt.pull_secret);
        inner.required("key", attempt.key);
        inner.optional("answer", attempt.answer);
      });
}

}  // namespace

std::string to_json(const CredentialsReport& report) {
  ordered_json images = ordered_json::array();
  for (const CredentialsReport::Image& image : report.images)
    images.push_back(to_value(image));
  ordered_json bad = ordered_json::array();
  for (const CredentialsReport::BadSecret& secret : report.bad_secrets)
    bad.push_back({{"name", secret.name}, {"problem", secret.problem}});
  return dump({{"images", std::move(images)}, {"badSecrets", std::move(bad)}});
}

Result<CredentialsReport> parse_credentials_report(std::string_view text) {
  return read_object<CredentialsReport>(
      text, "report", [](Members& members, CredentialsReport& report) {
        members.objects("images", report.images, read_image);
        members.objects("badSecrets",
                        report.bad_secrets,
                        [](Members& inner, CredentialsReport::BadSecret& secret) {
                          inner.required("name", secret.name);
                          inner.required("problem", secret.problem);
                        });
      });
}

std::string to_json(const Ending& ending) {
  return dump({{"exitCode", ending.exit_code},
               {"signal", ending.signal},
               {"error", ending.error},
               {"dataFrames", ending.data_frames},
               {"rawBytes", ending.raw_bytes},
               {"sha256", ending.sha256}});
}

Result<Ending> parse_ending(std::string_view text) {
  return read_object<Ending>(text, "ending", [](Members& members, Ending& ending) {
    members.optional("exitCode", ending.exit_code);
    members.optional("signal", ending.signal);
    members.optional("error", ending.error);
    members.optional("dataFrames", ending.data_frames);
    members.optional("rawBytes", ending.raw_bytes);
    members.required("sha256", ending.sha256);
  });
}

}  // namespace kscan::handoff
