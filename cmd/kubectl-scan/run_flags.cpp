#include "kubectl-scan/run_flags.hpp"

#include "kubectl-scan/add_flag.hpp"

namespace kscan::cmd {

namespace {

/// Repeatable; commas belong to the values.
CLI::Option* add_whole(CLI::App& command, const FlagText& text, std::vector<std::string>& values) {
  return add_flag(command, text, values)->delimiter('\0');
}

void add_scanner_flags(CLI::App& command, RunFlags& flags) {
  const std::string group = "Scanner";
  add_flag(command,
           {"--scanner",
            "NAME",
            "How the scanner is called: as trivy or as grype; without it, the image's name tells"},
           flags.scanner)
      ->group(group);
  add_flag(
      command,
      {"--scanner-command", "PATH", "Program in the scanner's image; without it, its own name"},
      flags.scanner_command)
      ->group(group);
  add_whole(command,
            {"--scanner-arg", "ARG", "Argument for each scan, before the image; repeatable"},
            flags.scanner_arguments)
      ->group(group);
  add_flag(command,
           {"--scanner-image-pull-policy",
            "POLICY",
            "When nodes pull the scanner's image: Always, IfNotPresent (the default) or Never"},
           flags.image_pull_policy)
      ->group(group);
  add_flag(command,
           {"--username-env", "NAME", "Variable in which the scanner wants the user name as well"},
           flags.username_env)
      ->group(group);
  add_flag(command,
           {"--password-env", "NAME", "Variable in which the scanner wants the password as well"},
           flags.password_env)
      ->group(group);
}

void add_database_flags(CLI::App& command, RunFlags& flags) {
  const std::string group = "Vulnerability database";
  add_switch(command,
             {"--java-db", "", "Identify JARs by trivy's Java database, a further download"},
             flags.java_db)
      ->group(group);
  add_flag(command,
           {"--db-cache-pvc",
            "NAME",
            "PersistentVolumeClaim with the scanner's cache, read instead of a download"},
           flags.db_cache_pvc)
      ->group(group);
  add_flag(command,
           {"--server-url", "URL", "Trivy server that has the database, asked by the scan pods"},
           flags.server_url)
      ->group(group);
  add_switch(command,
             {"--offline",
              "",
              "Contact nothing but the images' registries; needs --db-cache-pvc or --server-url"},
             flags.offline)
      ->group(group);
}

void add_node_flags(CLI::App& command, RunFlags& flags, const std::string& group) {
  add_flag(
      command,
      {"--toleration", "KEY[=VALUE][:EFFECT]", "Taint that does not keep the pod away; repeatable"},
      flags.tolerations)
      ->group(group);
  add_flag(command,
           {"--node-selector", "KEY=VALUE", "Label of the nodes that may scan; repeatable"},
           flags.node_selector)
      ->group(group);
  add_flag(command,
           {"--requests", "NAME=QUANTITY", "Of each scanner, as in cpu=100m,memory=512Mi"},
           flags.requests)
      ->group(group);
  add_flag(command,
           {"--limits", "NAME=QUANTITY", "Of each scanner, as in memory=4Gi,ephemeral-storage=8Gi"},
           flags.limits)
      ->group(group);
  add_flag(command, {"--priority-class", "NAME", "PriorityClass of the pod"}, flags.priority_class)
      ->group(group);
}

void add_metadata_flags(CLI::App& command, RunFlags& flags, const std::string& group) {
  add_flag(
      command, {"--label", "KEY=VALUE", "Label of all that is created; repeatable"}, flags.labels)
      ->group(group);
  add_whole(command,
            {"--annotation", "KEY=VALUE", "Annotation of the job and its pod; repeatable"},
            flags.annotations)
      ->group(group);
  add_flag(command,
           {"--overrides", "JSON", "Merged into the job's pod template, as kubectl run does"},
           flags.overrides)
      ->group(group);
  add_flag(command,
           {"--run-as-user", "UID", "User, and group, that the containers run as"},
           flags.run_as_user)
      ->group(group);
  add_flag(command,
           {"--http-proxy", "URL", "Proxy on the way from the pod to registries"},
           flags.http_proxy)
      ->group(group);
  add_flag(command, {"--no-proxy", "HOSTS", "Hosts, at commas, that need no proxy"}, flags.no_proxy)
      ->group(group);
}

void add_time_flags(CLI::App& command, RunFlags& flags) {
  const std::string group = "Time";
  add_flag(command, {"--timeout", "DURATION", "Of the whole run; 0: none"}, flags.timeout)
      ->capture_default_str()
      ->group(group);
  add_flag(command,
           {"--pod-timeout", "DURATION", "Until a pod has found a node and its image"},
           flags.pod_timeout)
      ->capture_default_str()
      ->group(group);
  add_flag(
      command, {"--image-timeout", "DURATION", "Of the scan of one image"}, flags.image_timeout)
      ->capture_default_str()
      ->group(group);
  add_flag(command,
           {"--retries",
            "N",
            "How often an image is tried again whose failure may pass; 0: nothing is tried again"},
           flags.retries)
      ->capture_default_str()
      ->group(group);
  add_flag(command,
           {"--ttl",
            "DURATION",
            "After which the cluster removes a finished job nobody has deleted (default 10m; with "
            "--detach 24h)"},
           flags.ttl)
      ->group(group);
  add_switch(
      command,
      {"--detach",
       "",
       "Leave as soon as the jobs run, and print the run's id: kubectl scan attach makes its "
       "report"},
      flags.detach)
      ->group(group);
}

}  // namespace

void add_run_flags(CLI::App& command, RunFlags& flags) {
  add_scanner_flags(command, flags);
  add_database_flags(command, flags);
  const std::string pod = "Scan pod";
  add_node_flags(command, flags, pod);
  add_metadata_flags(command, flags, pod);
  add_time_flags(command, flags);
}

}  // namespace kscan::cmd
