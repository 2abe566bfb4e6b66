#include "base/encoding.hpp"
#include "kubeconfig/kubeconfig.hpp"
#include "kubeconfig/yaml.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace kscan::kubeconfig {

namespace {

namespace fs = std::filesystem;

/// A value of the right type that cannot be used.
class BadValue : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string located(std::string path, const fs::path& dir) {
  if (path.empty() || fs::path(path).is_absolute()) return path;
  return (dir / path).lexically_normal().string();
}

std::string decoded(const YAML::Node& map, std::string_view name) {
  auto bytes = base64_decode(text_field(map, name));
  if (!bytes) throw BadValue("\"" + std::string(name) + "\": " + bytes.error().message());
  return *std::move(bytes);
}

[[noreturn]] void duplicate(const std::string& name) {
  throw BadValue("duplicate name \"" + name + "\" in list");
}

/// Checks the extensions of a stanza; that for exec plugins is the result, as JSON.
std::string exec_extension(const YAML::Node& stanza) {
  std::string json;
  std::set<std::string> names;
  each_in_list(stanza, "extensions", [&](const YAML::Node& item) {
    const auto name = text_field(item, "name");
    if (!names.insert(name).second) duplicate(name);
    if (name == "client.authentication.k8s.io/exec") json = to_json(field(item, "extension"));
  });
  return json;
}

Cluster cluster_of(const YAML::Node& node, const fs::path& dir) {
  Cluster cluster;
  cluster.server = text_field(node, "server");
  cluster.ca_file = located(text_field(node, "certificate-authority"), dir);
  cluster.ca_data = decoded(node, "certificate-authority-data");
  cluster.tls_server_name = text_field(node, "tls-server-name");
  cluster.proxy_url = text_field(node, "proxy-url");
  cluster.insecure = bool_field(node, "insecure-skip-tls-verify");
  cluster.disable_compression = bool_field(node, "disable-compression");
  cluster.exec_config = exec_extension(node);
  return cluster;
}

std::optional<Interactive> interactive_of(const std::string& mode) {
  if (mode == "Never") return Interactive::never;
  if (mode == "IfAvailable") return Interactive::if_available;
  if (mode == "Always") return Interactive::always;
  return std::nullopt;
}

/// clientcmd/api/v1/defaults.go: what was said before the mode was invented.
std::string default_mode(const std::string& version) {
  const bool old = version == "client.authentication.k8s.io/v1beta1"
                   || version == "client.authentication.k8s.io/v1alpha1";
  return old ? "IfAvailable" : "";
}

std::optional<Exec> exec_of(const YAML::Node& user, const fs::path& dir) {
  const auto node = field(user, "exec");
  expect_map(node, "exec");
  if (node.IsNull()) return std::nullopt;
  Exec exec;
  exec.api_version = text_field(node, "apiVersion");
  exec.command = text_field(node, "command");
  if (exec.command.find('/') != std::string::npos) exec.command = located(exec.command, dir);
  exec.args = texts_field(node, "args");
  each_in_list(node, "env", [&](const YAML::Node& item) {
    exec.env.emplace_back(text_field(item, "name"), text_field(item, "value"));
  });
  exec.install_hint = text_field(node, "installHint");
  exec.provide_cluster_info = bool_field(node, "provideClusterInfo");
  exec.interactive_mode = text_field(node, "interactiveMode");
  if (exec.interactive_mode.empty()) exec.interactive_mode = default_mode(exec.api_version);
  exec.interactive = interactive_of(exec.interactive_mode);
  return exec;
}

Impersonation impersonation_of(const YAML::Node& user) {
  Impersonation as;
  as.user = text_field(user, "as");
  as.uid = text_field(user, "as-uid");
  as.groups = texts_field(user, "as-groups");
  const auto extra = field(user, "as-user-extra");
  expect_map(extra, "as-user-extra");
  for (const auto& [key, values] : entries(extra))
    as.extra[key] = texts_of(values, "as-user-extra");
  return as;
}

std::optional<AuthProvider> provider_of(const YAML::Node& user) {
  const auto node = field(user, "auth-provider");
  expect_map(node, "auth-provider");
  if (node.IsNull()) return std::nullopt;
  AuthProvider provider;
  provider.name = text_field(node, "name");
  const auto config = field(node, "config");
  expect_map(config, "config");
  for (const auto& [key, value] : entries(config))
    provider.config.insert_or_assign(key, Secret(text_of(value, key)));
  return provider;
}

User user_of(const YAML::Node& node, const fs::path& dir) {
  User user;
  user.cert_file = located(text_field(node, "client-certificate"), dir);
  user.key_file = located(text_field(node, "client-key"), dir);
  user.cert_data = decoded(node, "client-certificate-data");
  user.key_data = Secret(decoded(node, "client-key-data"));
  user.token = Secret(text_field(node, "token"));
  user.token_file = located(text_field(node, "tokenFile"), dir);
  user.username = text_field(node, "username");
  user.password = Secret(text_field(node, "password"));
  user.as = impersonation_of(node);
  user.exec = exec_of(node, dir);
  user.auth_provider = provider_of(node);
  std::ignore = exec_extension(node);
  return user;
}

Context context_of(const YAML::Node& node, const fs::path& /*dir*/) {
  std::ignore = exec_extension(node);
  return {text_field(node, "cluster"), text_field(node, "user"), text_field(node, "namespace")};
}

/// "clusters: [{name: N, cluster: {...}}]" and its like.
template<typename T>
std::map<std::string, T> named(const YAML::Node& root,
                               std::string_view list,
                               std::string_view inner,
                               const fs::path& dir,
                               T (*decode)(const YAML::Node&, const fs::path&)) {
  std::map<std::string, T> entries;
  each_in_list(root, list, [&](const YAML::Node& item) {
    const auto name = text_field(item, "name");
    const auto node = field(item, inner);
    expect_map(node, inner);
    if (!entries.emplace(name, decode(node, dir)).second) duplicate(name);
  });
  return entries;
}

void check_kind(const YAML::Node& root) {
  const auto version = text_field(root, "apiVersion");
  const auto kind = text_field(root, "kind");
  if ((version.empty() || version == "v1") && (kind.empty() || kind == "Config")) return;
  throw BadValue("no kind \"" + (kind.empty() ? "Config" : kind) + "\" is registered for version \""
                 + (version.empty() ? "v1" : version) + "\"");
}

void check_characters(std::string_view text) {
  const auto forbidden = [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r')
           || c == '\x7f';
  };
  if (std::ranges::any_of(text, forbidden))
    throw BadValue("yaml: control characters are not allowed");
}

Config decode(std::string_view text, const fs::path& dir) {
  check_characters(text);
  const auto root = YAML::Load(std::string(text));
  expect_map(root, "kubeconfig");
  check_kind(root);
  std::ignore = exec_extension(root);
  Config config;
  config.clusters = named<Cluster>(root, "clusters", "cluster", dir, cluster_of);
  config.users = named<User>(root, "users", "user", dir, user_of);
  config.contexts = named<Context>(root, "contexts", "context", dir, context_of);
  config.current_context = text_field(root, "current-context");
  return config;
}

}  // namespace

Result<Config> parse(std::string_view text, const std::filesystem::path& dir) {
  try {
    return decode(text, dir);
  } catch (const YAML::Exception& error) {
    const auto line = std::to_string(error.mark.line + 1);
    return fail(Errc::config, "yaml: line " + line + ": " + error.msg);
  } catch (const std::runtime_error& error) {
    return fail(Errc::config, error.what());
  }
}

}  // namespace kscan::kubeconfig
