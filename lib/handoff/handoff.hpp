#pragma once
#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What the plugin tells its agent, and where things are in the scan pod. Both sides include this
/// file, so that they cannot disagree. No credential is ever part of it.
namespace kscan::handoff {

// Mount points in the scan pod.
inline constexpr std::string_view agent_dir = "/kscan/agent";        ///< bootstrap, agent.xz.N
inline constexpr std::string_view work_dir = "/kscan/work";          ///< this container's alone
inline constexpr std::string_view database_dir = "/kscan/database";  ///< scanners: read-only
inline constexpr std::string_view credential_dir =
    "/kscan/credential";  ///< memory, this container's
inline constexpr std::string_view credentials_dir =
    "/kscan/credentials";  ///< N/: scan-N's credential_dir, in the credentials container
inline constexpr std::string_view login_file = "login";  ///< in these two
inline constexpr std::string_view registry_ca_dir = "/kscan/registry-ca";
inline constexpr std::string_view registry_ca_file = "ca.crt";  ///< in registry_ca_dir
inline constexpr std::string_view pull_secrets_dir =
    "/kscan/pull-secrets";                                 ///< N/.dockerconfigjson; in `database`
                                                           ///< its own one, as 0/
inline constexpr std::string_view api_dir = "/kscan/api";  ///< token, ca.crt

// Variables of a container. The shim takes the credential's out of the scanner's environment.
inline constexpr std::string_view env_username = "KSCAN_USERNAME";
inline constexpr std::string_view env_password = "KSCAN_PASSWORD";
inline constexpr std::string_view env_encoding = "KSCAN_ENCODING";  ///< "raw" or "base64"
inline constexpr std::string_view env_pod_name = "KSCAN_POD_NAME";
inline constexpr std::string_view env_pod_uid = "KSCAN_POD_UID";

// What every object of ours carries, for list, cleanup and the watch of a run.
inline constexpr std::string_view label_managed_by = "app.kubernetes.io/managed-by";
inline constexpr std::string_view managed_by = "kubectl-scan";
inline constexpr std::string_view label_run = "kubectl-scan.dev/run";

// Keys of the temporary Secret.
inline constexpr std::string_view key_username = "username";
inline constexpr std::string_view key_password = "password";
inline constexpr std::string_view key_encoding = "encoding";

/// `kubectl-scan-agent credentials JSON`: for each image, the credential the kubelet would use,
/// written into a Secret of the given name, or into the memory of the image's scanner.
struct CredentialsTask {
  struct Image {
    std::string reference;         ///< whose credential it is
    std::string secret_name = {};  ///< of the temporary Secret to create; empty: into memory
    std::string mirror = {};       ///< what the scanner will pull; empty: `reference`
  };
  std::string run_id;
  std::string ns;
  std::vector<std::string> pull_secrets = {};  ///< names, in order: index N is pull_secrets_dir/N
  std::vector<Image> images = {};              ///< index N is credentials_dir/N
  /// host[:port], whose certificates are not verified and which may speak plain HTTP.
  std::vector<std::string> insecure_registries = {};
};

/// A login that the shim chooses itself, from a pull secret mounted at pull_secrets_dir/0, as the
/// kubelet would for these references.
struct OwnPullSecret {
  std::string name = {};  ///< empty: there is none
  std::vector<std::string> references = {};
};

/// `kubectl-scan-agent shim JSON`: PID 1 of a container that runs the scanner.
struct ShimTask {
  std::string run_id;
  /// Run one after the other until one fails; argv[0] is looked up in PATH, then as /NAME, then
  /// in /usr/local/bin.
  std::vector<std::vector<std::string>> commands = {};
  /// The image's registry, as the one key of the config.json that the scanner gets. Empty: this
  /// container gets no credential, or has a pull secret of its own.
  std::string registry = {};
  /// The login is in credential_dir, not in the environment.
  bool login_in_memory = false;
  // Variables in which the last command finds its login as well; empty: none.
  std::string username_env = {};
  std::string password_env = {};
  OwnPullSecret pull_secret = {};
  /// The last command's standard output is the report and is framed onto the log.
  bool report = false;
  /// Not empty: the directory to write an empty Java database into, before the first command; with
  /// `report`, unless the database directory has one.
  std::string empty_java_db_dir = {};
};

// JSON objects. Parsing is strict in types and demands what has no default, but ignores members it
// does not know. Errors are Errc::protocol and name the member.
[[nodiscard]] std::string to_json(const CredentialsTask& task);
[[nodiscard]] std::string to_json(const ShimTask& task);
[[nodiscard]] Result<CredentialsTask> parse_credentials_task(std::string_view json);
[[nodiscard]] Result<ShimTask> parse_shim_task(std::string_view json);

/// How a container ended, told twice: in the end frame and in the termination message
/// (/dev/termination-log), which survives a lost log. The two must agree.
struct Ending {
  int exit_code = 0;       ///< of the last command that ran
  int signal = 0;          ///< that ended it, or 0
  std::string error = {};  ///< ours, when no command could be run; else empty
  std::size_t data_frames = 0;
  std::size_t raw_bytes = 0;  ///< of the payload before compression
  std::string sha256 = {};    ///< of the payload before compression, hex
  friend bool operator==(const Ending&, const Ending&) = default;
};
[[nodiscard]] std::string to_json(const Ending& ending);
[[nodiscard]] Result<Ending> parse_ending(std::string_view json);

}  // namespace kscan::handoff
