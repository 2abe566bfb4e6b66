#pragma once
#include "base/error.hpp"
#include "base/time.hpp"
#include "http/endpoint.hpp"
#include "io/loop.hpp"
#include "io/subprocess.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <functional>
#include <string>

namespace kscan::auth {

/// What a plugin is told about the cluster, if it wants to know.
struct ExecCluster {
  kubeconfig::Cluster cluster;
  std::string ca_pem;
};

/// The world, as lambdas.
struct ExecSystem {
  using Done = std::function<void(Result<io::Finished>)>;
  /// Calls `done` once, from within the loop; the ticket ends the program.
  std::function<io::Ticket(const io::Command&, Done done)> run;
  std::function<bool()> stdin_is_terminal;
  std::function<SystemTime()> now;
  std::function<void(std::string)> notice = {};  ///< "waiting for credential plugin x..."
};

/// A credential plugin (client-go plugin/pkg/client/auth/exec): run when the first credential is
/// needed, again when that has expired or the server refused it. Everybody who waits gets the
/// answer of one run, which is ended when nobody waits any more; after 2 s there is a notice.
/// Nothing is kept on disk. Answers fail with Errc::unauthorized, in client-go's words. Copies of
/// the result are the same plugin. `loop` outlives it. Throws Error (Errc::config) for an
/// apiVersion other than v1 and v1beta1.
[[nodiscard]] http::Authorize
exec_authorizer(kubeconfig::Exec exec, ExecCluster cluster, ExecSystem system, io::Loop& loop);

/// The value of KUBERNETES_EXEC_INFO, byte for byte as client-go writes it.
[[nodiscard]] std::string
exec_info(const kubeconfig::Exec& exec, const ExecCluster& cluster, bool interactive);

}  // namespace kscan::auth
