#include "base/secret.hpp"
#include "discover/discover.hpp"
#include "http/curl_engine.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/match.hpp"
#include "kubectl-scan/match_pods.hpp"
#include "kubectl-scan/session.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"
#include "yaml/yaml.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <ostream>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* footer =
    "\nWith -f the arguments are images: shows which credentials the kubelet would use for\n"
    "them, in its order, if a pod named these Secrets in its imagePullSecrets in the order\n"
    "given. Needs no cluster. Without -f the arguments are pods: shows, from names alone,\n"
    "which pull secrets a scan would mount for which image. No password is ever shown.\n"
    "\nExamples:\n"
    "  # Which credential pulls this image?\n"
    "  kubectl scan match registry.example.com/team/app:1 -f secrets.yaml\n"
    "  # The same with what is in the cluster\n"
    "  kubectl get secret regcred -o yaml | kubectl scan match nginx -f - -o json\n"
    "  # What would a scan of a pod mount?\n"
    "  kubectl scan match pod/web-0\n"
    "\nExit codes:\n"
    "  0 every pull has an answer   1 an image or a Secret is bad, or another error";

constexpr const char* contents_not_read =
    "\nThe contents of the pull secrets are not read: a scan pod mounts them and picks as the\n"
    "kubelet would.\n";

struct MatchFlags {
  std::vector<std::string> arguments;
  std::vector<std::string> files;
  std::string output = "text";
};

void check_format(const std::string& output) {
  if (output == "json" || output == "text") return;
  throw Error(Errc::usage,
              "unable to match a printer suitable for the output format \"" + output
                  + "\", allowed formats are: json,text");
}

/// Of standard output; 0: no terminal.
std::size_t columns_of(const Surroundings& around) {
  const auto terminal = ui::detect(STDOUT_FILENO, true, around.system.env("TERM").value_or(""));
  return static_cast<std::size_t>(std::max(terminal.columns, 0));
}

void finish(std::ostream& out) {
  if (!out.flush()) throw Error(Errc::internal, "cannot write to standard output");
}

void print(const ordered_json& shown, std::ostream& out) {
  out << shown.dump(2, ' ', false, json::error_handler_t::replace) << "\n";
}

/// The manifests hold passwords, which nobody needs once they are read.
void wipe_texts(json& value) {
  if (value.is_string()) return wipe(value.get_ref<std::string&>());
  if (value.is_structured()) std::ranges::for_each(value, wipe_texts);
}

std::vector<json> objects_in(const std::string& file, const kubeconfig::System& system) {
  const bool from_stdin = file == "-";
  auto text = value_or_throw(system.read_file(from_stdin ? "/dev/stdin" : file));
  auto objects = yaml::objects(text);
  wipe(text);
  if (objects) return std::move(*objects);
  throw Error(std::move(objects).error().because("error parsing " + (from_stdin ? "STDIN" : file)));
}

keyring::PullSecrets read_secrets(const std::vector<std::string>& files,
                                  const kubeconfig::System& system) {
  if (std::ranges::count(files, "-") > 1)
    throw Error(Errc::usage, "standard input cannot be used for multiple arguments");
  std::vector<json> objects;
  for (const auto& file : files)
    std::ranges::move(objects_in(file, system), std::back_inserter(objects));
  auto secrets = keyring::read_manifests(objects);
  std::ranges::for_each(objects, wipe_texts);
  if (secrets.others > 0 && static_cast<std::size_t>(secrets.others) == objects.size())
    throw Error(Error(Errc::config, "no Secret in " + fmt::format("{}", fmt::join(files, ", ")))
                    .hint("kubectl get secret NAME -o yaml"));
  return secrets;
}

/// The exit code.
int tell_errors(const std::vector<std::string>& errors, std::ostream& err) {
  for (const auto& error : errors)
    ui::print_error(err, Error(Errc::invalid, error));
  return errors.empty() ? report::exit_code::ok : report::exit_code::error;
}

int match_images(const MatchFlags& flags, Surroundings& around) {
  if (flags.arguments.empty())
    throw Error(Error(Errc::usage, "no image was specified")
                    .hint("kubectl scan match IMAGE... -f SECRETS.yaml"));
  const auto secrets = read_secrets(flags.files, around.system);
  for (const auto& warning : warnings_of(secrets))
    ui::print_warning(around.err, warning);
  const auto matches = match(flags.arguments, secrets);
  if (flags.output == "json")
    print(matches_json(matches), around.out);
  else
    write_table(matches, columns_of(around), around.out);
  finish(around.out);
  return tell_errors(errors_of(matches), around.err);
}

bool is_pod(std::string_view type) {
  constexpr std::array<std::string_view, 3> names{"pod", "pods", "po"};
  return std::ranges::find(names, type) != names.end();
}

Error no_pod(const std::string& argument) {
  return Error(Errc::usage,
               fmt::format("\"{}\" is not a pod: without -f, pods are expected", argument))
      .hint("kubectl scan match IMAGE... -f SECRETS.yaml, or kubectl scan match pod/NAME");
}

/// "pod NAME..." or "pod/NAME...".
std::vector<std::string> pods_named(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw no_pod("");
  if (is_pod(arguments.front()) && arguments.size() > 1)
    return {arguments.begin() + 1, arguments.end()};
  std::vector<std::string> names;
  for (const auto& argument : arguments) {
    const auto slash = std::min(argument.find('/'), argument.size());
    const auto name = argument.substr(std::min(slash + 1, argument.size()));
    const bool is_name = !name.empty() && name.find('/') == std::string::npos;
    if (!is_pod(argument.substr(0, slash)) || !is_name) throw no_pod(argument);
    names.push_back(name);
  }
  return names;
}

int explain_pods(const MatchFlags& flags, const Connection& connection, Surroundings& around) {
  const auto names = pods_named(flags.arguments);
  http::CurlEngine engine;
  Session session(connection, engine, around);
  auto client = session.impatient_client();
  const auto matches = match_pods(discover::pods(client, session.ns(), names));
  if (flags.output == "json")
    print(pods_json(matches), around.out);
  else {
    write_table(matches, columns_of(around), around.out);
    around.out << contents_not_read;
  }
  finish(around.out);
  session.check_warnings();
  return tell_errors(errors_of(matches), around.err);
}

int run(const MatchFlags& flags, const Connection& connection, Surroundings& around) {
  check_format(flags.output);
  return flags.files.empty() ? explain_pods(flags, connection, around)
                             : match_images(flags, around);
}

void fill(CLI::App& command, ConnectionFlags& connection, Action& chosen) {
  command.footer(footer);
  const auto flags = std::make_shared<MatchFlags>();
  command.add_option("IMAGE", flags->arguments, "Images; without -f: pod/NAME")->type_name("");
  command
      .add_option("-f,--filename",
                  flags->files,
                  "Secret manifests, in imagePullSecrets order; -: standard input")
      ->type_name("FILE")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false)
      ->delimiter(',');
  command.add_option("-o,--output", flags->output, "Format: json or text")->type_name("FORMAT");
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, flags] {
    chosen = [flags](const Connection& to, Surroundings& around) {
      return run(*flags, to, around);
    };
  });
}

}  // namespace

void add_match_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  add_command(parent,
              {"match", "Show which pull secret the kubelet would use for an image", Section::look},
              [&connection, &chosen](CLI::App& command) { fill(command, connection, chosen); });
}

}  // namespace kscan::cmd
