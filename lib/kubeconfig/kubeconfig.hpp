#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::kubeconfig {

struct Cluster {
  std::string server = {};
  std::string ca_file = {};
  std::string ca_data = {};  ///< PEM, decoded
  std::string tls_server_name = {};
  std::string proxy_url = {};
  bool insecure = false;
  bool disable_compression = false;
  /// JSON text of extension client.authentication.k8s.io/exec, for exec plugins; empty: none
  std::string exec_config = {};
};

enum class Interactive { never, if_available, always };

/// A credential plugin (client.authentication.k8s.io/v1, v1beta1).
struct Exec {
  std::string api_version = {};
  std::string command = {};
  std::vector<std::string> args = {};
  std::vector<std::pair<std::string, std::string>> env = {};
  std::string install_hint = {};
  std::string interactive_mode = {};            ///< as written, or the version's default
  std::optional<Interactive> interactive = {};  ///< unset: missing or unknown
  bool provide_cluster_info = false;
};

/// A credential provider of client-go's own, from before there were plugins.
struct AuthProvider {
  std::string name = {};
  std::map<std::string, Secret> config = {};
};

/// Impersonation: sent as headers, also to http servers.
struct Impersonation {
  std::string user = {};
  std::string uid = {};
  std::vector<std::string> groups = {};
  std::map<std::string, std::vector<std::string>> extra = {};
};

struct User {
  std::string cert_file = {};
  std::string key_file = {};
  std::string cert_data = {};  ///< PEM, decoded
  Secret key_data = {};        ///< PEM, decoded
  Secret token = {};
  std::string token_file = {};
  std::string username = {};
  Secret password = {};
  Impersonation as = {};
  std::optional<Exec> exec = {};
  std::optional<AuthProvider> auth_provider = {};
};

struct Context {
  std::string cluster = {};
  std::string user = {};
  std::string ns = {};
};

struct Config {
  std::map<std::string, Cluster> clusters = {};
  std::map<std::string, User> users = {};
  std::map<std::string, Context> contexts = {};
  std::string current_context = {};
};

/// What flags say; "" means not given.
struct Overrides {
  std::string kubeconfig = {};  ///< one path, must exist; replaces $KUBECONFIG and ~/.kube/config
  std::string context = {};
  std::string cluster = {};
  std::string user = {};
  std::string ns = {};
  std::string server = {};  ///< also drops the tls-server-name of the file
  std::string tls_server_name = {};
  bool insecure = false;  ///< true clears CA file and data; false undoes nothing
  bool disable_compression = false;
  std::string ca_file = {};  ///< clears CA data and `insecure`
  std::string cert_file = {};
  std::string key_file = {};
  Secret token = {};
  std::string username = {};
  Secret password = {};
  Impersonation as = {};  ///< groups replace those of the file
};

struct Resolved {
  std::string context = {};  ///< "" when none was used
  std::string cluster_name = {};
  std::string user_name = {};
  Cluster cluster = {};
  User user = {};
  std::string ns = {};  ///< resolve(): "" where nobody names one; load(): never empty
  std::vector<std::string> warnings = {};  ///< for stderr
};

/// The world.
struct System {
  std::function<std::optional<std::string>(const std::string& name)> env;
  /// Errc::not_found when the file is not there; io::read_file keeps to that.
  std::function<Result<std::string>(const std::filesystem::path&)> read_file;
  std::filesystem::path cwd = {};  ///< what relative paths belong to; "": they stay relative
};

/// One file's text, YAML or JSON (clientcmd/api/v1). Relative paths are taken relative to `dir`;
/// the exec command too if it has a slash. Empty text is an empty config. Errc::config.
[[nodiscard]] Result<Config> parse(std::string_view text, const std::filesystem::path& dir);

/// In $KUBECONFIG order: the first file wins per map entry, whole; the first current-context that
/// is not empty wins (clientcmd/loader.go).
[[nodiscard]] Config merge(std::vector<Config> files);

/// What resolve() needs to know of the world.
struct Defaults {
  std::string server = {};  ///< of clusters that name none; "": there is no such server
  /// Whether a certificate can be read, with the reason if not. Empty: nothing is tried.
  std::function<Result<>(const std::filesystem::path&)> readable = {};
};

/// Picks context, cluster and user, lays the overrides on top and checks the outcome. Errors in
/// kubectl's words (clientcmd/client_config.go, validation.go), Errc::config. Stricter than kubectl
/// in three places, which are errors with a hint: a context naming a cluster that is not there, a
/// server without a scheme, and no server at all. A context naming a user that is not there means
/// no credentials, as in kubectl, and a warning.
[[nodiscard]] Result<Resolved>
resolve(Config config, const Overrides& overrides, const Defaults& defaults = {});

/// Reads --kubeconfig, or the $KUBECONFIG list, or ~/.kube/config, merges and resolves. A cluster
/// without server is $KUBERNETES_MASTER's. In a pod, what leads to no other server leads to its own
/// with its account; then only the flags for token, CA and impersonation count. The namespace is
/// the flag's, the context's, in a pod the pod's own, else "default". Throws Error.
[[nodiscard]] Resolved load(const System& system, const Overrides& overrides);

}  // namespace kscan::kubeconfig
