#pragma once
#include "handoff/handoff.hpp"

#include <filesystem>

namespace kscan::agent {

/// handoff's mount points, all below `root`, which is "/" except in tests.
struct Paths {
  explicit Paths(const std::filesystem::path& root)
      : work(below(root, handoff::work_dir)),
        database(below(root, handoff::database_dir)),
        credential(below(root, handoff::credential_dir)),
        credentials(below(root, handoff::credentials_dir)),
        registry_ca(below(root, handoff::registry_ca_dir) / handoff::registry_ca_file),
        pull_secrets(below(root, handoff::pull_secrets_dir)),
        api(below(root, handoff::api_dir)),
        termination_log(below(root, "/dev/termination-log")) {}

  std::filesystem::path work;
  std::filesystem::path database;
  std::filesystem::path credential;
  std::filesystem::path credentials;
  std::filesystem::path registry_ca;  ///< a file
  std::filesystem::path pull_secrets;
  std::filesystem::path api;
  std::filesystem::path termination_log;  ///< a file that the kubelet has made

private:
  static std::filesystem::path below(const std::filesystem::path& root, std::string_view path) {
    return root / path.substr(1);
  }
};

}  // namespace kscan::agent
