#include "base/json.hpp"
#include "base/text.hpp"
#include "kubectl-scan-agent/payload.hpp"
#include "kubectl-scan/add_flag.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/flags.hpp"
#include "kubectl-scan/session.hpp"
#include "render/yaml.hpp"
#include "report/gate.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace kscan::cmd {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* footer = "\nExamples:\n"
                               "  # Of the plugin and of the cluster\n"
                               "  kubectl scan version\n"
                               "  # Of the plugin only, for a script; contacts nobody\n"
                               "  kubectl scan version --client -o json";

struct VersionFlags {
  bool client = false;
  std::string output;
};

void check_format(const std::string& output) {
  if (output.empty() || output == "json" || output == "yaml") return;
  throw Error(Errc::usage, "--output must be 'yaml' or 'json'");
}

ordered_json client_version() {
  return {{"clientVersion",
           {{"gitVersion", "v" KSCAN_VERSION}, {"agentSHA256", payload::agent_sha256()}}},
          {"scanner", {{"image", ScanFlags().scanner_image}}}};
}

/// What the API server says of itself.
json server_version(const Connection& connection, Surroundings& around) {
  http::CurlEngine engine;
  Session session(connection, engine, around);
  kube::Client client = session.impatient_client();
  json version = client.get_path("/version");
  session.check_warnings();
  return version;
}

void print_lines(const ordered_json& versions, std::ostream& out) {
  out << "Client Version: v" KSCAN_VERSION "\n"
      << "Scanner Image: " << ScanFlags().scanner_image << '\n';
  if (versions.contains("serverVersion"))
    out << "Server Version: "
        << printable(text_member(json(versions.at("serverVersion")), "gitVersion")) << '\n';
}

void print(const ordered_json& versions, const std::string& format, std::ostream& out) {
  if (format == "json")
    out << versions.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  else if (format == "yaml")
    render::write_yaml_value(versions, out);
  else
    print_lines(versions, out);
  if (!out.flush()) throw Error(Errc::internal, "cannot write to standard output");
}

/// As kubectl, tells its own version even if the server tells none.
int run(const VersionFlags& flags, const Connection& connection, Surroundings& around) {
  check_format(flags.output);
  ordered_json versions = client_version();
  std::optional<Error> failure;
  try {
    if (!flags.client) versions["serverVersion"] = server_version(connection, around);
  } catch (const Error& error) {
    failure = error;
  }
  print(versions, flags.output, around.out);
  if (failure) throw Error(*failure);
  return report::exit_code::ok;
}

void fill(CLI::App& command, ConnectionFlags& connection, Action& chosen) {
  command.footer(footer);
  const auto flags = std::make_shared<VersionFlags>();
  add_switch(command, {"--client", "", "Of the plugin only; contacts nobody"}, flags->client);
  add_flag(command, {"-o,--output", "FORMAT", "Format: json or yaml"}, flags->output);
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, flags] {
    chosen = [flags](const Connection& to, Surroundings& around) {
      return run(*flags, to, around);
    };
  });
}

}  // namespace

void add_version_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  add_command(parent,
              {"version", "Show the versions of the plugin and of the cluster", Section::other},
              [&connection, &chosen](CLI::App& command) { fill(command, connection, chosen); });
}

}  // namespace kscan::cmd
