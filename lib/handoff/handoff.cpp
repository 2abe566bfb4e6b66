#include "handoff/handoff.hpp"

#include "handoff/members.hpp"

#include <nlohmann/json.hpp>

namespace kscan::handoff {

using nlohmann::ordered_json;

std::string to_json(const CredentialsTask& task) {
  ordered_json images = ordered_json::array();
  for (const CredentialsTask::Image& image : task.images)
    images.push_back({{"reference", image.reference},
                      {"secretName", image.secret_name},
                      {"mirror", image.mirror}});
  return dump({{"runID", task.run_id},
               {"namespace", task.ns},
               {"pullSecrets", task.pull_secrets},
               {"images", std::move(images)},
               {"insecureRegistries", task.insecure_registries}});
}

Result<CredentialsTask> parse_credentials_task(std::string_view text) {
  return read_object<CredentialsTask>(text, "task", [](Members& members, CredentialsTask& task) {
    members.required("runID", task.run_id);
    members.required("namespace", task.ns);
    members.required("pullSecrets", task.pull_secrets);
    members.objects("images", task.images, [](Members& inner, CredentialsTask::Image& image) {
      inner.required("reference", image.reference);
      inner.optional("secretName", image.secret_name);
      inner.optional("mirror", image.mirror);
    });
    members.optional("insecureRegistries", task.insecure_registries);
  });
}

std::string to_json(const ShimTask& task) {
  return dump({{"runID", task.run_id},
               {"commands", task.commands},
               {"registry", task.registry},
               {"loginInMemory", task.login_in_memory},
               {"usernameEnv", task.username_env},
               {"passwordEnv", task.password_env},
               {"pullSecret", task.pull_secret.name},
               {"pullSecretFor", task.pull_secret.references},
               {"report", task.report},
               {"emptyJavaDBDir", task.empty_java_db_dir}});
}

Result<ShimTask> parse_shim_task(std::string_view text) {
  return read_object<ShimTask>(text, "task", [](Members& members, ShimTask& task) {
    members.required("runID", task.run_id);
    members.required("commands", task.commands);
    members.optional("registry", task.registry);
    members.optional("loginInMemory", task.login_in_memory);
    members.optional("usernameEnv", task.username_env);
    members.optional("passwordEnv", task.password_env);
    members.optional("pullSecret", task.pull_secret.name);
    members.optional("pullSecretFor", task.pull_secret.references);
    members.optional("report", task.report);
    members.optional("emptyJavaDBDir", task.empty_java_db_dir);
    for (const std::vector<std::string>& command : task.commands)
      if (command.empty()) members.reject("commands", "holds an empty command");
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
