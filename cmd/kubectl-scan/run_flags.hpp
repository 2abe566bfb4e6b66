#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// How the scan runs; as typed, "" means not given. What is scanned, with which credentials and
/// what becomes of the report is elsewhere.
struct RunFlags {
  // the scanner
  std::string scanner{};
  std::string scanner_command{};
  std::vector<std::string> scanner_arguments{};
  std::string image_pull_policy{};
  std::string username_env{};
  std::string password_env{};
  // its database
  bool java_db = false;
  std::string db_cache_pvc{};
  std::string server_url{};
  bool offline = false;
  // the pod
  std::vector<std::string> tolerations{};
  std::vector<std::string> node_selector{};
  std::vector<std::string> requests{};
  std::vector<std::string> limits{};
  std::string priority_class{};
  std::vector<std::string> labels{};
  std::vector<std::string> annotations{};
  std::string overrides{};
  std::string run_as_user{};
  std::string http_proxy{};
  std::string no_proxy{};
  // its time
  std::string timeout = "15m";
  std::string pod_timeout = "5m";
  std::string image_timeout = "10m";
  std::string retries = "1";
  std::string ttl{};
  bool detach = false;
};

void add_run_flags(CLI::App& command, RunFlags& flags);

}  // namespace kscan::cmd
