#include "kubectl-scan/completion.hpp"
#include "report/gate.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

namespace fs = std::filesystem;

constexpr const char* footer =
    "\nkubectl completes \"kubectl scan\" itself (from 1.26 on) once it finds "
    "kubectl_complete-scan\n"
    "on PATH: install puts that, a link to this program, beside kubectl-scan or into DIR. The\n"
    "scripts are for who calls kubectl-scan by its own name.\n"
    "\nExamples:\n"
    "  # For kubectl scan, whatever the shell\n"
    "  kubectl scan completion install\n"
    "  # For kubectl-scan, in this shell\n"
    "  source <(kubectl-scan completion bash)\n"
    "  kubectl-scan completion fish | source";

constexpr const char* link_name = "kubectl_complete-scan";
constexpr const char* program_name = "kubectl-scan";

void finish(std::ostream& out) {
  if (!out.flush()) throw Error(Errc::internal, "cannot write to standard output");
}

Error failed(const fs::path& path, const std::error_code& why) {
  return Error(Errc::config, fmt::format("cannot create {}: {}", path.string(), why.message()));
}

/// Where kubectl finds the plugin. A package manager's link is better than what it leads to, which
/// the next version has elsewhere.
fs::path program(const kubeconfig::System& system) {
  const std::string list = system.env("PATH").value_or("");
  std::error_code ignored;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t colon = std::min(list.find(':', from), list.size());
    const fs::path candidate = fs::path(list.substr(from, colon - from)) / program_name;
    if (candidate.is_absolute() && fs::is_regular_file(candidate, ignored)) return candidate;
    from = colon + 1;
  }
  return fs::read_symlink("/proc/self/exe", ignored);
}

/// As short as it may be, so that both may move together.
fs::path target_of(const fs::path& link, const fs::path& plugin) {
  return link.parent_path() == plugin.parent_path() ? plugin.filename() : plugin;
}

/// Is true if there was nothing to do.
bool is_installed(const fs::path& link, const fs::path& plugin) {
  std::error_code ignored;
  return fs::equivalent(link, plugin, ignored);
}

void create_link(const fs::path& link, const fs::path& plugin) {
  std::error_code failure;
  if (fs::is_symlink(link, failure)) fs::remove(link, failure);
  if (fs::exists(fs::symlink_status(link, failure)))
    throw Error(Error(Errc::config, fmt::format("{} is there and is no link", link.string()))
                    .hint(fmt::format("rm {}", link.string())));
  fs::create_symlink(target_of(link, plugin), link, failure);
  if (failure)
    throw Error(
        failed(link, failure).hint("kubectl scan completion install DIR, DIR being on PATH"));
}

int install(const std::vector<std::string>& words, Surroundings& around) {
  if (words.size() > 2) throw Error(Errc::usage, "one directory is enough");
  const fs::path plugin = program(around.system);
  const fs::path directory = words.size() == 2 ? fs::path(words.back()) : plugin.parent_path();
  const fs::path link = directory / link_name;
  if (is_installed(link, plugin)) {
    around.out << link.string() << " is there already\n";
  } else {
    create_link(link, fs::absolute(plugin));
    around.out << link.string() << " created\n";
  }
  around.out << "kubectl completes kubectl scan where its own completion is loaded: kubectl "
                "completion --help\n";
  finish(around.out);
  return report::exit_code::ok;
}

int run(const std::vector<std::string>& words, Surroundings& around) {
  const std::string shell = words.empty() ? "" : words.front();
  if (shell == "install") return install(words, around);
  const std::string_view script = completion_script(shell);
  if (script.empty() || words.size() != 1)
    throw Error(
        Error(Errc::usage,
              shell.empty() ? "no shell was specified"
                            : fmt::format("unsupported shell \"{}\"", shell))
            .hint(fmt::format("kubectl scan completion {}|install", fmt::join(shells(), "|"))));
  around.out << script;
  finish(around.out);
  return report::exit_code::ok;
}

void fill(CLI::App& command, Action& chosen) {
  command.footer(footer);
  const auto words = std::make_shared<std::vector<std::string>>();
  command.add_option("SHELL", *words, "bash, zsh, fish or powershell; or: install [DIR]")
      ->type_name("");
  command.callback([&chosen, words] {
    chosen = [words](const Connection&, Surroundings& around) { return run(*words, around); };
  });
}

}  // namespace

void add_completion_command(CLI::App& parent, ConnectionFlags& /*connection*/, Action& chosen) {
  add_command(parent,
              {"completion", "Complete words in bash, zsh, fish and PowerShell"},
              [&chosen](CLI::App& command) { fill(command, chosen); });
}

}  // namespace kscan::cmd
