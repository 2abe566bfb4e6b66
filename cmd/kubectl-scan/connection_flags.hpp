#pragma once
#include "base/secret.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// kubectl's flags about the connection (cli-runtime genericclioptions/config_flags.go; kubectl's
/// own --username and --password), as typed or given by the environment; "" means not given.
struct ConnectionFlags {
  std::string kubeconfig;
  std::string context;
  std::string cluster;
  std::string user;
  std::string ns;
  std::string server;
  std::string tls_server_name;
  std::string certificate_authority;
  std::string client_certificate;
  std::string client_key;
  bool insecure_skip_tls_verify = false;
  Secret token;
  std::string username;
  Secret password;
  std::string as;
  std::string as_uid;
  std::vector<std::string> as_groups;
  std::string request_timeout = "0";
  std::string cache_dir;
  bool disable_compression = false;
  bool match_server_version = false;  ///< accepted and without effect
  bool warnings_as_errors = false;
  int verbosity = 0;
};

enum class Help { shown, hidden };

/// Each flag has its variable, --server is KUBECTL_SCAN_SERVER; but --token, --username and
/// --password have none, as in kubectl. A flag wins. The hidden ones, once per program and before
/// the others, are the same flags for where they may stand too, and read the variables. `flags`
/// outlives `command`.
void add_connection_flags(CLI::App& command, ConnectionFlags& flags, Help help);

}  // namespace kscan::cmd
