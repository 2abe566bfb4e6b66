#include "kubectl-scan/connection_flags.hpp"

#include "kubectl-scan/environment.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr const char* heading = "Connection (as kubectl's)";

/// Adds flags to one command, all in the same way.
class Adder {
public:
  Adder(CLI::App& command, Help help)
      : m_command(command),
        m_help(help) {}

  /// `names` is CLI11's "-n,--namespace"; the long name comes last.
  void text(const std::string& names,
            std::string& value,
            const std::string& placeholder,
            const std::string& help) {
    with_variable(names, m_command.add_option(names, value, help), placeholder);
  }
  void texts(const std::string& names,
             std::vector<std::string>& values,
             const std::string& placeholder,
             const std::string& help) {
    auto* const option = m_command.add_option(names, values, help);
    with_variable(names, option, placeholder);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
  }
  void truth(const std::string& name, bool& value, const std::string& help) {
    with_variable(name, m_command.add_flag(name, value, help), "");
  }
  void number(const std::string& names, int& value, const std::string& help) {
    with_variable(names, m_command.add_option(names, value, help), "N");
  }
  /// Without a variable: what all children inherit is no place for a credential.
  void credential(const std::string& name,
                  const std::string& placeholder,
                  const std::string& help,
                  const std::function<void(const std::string&)>& take) {
    placed(m_command.add_option_function<std::string>(name, take, help), placeholder);
  }

private:
  void placed(CLI::Option* option, const std::string& placeholder) {
    option->group(m_help == Help::shown ? heading : "");
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    if (!placeholder.empty()) option->type_name(placeholder);
  }
  void
  with_variable(const std::string& names, CLI::Option* option, const std::string& placeholder) {
    placed(option, placeholder);
    // CLI11 reads the variables of commands that were not named too. Those of the program itself
    // come first, so that a flag wins.
    const std::string variable = variable_of(names.substr(names.find("--") + 2));
    if (m_help == Help::hidden) option->envname(variable);
    option->description(option->get_description() + " (Env:" + variable + ")");
  }

  CLI::App& m_command;
  Help m_help;
};

void add_selection(Adder& add, ConnectionFlags& flags) {
  add.text("-n,--namespace", flags.ns, "NS", "Namespace; else the context's");
  add.text("--context", flags.context, "NAME", "Context of the kubeconfig");
  add.text("--cluster", flags.cluster, "NAME", "Cluster of the kubeconfig");
  add.text("--user", flags.user, "NAME", "User of the kubeconfig");
  add.text("--kubeconfig", flags.kubeconfig, "FILE", "Path of the kubeconfig");
}

void add_server(Adder& add, ConnectionFlags& flags) {
  add.text("-s,--server", flags.server, "URL", "Address of the API server");
  add.text("--certificate-authority",
           flags.certificate_authority,
           "FILE",
           "CA certificates (PEM) of the API server");
  add.text("--tls-server-name",
           flags.tls_server_name,
           "NAME",
           "Name in the API server's certificate, if not the address");
  add.truth("--insecure-skip-tls-verify",
            flags.insecure_skip_tls_verify,
            "Do not verify the API server's certificate");
}

void add_identity(Adder& add, ConnectionFlags& flags) {
  add.credential("--token", "TOKEN", "Bearer token", [&flags](const std::string& value) {
    flags.token = Secret(std::string(value));
  });
  add.text("--client-certificate", flags.client_certificate, "FILE", "Client certificate (PEM)");
  add.text("--client-key", flags.client_key, "FILE", "Key of the client certificate (PEM)");
  add.credential("--username",
                 "NAME",
                 "Name for basic authentication",
                 [&flags](std::string value) { flags.username = std::move(value); });
  add.credential("--password",
                 "PASSWORD",
                 "Password for basic authentication",
                 [&flags](std::string value) { flags.password = Secret(std::move(value)); });
  add.text("--as", flags.as, "USER", "User to impersonate");
  add.texts("--as-group", flags.as_groups, "GROUP", "Group to impersonate; may be repeated");
  add.text("--as-uid", flags.as_uid, "UID", "UID to impersonate");
}

void add_manner(Adder& add, ConnectionFlags& flags) {
  add.text("--request-timeout",
           flags.request_timeout,
           "TIME",
           "Longest wait for an answer (30, 1m30s; 0: no limit); does not end watches and logs");
  add.text("--cache-dir",
           flags.cache_dir,
           "DIR",
           "kubectl's cache; else $KUBECACHEDIR or ~/.kube/cache");
  add.truth("--disable-compression", flags.disable_compression, "Ask for uncompressed answers");
  add.truth("--match-server-version", flags.match_server_version, "Accepted; any version will do");
  add.truth("--warnings-as-errors",
            flags.warnings_as_errors,
            "Exit with 1 if the API server sent a warning");
  add.number(
      "-v,--v", flags.verbosity, "What the log on standard error tells of requests: 6 to 10");
}

}  // namespace

void add_connection_flags(CLI::App& command, ConnectionFlags& flags, Help help) {
  Adder add(command, help);
  add_selection(add, flags);
  add_server(add, flags);
  add_identity(add, flags);
  add_manner(add, flags);
}

}  // namespace kscan::cmd
