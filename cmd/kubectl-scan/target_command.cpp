#include "http/curl_engine.hpp"
#include "io/signals.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/flags.hpp"
#include "kubectl-scan/options.hpp"
#include "kubectl-scan/report_input.hpp"
#include "kubectl-scan/scan.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr const char* exit_codes =
    "\nExit codes:\n"
    "  0 scanned   1 error   2 the gate failed   3 an image was not scanned   4 timeout\n"
    "  5 there is nothing, with --fail-if-empty   128+n ended by signal n";

/// A command that scans. They differ in nothing but the first word and the help.
struct Command {
  const char* name;                    ///< also the first word
  std::array<const char*, 2> aliases;  ///< null: none
  const char* description;
  const char* arguments;  ///< what they are called
  const char* arguments_help;
  const char* examples;
};

constexpr std::array commands{
    Command{"pod",
            {"pods", "po"},
            "Scan the images of pods",
            "NAME",
            "Names of the pods; none: all of the namespace",
            "  # What is in the images of a pod?\n"
            "  kubectl scan pod web-0\n"
            "  # As JSON, for a script\n"
            "  kubectl scan pod web-0 -n shop -o json\n"
            "  # The pods of an application, without their sidecars\n"
            "  kubectl scan pods -l app=web -c web\n"},
    Command{"namespace",
            {"namespaces", "ns"},
            "Scan the images of all pods in namespaces",
            "NAME",
            "Names of the namespaces; none: the current one, or all with -A",
            "  # Everything that runs in the current namespace\n"
            "  kubectl scan namespace\n"
            "  # In two others\n"
            "  kubectl scan ns shop till\n"
            "  # In the whole cluster but for its own parts\n"
            "  kubectl scan ns -A --exclude-namespace 'kube-*'\n"},
    Command{"node",
            {"nodes", "no"},
            "Scan the images of the pods on nodes",
            "NAME",
            "Names of the nodes",
            "  # What runs on a node, in any namespace?\n"
            "  kubectl scan node worker-1\n"
            "  # Of that, what is in the namespace shop\n"
            "  kubectl scan node worker-1 -n shop\n"},
    Command{"image",
            {},
            "Scan images that nothing runs yet, with the namespace's pull secrets",
            "REF",
            "References, as in a pod",
            "  # Before it is deployed\n"
            "  kubectl scan image registry.example.com/team/app:2 -n shop\n"
            "  # As a pod of a service account would pull it\n"
            "  kubectl scan image registry.example.com/team/app:2 --pull-secret regcred\n"},
    Command{"all",
            {},
            "Scan all pods, and templates of what nothing runs of",
            "",
            "",
            "  # Also CronJobs that wait, and Deployments without replicas\n"
            "  kubectl scan all -n shop\n"},
};

/// What every other word is for: its name stands for the type.
constexpr Command unnamed{
    unnamed_command,
    {},
    "Scan what any workload runs: TYPE NAME..., TYPE/NAME..., -A, -f FILE, -k DIR",
    "TARGET",
    "As kubectl names objects: deploy/web, sts web db, cronjobs, jobs.batch/x; types of your own "
    "too",
    "  # What does a Deployment run? All revisions that have pods, else its template\n"
    "  kubectl scan deploy/web\n"
    "  # All StatefulSets and DaemonSets of the namespace\n"
    "  kubectl scan sts,ds\n"
    "  # Everything that runs in the cluster\n"
    "  kubectl scan -A\n"
    "  # What manifests would run\n"
    "  kubectl scan -f manifests/ -R\n"
    "  helm template chart/ | kubectl scan -f -\n"
    "  kubectl scan -k overlays/prod\n"};

int run(ScanFlags flags, std::string_view word, Connection connection, Surroundings& around) {
  if (!word.empty()) flags.targets.words.insert(flags.targets.words.begin(), std::string(word));
  Options options = value_or_throw(to_options(flags, report_input(around.system)));
  options.connection = std::move(connection);
  http::CurlEngine engine;
  io::Signals signals(engine);
  return scan(std::move(options), engine, signals, around);
}

/// As kubectl tells them.
std::string aliases_of(const CLI::App& command) {
  const auto& aliases = command.get_aliases();
  if (aliases.empty()) return {};
  return fmt::format("\nAliases:\n  {}, {}\n", command.get_name(), fmt::join(aliases, ", "));
}

/// `word` comes before the arguments.
void fill(CLI::App& command,
          const Command& text,
          std::string_view word,
          ConnectionFlags& connection,
          Action& chosen) {
  command.footer(aliases_of(command) + "\nExamples:\n" + std::string(text.examples) + exit_codes);
  const auto flags = std::make_shared<ScanFlags>();
  if (*text.arguments != '\0')
    command.add_option(text.arguments, flags->targets.words, text.arguments_help)->type_name("");
  add_scan_flags(command, *flags);
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, flags, word] {
    chosen = [flags, word](Connection to, Surroundings& around) {
      return run(*flags, word, std::move(to), around);
    };
  });
}

CLI::App* add(CLI::App& parent,
              const Command& text,
              std::string_view word,
              ConnectionFlags& connection,
              Action& chosen) {
  CommandText named{text.name, text.description, Section::scan};
  for (const char* alias : text.aliases)
    if (alias != nullptr) named.aliases.emplace_back(alias);
  return add_command(parent, named, [&text, word, &connection, &chosen](CLI::App& command) {
    fill(command, text, word, connection, chosen);
  });
}

}  // namespace

CLI::App* add_target_commands(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  for (const Command& command : commands)
    add(parent, command, command.name, connection, chosen);
  return add(parent, unnamed, "", connection, chosen);
}

}  // namespace kscan::cmd
