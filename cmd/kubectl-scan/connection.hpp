#pragma once
#include "auth/auth.hpp"
#include "base/error.hpp"
#include "kubeconfig/kubeconfig.hpp"
#include "kubectl-scan/connection_flags.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kscan::cmd {

/// How the API server is talked to: kubectl's flags, checked. Every command has one.
struct Connection {
  kubeconfig::Overrides overrides;
  std::chrono::milliseconds request_timeout{0};  ///< for unary calls only; 0: none
  std::filesystem::path cache_dir;               ///< as kubectl's; never empty
  bool warnings_as_errors = false;
  int verbosity = 0;  ///< -v
};

/// Errc::usage. `env` is for $KUBECACHEDIR and $HOME.
[[nodiscard]] Result<Connection> to_connection(ConnectionFlags flags,
                                               const kubeconfig::System& system);

/// The server that a Connection leads to.
struct Connected {
  std::string ns;  ///< never empty
  http::Endpoint endpoint;
  std::vector<std::string> warnings;  ///< for stderr
};

/// Reads the kubeconfig and what it names; contacts nobody. Throws Error (Errc::config) in
/// kubectl's words. `loop` outlives the endpoint. `notice`: see auth::make_endpoint().
[[nodiscard]] Connected connect(const Connection& connection,
                                const kubeconfig::System& system,
                                io::Loop& loop,
                                std::function<void(std::string)> notice = {});

}  // namespace kscan::cmd
