#pragma once
#include "base/error.hpp"
#include "base/time.hpp"
#include "http/endpoint.hpp"
#include "io/subprocess.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <functional>
#include <optional>
#include <string>

namespace kscan::auth {

/// What a plugin is told about the cluster, if it wants to know.
struct ExecCluster {
  kubeconfig::Cluster cluster;
  std::string ca_pem;
};

/// The world, as lambdas.
struct ExecSystem {
  std::function<Result<io::Finished>(const io::Command&)> run;
  std::function<bool()> stdin_is_terminal;
  std::function<SystemTime()> now;
};

/// A credential plugin (client-go plugin/pkg/client/auth/exec): run when the first credential is
/// needed, again when that has expired or the server refused it. Nothing is kept on disk.
class ExecPlugin {
public:
  /// Throws Error (Errc::config) for an apiVersion other than v1 and v1beta1.
  ExecPlugin(kubeconfig::Exec exec, ExecCluster cluster, ExecSystem system);
  /// Errc::unauthorized, in client-go's words, when the plugin gives none.
  [[nodiscard]] Result<http::Credentials> credentials(bool rejected);

private:
  [[nodiscard]] Result<> refresh();
  [[nodiscard]] Result<io::Finished> run(bool interactive) const;
  [[nodiscard]] Result<> accept(std::string_view output);

  kubeconfig::Exec m_exec;
  ExecCluster m_cluster;
  ExecSystem m_system;
  bool m_have = false;
  Secret m_token;
  std::shared_ptr<const http::ClientCertificate> m_certificate;
  std::optional<SystemTime> m_expires;
};

/// The value of KUBERNETES_EXEC_INFO, byte for byte as client-go writes it.
[[nodiscard]] std::string
exec_info(const kubeconfig::Exec& exec, const ExecCluster& cluster, bool interactive);

}  // namespace kscan::auth
